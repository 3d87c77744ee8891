#include "schemas/schema_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace virga {

namespace {

std::string number_text(double value) {
  if (std::floor(value) == value && std::abs(value) < 9e15) return fmt::format("{}", static_cast<std::int64_t>(value));
  return fmt::format("{}", value);
}

// "list of (string or map)": a list of either, not a list or a map.
std::string grouped(const std::string& phrase) {
  return phrase.find(" or ") == std::string::npos ? phrase : fmt::format("({})", phrase);
}

std::string object_phrase(Schema schema, int depth) {
  const auto properties = schema.find(KeywordId::Properties);
  if (properties && properties->count() > 0) {
    constexpr std::uint32_t kShown = 3;
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < properties->count() && i < kShown; ++i) {
      names.emplace_back(properties->property(i).name);
    }
    if (properties->count() > kShown) names.emplace_back("…");
    return fmt::format("{{{}}}", fmt::join(names, ", "));
  }
  Schema values;
  if (const auto rest = schema.find(KeywordId::AdditionalProperties)) values = rest->schema();
  if (const auto patterns = schema.find(KeywordId::PatternProperties); patterns && patterns->count() > 0) {
    values = patterns->property(0).schema;
  }
  if (!values || values.accepts_none() || values.accepts_all() || depth <= 0) return "map";
  const std::string each = type_phrase(values, depth - 1);
  return each == "anything" ? "map" : "map of " + grouped(each);
}

std::string array_phrase(Schema schema, int depth) {
  const auto items = schema.find(KeywordId::Items);
  if (!items || items->schema().accepts_all() || depth <= 0) return "list";
  const std::string each = type_phrase(items->schema(), depth - 1);
  return each == "anything" ? "list" : "list of " + grouped(each);
}

std::vector<std::string> type_names(Schema schema, int depth) {
  const std::uint8_t types = schema.types();
  std::vector<std::string> names;
  if ((types & json_type::kString) != 0) names.emplace_back("string");
  if ((types & json_type::kBoolean) != 0) names.emplace_back("boolean");
  if ((types & json_type::kNumber) != 0)
    names.emplace_back("number");
  else if ((types & json_type::kInteger) != 0)
    names.emplace_back("integer");
  if ((types & json_type::kArray) != 0) names.push_back(array_phrase(schema, depth));
  if ((types & json_type::kObject) != 0) names.push_back(object_phrase(schema, depth));
  if ((types & json_type::kNull) != 0) names.emplace_back("null");
  return names;
}

// The types of a value and of those that may stand for it, each once.
std::vector<std::string> alternatives(Schema schema, int depth) {
  std::vector<std::string> names = type_names(schema, depth);
  if (!names.empty() || depth <= 0) return names;
  for (const KeywordId id : {KeywordId::AnyOf, KeywordId::OneOf}) {
    const auto options = schema.find(id);
    for (std::uint32_t i = 0; options && i < options->count(); ++i) {
      const Schema option = options->schema(i);
      if (option.accepts_none()) continue;
      for (std::string& name : alternatives(option, depth - 1)) {
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
      }
    }
  }
  return names;
}

void add_range(Schema schema, KeywordId least, KeywordId most, std::string_view unit, std::vector<std::string>& out) {
  const auto low = schema.find(least), high = schema.find(most);
  const std::string suffix = unit.empty() ? "" : fmt::format(" {}", unit);
  if (low && high && low->number() == high->number()) {
    out.push_back(fmt::format("exactly {}{}", number_text(low->number()), suffix));
  } else if (low && high) {
    out.push_back(fmt::format("{} to {}{}", number_text(low->number()), number_text(high->number()), suffix));
  } else if (low) {
    out.push_back(fmt::format("at least {}{}", number_text(low->number()), suffix));
  } else if (high) {
    out.push_back(fmt::format("at most {}{}", number_text(high->number()), suffix));
  }
}

void add_dependencies(Schema schema, KeywordId id, std::string_view verb, std::vector<std::string>& out) {
  const auto keyword = schema.find(id);
  for (std::uint32_t i = 0; keyword && i < keyword->count(); ++i) {
    const Dependency dependency = keyword->dependency(i);
    out.push_back(fmt::format("{} {} {}", dependency.name, verb, fmt::join(dependency.names, ", ")));
  }
}

void add_relations(Schema schema, std::vector<std::string>& out, int depth) {
  const auto add_group = [&](KeywordId id, std::string_view phrase) {
    if (const auto keyword = schema.find(id))
      out.push_back(fmt::format("{} {}", phrase, fmt::join(keyword->names(), ", ")));
  };
  add_group(KeywordId::RequiredOr, "at least one of");
  add_group(KeywordId::RequiredXor, "exactly one of");
  add_dependencies(schema, KeywordId::DependentRequired, "needs", out);
  add_dependencies(schema, KeywordId::DependentExcluded, "excludes", out);
  add_dependencies(schema, KeywordId::NotAbove, "is at most", out);
  add_dependencies(schema, KeywordId::RefersTo, "names one of", out);
  const auto all = schema.find(KeywordId::AllOf);
  for (std::uint32_t i = 0; all && i < all->count() && depth > 0; ++i) add_relations(all->schema(i), out, depth - 1);
}

}  // namespace

