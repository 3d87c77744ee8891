#include "schemas/facts_compiler.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace virga {

using nlohmann::json;

namespace {

const json& member_or(const json& object, const char* key, const json& otherwise) {
  const auto found = object.find(key);
  return found == object.end() ? otherwise : *found;
}

const json kNothing = nullptr;
const json kString = {{"type", "string"}};

class FactsCompiler {
public:
  FactsCompiler(const json& facts, bool strict, std::uint32_t first_documentation)
      : facts_(facts),
        documentation_(first_documentation),
        compiler_(builder_, {.strict = strict, .documentation = &documentation_}) {}

  Result<CompiledFacts> compile() {
    const json& schemas = member_or(facts_, "schemas", kNothing);
    const json& types = member_or(facts_, "types", kNothing);
    bool is_fine = true;
    for (const auto& [name, schema] : schemas.items())
      is_fine = is_fine && compiler_.add_document("virga:" + name, schema);
    for (const auto& [name, document] : types.items()) {
      is_fine = is_fine && compiler_.add_document("virga-type:" + name, document);
    }
    for (const auto& [name, schema] : schemas.items()) is_fine = is_fine && named_schema(name, schema);
    for (const auto& [name, document] : types.items()) is_fine = is_fine && type(name, document);
    if (is_fine) is_fine = tables(member_or(facts_, "tables", kNothing));
    if (!is_fine) return Error{error_.empty() ? compiler_.error() : error_};
    CompiledFacts result;
    result.store = builder_.finish(kSchemaTrue);
    if (has_endless_schema(result.store->arrays())) return Error{std::string(kEndlessSchema)};
    result.documentation = documentation_.texts();
    if (const json& text = member_or(facts_, "provenance", kNothing); text.is_string()) result.provenance = text;
    return result;
  }

private:
  bool fail(std::string what) {
    if (error_.empty()) error_ = std::move(what);
    return false;
  }

  bool named_schema(const std::string& name, const json& schema) {
    const auto id = compiler_.compile(schema, name);
    if (id) builder_.named_schemas.push_back({builder_.string(name), *id});
    return id.has_value();
  }

  bool type(const std::string& name, const json& document) {
    if (!document.is_object()) return fail(name + ": a resource type must be an object");
    TypeRecord record;
    record.name = builder_.string(name);
    const auto properties = compiler_.compile(document, name);
    const auto ref = compiler_.compile(member_or(document, "ref", kString), name + "/ref");
    if (!properties || !ref) return false;
    record.properties = *properties;
    record.ref = *ref;
    if (const json& text = member_or(document, "description", kNothing); text.is_string()) {
      record.documentation = documentation_.add(text.get_ref<const std::string&>());
    }
    if (member_or(document, "stateful", kNothing) == json(true)) record.flags |= 1U;
    if (member_or(document, "anyAttribute", kNothing) == json(true)) record.flags |= 2U;
    if (!attributes(name, document, record)) return false;
    definitions(document, record);
    identifiers(document, record);
    builder_.types.push_back(record);
    return true;
  }

  bool attributes(const std::string& name, const json& document, TypeRecord& record) {
    std::vector<NamedRecord> list;
    const auto add = [&](const std::string& attribute, const json& schema) {
      const auto id = compiler_.compile(schema, name + "/attributes/" + attribute);
      if (id) list.push_back({builder_.string(attribute), *id});
      return id.has_value();
    };
    const json& given = member_or(document, "attributes", kNothing);
    for (const auto& [attribute, schema] : given.items()) {
      if (given.is_object() && !add(attribute, schema)) return false;
    }
    // Resource provider schemas give attributes as JSON pointers: "/properties/Endpoint/Port".
    const json& pointers = member_or(document, "readOnlyProperties", kNothing);
    std::map<std::string, const json*> from_pointers;
    for (const json& pointer : pointers) {
      const std::string prefix = "/properties/";
      if (!pointer.is_string() || !pointer.get_ref<const std::string&>().starts_with(prefix)) continue;
      std::string path = pointer.get<std::string>().substr(prefix.size());
      std::replace(path.begin(), path.end(), '/', '.');
      if (!given.is_object() || !given.contains(path)) from_pointers[path] = property_at(document, path);
    }
    for (const auto& [path, schema] : from_pointers) {
      if (!add(path, schema == nullptr ? kString : *schema)) return false;
    }
    record.attribute_count = static_cast<std::uint32_t>(list.size());
    record.first_attribute = builder_.named(list);
    return true;
  }

  // The schema of a dotted path; null if a step is not a plain object.
  static const json* property_at(const json& document, const std::string& path) {
    const json* at = &document;
    std::size_t begin = 0;
    while (begin <= path.size()) {
      const std::size_t end = std::min(path.find('.', begin), path.size());
      const json& properties = member_or(*at, "properties", kNothing);
      const json& next =
          properties.is_object() ? member_or(properties, path.substr(begin, end - begin).c_str(), kNothing) : kNothing;
      if (!next.is_object()) return nullptr;
      at = &next;
      begin = end + 1;
    }
    return at;
  }

  void definitions(const json& document, TypeRecord& record) {
    std::vector<NamedRecord> list;
    const json& definitions = member_or(document, "definitions", kNothing);
    if (definitions.is_object()) {
      for (const auto& [name, definition] : definitions.items()) {
        if (const auto id = compiler_.compiled(definition)) list.push_back({builder_.string(name), *id});
      }
    }
    record.definition_count = static_cast<std::uint32_t>(list.size());
    record.first_definition = builder_.named(list);
  }

  void identifiers(const json& document, TypeRecord& record) {
    std::vector<std::uint32_t> list;
    for (const json& identifier : member_or(document, "primaryIdentifier", kNothing)) {
      if (!identifier.is_string()) continue;
      std::string name = identifier;
      if (name.starts_with("/properties/")) name.erase(0, std::string_view("/properties/").size());
      std::replace(name.begin(), name.end(), '/', '.');
      list.push_back(builder_.string(name));
    }
    record.identifier_count = static_cast<std::uint32_t>(list.size());
    record.first_identifier = builder_.refs(list);
  }

  bool tables(const json& tables) {
    for (const auto& [name, table] : tables.items()) {
      if (!table.is_object()) return fail("table " + name + " must be an object of lists");
      TableRecord record{builder_.string(name), static_cast<std::uint32_t>(builder_.entries.size()),
                         static_cast<std::uint32_t>(table.size())};
      for (const auto& [key, values] : table.items()) {  // nlohmann sorts keys by bytes
        std::vector<std::uint32_t> list;
        for (const json& value : values) {
          if (!value.is_string()) return fail("table " + name + ", key " + key + ": values must be texts");
          list.push_back(builder_.string(value.get_ref<const std::string&>()));
        }
        const std::uint32_t first = builder_.refs(list);
        builder_.entries.push_back({builder_.string(key), first, static_cast<std::uint32_t>(list.size())});
      }
      builder_.tables.push_back(record);
    }
    return true;
  }

  const json& facts_;
  StoreBuilder builder_;
  DocumentationBuilder documentation_;
  SchemaCompiler compiler_;
  std::string error_;
};

}  // namespace

Result<CompiledFacts> compile_facts(const json& facts, bool strict, std::uint32_t first_documentation) {
  if (!facts.is_object()) return Error{"facts must be an object"};
  return FactsCompiler(facts, strict, first_documentation).compile();
}

}  // namespace virga
