// CodeDeploy for functions with an alias.
#pragma once

#include <string>
#include <vector>

#include "compiler/expand/value.h"

namespace virga {

struct SamContext;
struct SamResource;

// How the traffic of one function goes over to a new version. Values are the template's; null where they are absent.
struct DeploymentPreference {
  std::string function;         // its logical id
  Value* body = nullptr;        // its resource in the template
  Value* properties = nullptr;  // … and that one's properties
  const Value* type = nullptr;  // "Canary10Percent5Minutes", or a function
  const Value* alarms = nullptr;
  const Value* role = nullptr;
  const Value* triggers = nullptr;
  const Value* tags = nullptr;  // of the function, when it propagates them
  std::string condition;        // empty: none, or it is not passed on
  bool enabled = true;
};

// The DeploymentPreference of every function, gathered until all functions are expanded.
class DeploymentPreferences {
public:
  void add(DeploymentPreference preference) { preferences_.push_back(std::move(preference)); }
  // Adds the CodeDeploy application, its role and a deployment group a function.
  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-deploymentpreference.html
  void add_resources(SamContext& context) const;

private:
  std::string shared_condition(SamContext& context) const;
  void add_group(SamContext& context, const DeploymentPreference& preference) const;

  std::vector<DeploymentPreference> preferences_;
};

// The deployment group of a function: "FunctionDeploymentGroup".
std::string deployment_group_id(const std::string& function);

inline constexpr char kDeploymentApplication[] = "ServerlessDeploymentApplication";

}  // namespace virga
