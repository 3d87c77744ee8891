// textDocument/hover
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "compiler/expand/serverless/core/tables.h"
#include "lsp/features/handlers.h"
#include "lsp/features/locations.h"
#include "lsp/queries/evaluation.h"
#include "lsp/queries/runtimes.h"
#include "lsp/queries/sam.h"
#include "lsp/queries/schema_place.h"
#include "lsp/queries/words.h"
#include "schemas/sam_facts.h"
#include "schemas/schema_words.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

constexpr std::size_t kMostValues = 8;
constexpr std::string_view kForEach = "Fn::ForEach::";

// Text as a Markdown code span.
std::string code(std::string_view text) {
  std::string out = "`";
  for (const char c : text) out += c == '`' ? '\'' : c == '\n' || c == '\r' ? ' ' : c;
  return out + "`";
}

struct Card {
  std::string text;
  TextRange range;

  void line(const std::string& more) {
    if (!text.empty()) text += "\n\n";
    text += more;
  }
  void fact(std::string_view name, const std::string& value) { line(fmt::format("**{}**: {}", name, value)); }
};

class Hover {
public:
  explicit Hover(const FeatureContext& context, std::uint32_t offset)
      : context_(context), analysis_(context.analysis), offset_(offset) {}

  std::optional<Card> run() {
    const Cursor cursor = find_cursor(analysis_.source(), analysis_.is_json(), offset_);
    const bool in_text = cursor.role != CursorRole::None;
    const Occurrence* name = occurrence_at(analysis_, offset_);
    if (name != nullptr && describe(*name)) return std::move(card_);
    if (!in_text) return std::nullopt;
    const Place place = find_place(cursor, analysis_.facts());
    card_.range = cursor.word;
    if (loop(cursor) || function(cursor)) return std::move(card_);
    if (cursor.in_block_scalar || cursor.word.size() == 0) return std::nullopt;
    const std::string word(analysis_.source().slice(cursor.word));
    if (cursor.role == CursorRole::Key ? key(cursor, place, word) : value(cursor, place, word)) return std::move(card_);
    return std::nullopt;
  }

private:
  bool loop(const Cursor& cursor) {
    const std::string_view word = analysis_.source().slice(cursor.word);
    if (cursor.role != CursorRole::Key || !word.starts_with(kForEach)) return false;
    card_.line("**Fn::ForEach::**LoopName: [Identifier, Collection, {OutputKey: OutputValue}]");
    std::vector<std::string> names;
    if (!cursor.path.empty() && cursor.is_key(0, "Resources")) {
      // The keys in this loop, by their place.
      const Node* body = analysis_.model().section_body(Section::Resources);
      const Member* found = body == nullptr ? nullptr : body->find(word);
      const auto all = analysis_.generated();
      for (const Member& key : loop_resources(analysis_.model())) {
        if (found == nullptr || key.key->range.begin < found->value->range.begin) continue;
        if (key.value->range.end > found->value->range.end) continue;
        for (const GeneratedResource& made : *all) {
          if (made.is_from_loop && made.origin == key.key->text()) names.push_back(made.name);
        }
      }
    }
    made_fact(std::move(names));
    card_.line(
        "Repeats what is in its map for each item of the collection, with the item in place of `${Identifier}`.");
    card_.line(
        "[AWS documentation](https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
        "intrinsic-function-reference-foreach.html)");
    return true;
  }

  bool function(const Cursor& cursor) {
    const Node* call = call_at(analysis_, offset_);
    const std::string word(analysis_.source().slice(cursor.word));
    std::string_view name = call != nullptr ? call->function_key()->text() : std::string_view();
    if (call == nullptr) name = word.starts_with('!') ? function_of_tag(word) : std::string_view(word);
    const FunctionWords* words = find_function_words(name);
    if (words == nullptr || (words->name == "Condition" && !word.starts_with('!'))) return false;
    if (call != nullptr) card_.range = call->function_key()->range;
    card_.line(fmt::format("**{}**({})", words->name, replaced(words->parameters, '|', ", ")));
    if (call != nullptr) values_of_call(*call);
    card_.line(std::string(words->summary));
    card_.line(fmt::format("[AWS documentation]({})", words->page));
    return true;
  }

