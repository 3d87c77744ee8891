// IAM roles that the transform generates, and their policies.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// The parts of a generated role. Takes ownership of values; null ones are left out.
struct RoleParts {
  std::string logical_id;                          // "FunctionRole"
  Value* trust = nullptr;                          // AssumeRolePolicyDocument
  std::vector<std::string_view> managed_policies;  // required by the resource itself: "service-role/AWSLambdaRole"
  std::vector<Value*> inline_policies;             // likewise, as {PolicyName, PolicyDocument}
  const Value* policies = nullptr;                 // the author's Policies, after expand_policy_templates()
  Value* path = nullptr;
  Value* permissions_boundary = nullptr;
  Value* tags = nullptr;
  Value* attributes = nullptr;  // attributes of the role's resource; null means derived_attributes()
};

// Adds an AWS::IAM::Role for `owner` and returns its Properties. Null if a policy is invalid, which is reported.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
Value* add_role(SamContext& context, const SamResource& owner, RoleParts parts);

// Whether all of the owner's `policies` are valid policies; others are reported. For owners without a generated role.
bool check_policies(SamContext& context, const SamResource& owner, const Value* policies);

// The AWS managed policy for writing traces: "AWSXRayDaemonWriteAccess", or the older name in the partition aws.
std::string_view tracing_policy(const SamContext& context);

// A trust policy for a service such as "lambda.amazonaws.com".
Value* service_trust(ValueFactory& make, std::string_view service);

// {PolicyName, PolicyDocument} that allows one action on one resource. `version` adds the version of the policy
// language.
Value* allow_policy(ValueFactory& make, std::string_view name, std::string_view action, Value* resource,
                    bool version = false);

// Adds an AWS managed policy ("service-role/AWSLambdaKinesisExecutionRole"), or a policy {PolicyName, PolicyDocument},
// to the Properties of a generated role, unless it already has the same one (under any name). `role` may be null.
void add_managed_policy(SamContext& context, Value* role, std::string_view name);
void add_inline_policy(SamContext& context, Value* role, Value* policy);

}  // namespace virga