std::string type_phrase(Schema schema, int depth) {
  if (!schema || schema.accepts_all()) return "anything";
  if (schema.accepts_none()) return "nothing";
  const std::vector<std::string> names = alternatives(schema, depth);
  return names.empty() ? "anything" : fmt::format("{}", fmt::join(names, " or "));
}

std::vector<std::string> constraint_phrases(Schema schema) {
  std::vector<std::string> phrases;
  add_range(schema, KeywordId::Minimum, KeywordId::Maximum, "", phrases);
  add_range(schema, KeywordId::MinLength, KeywordId::MaxLength, "characters", phrases);
  add_range(schema, KeywordId::MinItems, KeywordId::MaxItems, "items", phrases);
  add_range(schema, KeywordId::MinProperties, KeywordId::MaxProperties, "entries", phrases);
  if (const auto keyword = schema.find(KeywordId::ExclusiveMinimum)) {
    phrases.push_back("more than " + number_text(keyword->number()));
  }
  if (const auto keyword = schema.find(KeywordId::ExclusiveMaximum)) {
    phrases.push_back("less than " + number_text(keyword->number()));
  }
  if (const auto keyword = schema.find(KeywordId::MultipleOf)) {
    phrases.push_back("a multiple of " + number_text(keyword->number()));
  }
  if (const auto keyword = schema.find(KeywordId::UniqueItems); keyword && keyword->boolean()) {
    phrases.emplace_back("no item twice");
  }
  if (const auto keyword = schema.find(KeywordId::UniqueKeys)) {
    phrases.push_back(fmt::format("items differ in {}", fmt::join(keyword->names(), ", ")));
  }
  if (const auto keyword = schema.find(KeywordId::Format)) phrases.push_back(fmt::format("format {}", keyword->text()));
  const auto options = schema.find(KeywordId::AnyOf);
  std::vector<std::string> formats;
  for (std::uint32_t i = 0; options && i < options->count(); ++i) {
    if (const auto format = options->schema(i).find(KeywordId::Format)) formats.emplace_back(format->text());
  }
  if (!formats.empty()) phrases.push_back(fmt::format("format {}", fmt::join(formats, " or ")));
  if (const auto keyword = schema.find(KeywordId::Pattern))
    phrases.push_back(fmt::format("matches {}", keyword->text()));
  return phrases;
}

std::vector<std::string> relation_phrases(Schema schema) {
  std::vector<std::string> phrases;
  if (schema) add_relations(schema, phrases, 3);
  return phrases;
}

namespace {

std::vector<std::string> literals(Schema schema, std::initializer_list<KeywordId> keywords) {
  std::vector<std::string> values;
  for (const KeywordId id : keywords) {
    const auto keyword = schema.find(id);
    for (std::uint32_t i = 0; keyword && i < keyword->count(); ++i) {
      const Literal literal = keyword->literal(i);
      if (literal.kind == LiteralKind::Boolean)
        values.emplace_back(literal.boolean ? "true" : "false");
      else if (literal.kind == LiteralKind::Null)
        values.emplace_back("null");
      else
        values.emplace_back(literal.text);
    }
  }
  return values;
}

}  // namespace

std::vector<std::string> allowed_values(Schema schema) {
  return literals(schema, {KeywordId::Enum, KeywordId::EnumCaseInsensitive, KeywordId::Const});
}

std::vector<std::string> known_values(Schema schema) { return literals(schema, {KeywordId::Examples}); }

Schema object_within(Schema schema) {
  for (int steps = 0; schema && steps < 16; ++steps) {
    if (const auto properties = schema.find(KeywordId::Properties); properties && properties->count() > 0)
      return schema;
    Schema next;
    if (const auto items = schema.find(KeywordId::Items)) next = items->schema();
    if (const auto patterns = schema.find(KeywordId::PatternProperties); !next && patterns && patterns->count() > 0) {
      next = patterns->property(0).schema;
    }
    if (const auto rest = schema.find(KeywordId::AdditionalProperties);
        !next && rest && !rest->schema().accepts_none()) {
      next = rest->schema();
    }
    for (const KeywordId id : {KeywordId::AnyOf, KeywordId::OneOf}) {
      const auto options = schema.find(id);
      for (std::uint32_t i = 0; !next && options && i < options->count(); ++i) {
        if ((options->schema(i).types() & (json_type::kObject | json_type::kArray)) != 0) next = options->schema(i);
      }
    }
    schema = next;
  }
  return {};
}

}  // namespace virga