  static std::string replaced(std::string_view text, char from, std::string_view to) {
    std::string out;
    for (const char c : text) {
      if (c == from) {
        out += to;
      } else {
        out += c;
      }
    }
    return out;
  }

  void values_of_call(const Node& call) {
    const std::vector<std::string> values = shown_values(analysis_, call, kMostValues + 1);
    if (values.empty()) return;
    std::vector<std::string> shown;
    for (const std::string& value : values) {
      if (shown.size() < kMostValues) shown.push_back(code(value));
    }
    card_.fact(values.size() == 1 ? "Value" : "Values",
               fmt::format("{}{}", fmt::join(shown, ", "), values.size() > kMostValues ? ", …" : ""));
  }

  bool describe(const Occurrence& name) {
    card_.range = name.range;
    const Template& model = analysis_.model();
    switch (name.symbol.kind) {
      case NameKind::Parameter:
        return parameter(name);
      case NameKind::Resource:
        if (const Resource* found = model.find_resource(name.symbol.name)) {
          resource(*found);
          return true;
        }
        if (name.is_declaration) return in_loop(name);
        return generated(name.symbol.name, {});
      case NameKind::Attribute:
        return attribute(name);
      case NameKind::Pseudo: {
        card_.line(fmt::format("**{}**", name.symbol.name));
        card_.line(std::string(pseudo_words(name.symbol.name)));
        return true;
      }
      case NameKind::Condition:
        return declared(name, model.find_condition(name.symbol.name));
      case NameKind::Mapping: {
        const Declaration* found = model.find_mapping(name.symbol.name);
        if (found == nullptr) return false;
        card_.line(fmt::format("**{}** (mapping)", name.symbol.name));
        std::vector<std::string> keys;
        for (const Member& member : found->body()->members()) keys.push_back(code(member.key->text()));
        if (!keys.empty()) card_.fact("Keys", fmt::format("{}", fmt::join(keys, ", ")));
        return true;
      }
      case NameKind::MappingKey:
      case NameKind::MappingField:
        mapping_key(name);
        return true;
      case NameKind::Output:
      case NameKind::Export:
        return shared(name);
      case NameKind::Loop:
      case NameKind::SubVariable:
      case NameKind::Rule:
        card_.line(fmt::format("**{}** ({})", name.symbol.name, kind_word(name.symbol.kind)));
        return true;
      case NameKind::Event:
        return event(name);
      case NameKind::File:
        card_.line("Template of this nested stack: " + code(name.symbol.name));
        return true;
    }
    return false;
  }

  // The content of a mapping under a key.
  void mapping_key(const Occurrence& name) {
    card_.line(fmt::format("**{}** (key of the mapping {})", name.symbol.name, name.symbol.scope));
    const Declaration* mapping = analysis_.model().find_mapping(name.symbol.scope);
    if (mapping == nullptr) return;
    std::vector<std::string> lines;
    const auto add = [&](std::string_view key, const Node& value) {
      if (lines.size() < kMostValues)
        lines.push_back(fmt::format("{}: {}", key, analysis_.source().slice(value.range)));
    };
    for (const Member& first : mapping->body()->members()) {
      if (name.symbol.kind == NameKind::MappingKey) {
        if (first.key->text() != name.symbol.name) continue;
        for (const Member& second : first.value->members()) add(second.key->text(), *second.value);
      } else if (const Node* value = first.value->get(name.symbol.name)) {
        add(first.key->text(), *value);
      }
    }
    if (!lines.empty()) card_.line(fmt::format("```yaml\n{}\n```", fmt::join(lines, "\n")));
  }

