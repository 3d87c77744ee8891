#include "compiler/driver/diff_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "compiler/driver/git_revision.h"
#include "compiler/model/template.h"
#include "compiler/support/text.h"
#include "compiler/workspace/carriers.h"
#include "compiler/workspace/cloud_assembly.h"
#include "compiler/workspace/data_file.h"
#include "compiler/workspace/recognition.h"
#include "compiler/workspace/template_files.h"
#include "compiler/workspace/template_source.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

SourceFilePtr read_side(const std::string& path, DiffInputs& inputs) {
  ReadResult read = read_template(path);
  if (read.file == nullptr) inputs.unreadable.push_back(fmt::format("{}: {}", path, read.error.message));
  return std::move(read.file);
}

bool is_template(const SourceFilePtr& file) {
  if (file == nullptr) return false;
  return may_carry_template(file->name()) ? carried_template(file).has_value() : recognise(file->text()).is_template();
}

// A template that was broken is still one, whose error is then reported; it was not removed.
bool is_broken(const SourceFilePtr& file) { return file != nullptr && !parse(file).ok(); }

// The same of one whose resources went. Files of other tools need none.
bool was_template(const SourceFilePtr& file) {
  if (file == nullptr) return false;
  const SyntaxTree tree = parse(file);
  return !tree.ok() || (!may_carry_template(file->name()) && has_only_sections(tree));
}

// "a file", "a folder", "missing".
std::string_view kind_of(const std::string& path) {
  std::error_code ignored;
  if (is_folder(path)) return "a folder";
  return path == "-" || fs::exists(path, ignored) ? "a file" : "missing";
}

// Relative paths below a folder -> files.
std::map<std::string, std::string> templates_below(const std::string& folder, DiffInputs& inputs) {
  std::map<std::string, std::string> found;
  TemplateFiles files = find_templates({.names = {folder}, .carriers = true});
  for (PathNote& note : files.unreadable) inputs.unreadable.push_back(std::move(note.message));
  for (std::string& file : files.files) {
    found.emplace(fs::path(file).lexically_relative(folder).generic_string(), std::move(file));
  }
  return found;
}

// A search for templates does not find one that was broken or emptied; its path is known from the other side.
void add_former(std::string& file, const std::string& folder, const std::string& path) {
  if (!file.empty()) return;
  const std::string place = (fs::path(folder) / path).generic_string();
  std::error_code ignored;
  if (fs::is_regular_file(place, ignored) && was_template(read_template(place).file)) file = place;
}

Result<std::shared_ptr<const CloudAssembly>> assembly_in(const fs::path& folder) {
  return CloudAssembly::open(folder.empty() ? "." : folder.string());
}

// Other tools have a manifest.json, too.
bool has_cdk_template(const fs::path& folder) {
  std::error_code error;
  for (fs::directory_iterator at(folder.empty() ? "." : folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().native().ends_with(".template.json")) return true;
  }
  return false;
}

// Manifests that say nothing of the templates beside them, whose stacks are compared without.
void add_broken_manifests(std::set<fs::path> folders, DiffInputs& inputs) {
  for (const DiffPair& pair : inputs.pairs) {
    for (const auto& [name, file] : {std::pair(&pair.old_name, &pair.before), std::pair(&pair.new_name, &pair.after)}) {
      if (*file != nullptr && name->ends_with(".template.json")) folders.insert(fs::path(*name).parent_path());
    }
  }
  for (const fs::path& folder : folders) {
    const Result<std::shared_ptr<const CloudAssembly>> assembly = assembly_in(folder);
    if (assembly) continue;
    const auto says_it = [&](const std::string& fault) { return fault.starts_with(assembly.message()); };
    if (std::any_of(inputs.unreadable.begin(), inputs.unreadable.end(), says_it)) continue;
    inputs.skipped.push_back(fmt::format(
        "{}; the regions and constructs of its stacks are unknown; run `cdk synth` again", assembly.message()));
  }
}

// What is wrong if the folder has no such template: a file that `cdk synth` lists cannot be missing, and without its
// list nothing can be said. Empty if it may be missing.
std::string why_missing(const std::string& folder, const std::string& path) {
  if (!path.ends_with(".template.json")) return {};
  const fs::path place = fs::path(folder) / path;
  const Result<std::shared_ptr<const CloudAssembly>> assembly = assembly_in(place.parent_path());
  const std::string name = place.filename().string();
  if (!assembly)
    return fmt::format("{}; whether {} was removed is unknown; run `cdk synth` again", assembly.message(), name);
  if (*assembly == nullptr || !(*assembly)->has_template(name)) return {};
  return fmt::format("{}: the manifest beside it lists it, but it is missing; run `cdk synth` again",
                     place.generic_string());
}

