#include "schemas/layered_database.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>

#include "compiler/support/json_text.h"
#include "compiler/support/wildcard.h"
#include "schemas/facts_compiler.h"
#include "schemas/schema_json.h"
#include "schemas/stored_database.h"

namespace virga {

using nlohmann::json;

namespace {

class LayeredDatabase final : public SchemaDatabase {
public:
  using Filter = std::function<bool(std::string_view)>;

  LayeredDatabase(const SchemaDatabase& base, CompiledFacts facts, const Filter& keeps)
      : base_(base), facts_(std::move(facts)) {
    const SchemaArrays& arrays = facts_.store->arrays();
    for (std::uint32_t i = 0; i < arrays.types.size(); ++i) types_.emplace_back(facts_.store.get(), i);
    const auto own_count = static_cast<std::ptrdiff_t>(types_.size());
    const auto by_name = [](const ResourceType& a, const ResourceType& b) { return a.name() < b.name(); };
    for (std::uint32_t i = 0; i < base.type_count(); ++i) {
      const ResourceType type = base.type(i);
      const auto end = types_.begin() + own_count;
      if (!std::binary_search(types_.begin(), end, type, by_name)) types_.push_back(type);
    }
    std::sort(types_.begin(), types_.end(), by_name);
    std::erase_if(types_, [&](const ResourceType& type) { return !keeps(type.name()); });
  }

  std::optional<ResourceType> find_type(std::string_view name) const override {
    for (const std::string_view candidate : {name, catch_all_name(name)}) {
      const auto found =
          std::lower_bound(types_.begin(), types_.end(), candidate,
                           [](const ResourceType& type, std::string_view wanted) { return type.name() < wanted; });
      if (found != types_.end() && found->name() == candidate) return *found;
    }
    return std::nullopt;
  }

  std::uint32_t type_count() const override { return static_cast<std::uint32_t>(types_.size()); }
  ResourceType type(std::uint32_t i) const override { return types_[i]; }
  Schema find_schema(std::string_view name) const override { return base_.find_schema(name); }
  std::vector<std::string_view> lookup(std::string_view table, std::string_view key) const override {
    return base_.lookup(table, key);
  }
  bool any_value(std::string_view table, std::string_view key,
                 const std::function<bool(std::string_view)>& is) const override {
    return base_.any_value(table, key, is);
  }
  std::vector<std::string_view> keys(std::string_view table) const override { return base_.keys(table); }
  std::string_view provenance() const override { return base_.provenance(); }

  std::string_view documentation(std::uint32_t id) const override {
    if (id < kOverlaidDocumentation) return base_.documentation(id);
    const std::uint32_t i = id - kOverlaidDocumentation;
    return i < facts_.documentation.size() ? std::string_view(facts_.documentation[i]) : base_.documentation(id);
  }

private:
  const SchemaDatabase& base_;
  CompiledFacts facts_;
  std::vector<ResourceType> types_;  // sorted by name
};

// The largest schema of a package holds some ten thousand.
constexpr std::size_t kMaxPatchedValues = 500'000;

bool keeps_all(std::string_view) { return true; }

// Errors begin with the path.
Result<json> read_json(const std::filesystem::path& path) {
  std::error_code status;
  // Opening a pipe would wait for who writes to it.
  if (std::filesystem::exists(path, status) && !std::filesystem::is_regular_file(path, status)) {
    return Error{path.string() + ": it is no file"};
  }
  if (std::filesystem::file_size(path, status) > kMaxJsonBytes && !status) {
    return Error{path.string() + ": it is larger than 16 MiB"};
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{path.string() + ": it cannot be read: " + std::generic_category().message(errno)};
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  Result<json> value = parse_json(text);
  if (!value) return Error{path.string() + ":" + value.message()};
  return value;
}

// Files of a path, sorted.
bool collect_files(const std::string& path, std::vector<std::filesystem::path>& files, std::string& error) {
  namespace fs = std::filesystem;
  std::error_code status;
  if (!fs::is_directory(path, status)) {
    files.emplace_back(path);
    return true;
  }
  std::vector<fs::path> found;
  for (fs::recursive_directory_iterator it(path, status), end; !status && it != end; it.increment(status)) {
    std::error_code ignored;
    if (it->path().extension() == ".json" && it->is_regular_file(ignored)) found.push_back(it->path());
  }
  if (status) {
    error = "cannot read the folder " + path + ": " + status.message();
    return false;
  }
  std::sort(found.begin(), found.end());
  files.insert(files.end(), found.begin(), found.end());
  return true;
}

bool read_names(const json& overrides, const char* key, std::vector<std::string>& names, std::string& error) {
  const auto list = overrides.find(key);
  if (list == overrides.end()) return true;
  for (const json& name : list->is_array() ? *list : json::array({*list})) {
    if (!name.is_string()) {
      error = std::string(key) + " must be a list of resource types";
      return false;
    }
    names.push_back(name.get<std::string>());
  }
  return true;
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches_wildcard(pattern, name); });
}

// The patched document of a type; null with `error` set.
std::optional<json> patched(const SchemaDatabase& base, const std::string& name, const json& patch,
                            std::string& error) {
  const auto type = base.find_type(name);
  if (!type) {
    error = "Patches names the resource type " + name + ", which is not known";
    return std::nullopt;
  }
  json document = type_to_json(*type, &base);
  if (!patch.is_array()) {
    error = "the patch of " + name + " must be a list of operations";
    return std::nullopt;
  }
  // One at a time: a few copies of the whole document into itself make a large one.
  for (const json& operation : patch) {
    try {
      document.patch_inplace(json::array({operation}));
    } catch (const json::exception& exception) {
      error = "the patch of " + name + " does not apply: " + exception.what();
      return std::nullopt;
    }
    if (!document.is_object()) {
      error = "the patch of " + name + " replaces the whole schema, which must stay an object";
      return std::nullopt;
    }
    if (json_size(document, kMaxPatchedValues) > kMaxPatchedValues) {
      error = "the patch of " + name + " makes the schema too large or nests it too deeply";
      return std::nullopt;
    }
  }
  document["typeName"] = name;
  return document;
}

}  // namespace

