#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/policies.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/tables_data.h"

namespace virga {
namespace {

// Recursive; ParseOptions::max_depth limits the depth of a tree.
PolicyKind kind_of(SamContext& context, const Value& policy) {
  if (policy.is_string()) return PolicyKind::Managed;
  if (!policy.is_mapping()) return PolicyKind::Unknown;
  if (policy.function() == Function::If) {
    const auto items = policy.argument()->items();
    if (items.size() != 3) {
      context.problems.error({}, &policy, "Fn::If requires three arguments: a condition and two values");
      return PolicyKind::Unknown;
    }
    const PolicyKind then_kind = kind_of(context, *items[1]);
    const PolicyKind else_kind = kind_of(context, *items[2]);
    if (then_kind == else_kind || items[2]->is_no_value()) return then_kind;
    if (items[1]->is_no_value()) return else_kind;
    for (const Value* branch : {items[1], items[2]}) {
      if (const MisspeltPolicy found = misspelt_policy(*branch); found.key != nullptr) {
        context.problems.error({}, found.key, no_policy_template(found));
        return PolicyKind::Unknown;
      }
    }
    context.problems.error({}, &policy,
                           "The branches of Fn::If in Policies must be of the same kind: managed policies, documents "
                           "or policy templates; write one Fn::If per kind");
    return PolicyKind::Unknown;
  }
  if (policy.is_intrinsic()) return PolicyKind::Managed;
  if (policy.has("Statement")) return PolicyKind::Document;
  const bool is_template = policy.size() == 1 && find_policy_template(policy.entries()[0].key->text()) != nullptr;
  return is_template ? PolicyKind::Template : PolicyKind::Unknown;
}

// Converts {TemplateName: {parameters}} to {Statement: […]}; null if a problem was reported.
Value* expand_template(SamContext& context, std::string_view logical_id, const Value& policy) {
  if (policy.size() != 1 || !policy.is_mapping() || find_policy_template(policy.entries()[0].key->text()) == nullptr) {
    context.problems.error(logical_id, &policy,
                           "A policy template must be a branch of Fn::If itself, not inside another Fn::If",
                           "Policies");
    return nullptr;
  }
  const Entry& entry = policy.entries()[0];
  const PolicyTemplate& found = *find_policy_template(entry.key->text());
  if (!entry.value->is_mapping()) {
    context.problems.error(
        logical_id, entry.value,
        fmt::format("Policy template {} requires a map of parameters, found {}{}", found.name, describe(*entry.value),
                    found.parameters.empty() ? "; write {} if there are none" : ""),
        "Policies");
    return nullptr;
  }
  std::vector<TableParameter> parameters;
  std::vector<std::string_view> missing;
  for (const std::string_view name : found.parameters) {
    const Value* value = entry.value->get(name);
    if (value == nullptr) missing.push_back(name);
    parameters.push_back({name, value});
  }
  for (const std::string_view name : missing) {
    const Entry* meant = misspelt_entry(*entry.value, name, found.parameters);
    if (meant == nullptr) continue;
    context.problems.error(
        logical_id, meant->key,
        misspelt(fmt::format("Policy template {} has no parameter '{}'", found.name, meant->key->text()),
                 near_property(meant->key->text(), found.parameters)),
        "Policies");
    return nullptr;
  }
  if (!missing.empty()) {
    context.problems.error(
        logical_id, entry.key,
        fmt::format("Policy template {} requires a value for {}", found.name, fmt::join(missing, " and ")), "Policies");
    return nullptr;
  }
  const ValueFactory::Scope scope(context.make, policy.provenance(), fmt::format("policy template {}", found.name));
  return context.make.object({{"Statement", read_table(context.make, found.statements, parameters)}});
}

Value* expand_branch(SamContext& context, std::string_view logical_id, Value* branch) {
  return branch->is_no_value() ? branch : expand_template(context, logical_id, *branch);
}

void expand_policies(SamContext& context, std::string_view logical_id, Value& properties) {
  const std::vector<PolicyEntry> entries = policy_entries(context, properties.get("Policies"));
  if (std::none_of(entries.begin(), entries.end(),
                   [](const PolicyEntry& entry) { return entry.kind == PolicyKind::Template; })) {
    return;
  }
  ValueFactory& make = context.make;
  const ValueFactory::Scope scope(make, *properties.get("Policies"));
  Value* expanded = make.list();
  for (const PolicyEntry& entry : entries) {
    Value* policy = make.copy(entry.value);
    expanded->append(policy);
    if (entry.kind != PolicyKind::Template) continue;
    // An invalid policy template stays, so that the indexes of the others do not change.
    if (policy->function() != Function::If) {
      if (const Value* made = expand_template(context, logical_id, *policy)) policy->become(*made);
      continue;
    }
    Value& branches = *policy->argument();
    for (const std::uint32_t branch : {1U, 2U}) {
      Value* made = expand_branch(context, logical_id, branches.items()[branch]);
      if (made != nullptr) branches.replace_item(branch, made);
    }
  }
  properties.set("Policies", expanded);
}

}  // namespace

Complaint no_policy_template(const MisspeltPolicy& found) {
  return misspelt(fmt::format("'{}' is not a policy template", found.key->text()), found.near);
}

MisspeltPolicy misspelt_policy(const Value& policy) {
  if (policy.function() == Function::If) {
    for (const Value* branch : policy.argument()->items()) {
      if (const MisspeltPolicy found = misspelt_policy(*branch); found.key != nullptr) return found;
    }
    return {};
  }
  if (!policy.is_mapping() || policy.has("Statement")) return {};
  std::vector<std::string_view> known = {"Statement"};
  if (policy.size() == 1) {
    for (const PolicyTemplate& row : sam_tables::policy_templates()) known.push_back(row.name);
  }
  for (const Entry& entry : policy.entries()) {
    if (policy.size() == 1 && find_policy_template(entry.key->text()) != nullptr) return {};
    const NearName near = near_choice(entry.key->text(), known);
    if (near.found()) return {entry.key, near};
  }
  return {};
}

std::vector<PolicyEntry> policy_entries(SamContext& context, const Value* policies) {
  std::vector<PolicyEntry> entries;
  if (policies == nullptr || policies->is_null() || policies->empty()) return entries;
  if (!policies->is_sequence()) {
    entries.push_back({policies, kind_of(context, *policies)});
    return entries;
  }
  for (const Value* policy : policies->items()) entries.push_back({policy, kind_of(context, *policy)});
  return entries;
}

void expand_policy_templates(SamContext& context) {
  for (const Entry& entry : context.source->entries()) {
    const std::string_view type = entry.value->string_at("Type");
    if (type != "AWS::Serverless::Function" && type != "AWS::Serverless::StateMachine") continue;
    Value* properties = entry.value->get("Properties");
    if (properties != nullptr && properties->is_mapping()) expand_policies(context, entry.key->text(), *properties);
  }
}

}  // namespace virga