// read_template() for a file as of the revision.
ReadResult read_template_of(const GitRevision& git, const std::string& path) {
  ReadResult read = git.read(path);
  if (read.file != nullptr) read.file = unwrapped(std::move(read.file));
  return read;
}

// "./a", "../here/a" and absolute paths as git gives them: from the working directory.
std::string from_here(const std::string& path) {
  std::error_code ignored;
  const fs::path absolute = fs::absolute(path, ignored).lexically_normal();
  return absolute.lexically_relative(fs::current_path(ignored)).generic_string();
}

// Names that a template mentions if it nests one of the files.
std::set<std::string> mentions_of(const std::vector<ChangedFile>& files) {
  std::set<std::string> names;
  for (const ChangedFile& file : files) {
    for (const std::string& path : {file.before, file.after}) {
      if (file.is_submodule && !path.empty()) names.insert(fs::path(path).filename().generic_string() + "/");
      if (has_template_ending(path)) names.insert(fs::path(path).filename().generic_string());
    }
  }
  return names;
}

// Templates that did not change, but nest one that did, at or below the paths or not: its outputs may be values of
// theirs.
void add_parents(const GitRevision& git, const std::vector<std::string>& paths, std::set<std::string> names,
                 DiffInputs& inputs) {
  if (names.empty()) return;
  std::set<std::string> known, wanted;
  for (const DiffPair& pair : inputs.pairs) known.insert(from_here(pair.new_name));
  if (!paths.empty()) {
    for (const std::string& file : find_templates({.names = paths}).files) wanted.insert(from_here(file));
    if (wanted.empty()) return;
  }
  // What nests a changed template may itself be nested by one of those that are asked for.
  std::set<std::string> all = wanted;
  for (const std::string& file : find_templates({.names = {git.root()}}).files) all.insert(from_here(file));
  if (paths.empty()) wanted = all;
  std::vector<SourceFilePtr> others;
  for (const std::string& name : all) {
    ReadResult read = known.contains(name) ? ReadResult() : read_template(name);
    if (read.file != nullptr) others.push_back(std::move(read.file));
  }
  // A parent may be nested itself.
  for (bool grew = true; grew;) {
    grew = false;
    for (SourceFilePtr& file : others) {
      const auto names_it = [&](const std::string& name) { return contains(file->text(), name); };
      if (file == nullptr || std::none_of(names.begin(), names.end(), names_it)) continue;
      grew |= names.insert(fs::path(file->name()).filename().generic_string()).second;
      ReadResult before = wanted.contains(file->name()) ? read_template_of(git, file->name()) : ReadResult();
      if (before.file != nullptr && !is_broken(before.file) && !is_broken(file)) {
        DiffPair pair{file->name(), file->name(), std::move(before.file), file};
        pair.is_parent = true;
        inputs.pairs.push_back(std::move(pair));
      }
      file = nullptr;
    }
  }
}

}  // namespace

bool has_only_sections(const SyntaxTree& tree) {
  if (tree.root == nullptr || !tree.root->is_mapping()) return false;
  const auto members = tree.root->members();
  return std::all_of(members.begin(), members.end(),
                     [](const Member& member) { return is_section(member.key->text()); });
}

