#include <fmt/format.h>

#include "compiler/expand/serverless/core/role.h"
#include "compiler/expand/serverless/function/function.h"

namespace virga {
namespace {

constexpr std::string_view kBasic = "service-role/AWSLambdaBasicExecutionRole";
constexpr std::string_view kDurable = "service-role/AWSLambdaBasicDurableExecutionRolePolicy";
constexpr std::string_view kVpc = "service-role/AWSLambdaVPCAccessExecutionRole";

// For `Role: !If [Condition, arn, !Ref AWS::NoValue]`: when the transform has to generate a role.
struct ConditionalRole {
  const Value* condition = nullptr;  // the condition's name in Fn::If
  const Value* given = nullptr;      // the author's role in the other branch
  bool otherwise = false;            // the generated role is the second branch
};

std::vector<std::string_view> managed_policies(const FunctionParts& parts) {
  std::vector<std::string_view> names = {parts.wanted("DurableConfig") != nullptr ? kDurable : kBasic};
  if (parts.is_traced()) names.push_back(tracing_policy(parts.context));
  if (parts.wanted("VpcConfig") != nullptr) names.push_back(kVpc);
  return names;
}

std::vector<Value*> inline_policies(FunctionParts& parts) {
  ValueFactory& make = parts.context.make;
  std::vector<Value*> policies;
  if (const Value* queue = parts.wanted("DeadLetterQueue")) {
    policies.push_back(allow_policy(make, "DeadLetterQueuePolicy",
                                    queue->get("Type")->is("SQS") ? "sqs:SendMessage" : "sns:Publish",
                                    make.copy(queue->get("TargetArn")), true));
  }
  policies.insert(policies.end(), parts.invoke_policies.begin(), parts.invoke_policies.end());
  return policies;
}

// Whether the transform has to generate a role.
enum class RoleNeed { None, Always, Sometimes, Malformed };

RoleNeed role_need(FunctionParts& parts, ConditionalRole& conditional) {
  const Value* role = parts.function->get("Role");
  if (role == nullptr) return RoleNeed::Always;
  if (role->function() != Function::If) return RoleNeed::None;
  // A conditional role is written with its parameters resolved.
  role = parts.context.parameters.resolve(role);
  const auto items = role->argument()->items();
  if (items.size() != 3) {
    parts.context.fail(parts.resource, role, "Fn::If in Role requires three arguments: a condition and two roles",
                       "Role");
    return RoleNeed::Malformed;
  }
  parts.function->set("Role", parts.context.make.copy(role));
  const bool first = items[1]->is_no_value();
  const bool second = items[2]->is_no_value();
  if (first && second) return RoleNeed::Always;
  if ((!first && !second) || !items[0]->is_string()) return RoleNeed::None;
  conditional = {items[0], items[first ? 2 : 1], second};
  return RoleNeed::Sometimes;
}

}  // namespace

bool add_function_role(FunctionParts& parts) {
  SamContext& context = parts.context;
  ValueFactory& make = context.make;
  ConditionalRole conditional;
  const RoleNeed need = role_need(parts, conditional);
  if (need == RoleNeed::Malformed) return false;
  // Invalid policies are an error even if there is no role for them.
  if (need == RoleNeed::None) return check_policies(context, parts.resource, parts.resource.get("Policies"));

  RoleParts role;
  role.logical_id = parts.id() + "Role";
  const Value* trust = parts.resource.get("AssumeRolePolicyDocument");
  role.trust = trust != nullptr ? make.copy(trust) : service_trust(make, "lambda.amazonaws.com");
  role.managed_policies = managed_policies(parts);
  role.inline_policies = inline_policies(parts);
  role.policies = parts.resource.get("Policies");
  role.path = make.copy(parts.resource.get("RolePath"));
  role.permissions_boundary = make.copy(parts.resource.get("PermissionsBoundary"));
  role.tags = make.copy(parts.tags);
  role.attributes = derived_attributes(context, parts.resource);
  Value* arn = make.get_att(role.logical_id, "Arn");
  if (need == RoleNeed::Sometimes) {
    const std::string_view name = conditional.condition->text();
    Value* given = make.copy(conditional.given);
    arn = conditional.otherwise ? make.if_(name, given, arn) : make.if_(name, arn, given);
    std::string condition(name);
    if (conditional.otherwise) {
      condition = fmt::format("NOT{}", name);
      context.conditions().set(
          condition, make.object({{"Fn::Not", make.list({make.object({{"Condition", make.string(name)}})})}}));
    }
    role.attributes->set("Condition", make.string(condition));
  }
  parts.role = add_role(context, parts.resource, std::move(role));
  if (parts.role == nullptr) return false;
  parts.function->set("Role", arn);
  return true;
}

}  // namespace virga
