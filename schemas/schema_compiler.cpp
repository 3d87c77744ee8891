#include "schemas/schema_compiler.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

namespace virga {

using nlohmann::json;

namespace {

// Keywords that do not constrain an instance, and members of resource provider schemas that schemas/facts_compiler.h
// reads.
constexpr std::array<std::string_view, 43> kSilentKeywords = {"$comment",
                                                              "$defs",
                                                              "$id",
                                                              "$schema",
                                                              "additionalIdentifiers",
                                                              "anyAttribute",
                                                              "arrayType",
                                                              "attributes",
                                                              "conditionalCreateOnlyProperties",
                                                              "contentEncoding",
                                                              "contentMediaType",
                                                              "createOnlyProperties",
                                                              "default",
                                                              "definitions",
                                                              "deprecated",
                                                              "deprecatedProperties",
                                                              "description",
                                                              "documentationUrl",
                                                              "examples",
                                                              "handlers",
                                                              "insertionOrder",
                                                              "nonPublicDefinitions",
                                                              "nonPublicProperties",
                                                              "primaryIdentifier",
                                                              "propertyTransform",
                                                              "readOnly",
                                                              "readOnlyProperties",
                                                              "ref",
                                                              "relationshipRef",
                                                              "replacement",
                                                              "replacementStrategy",
                                                              "resourceLink",
                                                              "sensitive",
                                                              "source",
                                                              "sourceUrl",
                                                              "stateful",
                                                              "taggable",
                                                              "tagging",
                                                              "title",
                                                              "typeConfiguration",
                                                              "typeName",
                                                              "writeOnly",
                                                              "writeOnlyProperties"};

bool is_silent(std::string_view name) {
  return std::find(kSilentKeywords.begin(), kSilentKeywords.end(), name) != kSilentKeywords.end();
}

std::optional<KeywordId> keyword_id(std::string_view name) {
  static const auto* const ids = [] {
    auto* map = new std::unordered_map<std::string_view, KeywordId>();
    for (std::uint32_t i = 0; i < kKeywordIdCount; ++i) {
      map->try_emplace(spelling_of(static_cast<KeywordId>(i)), static_cast<KeywordId>(i));
    }
    return map;
  }();
  const auto found = ids->find(name);
  return found == ids->end() ? std::nullopt : std::optional(found->second);
}

void write_canonical(const json& value, std::string& out) {
  if (value.is_object()) {
    out += '{';
    bool is_first = true;
    for (const auto& [key, member] : value.items()) {
      if (!is_first) out += ',';
      is_first = false;
      out += json(key).dump(-1, ' ', false, json::error_handler_t::replace) + ':';
      write_canonical(member, out);
    }
    out += '}';
  } else if (value.is_array()) {
    out += '[';
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0) out += ',';
      write_canonical(value[i], out);
    }
    out += ']';
  } else if (value.is_number_float() && std::floor(value.get<double>()) == value.get<double>() &&
             std::abs(value.get<double>()) < 9e15) {
    out += std::to_string(static_cast<std::int64_t>(value.get<double>()));
  } else {
    out += value.dump(-1, ' ', false, json::error_handler_t::replace);
  }
}

constexpr std::size_t kMaxListLength = 0xFFFFFF;

std::string pointer_token(std::string_view name) {
  std::string token = "/";
  for (const char c : name) {
    if (c == '~')
      token += "~0";
    else if (c == '/')
      token += "~1";
    else
      token += c;
  }
  return token;
}

}  // namespace

std::string canonical_json(const json& value) {
  std::string out;
  write_canonical(value, out);
  return out;
}

std::uint32_t DocumentationBuilder::add(std::string_view text) {
  if (text.empty()) return 0;
  const auto id = first_id_ + static_cast<std::uint32_t>(texts_.size());
  const auto [found, is_new] = index_.try_emplace(std::string(text), id);
  if (is_new) texts_.emplace_back(text);
  return found->second;
}

// Collects lists to which several spellings contribute before they are written.
struct SchemaCompiler::Keywords {
  std::vector<KeywordRecord> records;
  std::map<KeywordId, std::map<std::string, std::vector<std::uint32_t>>> dependencies;
  std::vector<PropertyRecord> dependent_schemas;

