#include "compiler/change/passed_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/change/replaced_secrets.h"

namespace virga {
namespace {

constexpr std::string_view kParameters = "/Properties/Parameters";

struct PassedValue {
  std::string name;
  const Node* value;
};

// What the stack passes, as {name: value}, or for stack sets as a list.
std::vector<PassedValue> passed_values(const Resource& stack) {
  std::vector<PassedValue> found;
  const Node* passed = stack.properties->value->get("Parameters");
  if (passed == nullptr || passed->function != Function::None) return found;
  for (const Member& parameter : passed->members()) {
    found.push_back({std::string(parameter.key->text()), parameter.value});
  }
  for (const Node* item : passed->items()) {
    const Node* key = item->get("ParameterKey");
    const Node* value = item->get("ParameterValue");
    if (key != nullptr && value != nullptr) found.push_back({std::string(key->text()), value});
  }
  return found;
}

// Those of a stack set that some of its stacks have other values of.
std::set<std::string, std::less<>> overridden(const Resource& stack) {
  std::set<std::string, std::less<>> found;
  const Node* groups = is_stack_set(stack) ? stack.properties->value->get("StackInstancesGroup") : nullptr;
  if (groups == nullptr) return found;
  for (const Node* group : groups->items()) {
    const Node* overrides = group->get("ParameterOverrides");
    if (overrides == nullptr) continue;
    for (const Node* item : overrides->items()) {
      if (const Node* key = item->get("ParameterKey")) found.emplace(key->text());
    }
  }
  return found;
}

// Adds a change of what the stack passes: of one parameter, or of all.
void add_passed(const PropertyChange& change, const Resource& stack, const std::string& name, PassedChanges& passed) {
  const bool is_default = change.when.ends_with(" is not given") && !change.is_dynamic;
  const auto [at, is_new] =
      passed.try_emplace(name, PassedChange{change.when, fmt::format("{} passes another {}", stack.name(), name),
                                            change.is_dynamic, is_default});
  if (is_new) return;
  PassedChange& known = at->second;
  known.is_open = known.is_open && change.is_dynamic;
  known.by_default = known.by_default && is_default;
  if (known.when.empty() || change.when.empty()) {
    known.when.clear();
  } else if (known.when.find(change.when) == std::string::npos) {
    known.when += " or " + change.when;
  }
}

// The parameters whose values this is a change of; empty for all.
std::vector<std::string> parameters_of(const PropertyChange& change, const Resource& old, const Resource& now) {
  std::string_view rest = std::string_view(change.path).substr(kParameters.size());
  if (rest.empty()) return {};
  rest.remove_prefix(1);
  const std::string_view step = rest.substr(0, rest.find('/'));
  if (!is_stack_set(now)) return {std::string(step)};
  // An item of a list: the index is that in the new one, if it is there.
  const bool is_gone = change.action == ChangeAction::Remove && step.size() == rest.size();
  const std::vector<PassedValue> values = passed_values(is_gone ? old : now);
  const auto found = std::find_if(values.begin(), values.end(), [&](const PassedValue& value) {
    return std::to_string(&value - values.data()) == step;
  });
  return found == values.end() ? std::vector<std::string>() : std::vector{found->name};
}

}  // namespace

ParameterNames passed_secrets(const Side& before, const Resource& old, const Side& after, const Resource& now) {
  ParameterNames names;
  for (const auto& [side, stack] : {std::pair(&before, &old), std::pair(&after, &now)}) {
    for (const PassedValue& parameter : passed_values(*stack)) {
      if (has_secret(*side, *parameter.value)) names.insert(parameter.name);
    }
  }
  return names;
}

std::shared_ptr<const Snapshot> open_under(const Side& side, const Resource& stack, const StackTemplate& found,
                                           const ParameterNames& secrets, DefaultValues& by_default) {
  if (found.parsed == nullptr) return nullptr;
  auto options = std::make_shared<SemanticOptions>(side.snapshot().options());
  options->evaluation.parameters.clear();
  options->evaluation.open_parameters.clear();
  const Node* passed = stack.properties->value->get("Parameters");
  const Node* declared = found.parsed->tree().root->get("Parameters");
  if (passed != nullptr && passed->function != Function::None && declared != nullptr) {
    for (const Member& parameter : declared->members()) {
      options->evaluation.open_parameters.emplace(parameter.key->text());
    }
  }
  const std::set<std::string, std::less<>> others = overridden(stack);
  for (const PassedValue& parameter : passed_values(stack)) {
    const Node* value = side.constant(*parameter.value);
    // A secret stays open: the nested template may not know that it is one.
    if (secrets.contains(parameter.name)) {
      options->evaluation.open_parameters.insert(parameter.name);
      continue;
    }
    if (value != nullptr && value->is_scalar() && !value->is_secret() && !others.contains(parameter.name)) {
      options->evaluation.parameters.insert_or_assign(parameter.name, std::string(value->text()));
      continue;
    }
    options->evaluation.open_parameters.insert(parameter.name);
    const Node* usual = side.value_by_default(*parameter.value);
    if (usual != nullptr && usual->is_scalar() && !usual->is_secret()) {
      by_default.insert_or_assign(parameter.name, std::string(usual->text()));
    }
  }
  return std::make_shared<const Snapshot>(*found.parsed, std::move(options));
}

PassedChanges passed_changes(const ResourceChange* change, const Resource& old, const Resource& now,
                             const Snapshot& before, const Snapshot& after) {
  PassedChanges passed;
  if (change == nullptr) return passed;
  const auto add = [&](const PropertyChange& one, const std::string& name) {
    const bool is_known =
        before.options().evaluation.parameters.contains(name) && after.options().evaluation.parameters.contains(name);
    if (!is_known) add_passed(one, now, name, passed);
  };
  for (const PropertyChange& one : change->changes) {
    if (one.path.starts_with("/Properties/StackInstancesGroup") && is_stack_set(now)) {
      for (const Resource* side : {&old, &now}) {
        for (const std::string& name : overridden(*side)) add(one, name);
      }
    }
    if (!one.path.starts_with(kParameters)) continue;
    const std::vector<std::string> names = parameters_of(one, old, now);
    for (const std::string& name : names) add(one, name);
    for (const Snapshot* side : {&before, &after}) {
      if (!names.empty()) break;
      for (const Parameter& parameter : side->written().model().parameters()) add(one, std::string(parameter.name()));
    }
  }
  return passed;
}

}  // namespace virga
