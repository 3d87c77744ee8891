// CodeDeploy deployments for functions with an alias.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/value.h"

namespace virga {

struct SamContext;
struct SamResource;

// How traffic is shifted to a new version of a function. Values belong to the template; absent ones are null.
struct DeploymentPreference {
  std::string function;         // logical ID
  Value* body = nullptr;        // the function's resource in the template
  Value* properties = nullptr;  // the properties of that resource
  const Value* type = nullptr;  // "Canary10Percent5Minutes", or a function
  const Value* alarms = nullptr;
  const Value* role = nullptr;
  const Value* triggers = nullptr;
  const Value* tags = nullptr;  // of the function, if it propagates them
  std::string condition;        // empty if there is none or it is not passed on
  bool enabled = true;
};

// The DeploymentPreference of every function, collected until all functions are expanded.
class DeploymentPreferences {
public:
  void add(DeploymentPreference preference) { preferences_.push_back(std::move(preference)); }
  // Adds the CodeDeploy application, its role, and one deployment group per function.
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deploymentpreference.html
  void add_resources(SamContext& context) const;

private:
  std::string shared_condition(SamContext& context) const;
  void add_group(SamContext& context, const DeploymentPreference& preference) const;

  std::vector<DeploymentPreference> preferences_;
};

// The predefined values of Type ("AllAtOnce").
std::span<const std::string_view> predefined_deployments();

// The logical ID of a function's deployment group: "FunctionDeploymentGroup".
std::string deployment_group_id(const std::string& function);

inline constexpr char kDeploymentApplication[] = "ServerlessDeploymentApplication";

}  // namespace virga