  void add(KeywordId id, std::uint32_t value, std::size_t count = 0) {
    records.push_back(
        {value, static_cast<std::uint32_t>(id) | static_cast<std::uint32_t>(std::min(count, kMaxListLength) << 8U)});
  }
};

bool SchemaCompiler::add_document(std::string uri, const json& document) {
  const Result<void> added = references_.add_document(std::move(uri), document);
  if (!added && error_.empty()) error_ = added.message();
  return added.ok();
}

void SchemaCompiler::fail(const std::string& what) {
  if (!error_.empty()) return;
  for (const std::string& token : path_) error_ += token;
  error_ += ": " + what;
}

std::optional<std::uint32_t> SchemaCompiler::compile(const json& node, std::string_view place) {
  if (!error_.empty()) return std::nullopt;
  path_.assign(1, std::string(place));
  const std::uint32_t id = schema(node);
  if (!error_.empty()) return std::nullopt;
  return id;
}

std::optional<std::uint32_t> SchemaCompiler::compiled(const json& node) const {
  const auto found = memo_.find(&node);
  return found == memo_.end() ? std::nullopt : std::optional(found->second.schema);
}

std::uint32_t SchemaCompiler::schema(const json& node) {
  if (!error_.empty()) return kSchemaTrue;
  if (node.is_boolean()) return node.get<bool>() ? kSchemaTrue : kSchemaFalse;
  if (!node.is_object()) {
    fail("a schema must be an object, true or false");
    return kSchemaTrue;
  }
  if (const auto reference = node.find("$ref"); reference != node.end() && reference->is_string()) {
    const Result<const json*> target = references_.resolve(node);
    if (target) return schema(**target);
    fail(target.message());
    return kSchemaTrue;
  }
  if (path_.size() > 4 * static_cast<std::size_t>(kMaxSchemaDepth)) {
    fail("the schema is nested too deeply");
    return kSchemaTrue;
  }
  Memo& memo = memo_[&node];
  if (memo.is_open && !memo.is_reserved) {
    memo.schema = builder_.reserve_schema();
    memo.is_reserved = true;
  }
  if (memo.is_open || memo.schema != 0) return memo.schema;
  memo.is_open = true;
  Keywords keywords;
  for (const auto& [name, value] : node.items()) {
    path_.push_back(pointer_token(name));
    keyword(name, value, keywords);
    path_.pop_back();
  }
  return finish(keywords, node);
}

std::uint32_t SchemaCompiler::finish(Keywords& keywords, const json& node) {
  for (const auto& [id, lists] : keywords.dependencies) {
    if (lists.empty()) continue;
    std::vector<DependencyRecord> records;
    records.reserve(lists.size());
    for (const auto& [name, names] : lists) {
      records.push_back({builder_.string(name), builder_.refs(names), static_cast<std::uint32_t>(names.size())});
    }
    keywords.add(id, builder_.dependencies(records), records.size());
  }
  if (!keywords.dependent_schemas.empty()) {
    const std::uint32_t first = builder_.properties(keywords.dependent_schemas);
    keywords.add(KeywordId::DependentSchemas, first, keywords.dependent_schemas.size());
  }
  const auto has = [&](KeywordId id) {
    return std::any_of(keywords.records.begin(), keywords.records.end(),
                       [&](const KeywordRecord& record) { return record.id() == id; });
  };
  const bool has_if = has(KeywordId::If), has_prefix = has(KeywordId::PrefixItems);
  std::erase_if(keywords.records, [&](const KeywordRecord& record) {
    return ((record.id() == KeywordId::Then || record.id() == KeywordId::Else) && !has_if) ||
           (record.id() == KeywordId::AdditionalItems && !has_prefix);
  });
  for (KeywordRecord& record : keywords.records) {
    if (record.id() == KeywordId::Items && has_prefix) {
      record.id_and_count = static_cast<std::uint32_t>(KeywordId::AdditionalItems);
    }
  }
  std::sort(keywords.records.begin(), keywords.records.end(),
            [](const KeywordRecord& a, const KeywordRecord& b) { return a.id() < b.id(); });

  const bool is_too_long = std::any_of(keywords.records.begin(), keywords.records.end(),
                                       [](const KeywordRecord& record) { return record.count() >= kMaxListLength; });
  if (is_too_long) fail("a list is too long");

  Memo& memo = memo_[&node];
  memo.is_open = false;
  if (memo.is_reserved) {
    builder_.define(memo.schema, keywords.records);
  } else {
    memo.schema = builder_.schema(keywords.records);
  }
  return memo.schema;
}

