#include "compiler/expand/language/functions.h"

#include <fmt/format.h>

#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/expand/language/for_each.h"
#include "compiler/expand/language/layout.h"

namespace virga {

namespace {

// Whether Fn::FindInMap has a form that CloudFormation supports without the transform.
bool is_plain_lookup(const Value& argument) {
  if (argument.size() != 3) return false;
  for (const Value* item : argument.items()) {
    const Function function = item->function();
    if (!item->is_scalar() && function != Function::Ref && function != Function::FindInMap) return false;
    if (function == Function::Ref && !item->argument()->is_string()) return false;
  }
  return true;
}

std::string_view cause_name(const Known& known) {
  return known.cause == nullptr ? std::string_view{} : known.cause->ref();
}

}  // namespace

// Sections --------------------------------------------------------------------------------------------

void FunctionResolver::resolve_declarations(Value& section, bool resources) {
  std::unordered_set<std::uint32_t> without_map;  // where their keys begin: all iterations of a loop share one text
  for (const Entry& entry : section.entries()) {
    if (is_loop_key(entry.key->text())) continue;
    if (entry.key->text() == "Fn::Transform") continue;
    if (resources) values_.logical_id = entry.key->text();
    if (!entry.value->is_mapping()) {
      if (!resources && !entry.value->is_null()) continue;
      if (!without_map.insert(entry.key->range().begin).second) continue;
      values_.error(entry.key, fmt::format("'{}' must be a map of what it defines, found {}", entry.key->text(),
                                           entry.value->is_null() ? "nothing" : "something else"));
      continue;
    }
    const Value* condition = entry.value->get("Condition");
    bool left_out = false;
    if (condition != nullptr && condition->is_string()) {
      if (!values_.declares_condition(condition->text())) {
        values_.error(condition, fmt::format("Condition '{}' is not defined; define it in the Conditions section",
                                             condition->text()));
      }
      const Truth truth = values_.condition(condition->text());
      // If the condition is unknown, errors are not certain.
      left_out = !truth.is_known() || !truth.value;
    }
    const bool outer = std::exchange(values_.lenient, left_out);
    for (const Entry& part : entry.value->entries()) {
      const std::string_view name = part.key->text();
      if (resources && (name == "DeletionPolicy" || name == "UpdateReplacePolicy")) {
        values_.lenient = false;
        resolve_policy(*entry.value, name);
        values_.lenient = left_out;
      } else if (name != "Condition" && name != "Type") {
        if (!resolve(*part.value)) values_.put_no_value(*part.value);
      }
    }
    values_.lenient = outer;
  }
  values_.logical_id = {};
}

void FunctionResolver::resolve_policy(Value& resource, std::string_view attribute) {
  Value& policy = *resource.get(attribute);
  if (policy.is_string() || policy.is_null()) return;
  if (policy.function() == Function::None) {
    values_.error(&policy, fmt::format("{} must be a string, or a function that returns one", attribute));
    return;
  }
  const Known known = values_.evaluate(policy);
  if (known.has_value() && known.value->is_string()) {
    values_.replace(policy, known);
    return;
  }
  if (known.knowledge == Knowledge::Wrong) return;
  const std::string_view name = cause_name(known);
  // If it does not depend on a name, the service knows it, such as a condition on the account.
  if (known.knowledge == Knowledge::Later && (stage_.evaluates || name.empty())) {
    keep(policy, known);
    return;
  }
  std::string why = known.vanishes     ? "AWS::NoValue is not allowed"
                    : known.is_known() ? "this is not a string"
                    : name.empty()     ? "its value is not known then"
                                       : fmt::format("'{}' has no value then", name);
  values_.error(
      &policy,
      fmt::format(
          "{} is read when the template is expanded, but {}; use a parameter with a value, Fn::If, or a mapping",
          attribute, why));
}

void FunctionResolver::resolve_conditions(Value& conditions) {
  in_conditions_ = true;
  for (const Entry& entry : conditions.entries()) {
    if (is_loop_key(entry.key->text())) continue;
    values_.condition(entry.key->text());  // reports circular conditions
    if (!resolve(*entry.value)) values_.put_no_value(*entry.value);
  }
  in_conditions_ = false;
}

// Values ----------------------------------------------------------------------------------------------

bool FunctionResolver::resolve(Value& value) {
  if (value.is_scalar() || values_.exhausted()) return true;
  const Function function = value.function();
  if (function == Function::None || function == Function::ForEach) {
    resolve_children(value);
    return true;
  }
  return resolve_call(value);
}

// Removes members that vanish.
void FunctionResolver::resolve_children(Value& value) {
  std::unordered_set<std::string_view> gone;
  for (const Entry& entry : value.entries()) {
    if (is_loop_key(entry.key->text())) continue;
    if (!resolve(*entry.value)) gone.insert(entry.key->text());
  }
  value.erase_all(gone);
  for (std::uint32_t i = 0; i < value.items().size();) {
    if (resolve(*value.items()[i])) {
      ++i;
    } else {
      value.remove_item(i);
    }
  }
}

// Arguments in fixed positions: values that vanish become AWS::NoValue.
void FunctionResolver::resolve_arguments(Value& list) {
  for (Value* item : list.items()) {
    if (!resolve(*item)) values_.put_no_value(*item);
  }
}

void FunctionResolver::keep(const Value& call, const Known& known) {
  keeps_ = true;
  if (values_.lenient) return;
  const std::string_view name = cause_name(known);
  stage_.problems.note(values_.logical_id, &call,
                       name.empty() ? fmt::format("{} is left for the service to expand: its value is not known here",
                                                  call.entries()[0].key->text())
                                    : fmt::format("{} is left for the service to expand: '{}' has no value here",
                                                  call.entries()[0].key->text(), name));
}

bool FunctionResolver::resolve_call(Value& call) {
  Value& argument = *call.argument();
  const Value* place = nullptr;
  if (std::string fault = layout_fault(call, place); !fault.empty()) {
    values_.error(place, std::move(fault));
    return true;
  }
  switch (call.function()) {
    case Function::Ref:
      resolve_name(argument, "Ref");
      return true;
    case Function::GetAtt:
      for (Value* item : argument.items()) resolve_name(*item, "Fn::GetAtt");
      return true;
    case Function::If:
      return resolve_if(call, argument);
    case Function::FindInMap:
      return resolve_find_in_map(call, argument);
    case Function::Length:
      resolve_length(call, argument);
      return true;
    case Function::ToJsonString:
      resolve_json(call, argument);
      return true;
    case Function::Join:
    case Function::Select:
    case Function::Split:
      resolve_arguments(argument);
      return fold(call);
    case Function::Sub:
      if (argument.is_sequence()) resolve_children(*argument.items()[1]);
      return fold(call);
    case Function::Condition:
      if (in_conditions_ && !values_.declares_condition(argument.text())) {
        values_.error(&argument, fmt::format("Condition '{}' is not defined; define it in the Conditions section",
                                             argument.text()));
      }
      [[fallthrough]];
    default:
      if (argument.is_sequence()) {
        resolve_arguments(argument);
      } else if (!resolve(argument)) {
        values_.put_no_value(argument);
      }
      return true;
  }
}

bool FunctionResolver::fold(Value& call) {
  const Known known = values_.evaluate(call);
  return known.knowledge != Knowledge::Constant || values_.replace(call, known);
}

bool FunctionResolver::resolve_if(Value& call, Value& argument) {
  const Value& name = *argument.items()[0];
  if (!values_.declares_condition(name.text())) {
    values_.error(&name,
                  fmt::format("Condition '{}' is not defined; define it in the Conditions section", name.text()));
  }
  const Truth truth = values_.condition(name.text());
  if (truth.knowledge == Knowledge::Constant) {
    Value* branch = argument.items()[truth.value ? 1 : 2];
    if (branch->is_no_value()) return false;
    call.become(*branch);
    return resolve(call);
  }
  for (const bool taken : {true, false}) {
    Value* branch = argument.items()[taken ? 1 : 2];
    const bool dead = !truth.is_known() || truth.value != taken;
    const bool outer = std::exchange(values_.lenient, values_.lenient || dead);
    if (!resolve(*branch)) values_.put_no_value(*branch);
    values_.lenient = outer;
  }
  return true;
}

bool FunctionResolver::resolve_find_in_map(Value& call, Value& argument) {
  const bool plain = is_plain_lookup(argument);
  const Known known = values_.evaluate(call);
  if (known.knowledge == Knowledge::Constant || (known.knowledge == Knowledge::Given && !plain)) {
    return values_.replace(call, known);
  }
  if (known.instead != nullptr) {
    call.become(*known.instead);
    return resolve(call);
  }
  resolve_arguments(argument);
  if (known.knowledge == Knowledge::Never) {
    const std::string_view name = cause_name(known);
    values_.error(known.cause == nullptr ? &call : known.cause,
                  fmt::format("The keys of Fn::FindInMap must be known when the template is expanded, but {} is not; "
                              "use parameters, mappings or strings",
                              name.empty() ? "this" : fmt::format("'{}'", name)));
  } else if (known.knowledge == Knowledge::Later && !plain) {
    keep(call, known);
  }
  return true;
}

// The name in Ref, or the parts of Fn::GetAtt.
void FunctionResolver::resolve_name(Value& name, std::string_view function) {
  if (name.is_scalar()) return;
  if (name.function() == Function::None) {
    values_.error(&name, fmt::format("{} requires names, or functions that return one", function));
    return;
  }
  const Known known = values_.evaluate(name);
  if (known.has_value() && known.value->is_scalar()) {
    values_.replace(name, known);
  } else if (known.knowledge == Knowledge::Later || known.knowledge == Knowledge::Never) {
    keep(name, known);
  } else if (known.is_known()) {
    values_.error(&name, fmt::format("{} requires a name, but this does not return one", function));
  }
}

void FunctionResolver::resolve_length(Value& call, Value& argument) {
  const Known known = values_.evaluate(call);
  if (known.has_value()) {
    values_.replace(call, known);
    return;
  }
  if (known.knowledge == Knowledge::Wrong) {
    if (known.cause == &call) values_.error(&argument, "Fn::Length requires a list, but this does not return one");
    return;
  }
  if (!resolve(argument)) values_.put_no_value(argument);
  keep(call, known);
}

}  // namespace virga
