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
  bool has_value(std::string_view table, std::string_view key, std::string_view value) const override {
    return base_.has_value(table, key, value);
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

// The largest schema in the packages has about ten thousand values.
constexpr std::size_t kMaxPatchedValues = 500'000;

bool keeps_all(std::string_view) { return true; }

// Error messages begin with the path.
Result<json> read_json(const std::filesystem::path& path) {
  std::error_code status;
  // Opening a pipe would block until there is a writer.
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

// The files at a path, sorted.
Result<std::vector<std::filesystem::path>> collect_files(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code status;
  std::vector<fs::path> found;
  if (!fs::is_directory(path, status)) {
    found.emplace_back(path);
    return found;
  }
  for (fs::recursive_directory_iterator it(path, status), end; !status && it != end; it.increment(status)) {
    std::error_code ignored;
    if (it->path().extension() == ".json" && it->is_regular_file(ignored)) found.push_back(it->path());
  }
  if (status) return Error{"cannot read the folder " + path + ": " + status.message()};
  std::sort(found.begin(), found.end());
  return found;
}

Result<std::vector<std::string>> read_names(const json& overrides, const char* key) {
  std::vector<std::string> names;
  const auto list = overrides.find(key);
  if (list == overrides.end()) return names;
  for (const json& name : list->is_array() ? *list : json::array({*list})) {
    if (!name.is_string()) return Error{std::string(key) + " must be a list of resource types"};
    names.push_back(name.get<std::string>());
  }
  return names;
}

bool matches_any(const std::vector<std::string>& patterns, std::string_view name) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches_wildcard(pattern, name); });
}

// The document of a type after patching.
Result<json> patched(const SchemaDatabase& base, const std::string& name, const json& patch) {
  const auto type = base.find_type(name);
  if (!type) return Error{"Patches names the resource type " + name + ", which is not known"};
  json document = type_to_json(*type, &base);
  if (!patch.is_array()) return Error{"the patch of " + name + " must be a list of operations"};
  // Apply operations one by one and check the size: a few copies of the document into itself make a huge one.
  for (const json& operation : patch) {
    try {
      document.patch_inplace(json::array({operation}));
    } catch (const json::exception& exception) {
      return Error{"the patch of " + name + " does not apply: " + exception.what()};
    }
    if (!document.is_object()) {
      return Error{"the patch of " + name + " replaces the whole schema, which must stay an object"};
    }
    if (json_size(document, kMaxPatchedValues) > kMaxPatchedValues) {
      return Error{"the patch of " + name + " makes the schema too large or nests it too deeply"};
    }
  }
  document["typeName"] = name;
  return document;
}

// `base` with the types of these facts layered over its own.
Result<std::unique_ptr<SchemaDatabase>> layer_of(const SchemaDatabase& base, const json& facts,
                                                 const LayeredDatabase::Filter& keeps) {
  Result<CompiledFacts> compiled = compile_facts(facts, false, kOverlaidDocumentation);
  if (!compiled) return compiled.error();
  return std::unique_ptr<SchemaDatabase>(std::make_unique<LayeredDatabase>(base, std::move(*compiled), keeps));
}

}  // namespace

Result<std::unique_ptr<SchemaDatabase>> with_registry_schemas(const SchemaDatabase& base,
                                                              const std::vector<std::string>& paths) {
  json facts = {{"types", json::object()}};
  for (const std::string& path : paths) {
    const Result<std::vector<std::filesystem::path>> files = collect_files(path);
    if (!files) return files.error();
    for (const std::filesystem::path& file : *files) {
      Result<json> document = read_json(file);
      if (!document) return document.error();
      const auto name = document->is_object() ? document->find("typeName") : document->end();
      if (!document->is_object() || name == document->end() || !name->is_string()) {
        return Error{file.string() + " is no resource provider schema: it has no typeName"};
      }
      // Compile each type separately first, so that errors name the file.
      const std::string type = name->get<std::string>();
      const json one = {{"types", {{type, *document}}}};
      if (const Result<CompiledFacts> alone = compile_facts(one, false); !alone) {
        return Error{file.string() + ": " + alone.message()};
      }
      facts["types"][type] = std::move(*document);
    }
  }
  return layer_of(base, facts, keeps_all);
}

Result<std::unique_ptr<SchemaDatabase>> with_overrides(const SchemaDatabase& base, const json& overrides) {
  if (!overrides.is_object()) return Error{"an override spec must be an object"};
  const Result<std::vector<std::string>> included = read_names(overrides, "IncludeResourceTypes");
  if (!included) return included.error();
  const Result<std::vector<std::string>> excluded = read_names(overrides, "ExcludeResourceTypes");
  if (!excluded) return excluded.error();
  json facts = {{"types", json::object()}};
  if (const auto patches = overrides.find("Patches"); patches != overrides.end()) {
    if (!patches->is_object()) return Error{"Patches must be an object of resource types"};
    for (const auto& [name, patch] : patches->items()) {
      Result<json> document = patched(base, name, patch);
      if (!document) return document.error();
      facts["types"][name] = std::move(*document);
    }
  }
  return layer_of(base, facts, [&](std::string_view name) {
    return (included->empty() || matches_any(*included, name)) && !matches_any(*excluded, name);
  });
}

Result<std::unique_ptr<SchemaDatabase>> with_override_spec(const SchemaDatabase& base, const std::string& path) {
  const Result<json> overrides = read_json(path);
  if (!overrides) return overrides.error();
  Result<std::unique_ptr<SchemaDatabase>> database = with_overrides(base, *overrides);
  if (!database) return Error{path + ": " + database.message()};
  return database;
}

}  // namespace virga