void SchemaCompiler::keyword(const std::string& name, const json& value, Keywords& out) {
  if (name == "items" && value.is_array()) {
    const auto list = schemas_of(value);
    out.add(KeywordId::PrefixItems, builder_.refs(list), list.size());
  } else if (name == "dependencies") {
    dependencies(value, KeywordId::DependentRequired, out);
  } else if (name == "dependentSchemas") {
    const auto list = properties_of(value);
    out.dependent_schemas.insert(out.dependent_schemas.end(), list.begin(), list.end());
  } else if (const auto id = keyword_id(name)) {
    shaped_keyword(*id, value, out);
  } else if (options_.strict && !is_silent(name)) {
    fail("there is no keyword \"" + name + "\"");
  }
}

void SchemaCompiler::shaped_keyword(KeywordId id, const json& value, Keywords& out) {
  switch (shape_of(id)) {
    case KeywordShape::Types:
      out.add(id, types_of(value));
      break;
    case KeywordShape::Number:
      if (!value.is_number()) return fail("must be a number");
      out.add(id, builder_.number(value.get<double>()));
      break;
    case KeywordShape::Boolean:
      if (!value.is_boolean()) return fail("must be true or false");
      out.add(id, value.get<bool>() ? 1 : 0);
      break;
    case KeywordShape::Text:
      if (!value.is_string()) return fail("must be a string");
      out.add(id, builder_.string(value.get_ref<const std::string&>()));
      break;
    case KeywordShape::Schema:
      out.add(id, schema(value));
      break;
    case KeywordShape::Schemas: {
      const auto list = schemas_of(value);
      out.add(id, builder_.refs(list), list.size());
      break;
    }
    case KeywordShape::Names: {
      const auto list = names_of(value);
      out.add(id, builder_.refs(list), list.size());
      break;
    }
    case KeywordShape::Literals: {
      const auto list = id == KeywordId::Const ? std::vector{literal_of(value)} : literals_of(value);
      out.add(id, builder_.literals(list), list.size());
      break;
    }
    case KeywordShape::Properties: {
      auto list = properties_of(value);
      const std::uint32_t first = builder_.properties(list);
      out.add(id, first, list.size());
      break;
    }
    case KeywordShape::Dependencies:
      dependencies(value, id, out);
      break;
  }
}

std::uint32_t SchemaCompiler::types_of(const json& value) {
  static const std::map<std::string_view, std::uint8_t> kTypes = {
      {"null", json_type::kNull},       {"boolean", json_type::kBoolean},
      {"integer", json_type::kInteger}, {"number", json_type::kNumber | json_type::kInteger},
      {"string", json_type::kString},   {"array", json_type::kArray},
      {"object", json_type::kObject}};
  std::uint32_t bits = 0;
  const auto add = [&](const json& name) {
    const auto found = name.is_string() ? kTypes.find(name.get_ref<const std::string&>()) : kTypes.end();
    if (found == kTypes.end()) return fail("there is no type " + canonical_json(name));
    bits |= found->second;
  };
  if (value.is_array()) {
    for (const json& name : value) add(name);
  } else {
    add(value);
  }
  return bits;
}

LiteralRecord SchemaCompiler::literal_of(const json& value) {
  LiteralRecord record;
  LiteralKind kind = LiteralKind::Null;
  if (value.is_boolean()) {
    kind = LiteralKind::Boolean;
    record.kind_and_number = value.get<bool>() ? 8 : 0;
  } else if (value.is_number()) {
    kind = LiteralKind::Number;
    record.kind_and_number = builder_.number(value.get<double>()) << 4U;
    record.text = builder_.string(value.dump());
  } else if (value.is_string()) {
    kind = LiteralKind::String;
    record.text = builder_.string(value.get_ref<const std::string&>());
    record.kind_and_number = LiteralRecord::mark_of(value.get_ref<const std::string&>());
  } else if (value.is_structured()) {
    kind = LiteralKind::Json;
    record.text = builder_.string(canonical_json(value));
  }
  record.kind_and_number |= static_cast<std::uint32_t>(kind);
  return record;
}