  bool parameter(const Occurrence& name) {
    AnalysisPtr other;
    const Analysis* declaring = &analysis_;
    if (name.symbol.file != analysis_.source().name()) {
      other = context_.workspace.open(name.symbol.file);
      if (other == nullptr) return false;
      declaring = other.get();
    }
    const Parameter* parameter = declaring->model().find_parameter(name.symbol.name);
    if (parameter == nullptr) return false;
    card_.line(fmt::format("**{}** (parameter, {})", parameter->name(),
                           parameter->type.empty() ? "no type" : std::string(parameter->type)));
    const auto text_of = [&](std::string_view key) {
      const Node* node = parameter->body()->get(key);
      return node != nullptr && node->is_scalar() ? std::string(node->text()) : std::string();
    };
    if (const std::string text = text_of("Description"); !text.empty()) card_.line(text);
    if (parameter->no_echo) {
      card_.line("Its value is not shown (NoEcho).");
      return true;
    }
    if (parameter->default_value != nullptr && parameter->default_value->is_scalar()) {
      card_.fact("Default", code(parameter->default_value->text()));
    }
    if (parameter->allowed_values != nullptr) {
      std::vector<std::string> values;
      for (const Node* value : parameter->allowed_values->items()) values.push_back(code(value->text()));
      card_.fact("Allowed values", fmt::format("{}", fmt::join(values, ", ")));
    }
    for (const std::string_view key : {"AllowedPattern", "MinLength", "MaxLength", "MinValue", "MaxValue"}) {
      if (const std::string text = text_of(key); !text.empty()) card_.fact(key, code(text));
    }
    return true;
  }

  void resource(const Resource& found) {
    card_.line(fmt::format("**{}** (resource, {})", found.name(), found.type.empty() ? "no type" : found.type));
    if (const auto type = analysis_.facts().find_type(found.type)) {
      if (const auto text = analysis_.facts().documentation(type->documentation()); !text.empty()) {
        card_.line(std::string(first_paragraph(text)));
      }
    }
    if (found.condition != nullptr) card_.fact("Condition", code(found.condition->value->text()));
    if (const Node* given = globals_of(found.type); given != nullptr && given->size > 0) {
      std::vector<std::string> lines;
      for (const Member& member : given->members()) {
        const bool is_own = found.property(member.key->text()) != nullptr;
        const std::string_view value = analysis_.source().slice(member.value->range);
        if (is_own || lines.size() == kMostValues) continue;
        lines.push_back(fmt::format("{}: {}", code(member.key->text()), code(value)));
      }
      if (!lines.empty()) card_.fact("From Globals", fmt::format("{}", fmt::join(lines, ", ")));
    }
  }

  // A resource that a transform makes, or an attribute of it.
  bool generated(std::string_view name, std::string_view attribute) {
    const auto all = analysis_.generated();
    for (const GeneratedResource& made : *all) {
      if (made.name != name) continue;
      card_.line(attribute.empty() ? fmt::format("**{}** (generated resource, {})", name, made.type)
                                   : fmt::format("**{}.{}** (attribute of {})", name, attribute, made.type));
      if (!made.origin.empty()) card_.fact(made.is_from_loop ? "Made by the loop from" : "Made for", code(made.origin));
      return true;
    }
    return false;
  }

  // The resources that a loop makes of one key.
  bool in_loop(const Occurrence& name) {
    card_.line(fmt::format("**{}** (resources of a loop, {})", name.symbol.name,
                           name.detail.empty() ? "no type" : std::string(name.detail)));
    std::vector<std::string> names;
    const auto all = analysis_.generated();
    for (const GeneratedResource& made : *all) {
      if (made.is_from_loop && made.origin == name.symbol.name) names.push_back(made.name);
    }
    made_fact(std::move(names));
    return true;
  }

  void made_fact(std::vector<std::string> names) {
    if (names.empty()) return;
    const bool is_cut = names.size() > kMostValues;
    if (is_cut) names.resize(kMostValues);
    for (std::string& made : names) made = code(made);
    card_.fact("Makes", fmt::format("{}{}", fmt::join(names, ", "), is_cut ? ", …" : ""));
  }

  bool event(const Occurrence& name) {
    card_.line(fmt::format("**{}** (event of {}, {})", name.symbol.name, name.symbol.scope,
                           name.detail.empty() ? "no type" : std::string(name.detail)));
    return true;
  }

  // The section of Globals for a SAM type, or null.
  const Node* globals_of(std::string_view type) const {
    constexpr std::string_view kPrefix = "AWS::Serverless::";
    const Node* body = analysis_.model().section_body(Section::Globals);
    return body == nullptr || !type.starts_with(kPrefix) ? nullptr : body->get(type.substr(kPrefix.size()));
  }

  static std::string_view first_paragraph(std::string_view text) { return text.substr(0, text.find("\n\n")); }

