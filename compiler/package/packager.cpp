#include "compiler/package/packager.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/diagnostics/text.h"
#include "compiler/emit/emit.h"
#include "compiler/package/archive.h"
#include "compiler/package/expanded_file.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "compiler/workspace/output_file.h"
#include "compiler/workspace/output_layout.h"
#include "compiler/workspace/template_source.h"

namespace virga {

namespace fs = std::filesystem;

namespace {

// The deepest nesting of templates, each of which is a recursive call.
constexpr std::size_t kMaxNesting = 64;
constexpr std::string_view kForEach = "Fn::ForEach::";
constexpr std::string_view kSerial = "AWS::Serverless::";
constexpr std::string_view kS3 = "s3://";

bool is_address(std::string_view text) { return text.starts_with("https://") || text.starts_with("http://"); }

// Object keys keep the file's extension, which indicates the type.
std::string extension_of(const fs::path& path) {
  const std::string extension = path.extension().string();
  const bool plain =
      std::all_of(extension.begin(), extension.end(), [](char c) { return c == '.' || is_letter_or_digit(c); });
  return plain && extension.size() <= 16 ? extension : std::string();
}

// "s3://bucket/key?versionId=v", parsed.
struct S3Address {
  std::string_view bucket, key, version;
};

bool split_s3(std::string_view text, S3Address& parts) {
  if (!text.starts_with(kS3)) return false;
  text.remove_prefix(kS3.size());
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) return false;
  parts.bucket = text.substr(0, slash);
  parts.key = text.substr(slash + 1);
  constexpr std::string_view kVersion = "?versionId=";
  if (const std::size_t version = parts.key.find(kVersion); version != std::string_view::npos) {
    parts.version = parts.key.substr(version + kVersion.size());
    parts.key = parts.key.substr(0, version);
  }
  return true;
}

Value* object_reference(ValueFactory& make, ObjectForm form, const S3Address& object) {
  Value* version = object.version.empty() ? nullptr : make.string(object.version);
  const bool lambda = form == ObjectForm::S3BucketKey;
  return make.object({{lambda ? "S3Bucket" : "Bucket", make.string(object.bucket)},
                      {lambda ? "S3Key" : "Key", make.string(object.key)},
                      {lambda ? "S3ObjectVersion" : "Version", version}});
}

bool has_digits(const fs::path& file, const std::string& digits) {
  const Result<std::string> there = hash_file(file);
  return there && *there == digits;
}

// Relative to the working directory if the path is below it.
std::string shown_path(const fs::path& path) {
  std::error_code fault;
  const std::string near = path.lexically_proximate(fs::current_path(fault)).string();
  return near.starts_with("..") ? path.string() : near;
}

}  // namespace

struct Packager::Work {
  explicit Work(Arena& arena) : make(arena) {}

  ValueFactory make;
  Value* root = nullptr;
  fs::path folder;            // paths are relative to this folder
  TemplateProblems problems;  // of this template

  void add(Severity severity, std::string_view id, std::string_view property, TextRange range, std::string message) {
    Diagnostic problem;
    if (!id.empty()) problem.generated = TransformSubject{std::string(id), {}, std::string(property)};
    problem.rule = "package";
    problem.severity = severity;
    problem.range = range;
    if (!id.empty()) problem.path = {std::string("Resources"), std::string(id)};
    problem.message = std::move(message);
    problems.problems.push_back(std::move(problem));
  }
  void error(std::string_view id, std::string_view property, const Value& place, std::string message) {
    add(Severity::Error, id, property, place.range(), std::move(message));
  }
  bool failed() const {
    return std::any_of(problems.problems.begin(), problems.problems.end(),
                       [](const Diagnostic& problem) { return problem.severity == Severity::Error; });
  }
};

std::string Packager::run(const std::string& name, std::string_view format) {
  std::error_code fault;
  if (name != "-") open_.push_back(fs::weakly_canonical(name, fault));
  return package_template(name, format);
}

std::size_t Packager::objects() const {
  std::set<std::string_view> names;
  for (const auto& [slot, key] : keys_) names.insert(key);
  return names.size();
}