std::unique_ptr<SchemaDatabase> with_registry_schemas(const SchemaDatabase& base, const std::vector<std::string>& paths,
                                                      std::string& error) {
  std::vector<std::filesystem::path> files;
  for (const std::string& path : paths) {
    if (!collect_files(path, files, error)) return nullptr;
  }
  json facts = {{"types", json::object()}};
  for (const std::filesystem::path& path : files) {
    Result<json> document = read_json(path);
    if (!document) {
      error = document.message();
      return nullptr;
    }
    const auto name = document->is_object() ? document->find("typeName") : document->end();
    if (!document->is_object() || name == document->end() || !name->is_string()) {
      error = path.string() + " is no resource provider schema: it has no typeName";
      return nullptr;
    }
    // Each by itself first, so that an error names the file.
    const std::string type = name->get<std::string>();
    const json one = {{"types", {{type, *document}}}};
    if (compile_facts(one, false, error).store == nullptr) {
      error = path.string() + ": " + error;
      return nullptr;
    }
    facts["types"][type] = std::move(*document);
  }
  CompiledFacts compiled = compile_facts(facts, false, error, kOverlaidDocumentation);
  if (compiled.store == nullptr) return nullptr;
  return std::make_unique<LayeredDatabase>(base, std::move(compiled), keeps_all);
}

std::unique_ptr<SchemaDatabase> with_overrides(const SchemaDatabase& base, const json& overrides, std::string& error) {
  if (!overrides.is_object()) {
    error = "an override spec must be an object";
    return nullptr;
  }
  std::vector<std::string> included, excluded;
  if (!read_names(overrides, "IncludeResourceTypes", included, error)) return nullptr;
  if (!read_names(overrides, "ExcludeResourceTypes", excluded, error)) return nullptr;
  json facts = {{"types", json::object()}};
  if (const auto patches = overrides.find("Patches"); patches != overrides.end()) {
    if (!patches->is_object()) {
      error = "Patches must be an object of resource types";
      return nullptr;
    }
    for (const auto& [name, patch] : patches->items()) {
      std::optional<json> document = patched(base, name, patch, error);
      if (!document) return nullptr;
      facts["types"][name] = std::move(*document);
    }
  }
  CompiledFacts compiled = compile_facts(facts, false, error, kOverlaidDocumentation);
  if (compiled.store == nullptr) return nullptr;
  const auto keeps = [&](std::string_view name) {
    return (included.empty() || matches_any(included, name)) && !matches_any(excluded, name);
  };
  return std::make_unique<LayeredDatabase>(base, std::move(compiled), keeps);
}

std::unique_ptr<SchemaDatabase> with_override_spec(const SchemaDatabase& base, const std::string& path,
                                                   std::string& error) {
  const Result<json> overrides = read_json(path);
  if (!overrides) {
    error = overrides.message();
    return nullptr;
  }
  auto database = with_overrides(base, *overrides, error);
  if (database == nullptr) error = path + ": " + error;
  return database;
}

}  // namespace virga
