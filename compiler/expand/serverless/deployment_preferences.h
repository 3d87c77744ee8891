// CodeDeploy for functions with an alias.
#pragma once

namespace virga {

struct SamContext;

// The DeploymentPreference of every function, gathered until all functions are expanded.
class DeploymentPreferences {
public:
  // Adds the CodeDeploy application, its role and a deployment group a function.
  void add_resources(SamContext& context) const;
};

}  // namespace virga