std::string Packager::package_template(const std::string& name, std::string_view format) {
  ReadResult read = read_template(name);
  TemplateProblems problems{name, read.file, {}};
  if (read.file == nullptr) {
    Diagnostic problem;
    problem.rule = "E0000";
    problem.message = read.error.message;
    problems.problems.push_back(std::move(problem));
    problems_.push_back(std::move(problems));
    return {};
  }
  const SyntaxTree tree = parse(std::move(read.file));
  problems.problems = syntax_problems(tree);
  if (!only_repeats_keys(tree) || no_template(tree, problems.problems) || too_large(*tree.root, problems.problems)) {
    problems_.push_back(std::move(problems));
    return {};
  }
  Arena arena;
  Work work(arena);
  work.root = work.make.from(*tree.root);
  work.folder = template_folder(name);
  work.problems = std::move(problems);
  walk(work);
  const bool failed = work.failed();
  problems_.push_back(std::move(work.problems));
  if (failed) return {};
  const bool yaml = format.empty() ? tree.language == SyntaxLanguage::Yaml : format == "yaml";
  const Node* root = work.make.freeze(*work.root);
  return yaml ? emit_yaml(*root) : emit_json(*root);
}

std::vector<LocalFile> Packager::local_files(const Node& root) {
  const PackageOptions none;
  std::vector<LocalFile> found;
  Packager packager(none);
  packager.found_ = &found;
  Arena arena;
  Work work(arena);
  work.root = work.make.from(root);
  packager.walk(work);
  return found;
}

void Packager::walk(Work& work) {
  walk_includes(work, *work.root, true);
  metadata(work);
  globals(work);
  if (Value* section = work.root->get("Resources"); section != nullptr) resources(work, *section);
}

// Recursive; the reader limits the depth of a template.
void Packager::walk_includes(Work& work, Value& value, bool is_root) {
  for (Value* item : value.items()) walk_includes(work, *item, false);
  for (const Entry& entry : value.entries()) {
    const bool transform = entry.key->is("Fn::Transform") || (is_root && entry.key->is("Transform"));
    if (transform && entry.value->is_sequence()) {
      for (Value* item : entry.value->items()) include(work, item);
    } else if (transform) {
      include(work, entry.value);
    }
    walk_includes(work, *entry.value, false);
  }
}

void Packager::include(Work& work, Value* transform) {
  if (transform->string_at("Name") != "AWS::Include") return;
  Value* parameters = transform->get("Parameters");
  constexpr PackagePlace kInclude = {"AWS::Include", "Location", ObjectForm::Uri};
  if (parameters != nullptr && parameters->is_mapping()) replace(work, {}, *parameters, "Location", kInclude);
}

void Packager::resources(Work& work, Value& section) {
  for (const Entry& entry : section.entries()) {
    const std::string_view key = entry.key->text();
    if (key.starts_with(kForEach) && entry.value->size() == 3 && entry.value->is_sequence()) {
      resources(work, *entry.value->items()[2]);
    } else if (entry.value->is_mapping()) {
      resource(work, key, *entry.value);
    }
  }
}

void Packager::resource(Work& work, std::string_view id, Value& body) {
  const std::string_view type = body.string_at("Type");
  Value* properties = body.get("Properties");
  if (properties == nullptr || !properties->is_mapping() || properties->is_intrinsic()) return;
  // Images are built and pushed by other tools.
  if (properties->string_at("PackageType") == "Image") return;
  for (const PackagePlace& where : package_places()) {
    if (where.type == type) place(work, id, *properties, where.path, where);
  }
}

// Follows the steps of `path`; the last one names the property to replace.
void Packager::place(Work& work, std::string_view id, Value& properties, std::string_view path,
                     const PackagePlace& where) {
  const std::size_t dot = path.find('.');
  const std::string_view step = path.substr(0, dot);
  if (dot == std::string_view::npos) {
    if (properties.has(step)) {
      replace(work, id, properties, step, where);
    } else if (where.folder_if_absent) {
      pack_folder_of_template(work, id, properties, where);
    }
    return;
  }
  for (const Entry& entry : properties.entries()) {
    if (step != "*" && !entry.key->is(step)) continue;
    if (entry.value->is_mapping()) place(work, id, *entry.value, path.substr(dot + 1), where);
  }
}

