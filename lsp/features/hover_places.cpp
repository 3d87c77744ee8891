// Hover: what a key or a value means at its place.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "compiler/expand/serverless/core/tables.h"
#include "lsp/features/hover.h"
#include "lsp/queries/globals.h"
#include "lsp/queries/runtimes.h"
#include "lsp/queries/sam.h"
#include "lsp/queries/words.h"
#include "schemas/sam_facts.h"
#include "schemas/schema_words.h"

namespace virga::lsp {

namespace {

constexpr std::size_t kMostAllowedValues = 40;
constexpr std::size_t kMostMergedParts = 24;

class PlaceCard {
public:
  PlaceCard(const Analysis& analysis, HoverCard& card) : analysis_(analysis), card_(card) {}

  bool key(const Cursor& cursor, const Place& place, const std::string& word) {
    if (place.kind == PlaceKind::SamPolicies || place.kind == PlaceKind::SamPolicyTemplate) {
      if (policy_template(word) || policy_parameter(cursor, word)) return true;
    }
    if (place.kind == PlaceKind::SamGlobals && global_section(word)) return true;
    const std::size_t size = cursor.path.size();
    // A policy that is written out instead of the name of a template.
    const bool is_policy = place.kind == PlaceKind::SamPolicies;
    const auto property = is_policy ? property_of({analysis_.facts().find_schema("iam-policy-identity")}, word)
                                    : property_of(place.schemas, word, cursor.members(size));
    std::string parent;
    if (size >= 2) parent = cursor.path[0].key + "/*";
    if (size == 3) parent += "/" + cursor.path[2].key;
    const std::string_view words = size == 0 || size == 2 || size == 3 ? key_words(parent, word) : std::string_view();
    if (!property && words.empty()) return key_of_globals(place, word, cursor);
    const std::string type = property ? kind_of(cursor, property->property) : std::string();
    card_.line(fmt::format("**{}**{}", word, type.empty() ? "" : " (" + type + ")"));
    if (!words.empty()) card_.line(std::string(words));
    if (property) {
      facts_of(*property);
      globals(place, word, cursor);
    }
    return true;
  }

  bool value(const Cursor& cursor, const Place& place, const std::string& word) {
    if (place.kind == PlaceKind::ResourceType) return type(word);
    if (place.kind == PlaceKind::ParameterType) return parameter_type(word);
    if (place.kind == PlaceKind::SamPolicies && policy_template(word)) return true;
    if (place.kind == PlaceKind::PolicyAction) return action(word);
    if (!place.function.empty() || cursor.path.empty()) return false;
    if (place.kind == PlaceKind::SamPolicies || place.kind == PlaceKind::ManagedPolicyArn) return managed_policy(word);
    if (place.kind == PlaceKind::ServicePrincipal) return principal(word);
    if (place.kind == PlaceKind::SamEventType) return event_type(place.resource_type, word);
    if (place.kind == PlaceKind::ParameterDefault) return default_value(cursor, word);
    if (cursor.is_key(0, "Transform")) return transform(word);
    if (is_runtime_place(place) && runtime(word)) return true;
    const std::vector<std::string> allowed = values_of(place.schemas);
    const auto known = std::find(allowed.begin(), allowed.end(), word);
    if (known == allowed.end() || !place.property) return false;
    card_.line(fmt::format("**{}** (value of {})", word, place.property->property.name));
    describe_property(analysis_, place.property->property, card_);
    return true;
  }

private:
  // What stands below a key. The keys of a template have words of their own, which say more than a schema of all of it.
  static std::string kind_of(const Cursor& cursor, const Property& property) {
    const std::string phrase = type_phrase(property.schema);
    if (cursor.path.empty() && (types_of({property.schema}) & json_type::kString) == 0) return "section";
    return phrase == "anything" ? std::string() : phrase;
  }

  bool parameter_type(const std::string& word) {
    const std::string words = parameter_type_words(word);
    if (words.empty()) return false;
    card_.line(fmt::format("**{}** (type of parameters)", word));
    card_.line(words);
    return true;
  }

  void facts_of(const PlaceProperty& found) {
    const Property& property = found.property;
    std::vector<std::string> notes;
    if (found.is_required) notes.emplace_back("required");
    if (property.deprecated) notes.emplace_back("deprecated");
    if (property.write_only) notes.emplace_back("write-only");
    if (property.replacement == Replacement::Always) notes.emplace_back("a change replaces the resource");
    if (property.replacement == Replacement::Conditional) notes.emplace_back("a change may replace the resource");
    if (property.replacement == Replacement::Never) notes.emplace_back("a change updates the resource in place");
    if (!notes.empty()) {
      std::string line = fmt::format("{}.", fmt::join(notes, "; "));
      line[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(line[0])));
      card_.line(line);
    }
    describe_property(analysis_, property, card_);
    if (const auto phrases = constraint_phrases(property.schema); !phrases.empty()) {
      card_.fact("Constraints", fmt::format("{}", fmt::join(phrases, ", ")));
    }
    card_.values("Allowed values", allowed_values(property.schema), kMostAllowedValues);
    card_.values("Known values", known_values(property.schema), kMostAllowedValues);
  }

