#include "compiler/workspace/template_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "compiler/source/source_file.h"
#include "compiler/workspace/carriers.h"
#include "compiler/workspace/cloud_assembly.h"
#include "compiler/workspace/data_file.h"
#include "compiler/workspace/gitignore.h"
#include "compiler/workspace/glob.h"
#include "compiler/workspace/recognition.h"

namespace virga {

namespace fs = std::filesystem;

bool IgnoredTemplates::matches(const std::string& path) const {
  return std::any_of(patterns_.begin(), patterns_.end(),
                     [&](const std::string& pattern) { return glob_covers(pattern, path); });
}

namespace {

class Search {
public:
  explicit Search(const TemplateSearch& search) : search_(search), ignored_(search.ignored) {}

  TemplateFiles run() {
    for (const std::string& name : search_.names) {
      if (name == "-") {
        result_.files.push_back(name);
      } else {
        find(name);
      }
    }
    std::sort(result_.files.begin(), result_.files.end());
    result_.files.erase(std::unique(result_.files.begin(), result_.files.end()), result_.files.end());
    return std::move(result_);
  }

private:
  static constexpr unsigned kMaxDepth = 256;

  void find(const std::string& name) {
    const bool literal = !has_wildcard(name);
    matched_ = false;
    bool is_folder = false;
    for (std::string& path : expand_glob(name)) {
      std::error_code error;
      if (!fs::is_directory(path, error)) {
        matched_ = true;
        named(std::move(path));
      } else if (literal) {
        // A folder that only happens to match a pattern was not requested.
        is_folder = true;
        const std::string absolute = fs::weakly_canonical(path, error).string();
        folder(path, absolute, GitIgnore::of_folder(absolute), 0);
      }
    }
    if (matched_) return;
    result_.unmatched.push_back({name, is_folder  ? fmt::format("No template found in folder '{}'", name)
                                       : !literal ? fmt::format("No file matches '{}'", name)
                                                  : fmt::format("No such file: '{}'", name)});
  }

  // A file named on the command line or matched by a pattern.
  void named(std::string path) {
    if (ignored_.matches(path)) return skip(path, "it is an ignored template");
    std::error_code error;
    // A pipe can be read only once.
    if (search_.only_templates && fs::is_regular_file(path, error)) {
      const ReadResult file = read_source_file(path);
      if (file.file != nullptr && is_other(file.file)) return;
    }
    result_.files.push_back(std::move(path));
  }

  void folder(const std::string& folder_path, const std::string& absolute, const GitIgnore& rules, unsigned depth) {
    if (depth > kMaxDepth) {
      return unreadable(folder_path, fmt::format("Folder '{}' is more than {} levels deep", folder_path, kMaxDepth));
    }
    std::vector<fs::directory_entry> entries;
    std::error_code error;
    for (fs::directory_iterator it(folder_path, error); !error && it != fs::directory_iterator(); it.increment(error)) {
      entries.push_back(*it);
    }
    if (error) {
      unreadable(folder_path, fmt::format("Cannot read folder '{}': {}; templates in it are not checked", folder_path,
                                          error.message()));
    }
    std::sort(entries.begin(), entries.end());
    check_assembly(folder_path);
    for (const fs::directory_entry& found : entries) entry(found, folder_path, absolute, rules, depth);
  }

  // A CDK assembly without the template of a stack, or with a broken manifest, has not been checked whole. The file
  // cdk.out marks an assembly: other tools write a manifest.json, too.
  // https://docs.aws.amazon.com/cdk/v2/guide/deploy.html
  void check_assembly(const std::string& folder_path) {
    std::error_code error;
    const fs::path place(folder_path);
    if (!fs::is_regular_file(place / "cdk.out", error)) return;
    const Result<std::shared_ptr<const CloudAssembly>> assembly = CloudAssembly::open(folder_path);
    if (!assembly) {
      return unreadable(
          (place / "manifest.json").string(),
          fmt::format("{}; whether all stacks are here is unknown; run `cdk synth` again", assembly.message()));
    }
    if (*assembly == nullptr) return;
    for (const std::string& name : (*assembly)->templates()) {
      const fs::path file = place / name;
      if (fs::exists(file, error)) continue;
      unreadable(file.string(), fmt::format("'{}' is not there, although the manifest lists it; run `cdk synth` again",
                                            file.string()));
    }
  }

