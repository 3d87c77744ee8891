// Fn::Sub and Fn::Join: strings with references.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/resolve/sub_text.h"
#include "compiler/syntax/member_index.h"
#include "rules/functions/calls.h"
#include "rules/functions/dynamic_references.h"
#include "rules/functions/fixes.h"
#include "rules/functions/text_walk.h"

namespace virga {
namespace {

void advise_on_variables(Validation& v, const Node& call, const Location& where, const Node& text, const Node* values,
                         const std::vector<SubVariable>& variables) {
  // A "${" that nothing closes is going to be a variable, of whatever name.
  if (open_placeholder(text.text()) != std::string_view::npos) return;
  if (values != nullptr) {
    const Location& at_values = v.at(where, 1, *values);
    std::set<std::string_view> used;
    for (const SubVariable& variable : variables) used.insert(variable.name);
    for (const Member& member : values->members()) {
      std::string_view name = member.key->text();
      if (used.contains(name)) continue;
      v.reporter().report(finding("W1019", v.at(at_values, member),
                                  fmt::format("Unused variable: the string does not contain ${{{}}}", name))
                              .focus(*member.key)
                              .fix(remove_sub_value(v.compilation(), where, member)));
    }
  }
  // The serverless transform examines some strings only inside Fn::Sub, and with the language extensions a string may
  // have lost its variable to a loop.
  const Template& model = v.compilation().model();
  if (variables.empty() && !model.is_sam() && !model.has_language_extensions()) {
    v.reporter().report(finding("W1020", where, "Unnecessary Fn::Sub: the string has no variables")
                            .focus(call)
                            .fix(unwrap_sub(v.compilation(), call)));
  }
}

// AWS::NoValue removes a property, but a variable cannot be removed from a string.
bool variables_have_values(Validation& v, const Context& context, const Node& call, const Location& where,
                           const Node* values) {
  if (values == nullptr) return true;
  bool sound = true;
  for (const Member& member : values->members()) {
    if (!is_no_value(*member.value)) continue;
    fail_call(v, context, call, v.at(v.at(where, 1, *values), member),
              fmt::format("'{}' must be a string, not AWS::NoValue; use an empty string", member.key->text()));
    sound = false;
  }
  return sound;
}

// Whether a value of the map is a Ref to the parameter or resource of the same name.
bool is_own_ref(const Member& member) {
  const Node* name = member.value->function == Function::Ref ? member.value->argument() : nullptr;
  return name != nullptr && name->text() == member.key->text();
}

// Whether the item can become a part of an Fn::Sub string.
bool fits_sub(const Node& item) {
  switch (item.function) {
    case Function::None:
      return !item.is_mapping() || item.size != 1;
    case Function::Ref:
    case Function::GetAtt:
      return true;
    case Function::Sub:
      return item.argument()->is_string();
    default:
      return false;
  }
}

// The wrong half of "Resource.Attribute", or all of it if exact positions are unknown.
TextRange part_of_name(const SubVariable& variable, bool is_attribute) {
  const std::size_t dot = variable.name.find('.');
  TextRange part = variable.source;
  if (dot == std::string_view::npos || part.size() != variable.name.size()) return part;
  if (is_attribute) {
    part.begin += static_cast<std::uint32_t>(dot + 1);
  } else {
    part.end = part.begin + static_cast<std::uint32_t>(dot);
  }
  return part;
}

}  // namespace

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-sub.html
bool check_sub(Validation& v, const Node& call, const Location& where, const Context& context) {
  const Compilation& compilation = v.compilation();
  const Node& argument = *call.argument();
  const FunctionRule& row = *find_function_rule(Function::Sub);
  const bool has_null = std::any_of(argument.items().begin(), argument.items().end(),
                                    [](const Node* item) { return item->is(NodeKind::Null); });
  if (has_null || argument.is(NodeKind::Null)) {
    const bool free_form = key_at(where, 3) == "Metadata";
    fail_call(v, context, call, free_form ? where : *where.parent, "Fn::Sub requires a string, found null");
    return false;
  }
  if (!argument.is_string() &&
      !v.check_argument(argument, compilation.facts().find_schema("fn-sub"), where, context, row)) {
    return false;
  }
  const Node& text = argument.is_sequence() ? *argument.items()[0] : argument;
  const Node* values = argument.is_sequence() ? argument.items()[1] : nullptr;
  if (!text.is_string()) return true;

  std::vector<SubVariable> variables = sub_variables(text);
  std::vector<SubVariable> placed;  // with exact positions; only computed for errors
  const MemberIndex own_values(values);
  bool sound = true;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const SubVariable& variable = variables[i];
    NameFault fault;
    bool is_attribute = false;
    if (std::size_t dot = variable.name.find('.'); dot != std::string_view::npos) {
      if (look_up(compilation, variable.name, where) != NameUse::Unknown) continue;
      fault =
          fault_of_attribute(v, variable.name.substr(0, dot), variable.name.substr(dot + 1), where, true, is_attribute);
    } else {
      const Member* own = own_values.find(variable.name);
      if (own != nullptr && !is_own_ref(*own)) continue;
      if (own == nullptr && variable.name == "AWS::NoValue") {
        fault = "AWS::NoValue is not a string and cannot be substituted; remove the variable, or use an empty string";
      } else {
        fault = fault_of_name(v, variable.name, where, true);
      }
    }
    if (fault.empty()) continue;
    if (placed.empty()) placed = sub_variables(text, compilation.source().text());
    const TextRange part = part_of_name(placed[i], is_attribute);
    std::string near;
    auto fix = part == text.range ? std::nullopt : rename_fix(compilation, text, part, fault.whole_near(near));
    fail_call(v, context, call, where, std::move(fault), part, std::move(fix));
    sound = false;
  }
  if (!sound || !variables_have_values(v, context, call, where, values)) return false;
  advise_on_variables(v, call, where, text, values, variables);
  check_secret_in_sub(v, text, where);
  return true;
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-join.html
bool check_join(Validation& v, const Node& call, const Location& where, const Context& context) {
  const Compilation& compilation = v.compilation();
  const Node& argument = *call.argument();
  const FunctionRule& row = *find_function_rule(Function::Join);
  if (argument.is_sequence() && argument.size > 0 && argument.items()[0]->is(NodeKind::Null)) return true;  // V1001
  bool sound = v.check_argument(argument, compilation.facts().find_schema("fn-join"), where, context, row);
  if (argument.is(NodeKind::Null)) {
    fail_call(v, context, call, *where.parent, "Fn::Join requires a delimiter and a list, found null");
    return false;
  }
  std::span<const Node* const> items = argument.items();
  if (items.size() == 2 && items[0]->is_string() && items[0]->size == 0 && items[1]->is_sequence() &&
      !compilation.model().is_made_by_cdk() &&
      std::all_of(items[1]->items().begin(), items[1]->items().end(),
                  [](const Node* item) { return fits_sub(*item); })) {
    if (v.reporter().runs("I1022")) {
      v.reporter().report(
          finding("I1022", v.at(where, 0, *items[0]), "Fn::Join with an empty delimiter; Fn::Sub is easier to read")
              .fix(join_to_sub(compilation, call, where)));
    }
  }
  return sound;
}

}  // namespace virga