Result<DiffInputs> read_diff_inputs(const std::string& before, const std::string& after) {
  DiffInputs inputs;
  if (before == "-" && after == "-") return Error{"standard input can be one of the two templates, not both"};
  if (is_folder(before) != is_folder(after)) {
    return Error{fmt::format("'{}' is {} and '{}' is {}; name two templates, or two folders", before, kind_of(before),
                             after, kind_of(after))};
  }
  if (!is_folder(before)) {
    DiffPair pair{before, after, read_side(before, inputs), read_side(after, inputs)};
    if (inputs.unreadable.empty()) inputs.pairs.push_back(std::move(pair));
    return inputs;
  }
  const std::map<std::string, std::string> old_files = templates_below(before, inputs),
                                           new_files = templates_below(after, inputs);
  if (old_files.empty() && new_files.empty() && inputs.unreadable.empty()) {
    return Error{fmt::format("neither '{}' nor '{}' contains a template", before, after)};
  }
  std::map<std::string, std::pair<std::string, std::string>> all;
  for (const auto& [path, file] : old_files) all[path].first = file;
  for (const auto& [path, file] : new_files) all[path].second = file;
  for (auto& [path, files] : all) {
    add_former(files.first, before, path);
    add_former(files.second, after, path);
    DiffPair pair{files.first, files.second, nullptr, nullptr};
    pair.path = path;
    const std::size_t faults = inputs.unreadable.size();
    for (const auto& [file, folder] : {std::pair(&files.first, &before), std::pair(&files.second, &after)}) {
      if (!file->empty()) continue;
      std::error_code ignored;
      pair.is_other_file = fs::exists(fs::path(*folder) / path, ignored);
      if (std::string fault = why_missing(*folder, path); !pair.is_other_file && !fault.empty()) {
        inputs.unreadable.push_back(std::move(fault));
      }
    }
    if (!files.first.empty()) pair.before = read_side(files.first, inputs);
    if (!files.second.empty()) pair.after = read_side(files.second, inputs);
    // Stack policies are no templates.
    for (SourceFilePtr* side : {&pair.before, &pair.after}) {
      if (*side != nullptr && is_stack_policy(*side)) *side = nullptr;
    }
    if (pair.before == nullptr && pair.after == nullptr) continue;
    if (inputs.unreadable.size() == faults) inputs.pairs.push_back(std::move(pair));
  }
  add_broken_manifests({}, inputs);
  return inputs;
}

Result<DiffInputs> read_git_inputs(const std::string& revision, const std::vector<std::string>& paths) {
  Result<GitRevision> git = GitRevision::open(revision);
  if (!git) return git.error();
  const Result<std::vector<ChangedFile>> files = git->changed_files(paths);
  if (!files) return files.error();
  DiffInputs inputs;
  inputs.old_files = git->files();
  inputs.folder = git->folder();
  std::set<fs::path> manifests;  // the folders of those that changed
  for (const ChangedFile& file : *files) {
    if (file.is_submodule) {
      const std::string& name = file.after.empty() ? file.before : file.after;
      inputs.skipped.push_back(
          fmt::format("{} is a submodule and is not compared; run `virga diff --git` in it", name));
      inputs.has_submodules = true;
      continue;
    }
    if (const fs::path path = file.after; path.filename() == "manifest.json" && has_cdk_template(path.parent_path())) {
      manifests.insert(path.parent_path());
    }
    const auto may_be = [](const std::string& path) {
      return !path.empty() && (has_template_ending(path) || may_carry_template(path));
    };
    if (!may_be(file.before) && !may_be(file.after)) continue;
    DiffPair pair;
    pair.path = pair.old_name = pair.new_name = file.after.empty() ? file.before : file.after;
    if (!file.before.empty()) {
      pair.old_name = file.before;
      ReadResult read = read_template_of(*git, file.before);
      if (read.file == nullptr) inputs.unreadable.push_back(fmt::format("{}: {}", file.before, read.error.message));
      pair.before = std::move(read.file);
    }
    if (!file.after.empty()) {
      ReadResult read = read_template(file.after);
      // A broken link or a submodule is not a template.
      if (read.file != nullptr) pair.after = std::move(read.file);
    }
    // A text that is not a template counts as missing on that side.
    const bool was = is_template(pair.before), is = is_template(pair.after);
    if (!was && !(is && was_template(pair.before))) {
      pair.is_other_file = pair.before != nullptr;
      pair.before = nullptr;
    }
    if (!is && !(was && was_template(pair.after))) {
      pair.is_other_file = pair.after != nullptr;
      pair.after = nullptr;
    }
    if (pair.before != nullptr && pair.after == nullptr && !pair.is_other_file) {
      if (std::string fault = why_missing({}, pair.new_name); !fault.empty()) {
        inputs.unreadable.push_back(std::move(fault));
        continue;
      }
    }
    if (pair.before != nullptr || pair.after != nullptr) inputs.pairs.push_back(std::move(pair));
  }
  const Result<std::vector<ChangedFile>> everywhere = paths.empty() ? files : git->changed_files({});
  if (!everywhere) return everywhere.error();
  add_parents(*git, paths, mentions_of(*everywhere), inputs);
  add_broken_manifests(std::move(manifests), inputs);
  return inputs;
}

}  // namespace virga
