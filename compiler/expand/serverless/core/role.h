// Roles that the transform makes, and what may be added to them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// What a generated role is made of. Values are taken over; those that are null are left out.
struct RoleParts {
  std::string logical_id;                          // "FunctionRole"
  Value* trust = nullptr;                          // AssumeRolePolicyDocument
  std::vector<std::string_view> managed_policies;  // what the resource itself needs: "service-role/AWSLambdaRole"
  std::vector<Value*> inline_policies;             // the same as {PolicyName, PolicyDocument}
  const Value* policies = nullptr;                 // the author's Policies, after expand_policy_templates()
  Value* path = nullptr;
  Value* permissions_boundary = nullptr;
  Value* tags = nullptr;
  Value* attributes = nullptr;  // of the resource; null stands for derived_attributes()
};

// Adds an AWS::IAM::Role for `owner` and gives its Properties. Null when a policy is none, which is reported.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
Value* add_role(SamContext& context, const SamResource& owner, RoleParts parts);

// Are all `policies` of the owner some kind of policy? Those that are not are reported. For roles that are not made.
bool check_policies(SamContext& context, const SamResource& owner, const Value* policies);

// The managed policy of AWS for writing traces: "AWSXRayDaemonWriteAccess", the older name in the partition aws.
std::string_view tracing_policy(const SamContext& context);

// Who may assume a role: a service such as "lambda.amazonaws.com".
Value* service_trust(ValueFactory& make, std::string_view service);

// {PolicyName, PolicyDocument} that allows one action on one resource; `version` adds the policy language's version.
Value* allow_policy(ValueFactory& make, std::string_view name, std::string_view action, Value* resource,
                    bool version = false);

// Adds a managed policy of AWS ("service-role/AWSLambdaKinesisExecutionRole"), or a policy {PolicyName,
// PolicyDocument}, to the Properties of a generated role, unless it has the same (whatever its name) already. `role`
// may be null.
void add_managed_policy(SamContext& context, Value* role, std::string_view name);
void add_inline_policy(SamContext& context, Value* role, Value* policy);

}  // namespace virga