  // What Globals set for a property of a SAM resource, or for a key below one.
  void globals(const Place& place, const std::string& word, const Cursor& cursor) {
    const std::optional<GlobalProperty> found = global_property(place, word, cursor);
    if (!found) return;
    const auto written = [&](const Node& value) { return code_span(analysis_.source().slice(value.range)); };
    switch (found->use) {
      case GlobalUse::Inherited:
        return card_.fact("From Globals", written(*found->global));
      case GlobalUse::Overridden:
        if (found->own->range.size() > 0) card_.fact("Value", written(*found->own));
        return card_.fact("Overrides Globals", written(*found->global));
      case GlobalUse::Merged:
        break;
    }
    std::string lines = "**Merged with Globals**:\n";
    std::size_t count = 0;
    for (const MergedPart& part : merged_parts(*found, kMostMergedParts)) {
      if (count++ == kMostMergedParts) {
        lines += "\n- …";
        break;
      }
      lines += fmt::format("\n- {}{}", part.path.empty() ? "" : code_span(part.path) + ": ", written(*part.value));
      if (!part.is_own()) {
        lines += " (Globals)";
      } else if (part.global != nullptr) {
        lines += fmt::format(" (overrides {} of Globals)", written(*part.global));
      }
    }
    card_.line(lines);
  }

  std::optional<GlobalProperty> global_property(const Place& place, const std::string& word, const Cursor& cursor) {
    const std::size_t size = cursor.path.size();
    const Resource* resource = analysis_.model().find_resource(place.resource);
    if (resource == nullptr || size < 3 || !cursor.is_key(0, "Resources") || !cursor.is_key(2, "Properties")) return {};
    const auto key_at = [&](std::size_t level) { return level < size ? cursor.path[level].key : word; };
    const std::vector<GlobalProperty> all = global_properties_of(analysis_, *resource);
    const auto known =
        std::find_if(all.begin(), all.end(), [&](const GlobalProperty& one) { return one.name == key_at(3); });
    if (known == all.end()) return {};
    GlobalProperty found = *known;
    for (std::size_t level = 4; level <= size; ++level) {
      if (level < size && cursor.path[level].is_item) return {};
      found = below(found, key_at(level));
    }
    return found.global == nullptr ? std::nullopt : std::optional(found);
  }

  // A key of a map, such as a variable of an environment, of which no schema knows anything.
  bool key_of_globals(const Place& place, const std::string& word, const Cursor& cursor) {
    if (!global_property(place, word, cursor)) return false;
    card_.line(fmt::format("**{}**", word));
    globals(place, word, cursor);
    return true;
  }

  bool policy_template(const std::string& word) {
    const PolicyTemplate* found = find_policy_template(word);
    if (found == nullptr) return false;
    card_.line(fmt::format("**{}** (SAM policy template)", word));
    std::vector<std::string> names;
    for (const std::string_view name : found->parameters) names.push_back(code_span(name));
    if (!names.empty()) card_.fact("Parameters", fmt::format("{}", fmt::join(names, ", ")));
    return true;
  }

  bool policy_parameter(const Cursor& cursor, const std::string& word) {
    const PolicyTemplate* holder = cursor.path.empty() ? nullptr : find_policy_template(cursor.path.back().key);
    if (holder == nullptr) return false;
    const auto& names = holder->parameters;
    if (std::find(names.begin(), names.end(), word) == names.end()) return false;
    card_.line(fmt::format("**{}** (parameter of the SAM policy template {})", word, holder->name));
    card_.line("Required.");
    return true;
  }

  // A section of Globals: what it sets, and for which resources.
  bool global_section(const std::string& word) {
    const std::vector<std::string_view> shared = global_properties(analysis_.facts(), word);
    if (shared.empty()) return false;
    card_.line(fmt::format("**{}** (section of Globals)", word));
    card_.line(fmt::format("Properties of all AWS::Serverless::{} resources that do not set them.", word));
    std::vector<std::string> names;
    names.reserve(shared.size());
    for (const std::string_view name : shared) names.push_back(code_span(name));
    card_.fact("Properties", fmt::format("{}", fmt::join(names, ", ")));
    return true;
  }

  // By its name or its ARN.
  bool managed_policy(const std::string& word) {
    const std::string name = word.substr(word.rfind('/') + 1);
    const auto arns = analysis_.facts().lookup("managed-policies", name);
    if (arns.empty() || (name != word && arns.front() != word)) return false;
    card_.line(fmt::format("**{}** (managed policy of AWS)", name));
    card_.fact("ARN", code_span(arns.front()));
    return true;
  }