  bool attribute(const Occurrence& name) {
    const Resource* found = analysis_.model().find_resource(name.symbol.scope);
    if (found == nullptr) return generated(name.symbol.scope, name.symbol.name);
    // `!Ref Function.Version`: a resource that SAM makes, under a name that holds whatever the ID is.
    for (const GeneratedName& made : referable_names(analysis_.facts(), *found)) {
      if (made.name != name.symbol.scope + "." + name.symbol.name) continue;
      card_.line(fmt::format("**{}** (generated resource, {})", made.name, made.type));
      card_.fact("Made for", code(name.symbol.scope));
      return true;
    }
    card_.line(fmt::format("**{}.{}** (attribute of {})", found->name(), name.symbol.name, found->type));
    const auto type = analysis_.facts().find_type(found->type);
    const auto attribute = type ? type->find_attribute(name.symbol.name) : std::nullopt;
    if (attribute) card_.fact("Type", type_phrase(attribute->schema));
    if (type) {
      if (const auto property = property_of({type->properties()}, name.symbol.name)) documentation(property->property);
    }
    return true;
  }

  bool declared(const Occurrence& name, const Declaration* found) {
    if (found == nullptr) return false;
    card_.line(fmt::format("**{}** ({})", name.symbol.name, kind_word(name.symbol.kind)));
    constexpr std::size_t kLongest = 400;
    const std::string_view text = analysis_.source().slice(found->body()->range);
    if (text.size() <= kLongest) {
      card_.line(fmt::format("```{}\n{}: {}\n```", analysis_.is_json() ? "json" : "yaml", found->name(), text));
    }
    return true;
  }

  // Outputs of nested stacks and exports, usually defined in another file.
  bool shared(const Occurrence& name) {
    for (const FoundOccurrence& place : find_occurrences(analysis_, context_.workspace, name.symbol)) {
      if (!place.occurrence.is_declaration) continue;
      const Analysis& file = file_of(context_, place);
      card_.line(fmt::format("**{}** ({})", name.symbol.name, kind_word(name.symbol.kind)));
      if (const Node* body = place.occurrence.value) {
        const Node* text = body->get("Description");
        if (text != nullptr && text->is_scalar()) card_.line(std::string(text->text()));
        if (const Node* value = body->get("Value")) {
          card_.line(fmt::format("```yaml\nValue: {}\n```", file.source().slice(value->range)));
        }
      }
      if (place.file != nullptr) card_.fact("Declared in", code(file.source().name()));
      return true;
    }
    return false;
  }

  void documentation(const Property& property) {
    const std::string_view text = analysis_.facts().documentation(property.documentation);
    if (!text.empty()) card_.line(std::string(text));
  }

  bool key(const Cursor& cursor, const Place& place, const std::string& word) {
    if (place.kind == PlaceKind::SamPolicies || place.kind == PlaceKind::SamPolicyTemplate) {
      if (policy_template(word)) return true;
    }
    const auto property = property_of(place.schemas, word);
    const std::size_t size = cursor.path.size();
    std::string parent;
    if (size >= 2) parent = cursor.path[0].key + "/*";
    if (size == 3) parent += "/" + cursor.path[2].key;
    const std::string_view words = size == 0 || size == 2 || size == 3 ? key_words(parent, word) : std::string_view();
    if (!property && words.empty()) return false;
    card_.line(fmt::format("**{}**{}", word, property ? " (" + type_phrase(property->property.schema) + ")" : ""));
    if (!words.empty()) card_.line(std::string(words));
    if (property) {
      facts_of(*property);
      globals(place, word, cursor);
    }
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
    documentation(property);
    if (const auto phrases = constraint_phrases(property.schema); !phrases.empty()) {
      card_.fact("Constraints", fmt::format("{}", fmt::join(phrases, ", ")));
    }
    values_fact("Allowed values", allowed_values(property.schema));
    values_fact("Known values", known_values(property.schema));
  }

  void values_fact(std::string_view what, std::vector<std::string> values) {
    constexpr std::size_t kMost = 40;
    if (values.empty()) return;
    const bool is_cut = values.size() > kMost;
    if (is_cut) values.resize(kMost);
    for (std::string& text : values) text = code(text);
    card_.fact(what, fmt::format("{}{}", fmt::join(values, ", "), is_cut ? ", …" : ""));
  }

