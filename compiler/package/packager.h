// Packages a template: replaces local files by S3 objects. Works offline; the objects are written to a folder.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/expansion.h"
#include "compiler/expand/value_factory.h"
#include "compiler/package/package_places.h"
#include "compiler/support/result.h"

namespace virga {

struct PackageOptions {
  std::string bucket;
  std::string prefix;            // of object keys, without leading and trailing slashes; may be empty
  std::string region;            // for URLs of nested templates; empty: the global endpoint
  std::filesystem::path folder;  // receives the objects, each at its key
  // Canonical paths to leave out of archives: the output of this run and earlier ones.
  std::vector<std::filesystem::path> without;
};

// The problems of one template.
struct TemplateProblems {
  std::string name;
  SourceFilePtr source;
  std::vector<Diagnostic> problems;
};

// A local path in a template that must be replaced by an S3 object.
struct LocalFile {
  std::string logical_id;  // empty in Globals, Metadata and AWS::Include
  std::string property;
  std::string path;  // as written
  TextRange range;
};

// Packages one template together with its nested templates. Not thread-safe; use one packager per run.
class Packager {
public:
  explicit Packager(const PackageOptions& options) : options_(options) {}

  // The packaged template as text, in its own language unless `format` ("yaml", "json") is given; empty after an error.
  // `name` is a path or "-".
  std::string run(const std::string& name, std::string_view format);

  // The local paths in a template, not including its nested templates. Neither reads nor writes files.
  static std::vector<LocalFile> local_files(const Node& root);

  // In the order in which templates were finished; the main template is last. Errors have Severity::Error.
  const std::vector<TemplateProblems>& problems() const { return problems_; }
  // The number of objects written to the folder by this run.
  std::size_t objects() const;

private:
  struct Work;  // one template

  void walk(Work& work);
  std::string package_template(const std::string& name, std::string_view format);
  void walk_includes(Work& work, Value& value, bool is_root);
  void include(Work& work, Value* transform);
  void resources(Work& work, Value& section);
  void resource(Work& work, std::string_view id, Value& body);
  void place(Work& work, std::string_view id, Value& properties, std::string_view path, const PackagePlace& where);
  void globals(Work& work);
  void metadata(Work& work);
  void replace(Work& work, std::string_view id, Value& parent, std::string_view property, const PackagePlace& where);
  void pack_folder_of_template(Work& work, std::string_view id, Value& properties, const PackagePlace& where);

  // Creates the object and returns its key; empty after an error, which is reported at `value`.
  std::string object_of(Work& work, std::string_view id, const Value& value, std::string_view property,
                        const std::filesystem::path& path, const PackagePlace& where);
  // Returns the key of the object.
  Result<std::string> make_object(const std::filesystem::path& path, bool zip);
  Result<std::string> make_archive(const std::filesystem::path& path);
  struct ObjectWriter {
    std::function<bool(const std::filesystem::path& file)>
        is_there;  // whether the file already has the object's content
    std::function<Result<void>(const std::filesystem::path& file)> write;
  };
  Result<std::string> store(std::string key, const ObjectWriter& writer);
  std::string key_of(const std::string& name) const;
  Value* reference(Work& work, const std::string& key, ObjectForm form) const;

  const PackageOptions& options_;
  std::vector<LocalFile>* found_ = nullptr;  // if set, local paths are only collected
  std::vector<TemplateProblems> problems_;
  std::map<std::string, std::string, std::less<>> keys_;  // by canonical path and kind of object
  std::vector<std::filesystem::path> open_;               // templates being packaged, outermost first
};

}  // namespace virga
