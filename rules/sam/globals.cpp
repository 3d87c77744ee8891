// E3724: the Globals section, and IgnoreGlobals.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/validation.h"
#include "rules/sam/checks.h"
#include "schemas/sam_facts.h"

namespace virga {
namespace {

bool contains(const std::vector<std::string_view>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

void report_unknown(const Compilation& compilation, Reporter& reporter, const Location& at, const Node& holder,
                    const Member& member, const std::string& message, std::span<const std::string_view> known) {
  const NearName near = near_name(member.key->text(), known);
  reporter.report(finding("E3724", at, message + did_you_mean(near))
                      .focus(*member.key)
                      .fix(rename_key_fix(compilation, holder, member, near)));
}

// Below a property that Globals may set: unknown keys, which reach each resource and are refused or dropped there. A
// key that is missing, or a value of another type, the resources may make up for.
void check_parts(Validation& validation, std::string_view section, const Member& property, const Location& at) {
  const auto type = validation.compilation().facts().find_type(fmt::format("AWS::Serverless::{}", section));
  const auto properties = type ? type->properties().find(KeywordId::Properties) : std::nullopt;
  const Schema schema = properties ? properties->find_schema(property.key->text()) : Schema{};
  if (!schema) return;
  std::vector<Failure> found;
  Context context;
  context.functions = kPropertyFunctions;
  context.failures = &found;
  validation.check(*property.value, schema, at, context);
  std::erase_if(found, [](const Failure& failure) {
    return !failure.of_keyword || failure.keyword != KeywordId::AdditionalProperties || failure.rule != "E3002";
  });
  validation.report(std::move(found));
}

void check_section(Validation& validation, Reporter& reporter, const Member& section, const Location& globals) {
  const Compilation& compilation = validation.compilation();
  const SchemaDatabase& facts = compilation.facts();
  std::string_view name = section.key->text();
  const Location at{&globals, section.key, section.value, 0};
  const std::vector<std::string_view> sections = global_sections(facts);
  if (!contains(sections, name)) {
    report_unknown(compilation, reporter, at, *globals.value, section,
                   fmt::format("Unknown section '{}' in Globals", name), sections);
    return;
  }
  if (!section.value->is_mapping()) {
    reporter.report("E3724", at, fmt::format("Section '{}' of Globals must be a map of properties", name));
    return;
  }
  const std::vector<std::string_view> known = global_properties(facts, name);
  if (known.empty()) return;
  for (const Member& property : section.value->members()) {
    std::string_view key = property.key->text();
    if (key.starts_with("Fn::")) continue;
    const Location property_at{&at, property.key, property.value, 0};
    if (contains(known, key)) {
      if (reporter.runs("E3002")) check_parts(validation, name, property, property_at);
      continue;
    }
    report_unknown(compilation, reporter, property_at, *section.value, property,
                   fmt::format("'{}' cannot be set in Globals for {}", key, name), known);
  }
}

void check_ignored(const Compilation& compilation, Reporter& reporter, const Resource& resource,
                   const Location& resources) {
  const Member* ignored = resource.body()->find("IgnoreGlobals");
  if (ignored == nullptr || !resource.type.starts_with("AWS::Serverless::")) return;
  const Location body{&resources, resource.member.key, resource.member.value, 0};
  const Location at{&body, ignored->key, ignored->value, 0};
  if (ignored->value->is_string() && ignored->value->text() == "*") return;
  if (!ignored->value->is_sequence()) {
    reporter.report("E3724", at, "IgnoreGlobals must be \"*\" or a list of properties");
    return;
  }
  const std::string section(resource.type.substr(std::string_view("AWS::Serverless::").size()));
  const std::vector<std::string_view> known = global_properties(compilation.facts(), section);
  if (known.empty()) return;
  // The transform rejects names that are not in the section.
  const Node* globals = compilation.model().section_body(Section::Globals);
  const Node* set = globals == nullptr ? nullptr : globals->get(section);
  std::uint32_t index = 0;
  for (const Node* item : ignored->value->items()) {
    const Location item_at{&at, nullptr, item, index++};
    if (item->is_string() && contains(known, item->text())) {
      if (set != nullptr && set->is_mapping() && set->find(item->text()) == nullptr) {
        reporter.report("E3724", item_at,
                        fmt::format("Nothing to ignore: Globals does not set {} for {}", item->text(), resource.type));
      }
      continue;
    }
    const NearName near = near_name(item->text(), known);
    reporter.report(finding("E3724", item_at,
                            fmt::format("Nothing to ignore: Globals does not support {} for {}{}",
                                        describe_value(*item), resource.type, did_you_mean(near)))
                        .fix(rename_fix(compilation, *item, near)));
  }
}

}  // namespace

void check_globals(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const Location root{nullptr, nullptr, model.root(), 0};
  const Member* globals = model.section(Section::Globals);
  if (globals != nullptr) {
    const Location at{&root, globals->key, globals->value, 0};
    if (!model.is_sam()) {
      reporter.report(
          finding("E3724", at,
                  fmt::format("Globals requires the serverless transform; add 'Transform: {}' to the template",
                              kServerlessTransform))
              .fix(add_transform_fix(compilation, kServerlessTransform)));
    } else {
      Validation validation(compilation, reporter);
      for (const Member& section : globals->value->members()) check_section(validation, reporter, section, at);
    }
  }
  const Member* section = model.section(Section::Resources);
  if (section == nullptr || !model.is_sam()) return;
  const Location resources{&root, section->key, section->value, 0};
  for (const Resource& resource : model.resources()) check_ignored(compilation, reporter, resource, resources);
}

}  // namespace virga