// The sections of Globals are named after the resource types, without "AWS::Serverless::".
void Packager::globals(Work& work) {
  Value* section = work.root->get("Globals");
  if (section == nullptr) return;
  for (const PackagePlace& where : package_places()) {
    if (!where.type.starts_with(kSerial)) continue;
    Value* properties = section->get(where.type.substr(kSerial.size()));
    if (properties != nullptr && properties->is_mapping() && properties->has(where.path)) {
      replace(work, {}, *properties, where.path, where);
    }
  }
}

void Packager::metadata(Work& work) {
  for (const PackagePlace& where : metadata_places()) {
    Value* section = work.root->at("Metadata", where.type);
    if (section != nullptr && section->is_mapping() && section->has(where.path)) {
      replace(work, {}, *section, where.path, where);
    }
  }
}

void Packager::replace(Work& work, std::string_view id, Value& parent, std::string_view property,
                       const PackagePlace& where) {
  const Value* given = parent.get(property);
  // A mapping is an S3 location, inline code, or a function that is only known at deployment.
  if (given == nullptr || !given->is_string()) return;
  const Value& value = *given;
  const std::string_view text = value.text();
  const ValueFactory::Scope scope(work.make, value);
  S3Address object;
  if (split_s3(text, object)) {
    const bool uri = where.form == ObjectForm::Uri || where.form == ObjectForm::Template;
    if (!uri) parent.set(property, object_reference(work.make, where.form, object));
    return;
  }
  if (is_address(text)) return;
  if (found_ != nullptr) {
    found_->push_back({std::string(id), std::string(property), std::string(text), value.range()});
    return;
  }
  const fs::path path = (work.folder / fs::path(text)).lexically_normal();
  const std::string key = object_of(work, id, value, property, path, where);
  if (!key.empty()) parent.set(property, reference(work, key, where.form));
}

// Like the AWS CLI, packages the template's folder if a function or layer specifies no code.
void Packager::pack_folder_of_template(Work& work, std::string_view id, Value& properties, const PackagePlace& where) {
  if (found_ != nullptr || properties.has("InlineCode") || properties.has("ImageUri")) return;
  if (where.type.starts_with(kSerial)) {
    const Value* shared = work.root->at("Globals", where.type.substr(kSerial.size()));
    if (shared != nullptr && (shared->has(where.path) || shared->has("InlineCode") || shared->has("ImageUri") ||
                              shared->string_at("PackageType") == "Image")) {
      return;
    }
  }
  const ValueFactory::Scope scope(work.make, properties);
  const std::string key = object_of(work, id, properties, where.path, work.folder, where);
  if (key.empty()) return;
  work.add(
      Severity::Informational, id, where.path, properties.range(),
      fmt::format("'{}' has no {}, so the whole folder of the template is packaged; set it to the folder of the code",
                  printable(id), where.path));
  properties.set(where.path, reference(work, key, where.form));
}

std::string Packager::object_of(Work& work, std::string_view id, const Value& value, std::string_view property,
                                const fs::path& path, const PackagePlace& where) {
  const std::string shown = value.is_string() ? printable(value.text()) : path.string();
  const auto refuse = [&](const std::string& why) {
    work.error(id, property, value,
               id.empty() ? fmt::format("Cannot package {}: {}", property, why)
                          : fmt::format("Cannot package {} of '{}': {}", property, printable(id), why));
    return std::string();
  };
  std::error_code fault;
  const fs::path canonical = fs::canonical(path, fault);
  if (fault) {
    if (shown.find("${") != std::string::npos) {
      return refuse(fmt::format("'{}' depends on a variable, but a path must be known before the deployment", shown));
    }
    return refuse(
        fmt::format("no such file or folder '{}' (relative to the template's folder, '{}'); correct the path, or build "
                    "the code first",
                    shown, work.folder.string()));
  }
  // Reading a pipe or a device might block forever.
  if (!fs::is_directory(canonical, fault) && !fs::is_regular_file(canonical, fault)) {
    return refuse(fmt::format("'{}' is neither a file nor a folder", shown));
  }
  const bool is_template = where.form == ObjectForm::Template;
  const std::string slot = canonical.string() + (is_template ? "|template" : where.zip ? "|zip" : "|file");
  if (const auto known = keys_.find(slot); known != keys_.end()) return known->second;
  const auto keep = [&](const Result<std::string>& key) { return key ? keys_[slot] = *key : refuse(key.message()); };
  if (!is_template) return keep(make_object(path, where.zip));
  if (fs::is_directory(canonical, fault)) {
    return refuse(fmt::format("'{}' is a folder, not a template file", shown));
  }
  if (open_.size() >= kMaxNesting) {
    return refuse(fmt::format("'{}' is nested in {} other templates, too many", shown, open_.size()));
  }
  if (std::find(open_.begin(), open_.end(), canonical) != open_.end()) {
    return refuse(fmt::format("'{}' contains this template, so the stacks would nest endlessly", shown));
  }
  open_.push_back(canonical);
  const std::string text = package_template(shown_path(path), {});
  open_.pop_back();
  if (text.empty()) return refuse(fmt::format("'{}' has errors of its own", shown));
  const std::string digits = hash_text(text);
  return keep(store(key_of(digits + ".template"),
                    {.is_there = [&](const fs::path& file) { return has_digits(file, digits); },
                     .write = [&](const fs::path& file) { return write_file(file.string(), text); }}));
}