  void entry(const fs::directory_entry& found, const std::string& folder_path, const std::string& absolute,
             const GitIgnore& rules, unsigned depth) {
    const std::string name = found.path().filename().string();
    const std::string path = folder_path == "." ? name : (fs::path(folder_path) / name).string();
    const bool is_carrier = search_.carriers && may_carry_template(path);
    if (name.front() == '.' && !(search_.carriers && name == ".ebextensions"))
      return skip(path, "it is hidden: its name begins with a dot");
    if (name == "node_modules") return skip(path, "it contains npm packages");
    const std::string absolute_path = (fs::path(absolute) / name).string();
    std::error_code ignored;
    const bool is_folder = found.is_directory(ignored);
    if (rules.ignores(absolute_path, is_folder)) return skip(path, ".gitignore excludes it");
    if (ignored_.matches(path)) {
      matched_ = matched_ || !is_folder;
      return skip(path, "it is an ignored template");
    }
    if (is_folder) {
      if (found.is_symlink(ignored)) return skip(path, "it is a link to a folder");
      GitIgnore deeper = rules;
      deeper.enter(absolute_path);
      return folder(path, absolute_path, deeper, depth + 1);
    }
    if (!has_template_ending(name) && !is_carrier)
      return skip(path, "its name does not have the extension of a template");
    // A link that leads nowhere is reported as any file that cannot be read; pipes and devices have no content.
    const fs::file_type type = found.status(ignored).type();
    if (type != fs::file_type::regular && type != fs::file_type::not_found && type != fs::file_type::none) {
      return skip(path, "it is not a regular file");
    }
    if (type == fs::file_type::not_found && found.is_symlink(ignored)) {
      return unreadable(path, fmt::format("'{}' is a link to '{}', which does not exist; remove or ignore it", path,
                                          fs::read_symlink(found.path(), ignored).string()));
    }
    const ReadResult file = read_source_file(path);
    if (file.file != nullptr && is_other(file.file)) return;
    matched_ = true;
    result_.files.push_back(path);
  }

  // Is it neither a template nor a file that carries one? Then it is skipped.
  bool is_other(const SourceFilePtr& file) {
    const TemplateRecognition seen = recognise(file->text());
    // Beanstalk's files have Resources with types, so that they are recognised by their name first.
    if (search_.carriers && may_carry_template(file->name())) {
      if (carried_template(file) || is_broken_carrier(file)) return false;
      skip(file->name(), "it carries no template, or one that is put together elsewhere");
      return true;
    }
    if (seen.is_template() || (search_.carriers && is_stack_policy(file))) return false;
    skip(file->name(), fmt::format("it is not a template: it {}", seen.reason));
    return true;
  }

  void unreadable(const std::string& path, std::string message) {
    matched_ = true;  // the problem has already been reported
    result_.unreadable.push_back({path, std::move(message)});
  }

  void skip(const std::string& path, std::string_view why) {
    if (search_.explain) result_.skipped.push_back({path, std::string(why)});
  }

  const TemplateSearch& search_;
  const IgnoredTemplates ignored_;
  TemplateFiles result_;
  bool matched_ = false;  // whether the current name yields anything
};

}  // namespace

TemplateFiles find_templates(const TemplateSearch& search) { return Search(search).run(); }

Result<std::vector<std::string>> all_templates(const std::vector<std::string>& names, TemplateSelection selection) {
  TemplateFiles found =
      find_templates({.names = names, .only_templates = selection == TemplateSelection::OnlyTemplates});
  for (const std::vector<PathNote>* notes : {&found.unreadable, &found.unmatched}) {
    if (!notes->empty()) return Error{notes->front().message};
  }
  return std::move(found.files);
}

}  // namespace virga
