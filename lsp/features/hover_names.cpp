// Hover: what a name stands for.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>
#include <utility>

#include "lsp/features/hover.h"
#include "lsp/features/locations.h"
#include "lsp/queries/globals.h"
#include "lsp/queries/sam.h"
#include "lsp/queries/words.h"
#include "schemas/schema_words.h"

namespace virga::lsp {

namespace {

std::string_view first_paragraph(std::string_view text) { return text.substr(0, text.find("\n\n")); }

class NameCard {
public:
  NameCard(const FeatureContext& context, HoverCard& card)
      : context_(context), analysis_(context.analysis), card_(card) {}

  bool run(const Occurrence& name) {
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
        return made(name);
      case NameKind::Attribute:
        return attribute(name);
      case NameKind::Pseudo: {
        card_.line(fmt::format("**{}**", name.symbol.name));
        card_.line(std::string(pseudo_words(name.symbol.name)));
        return true;
      }
      case NameKind::Condition:
        return declared(name, model.find_condition(name.symbol.name)) || made(name);
      case NameKind::Mapping: {
        const Declaration* found = model.find_mapping(name.symbol.name);
        if (found == nullptr) return false;
        card_.line(fmt::format("**{}** (mapping)", name.symbol.name));
        std::vector<std::string> keys;
        for (const Member& member : found->body()->members()) keys.push_back(code_span(member.key->text()));
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
      case NameKind::Substitution:
      case NameKind::Rule:
        card_.line(fmt::format("**{}** ({})", name.symbol.name, kind_word(name.symbol.kind)));
        return true;
      case NameKind::Event:
        return event(name);
      case NameKind::Connector:
        card_.line(fmt::format("**{}** (connector of {})", name.symbol.name, name.symbol.scope));
        return true;
      case NameKind::State:
        card_.line(fmt::format("**{}** (state{})", name.symbol.name, type_after_comma(type_of_state(name))));
        return true;
      case NameKind::File:
        card_.line("Template of this nested stack: " + code_span(name.symbol.name));
        return true;
    }
    return false;
  }

private:
  // The content of a mapping under a key.
  void mapping_key(const Occurrence& name) {
    card_.line(fmt::format("**{}** (key of the mapping {})", name.symbol.name, name.symbol.scope));
    const Declaration* mapping = analysis_.model().find_mapping(name.symbol.scope);
    if (mapping == nullptr) return;
    std::vector<std::string> lines;
    const auto add = [&](std::string_view key, const Node& value) {
      if (lines.size() < kMostHoverValues)
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
      card_.fact("Default", code_span(parameter->default_value->text()));
    }
    if (parameter->allowed_values != nullptr) {
      std::vector<std::string> values;
      for (const Node* value : parameter->allowed_values->items()) values.push_back(code_span(value->text()));
      card_.fact("Allowed values", fmt::format("{}", fmt::join(values, ", ")));
    }
    for (const std::string_view key : {"AllowedPattern", "MinLength", "MaxLength", "MinValue", "MaxValue"}) {
      if (const std::string text = text_of(key); !text.empty()) card_.fact(key, code_span(text));
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
    if (found.condition != nullptr) card_.fact("Condition", code_span(found.condition->value->text()));
    std::vector<std::string> inherited;
    std::vector<std::string> merged;
    std::vector<std::string> overridden;
    for (const GlobalProperty& property : global_properties_of(analysis_, found)) {
      const std::string name(property.name);
      if (property.use == GlobalUse::Merged) merged.push_back(name);
      if (property.use == GlobalUse::Overridden) overridden.push_back(name);
      if (property.use != GlobalUse::Inherited || inherited.size() == kMostHoverValues) continue;
      const std::string_view value = analysis_.source().slice(property.global->range);
      inherited.push_back(fmt::format("{}: {}", code_span(name), code_span(value)));
    }
    if (!inherited.empty()) card_.fact("From Globals", fmt::format("{}", fmt::join(inherited, ", ")));
    card_.values("Merged with Globals", std::move(merged), kMostHoverValues);
    card_.values("Overrides Globals", std::move(overridden), kMostHoverValues);
  }

  // What a transform or a loop makes.
  bool made(const Occurrence& name) { return is_loop_name(name.symbol) ? in_loop(name) : generated(name.symbol, {}); }

  // `attribute`: of a resource; may be empty.
  bool generated(const Symbol& symbol, std::string_view attribute) {
    const auto all = analysis_.generated();
    const GeneratedDeclaration* made = all->find(symbol);
    if (made == nullptr) return false;
    if (attribute.empty()) {
      card_.line(
          fmt::format("**{}** (generated {}{})", symbol.name, kind_word(symbol.kind), type_after_comma(made->type)));
    } else {
      card_.line(fmt::format("**{}.{}** (attribute of {})", symbol.name, attribute, made->type));
    }
    if (!made->origin.empty()) {
      card_.fact(made->is_from_loop ? "Made by the loop from" : "Made for", code_span(made->origin));
    }
    return true;
  }

  // All that a loop makes of one key.
  bool in_loop(const Occurrence& name) {
    const Symbol origin = written_origin(analysis_, context_.workspace, name.symbol);
    std::string type(name.detail);
    std::vector<std::string> names;
    const auto all = analysis_.generated();
    for (const GeneratedDeclaration& made : all->of(origin.kind)) {
      if (!made.is_from_loop || made.origin != origin.name) continue;
      names.push_back(made.name);
      type = made.type;
    }
    if (names.empty() && !name.is_declaration) return false;
    if (type.empty() && origin.kind == NameKind::Resource) type = "no type";
    card_.line(
        fmt::format("**{}** ({}s of a loop{})", name.symbol.name, kind_word(origin.kind), type_after_comma(type)));
    card_.values("Makes", std::move(names), kMostHoverValues);
    return true;
  }

  static std::string type_after_comma(std::string_view type) {
    return type.empty() ? std::string() : fmt::format(", {}", type);
  }

  std::string_view type_of_state(const Occurrence& name) const {
    for (const Occurrence& other : analysis_.occurrences()) {
      if (other.is_declaration && other.symbol == name.symbol) return other.detail;
    }
    return "not defined";
  }

  bool event(const Occurrence& name) {
    card_.line(fmt::format("**{}** (event of {}, {})", name.symbol.name, name.symbol.scope,
                           name.detail.empty() ? "no type" : std::string(name.detail)));
    return true;
  }

  bool attribute(const Occurrence& name) {
    const Resource* found = analysis_.model().find_resource(name.symbol.scope);
    if (found == nullptr) {
      return generated({NameKind::Resource, name.symbol.scope, {}, name.symbol.file}, name.symbol.name);
    }
    // `!Ref Function.Version`: a resource that SAM makes, under a name that holds whatever the ID is.
    for (const GeneratedName& made : referable_names(analysis_.facts(), *found)) {
      if (made.name != name.symbol.scope + "." + name.symbol.name) continue;
      card_.line(fmt::format("**{}** (generated resource, {})", made.name, made.type));
      card_.fact("Made for", code_span(name.symbol.scope));
      return true;
    }
    card_.line(fmt::format("**{}.{}** (attribute of {})", found->name(), name.symbol.name, found->type));
    const auto type = analysis_.facts().find_type(found->type);
    const auto attribute = type ? type->find_attribute(name.symbol.name) : std::nullopt;
    if (attribute) card_.fact("Type", type_phrase(attribute->schema));
    if (type) {
      if (const auto property = property_of({type->properties()}, name.symbol.name))
        describe_property(analysis_, property->property, card_);
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
    const Symbol origin = written_origin(analysis_, context_.workspace, name.symbol);
    for (const FoundOccurrence& place : find_occurrences(analysis_, context_.workspace, origin)) {
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
      if (place.file != nullptr) card_.fact("Declared in", code_span(file.source().name()));
      return true;
    }
    return false;
  }

  const FeatureContext& context_;
  const Analysis& analysis_;
  HoverCard& card_;
};

}  // namespace

bool describe_name(const FeatureContext& context, const Occurrence& name, HoverCard& card) {
  return NameCard(context, card).run(name);
}

}  // namespace virga::lsp
