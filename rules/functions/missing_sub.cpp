#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"
#include "compiler/support/near_names.h"
#include "rules/engine/attributes.h"
#include "rules/engine/compilation.h"
#include "rules/engine/pattern.h"
#include "rules/engine/reporter.h"
#include "rules/functions/calls.h"
#include "rules/functions/fixes.h"
#include "rules/functions/template_checks.h"
#include "rules/functions/text_walk.h"

namespace virga {
namespace {

bool is_name_character(char c) { return is_letter_or_digit(c) || c == '_' || c == ':' || c == '.'; }

// Finds the next "${Name}" from `at` on and advances `at` past it; false if there is none. Plain text may contain other
// things in braces, with a variable inside: "${VAR:-${AWS::Region}}".
bool next_variable(std::string_view text, std::size_t& at, std::string_view& name) {
  for (Placeholder found; find_placeholder(text, at, found); at = found.begin + 2) {
    if (found.inner.empty() || !std::all_of(found.inner.begin(), found.inner.end(), is_name_character)) continue;
    name = found.inner;
    at = found.end;
    return true;
  }
  return false;
}

const Location* step_of_key(const Location& where, std::string_view key) {
  for (const Location* step = &where; step->parent != nullptr; step = step->parent) {
    if (step->key != nullptr && step->key->text() == key) return step;
  }
  return nullptr;
}

// Whether a key that no "Fn::" tells to be a function is a slip of "Ref": "Rfe".
bool is_near_ref(std::string_view key) {
  static constexpr std::array<std::string_view, 1> kRef = {"Ref"};
  return key != kRef[0] && near_function(key, kRef).found();
}

// Whether it is in the argument of a function that there is none of (`!Reff AWS::Region`), which may have been meant to
// take it as it is; that the function is unknown is a finding of its own.
bool is_in_unknown_function(const Location& where) {
  for (const Location* step = &where; step->parent != nullptr; step = step->parent) {
    if (step->key == nullptr || step->parent->value == nullptr || step->parent->value->size != 1) continue;
    const std::string_view key = step->key->text();
    const bool is_call = key.starts_with("Fn::") && !key.starts_with("Fn::ForEach");
    if ((is_call && function_of_key(key) == Function::None) || is_near_ref(key)) {
      return true;
    }
  }
  return false;
}

// Whether a state machine's DefinitionSubstitutions define the variable.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
bool is_substituted(const Location& where, std::string_view name) {
  for (std::string_view key : {"DefinitionString", "Definition"}) {
    const Location* definition = step_of_key(where, key);
    if (definition == nullptr) continue;
    const Node* values = definition->parent->value->get("DefinitionSubstitutions");
    if (values != nullptr && values->get(name) != nullptr) return true;
  }
  return false;
}

bool is_reference(const Compilation& compilation, std::string_view name) {
  const Template& model = compilation.model();
  if (const Parameter* parameter = model.find_parameter(name)) return !parameter->type.empty();
  if (is_pseudo_parameter(name)) return true;
  if (const Resource* resource = model.find_resource(name)) return !resource->type.empty() || resource->has_open_type();
  std::size_t dot = name.find('.');
  if (dot == std::string_view::npos) return false;
  const Resource* resource = model.find_resource(name.substr(0, dot));
  if (resource == nullptr) return false;
  auto type = compilation.facts().find_type(resource->type);
  if (!type) return false;
  return type->accepts_any_attribute() ||
         find_attribute_schema(compilation.facts(), *type, name.substr(dot + 1)).has_value();
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html
void judge_variables(const Compilation& compilation, Reporter& reporter, std::string_view excluded, const Node& text,
                     const Location& where) {
  std::size_t at = 0;
  std::string_view name;
  if (text.text().find("${") == std::string_view::npos) return;
  if (where.key != nullptr && where.key->text() == "TemplateBody") return;
  if (step_of_key(where, "Fn::Sub") != nullptr || is_in_unknown_function(where)) return;
  const bool definition = step_of_key(where, "DefinitionString") != nullptr;
  while (next_variable(text.text(), at, name)) {
    if (is_substituted(where, name) || depends_on_loop(name, where)) continue;
    if (!excluded.empty()) {
      std::string whole = fmt::format("${{{}}}", name);
      if (search_pattern(fmt::format("^(?:{})", excluded), whole) == PatternResult::Match) continue;
    }
    if (!definition && !is_reference(compilation, name)) continue;
    if (!reporter.runs("E1029")) return;
    reporter.report(finding("E1029", where, fmt::format("'${{{}}}' is not substituted outside Fn::Sub; use !Sub", name))
                        .fix(wrap_in_sub(compilation, text, where)));
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
void judge_pseudo_parameter(const Compilation& compilation, Reporter& reporter, const Node& text,
                            const Location& where) {
  if (!text.text().starts_with("AWS::") || !is_pseudo_parameter(text.text())) return;
  if (step_of_key(where, "Ref") != nullptr || is_in_unknown_function(where)) return;
  reporter.report(
      finding("W1054", where,
              fmt::format("'{}' is a plain string here, not the value of the pseudo parameter; use !Ref", text.text()))
          .fix(make_ref(compilation, text, where)));
}

struct LoopFault {
  std::string_view message;
  const Node* item = nullptr;  // the wrong item; null if their number is wrong
};

std::optional<LoopFault> fault_of_loop(const Node& argument) {
  if (!argument.is_sequence() || argument.size != 3)
    return LoopFault{"Fn::ForEach requires three items: a loop variable, a collection and a map to repeat"};
  std::span<const Node* const> parts = argument.items();
  if (!parts[0]->is_string() || parts[0]->size == 0)
    return LoopFault{"The first item of Fn::ForEach must be the name of the loop variable", parts[0]};
  if (!parts[1]->is_sequence() && parts[1]->function == Function::None) {
    return LoopFault{"The second item of Fn::ForEach must be a list of values or a Ref to one", parts[1]};
  }
  if (!parts[2]->is_mapping()) return LoopFault{"The third item of Fn::ForEach must be the map to repeat", parts[2]};
  return std::nullopt;
}

Finding invalid_loop(const LoopFault& fault, const Location& where) {
  Finding found = finding("E1032", where, std::string(fault.message));
  if (fault.item != nullptr) found.focus(*fault.item);
  return found;
}

// Loops are expanded before anything else, so the names in a collection must be parameters. (The expansion itself
// reports that a resource has no value at that point.)
void check_collection(const Compilation& compilation, Reporter& reporter, const Location& loop) {
  const Node& collection = *loop.value->items()[1];
  const Template& model = compilation.model();
  const Location at{&loop, nullptr, &collection, 1};
  std::uint32_t index = 0;
  for (const Node* item : collection.items()) {
    const Location where{&at, nullptr, item, index++};
    if (item->function != Function::Ref || !item->argument()->is_string()) continue;
    const std::string_view name = item->argument()->text();
    if (model.find_parameter(name) != nullptr || is_pseudo_parameter(name) || model.find_resource(name) != nullptr ||
        depends_on_loop(name, where)) {
      continue;
    }
    reporter.report("E1032", where, not_defined("Parameter", name));
  }
}

void find_loops(const Compilation& compilation, Reporter& reporter, const Location& where) {
  for (const Member& member : where.value->members()) {
    const Location inner{&where, member.key, member.value, 0};
    if (member.key->text().starts_with("Fn::ForEach")) {
      if (!compilation.model().has_language_extensions()) {
        reporter.report(finding("E1032", inner, requires_language_extensions("Fn::ForEach"))
                            .fix(add_transform_fix(compilation, kLanguageExtensions)));
      } else if (const std::optional<LoopFault> fault = fault_of_loop(*member.value)) {
        reporter.report(invalid_loop(*fault, inner));
      } else {
        check_collection(compilation, reporter, inner);
      }
    }
    find_loops(compilation, reporter, inner);
  }
  std::uint32_t index = 0;
  for (const Node* item : where.value->items()) {
    const Location inner{&where, nullptr, item, index++};
    find_loops(compilation, reporter, inner);
  }
}

}  // namespace

void check_plain_texts(const Compilation& compilation, Reporter& reporter) {
  const Node* root = compilation.model().root();
  if (root == nullptr) return;
  std::string_view excluded = reporter.selection().option("E1029", "custom_excludes", "");
  const Location top{nullptr, nullptr, root, 0};
  each_text(top, [&](const Node& text, const Location& where) {
    judge_variables(compilation, reporter, excluded, text, where);
    judge_pseudo_parameter(compilation, reporter, text, where);
  });
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-foreach.html
void check_loops(const Compilation& compilation, Reporter& reporter) {
  const Node* root = compilation.model().root();
  if (root == nullptr || !compilation.may_hold("Fn::ForEach")) return;
  const Location top{nullptr, nullptr, root, 0};
  find_loops(compilation, reporter, top);
}

}  // namespace virga