  bool principal(const std::string& word) {
    const auto words = analysis_.facts().lookup("service-principals", word);
    if (words.empty()) return false;
    card_.line(fmt::format("**{}** (service principal)", word));
    card_.line(std::string(words.front()));
    return true;
  }

  bool event_type(std::string_view source, const std::string& word) {
    const Schema schema = event_schema(analysis_.facts(), source, word);
    if (!schema) return false;
    card_.line(fmt::format("**{}** (event of {})", word, source));
    std::vector<std::string> required;
    std::vector<std::string> others;
    for (const PlaceProperty& property : properties_of({schema})) {
      (property.is_required ? required : others).push_back(code_span(property.property.name));
    }
    if (!required.empty()) card_.fact("Required", fmt::format("{}", fmt::join(required, ", ")));
    if (!others.empty()) card_.fact("Properties", fmt::format("{}", fmt::join(others, ", ")));
    return true;
  }

  bool default_value(const Cursor& cursor, const std::string& word) {
    const Parameter* parameter =
        cursor.path.size() < 2 ? nullptr : analysis_.model().find_parameter(cursor.path[1].key);
    if (parameter == nullptr || parameter->no_echo) return false;
    card_.line(fmt::format("**{}** (default of the parameter {})", word, parameter->name()));
    card_.line("The value if the deployment gives none.");
    std::vector<std::string> values;
    if (parameter->allowed_values != nullptr) {
      for (const Node* value : parameter->allowed_values->items()) values.emplace_back(value->text());
    }
    card_.values("Allowed values", std::move(values), kMostAllowedValues);
    return true;
  }

  bool transform(const std::string& word) {
    const auto words = analysis_.facts().lookup("transforms", word);
    if (words.empty()) return false;
    card_.line(fmt::format("**{}** (transform)", word));
    card_.line(std::string(words.front()));
    return true;
  }

  bool runtime(const std::string& word) {
    const auto life = life_of_runtime(analysis_.facts(), word);
    if (!life) return false;
    const std::string today = day_text(analysis_.options().lint.today);
    card_.line(fmt::format("**{}** (Lambda runtime)", word));
    const auto fact = [&](std::string_view what, std::string_view day) {
      card_.line(fmt::format("{} {} {}.", what, day <= today ? "since" : "from", day));
    };
    fact("Deprecated", life->deprecated);
    fact("No functions can be created", life->no_creation);
    fact("No functions can be updated", life->no_update);
    if (life->successor != word) card_.fact("Newest of its kind", code_span(life->successor));
    return true;
  }

  bool type(const std::string& word) {
    const auto found = analysis_.facts().find_type(word);
    if (!found) return false;
    card_.line(fmt::format("**{}**", word));
    if (const auto text = analysis_.facts().documentation(found->documentation()); !text.empty()) {
      card_.line(std::string(text));
    }
    std::vector<std::string> required;
    for (const PlaceProperty& property : properties_of({found->properties()})) {
      if (property.is_required) required.push_back(code_span(property.property.name));
    }
    if (!required.empty()) card_.fact("Required", fmt::format("{}", fmt::join(required, ", ")));
    constexpr std::uint32_t kMost = 24;
    std::vector<std::string> attributes;
    for (std::uint32_t i = 0; i < std::min(found->attribute_count(), kMost); ++i) {
      attributes.push_back(code_span(found->attribute(i).name));
    }
    if (found->attribute_count() > kMost) attributes.emplace_back("…");
    if (!attributes.empty()) card_.fact("Fn::GetAtt", fmt::format("{}", fmt::join(attributes, ", ")));
    return true;
  }

  bool action(const std::string& word) {
    const std::size_t colon = word.find(':');
    if (colon == std::string::npos) return false;
    const auto names = analysis_.facts().lookup("iam-services", word.substr(0, colon));
    if (names.empty()) return false;
    card_.line(fmt::format("**{}** (action of {})", word, names.front()));
    std::string lower = word;
    std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
    std::vector<std::string> resources;
    for (const std::string_view resource : analysis_.facts().lookup("iam-action-resources", lower)) {
      resources.push_back(code_span(resource));
    }
    if (!resources.empty()) card_.fact("Resources", fmt::format("{}", fmt::join(resources, ", ")));
    return true;
  }

  const Analysis& analysis_;
  HoverCard& card_;
};

}  // namespace

bool describe_key(const Analysis& analysis, const Cursor& cursor, const Place& place, const std::string& word,
                  HoverCard& card) {
  return PlaceCard(analysis, card).key(cursor, place, word);
}

bool describe_value(const Analysis& analysis, const Cursor& cursor, const Place& place, const std::string& word,
                    HoverCard& card) {
  return PlaceCard(analysis, card).value(cursor, place, word);
}

}  // namespace virga::lsp