Result<std::string> Packager::make_object(const fs::path& path, bool zip) {
  std::error_code fault;
  if (fs::is_directory(path, fault) || (zip && !is_archive(path))) return make_archive(path);
  Result<std::string> digits = hash_file(path);
  if (!digits) return digits;
  const auto copy = [&](const fs::path& file) -> Result<void> {
    std::error_code failure;
    fs::copy_file(path, file, fs::copy_options::overwrite_existing, failure);
    if (failure) return Error{fmt::format("cannot copy '{}': {}", path.string(), failure.message())};
    const Result<std::string> copied = hash_file(file);
    if (!copied) return copied.error();
    if (*copied == *digits) return {};
    return Error{fmt::format("'{}' changed during packaging; try again", path.string())};
  };
  return store(key_of(*digits + (zip ? ".zip" : extension_of(path))),
               {.is_there = [&](const fs::path& file) { return has_digits(file, *digits); }, .write = copy});
}

Result<std::string> Packager::make_archive(const fs::path& path) {
  std::vector<ArchiveEntry> entries;
  std::error_code fault;
  if (fs::is_directory(path, fault)) {
    Result<std::vector<ArchiveEntry>> listed = list_folder(path, options_.without);
    if (!listed) return listed.error();
    entries = std::move(*listed);
  } else {
    const bool executable = (fs::status(path, fault).permissions() & fs::perms::owner_exec) != fs::perms::none;
    entries.push_back({path.filename().string(), path, executable});
  }
  Result<std::string> digits = hash_entries(entries);
  if (!digits) return digits;
  return store(key_of(*digits + ".zip"), {.is_there = is_whole_archive, .write = [&](const fs::path& file) {
                                            return write_archive(entries, *digits, file);
                                          }});
}

// An existing object has the same content, since its name contains a hash of it, unless it was truncated. Several runs
// may write the same object at once: each writes a temporary file, and the last rename wins.
Result<std::string> Packager::store(std::string key, const ObjectWriter& writer) {
  const fs::path file = options_.folder / key;
  std::error_code fault;
  if (fs::is_regular_file(file, fault) && writer.is_there(file)) return key;
  if (const Result<void> made = make_parent_folder(file.string()); !made) return made.error();
  const fs::path partial = partial_name(file.string());
  Result<void> written = writer.write(partial);
  if (written) {
    fs::rename(partial, file, fault);
    if (!fault) return key;
    written = Error{fmt::format("cannot write '{}': {}", file.string(), fault.message())};
  }
  fs::remove(partial, fault);
  return written.error();
}

std::string Packager::key_of(const std::string& name) const {
  return options_.prefix.empty() ? name : options_.prefix + "/" + name;
}

Value* Packager::reference(Work& work, const std::string& key, ObjectForm form) const {
  switch (form) {
    case ObjectForm::Uri:
      return work.make.string(fmt::format("s3://{}/{}", options_.bucket, key));
    case ObjectForm::Template: {
      // A path-style URL, as TemplateURL requires.
      const std::string& region = options_.region;
      return work.make.string(fmt::format("https://s3.{}{}amazonaws.com{}/{}/{}", region, region.empty() ? "" : ".",
                                          region.starts_with("cn-") ? ".cn" : "", options_.bucket,
                                          percent_encoded(key)));
    }
    default:
      return object_reference(work.make, form, {options_.bucket, key, {}});
  }
}

}  // namespace virga