  // What Globals sets for a property of a SAM resource.
  void globals(const Place& place, const std::string& word, const Cursor& cursor) {
    if (cursor.path.size() != 3 || place.resource.empty()) return;
    const Node* section = globals_of(place.resource_type);
    const Node* given = section == nullptr ? nullptr : section->get(word);
    if (given == nullptr) return;
    card_.fact("From Globals", code(analysis_.source().slice(given->range)));
  }

  bool policy_template(const std::string& word) {
    const PolicyTemplate* found = find_policy_template(word);
    if (found == nullptr) return false;
    card_.line(fmt::format("**{}** (SAM policy template)", word));
    std::vector<std::string> names;
    for (const std::string_view name : found->parameters) names.push_back(code(name));
    if (!names.empty()) card_.fact("Parameters", fmt::format("{}", fmt::join(names, ", ")));
    return true;
  }

  bool value(const Cursor& cursor, const Place& place, const std::string& word) {
    if (place.kind == PlaceKind::ResourceType) return type(word);
    if (place.kind == PlaceKind::SamPolicies && policy_template(word)) return true;
    if (place.kind == PlaceKind::PolicyAction) return action(word);
    if (!place.function.empty() || cursor.path.empty()) return false;
    if (place.kind == PlaceKind::SamPolicies || place.kind == PlaceKind::ManagedPolicyArn) return managed_policy(word);
    if (place.kind == PlaceKind::ServicePrincipal) return principal(word);
    if (place.kind == PlaceKind::SamEventType) return event_type(place.resource_type, word);
    if (place.kind == PlaceKind::ParameterDefault) return default_value(cursor, word);
    if (cursor.is_key(0, "Transform")) return transform(word);
    if (is_runtime_place(cursor, place) && runtime(word)) return true;
    const std::vector<std::string> allowed = values_of(place.schemas);
    const auto known = std::find(allowed.begin(), allowed.end(), word);
    if (known == allowed.end() || !place.property) return false;
    card_.line(fmt::format("**{}** (value of {})", word, place.property->property.name));
    documentation(place.property->property);
    return true;
  }

  // By its name or its ARN.
  bool managed_policy(const std::string& word) {
    const std::string name = word.substr(word.rfind('/') + 1);
    const auto arns = analysis_.facts().lookup("managed-policies", name);
    if (arns.empty() || (name != word && arns.front() != word)) return false;
    card_.line(fmt::format("**{}** (managed policy of AWS)", name));
    card_.fact("ARN", code(arns.front()));
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
      (property.is_required ? required : others).push_back(code(property.property.name));
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
    values_fact("Allowed values", std::move(values));
    return true;
  }

  bool transform(const std::string& word) {
    const std::string_view words = transform_words(word);
    if (words.empty()) return false;
    card_.line(fmt::format("**{}** (transform)", word));
    card_.line(std::string(words));
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
    if (life->successor != word) card_.fact("Newest of its kind", code(life->successor));
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
      if (property.is_required) required.push_back(code(property.property.name));
    }
    if (!required.empty()) card_.fact("Required", fmt::format("{}", fmt::join(required, ", ")));
    constexpr std::uint32_t kMost = 24;
    std::vector<std::string> attributes;
    for (std::uint32_t i = 0; i < std::min(found->attribute_count(), kMost); ++i) {
      attributes.push_back(code(found->attribute(i).name));
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
      resources.push_back(code(resource));
    }
    if (!resources.empty()) card_.fact("Resources", fmt::format("{}", fmt::join(resources, ", ")));
    return true;
  }

  const FeatureContext& context_;
  const Analysis& analysis_;
  std::uint32_t offset_;
  Card card_;
};

}  // namespace

json hover(const FeatureContext& context, const json& params) {
  const std::optional<Card> card = Hover(context, context.positions().offset(params.at("position"))).run();
  if (!card) return nullptr;
  return {{"contents", {{"kind", context.client.markdown ? "markdown" : "plaintext"}, {"value", card->text}}},
          {"range", context.positions().range(card->range)}};
}

}  // namespace virga::lsp