std::vector<LiteralRecord> SchemaCompiler::literals_of(const json& value) {
  std::vector<LiteralRecord> list;
  if (!value.is_array()) {
    fail("must be a list");
    return list;
  }
  list.reserve(value.size());
  for (const json& item : value) list.push_back(literal_of(item));
  return list;
}

std::vector<std::uint32_t> SchemaCompiler::names_of(const json& value) {
  std::vector<std::uint32_t> list;
  if (!value.is_array()) fail("must be a list of names");
  for (const json& item : value) {
    if (!item.is_string()) {
      fail("must be a list of names");
      break;
    }
    list.push_back(builder_.string(item.get_ref<const std::string&>()));
  }
  return list;
}

std::vector<std::uint32_t> SchemaCompiler::schemas_of(const json& value) {
  std::vector<std::uint32_t> list;
  if (!value.is_array()) {
    fail("must be a list of schemas");
    return list;
  }
  for (std::size_t i = 0; i < value.size(); ++i) {
    path_.push_back("/" + std::to_string(i));
    list.push_back(schema(value[i]));
    path_.pop_back();
  }
  return list;
}

PropertyRecord SchemaCompiler::property_of(const std::string& name, const json& value) {
  PropertyRecord record;
  record.name = builder_.string(name);
  record.schema = schema(value);
  if (!value.is_object()) return record;
  const auto is_set = [&](const char* key) {
    const auto found = value.find(key);
    return found != value.end() && found->is_boolean() && found->get<bool>();
  };
  if (const auto found = value.find("replacement"); found != value.end()) {
    const std::array<std::string_view, 4> words = {"unknown", "never", "conditional", "always"};
    const auto word = std::find(words.begin(), words.end(), found->is_string() ? found->get<std::string>() : "");
    if (word == words.end())
      fail("replacement must be never, conditional or always");
    else
      record.flags |= static_cast<std::uint32_t>(word - words.begin());
  }
  if (is_set("readOnly")) record.flags |= 4;
  if (is_set("writeOnly")) record.flags |= 8;
  if (is_set("deprecated")) record.flags |= 16;
  if (options_.documentation != nullptr) {
    const auto found = value.find("description");
    if (found != value.end() && found->is_string()) {
      record.documentation = options_.documentation->add(found->get_ref<const std::string&>());
    }
  }
  return record;
}

std::vector<PropertyRecord> SchemaCompiler::properties_of(const json& value) {
  std::vector<PropertyRecord> list;
  if (!value.is_object()) {
    fail("must be an object of schemas");
    return list;
  }
  list.reserve(value.size());
  for (const auto& [name, member] : value.items()) {
    path_.push_back(pointer_token(name));
    list.push_back(property_of(name, member));
    path_.pop_back();
  }
  return list;
}

void SchemaCompiler::dependencies(const json& value, KeywordId for_names, Keywords& out) {
  if (!value.is_object()) return fail("must be an object");
  for (const auto& [name, member] : value.items()) {
    path_.push_back(pointer_token(name));
    if (member.is_array()) {
      const auto names = names_of(member);
      auto& list = out.dependencies[for_names][name];
      list.insert(list.end(), names.begin(), names.end());
    } else if (for_names == KeywordId::DependentRequired) {
      out.dependent_schemas.push_back(property_of(name, member));
    } else {
      fail("must be a list of names");
    }
    path_.pop_back();
  }
}

Result<std::unique_ptr<SchemaStore>> compile_schema(const json& document, const SchemaDocuments& others) {
  StoreBuilder builder;
  SchemaCompiler compiler(builder, {});
  bool is_fine = compiler.add_document("", document);
  for (const auto& [uri, other] : others) is_fine = is_fine && compiler.add_document(uri, *other);
  const auto root = is_fine ? compiler.compile(document, "#") : std::nullopt;
  if (!root) return Error{compiler.error()};
  auto store = builder.finish(*root);
  if (has_endless_schema(store->arrays())) return Error{std::string(kEndlessSchema)};
  return store;
}

}  // namespace virga
