#include "compiler/expand/serverless/core/role.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/policies.h"
#include "compiler/expand/serverless/core/tables.h"

namespace virga {
namespace {

constexpr std::string_view kPolicyVersion = "2012-10-17";

std::string aws_policy_arn(const SamContext& context, std::string_view name) {
  return arn(context, fmt::format("iam::aws:policy/{}", name));
}

void append_once(Value& list, Value* item) {
  const std::string text = canonical_json(*item);
  const bool there = std::any_of(list.items().begin(), list.items().end(), [&](const Value* one) {
    return one->kind() == item->kind() && canonical_json(*one) == text;
  });
  if (!there) list.append(item);
}

// The list under a key of the role, created if missing.
Value& list_of(SamContext& context, Value& role, std::string_view key) {
  Value* list = role.get(key);
  if (list == nullptr || !list->is_sequence()) {
    list = context.make.list();
    role.set(key, list);
  }
  return *list;
}

// A named policy document; AWS::NoValue stays as it is.
Value* named_policy(ValueFactory& make, std::string_view name, const Value* document) {
  if (document->is_no_value()) return make.copy(document);
  return make.object({{"PolicyName", make.string(name)}, {"PolicyDocument", make.copy(document)}});
}

// Reports an entry that is neither a managed policy nor a document. Remaining policy templates have already been
// reported.
bool no_policy(SamContext& context, const SamResource& owner, const PolicyEntry& entry, std::size_t index) {
  if (entry.kind == PolicyKind::Template) return false;
  const MisspeltPolicy found = misspelt_policy(*entry.value);
  if (found.key != nullptr && entry.value->function() == Function::If) {
    return context.fail(owner, found.key, no_policy_template(found), "Policies");
  }
  return context.fail(owner, found.key != nullptr ? found.key : entry.value,
                      misspelt(fmt::format("Item {} of Policies is not a policy", index + 1), found.near,
                               "; use the name or ARN of a managed policy, a policy template, or a map with Statement"),
                      "Policies");
}

// The ARN of a managed policy given by name, in both branches of an Fn::If.
Value* managed_policy(SamContext& context, const Value& policy) {
  Value* made = context.make.copy(&policy);
  if (policy.is_string()) {
    const std::string known = managed_policy_arn(policy.text(), context.partition);
    return known.empty() ? made : context.make.string(known);
  }
  if (policy.function() != Function::If || policy.argument()->items().size() != 3) return made;
  for (const std::uint32_t branch : {1U, 2U}) {
    Value& arguments = *made->argument();
    const Value& value = *arguments.items()[branch];
    if (value.is_string()) arguments.replace_item(branch, managed_policy(context, value));
  }
  return made;
}

// The author's policies: documents become inline policies, names and functions become managed ones.
bool add_policies(SamContext& context, const SamResource& owner, const RoleParts& parts, Value& managed,
                  Value& inline_policies) {
  ValueFactory& make = context.make;
  const std::vector<PolicyEntry> entries = policy_entries(context, parts.policies);
  bool good = true;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Value& value = *entries[i].value;
    const std::string name = fmt::format("{}Policy{}", parts.logical_id, i);
    const ValueFactory::Scope scope(make, value);
    if (entries[i].kind == PolicyKind::Managed) {
      append_once(managed, managed_policy(context, value));
    } else if (entries[i].kind != PolicyKind::Document) {
      good = no_policy(context, owner, entries[i], i);
    } else if (value.function() == Function::If) {
      const auto items = value.argument()->items();
      inline_policies.append(make.object({{"Fn::If", make.list({make.copy(items[0]), named_policy(make, name, items[1]),
                                                                named_policy(make, name, items[2])})}}));
    } else {
      inline_policies.append(named_policy(make, name, &value));
    }
  }
  return good;
}

}  // namespace

Value* add_role(SamContext& context, const SamResource& owner, RoleParts parts) {
  ValueFactory& make = context.make;
  Value* managed = make.list();
  for (const std::string_view name : parts.managed_policies)
    managed->append(make.string(aws_policy_arn(context, name)));
  Value* inline_policies = make.list();
  for (Value* policy : parts.inline_policies) inline_policies->append(policy);
  if (!add_policies(context, owner, parts, *managed, *inline_policies)) return nullptr;
  Value* properties = make.object({{"AssumeRolePolicyDocument", parts.trust},
                                   {"Path", parts.path},
                                   {"ManagedPolicyArns", managed},
                                   {"Policies", inline_policies->empty() ? nullptr : inline_policies},
                                   {"PermissionsBoundary", parts.permissions_boundary},
                                   {"Tags", parts.tags}});
  context.add_resource(owner, parts.logical_id, "AWS::IAM::Role", properties,
                       parts.attributes != nullptr ? parts.attributes : derived_attributes(context, owner));
  return properties;
}

bool check_policies(SamContext& context, const SamResource& owner, const Value* policies) {
  const std::vector<PolicyEntry> entries = policy_entries(context, policies);
  bool good = true;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool known = entries[i].kind == PolicyKind::Managed || entries[i].kind == PolicyKind::Document;
    if (!known) good = no_policy(context, owner, entries[i], i);
  }
  return good;
}

std::string_view tracing_policy(const SamContext& context) {
  return context.partition == "aws" ? "AWSXrayWriteOnlyAccess" : "AWSXRayDaemonWriteAccess";
}

Value* service_trust(ValueFactory& make, std::string_view service) {
  return make.object(
      {{"Version", make.string(kPolicyVersion)},
       {"Statement",
        make.list({make.object({{"Action", make.list({make.string("sts:AssumeRole")})},
                                {"Effect", make.string("Allow")},
                                {"Principal", make.object({{"Service", make.list({make.string(service)})}})}})})}});
}

Value* allow_policy(ValueFactory& make, std::string_view name, std::string_view action, Value* resource, bool version) {
  Value* statement =
      make.object({{"Action", make.string(action)}, {"Effect", make.string("Allow")}, {"Resource", resource}});
  return make.object({{"PolicyName", make.string(name)},
                      {"PolicyDocument", make.object({{"Version", version ? make.string(kPolicyVersion) : nullptr},
                                                      {"Statement", make.list({statement})}})}});
}

void add_managed_policy(SamContext& context, Value* role, std::string_view name) {
  if (role == nullptr) return;
  append_once(list_of(context, *role, "ManagedPolicyArns"), context.make.string(aws_policy_arn(context, name)));
}

void add_inline_policy(SamContext& context, Value* role, Value* policy) {
  if (role == nullptr) return;
  Value& list = list_of(context, *role, "Policies");
  const std::string text = canonical_json(*policy->get("PolicyDocument"));
  for (const Value* item : list.items()) {
    const Value* document = item->get("PolicyDocument");
    if (document != nullptr && canonical_json(*document) == text) return;
  }
  list.append(policy);
}

}  // namespace virga
