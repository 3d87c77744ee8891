// What the schemas of a place say of its members, items and values.
#include <algorithm>
#include <utility>

#include "lsp/queries/schema_place.h"

namespace virga::lsp {

namespace {

constexpr int kMaxDepth = 6;

void add_unique(SchemaSet& set, Schema schema) {
  if (schema && std::find(set.begin(), set.end(), schema) == set.end()) set.push_back(schema);
}

bool is_among(std::string_view name, const Keyword& names) {
  for (std::uint32_t i = 0; i < names.count(); ++i) {
    if (names.name(i) == name) return true;
  }
  return false;
}

enum class Answer : std::uint8_t { No, Yes, Open };

// Whether a member has one of the values that a schema allows, as far as its text tells.
Answer answer_for_value(Schema allowed, std::string_view value) {
  const bool is_known = !value.empty() && std::string_view("!&*{[|>").find(value.front()) == std::string_view::npos &&
                        value.find("${") == std::string_view::npos;
  if (!allowed || !is_known) return Answer::Open;
  for (const KeywordId id : {KeywordId::Const, KeywordId::Enum}) {
    const auto constants = allowed.find(id);
    for (std::uint32_t i = 0; constants && i < constants->count(); ++i) {
      const Literal literal = constants->literal(i);
      if (literal.kind != LiteralKind::String) return Answer::Open;
      if (literal.text == value) return Answer::Yes;
    }
    if (constants) return Answer::No;
  }
  return Answer::Open;
}

// Whether the members of a mapping fulfil a condition: {properties: {Type: {const: …}}}.
Answer answer_of(Schema condition, Members members) {
  const auto properties = condition ? condition.find(KeywordId::Properties) : std::nullopt;
  if (!properties) return Answer::Open;
  bool is_open = false;
  for (std::uint32_t i = 0; i < condition.keyword_count(); ++i) {
    const KeywordId id = condition.keyword(i).id();
    is_open |= id != KeywordId::Properties && id != KeywordId::Required && id != KeywordId::Type;
  }
  for (std::uint32_t i = 0; i < properties->count(); ++i) {
    const Property wanted = properties->property(i);
    const auto member = std::find_if(members.begin(), members.end(),
                                     [&](const Sibling& sibling) { return sibling.key == wanted.name; });
    const Answer answer = member == members.end() ? Answer::Open : answer_for_value(wanted.schema, member->value);
    if (answer == Answer::No) return Answer::No;
    is_open |= answer == Answer::Open;
  }
  return is_open ? Answer::Open : Answer::Yes;
}

// Which of the schemas in a schema are meant.
enum class Reach : std::uint8_t {
  Possible,  // those that apply in addition or as alternatives
  Certain,   // those that apply whatever else is there
};

// Whether a schema is that of an error: what others ask for is not required.
bool is_of_error(Schema schema) {
  const auto rule = schema.find(KeywordId::Rule);
  return !rule || rule->text().starts_with('E');
}

void flatten(Schema schema, SchemaSet& out, Members members, Reach reach, int depth = kMaxDepth) {
  if (!schema || schema.accepts_none() || depth == 0) return;
  if (reach == Reach::Certain && !is_of_error(schema)) return;
  if (std::find(out.begin(), out.end(), schema) != out.end()) return;
  out.push_back(schema);
  const auto condition = schema.find(KeywordId::If);
  const Answer answer = condition ? answer_of(condition->schema(), members) : Answer::Open;
  const auto applies = [&](Answer wanted) {
    return answer == wanted || (answer == Answer::Open && reach == Reach::Possible);
  };
  for (std::uint32_t i = 0; i < schema.keyword_count(); ++i) {
    const Keyword keyword = schema.keyword(i);
    switch (keyword.id()) {
      case KeywordId::AnyOf:
      case KeywordId::OneOf:
        if (reach == Reach::Certain) break;
        [[fallthrough]];
      case KeywordId::AllOf:
        for (std::uint32_t k = 0; k < keyword.count(); ++k) flatten(keyword.schema(k), out, members, reach, depth - 1);
        break;
      case KeywordId::Then:
        if (applies(Answer::Yes)) flatten(keyword.schema(), out, members, reach, depth - 1);
        break;
      case KeywordId::Else:
        if (applies(Answer::No)) flatten(keyword.schema(), out, members, reach, depth - 1);
        break;
      default:
        break;
    }
  }
}

SchemaSet flattened(const SchemaSet& schemas, Members members = {}, Reach reach = Reach::Possible) {
  SchemaSet out;
  for (const Schema& schema : schemas) flatten(schema, out, members, reach);
  return out;
}

// The names that a mapping's keys must be among, if they must.
std::optional<Keyword> names_allowed(const Schema& schema) {
  const auto names = schema.find(KeywordId::PropertyNames);
  return names ? names->schema().find(KeywordId::Enum) : std::nullopt;
}

// Whether a member is required by itself, or is one of several of which none is there yet.
void judge_need(PlaceProperty& found, const SchemaSet& certain, Members members) {
  const std::string_view name = found.property.name;
  for (const Schema& schema : certain) {
    found.is_required |= schema.is_required(name);
    for (const KeywordId id : {KeywordId::RequiredXor, KeywordId::RequiredOr}) {
      const auto group = schema.find(id);
      if (!group || !is_among(name, *group)) continue;
      found.is_alternative |= std::none_of(members.begin(), members.end(),
                                           [&](const Sibling& member) { return is_among(member.key, *group); });
    }
  }
}

}  // namespace

std::vector<PlaceProperty> properties_of(const SchemaSet& schemas, Members members) {
  std::vector<PlaceProperty> found;
  const auto add = [&](const Property& property) {
    const auto same = std::find_if(found.begin(), found.end(),
                                   [&](const PlaceProperty& other) { return other.property.name == property.name; });
    if (same == found.end()) {
      found.push_back({property});
    } else if (same->property.documentation == 0 && property.documentation != 0) {
      same->property = property;
    }
  };
  const SchemaSet all = flattened(schemas, members);
  for (const Schema& schema : all) {
    const auto keyword = schema.find(KeywordId::Properties);
    for (std::uint32_t i = 0; keyword && i < keyword->count(); ++i) {
      const Property property = keyword->property(i);
      if (!property.read_only && !property.schema.accepts_none()) add(property);
    }
  }
  for (const Schema& schema : all) {
    const auto allowed = names_allowed(schema);
    for (std::uint32_t i = 0; allowed && i < allowed->count(); ++i) {
      if (allowed->literal(i).kind == LiteralKind::String) add({.name = allowed->literal(i).text, .schema = {}});
    }
  }
  // What a schema requires and does not describe.
  for (const Schema& schema : all) {
    const auto required = schema.find(KeywordId::Required);
    for (std::uint32_t i = 0; required && i < required->count(); ++i) {
      const std::string_view name = required->name(i);
      const bool is_described = std::any_of(all.begin(), all.end(), [&](const Schema& other) {
        const auto properties = other.find(KeywordId::Properties);
        return properties && properties->find(name);
      });
      if (!is_described) add({.name = name, .schema = {}});
    }
  }
  const SchemaSet certain = flattened(schemas, members, Reach::Certain);
  std::erase_if(found, [&](const PlaceProperty& property) {
    return std::any_of(certain.begin(), certain.end(), [&](const Schema& schema) {
      const auto allowed = names_allowed(schema);
      return allowed && !allowed->has_text(property.property.name);
    });
  });
  for (PlaceProperty& property : found) judge_need(property, certain, members);
  return found;
}

std::optional<PlaceProperty> property_of(const SchemaSet& schemas, std::string_view name, Members members) {
  std::optional<PlaceProperty> found;
  for (const Schema& schema : flattened(schemas, members)) {
    const auto keyword = schema.find(KeywordId::Properties);
    const auto property = keyword ? keyword->find(name) : std::nullopt;
    if (!property) continue;
    if (!found || found->property.documentation == 0) found = {*property};
  }
  if (found) judge_need(*found, flattened(schemas, members, Reach::Certain), members);
  return found;
}

SchemaSet member_schemas(const SchemaSet& schemas, std::string_view key, Members members) {
  SchemaSet found;
  const SchemaSet all = flattened(schemas, members);
  for (const Schema& schema : all) {
    if (const auto properties = schema.find(KeywordId::Properties)) add_unique(found, properties->find_schema(key));
  }
  if (!found.empty()) return found;
  for (const Schema& schema : all) {
    const auto patterns = schema.find(KeywordId::PatternProperties);
    for (std::uint32_t i = 0; patterns && i < patterns->count(); ++i) add_unique(found, patterns->property(i).schema);
    if (const auto rest = schema.find(KeywordId::AdditionalProperties)) add_unique(found, rest->schema());
  }
  return found;
}

std::vector<std::string_view> needed_names(const SchemaSet& schemas, Members members) {
  std::vector<std::string_view> needed;
  const auto has = [&](std::string_view name) {
    return std::any_of(members.begin(), members.end(), [&](const Sibling& member) { return member.key == name; }) ||
           std::find(needed.begin(), needed.end(), name) != needed.end();
  };
  const SchemaSet certain = flattened(schemas, members, Reach::Certain);
  for (const Schema& schema : certain) {
    if (const auto required = schema.find(KeywordId::Required)) {
      for (const std::string_view name : required->names()) {
        if (!has(name)) needed.push_back(name);
      }
    }
  }
  for (const Schema& schema : certain) {
    for (const KeywordId id : {KeywordId::RequiredXor, KeywordId::RequiredOr}) {
      const auto group = schema.find(id);
      if (!group || group->count() == 0) continue;
      const std::vector<std::string_view> names = group->names();
      if (std::none_of(names.begin(), names.end(), has)) needed.push_back(names.front());
    }
  }
  return needed;
}

SchemaSet item_schemas(const SchemaSet& schemas) {
  SchemaSet found;
  for (const Schema& schema : flattened(schemas)) {
    if (const auto items = schema.find(KeywordId::Items)) add_unique(found, items->schema());
    const auto prefix = schema.find(KeywordId::PrefixItems);
    for (std::uint32_t i = 0; prefix && i < prefix->count(); ++i) add_unique(found, prefix->schema(i));
  }
  return found;
}

std::vector<std::string> values_of(const SchemaSet& schemas) {
  std::vector<std::string> values;
  const auto add = [&](std::string value) {
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(std::move(value));
  };
  for (const Schema& schema : flattened(schemas)) {
    for (const KeywordId id :
         {KeywordId::Enum, KeywordId::EnumCaseInsensitive, KeywordId::Const, KeywordId::Examples}) {
      const auto keyword = schema.find(id);
      for (std::uint32_t i = 0; keyword && i < keyword->count(); ++i) {
        const Literal literal = keyword->literal(i);
        if (literal.kind == LiteralKind::Boolean) {
          add(literal.boolean ? "true" : "false");
        } else if (literal.kind == LiteralKind::String || literal.kind == LiteralKind::Number) {
          add(std::string(literal.text));
        }
      }
    }
  }
  // Where any scalar may stand, two of them say nothing.
  const std::uint8_t types = types_of(schemas);
  const bool is_any = (types & json_type::kString) != 0 && (types & (json_type::kNumber | json_type::kInteger)) != 0;
  if ((types & json_type::kBoolean) != 0 && !is_any) {
    add("true");
    add("false");
  }
  return values;
}

std::uint8_t types_of(const SchemaSet& schemas) {
  std::uint8_t types = 0;
  for (const Schema& schema : flattened(schemas)) types |= schema.types();
  return types;
}

std::vector<std::string_view> formats_of(const SchemaSet& schemas) {
  std::vector<std::string_view> formats;
  for (const Schema& schema : flattened(schemas)) {
    if (const auto format = schema.find(KeywordId::Format)) formats.push_back(format->text());
  }
  return formats;
}

SchemaSet content_schemas(const SchemaSet& schemas) {
  SchemaSet found;
  for (const Schema& schema : flattened(schemas)) {
    if (const auto content = schema.find(KeywordId::ContentSchema)) add_unique(found, content->schema());
  }
  return found;
}

bool has_schema(const SchemaSet& schemas, Schema wanted) {
  const SchemaSet all = flattened(schemas);
  return wanted && std::find(all.begin(), all.end(), wanted) != all.end();
}

}  // namespace virga::lsp
