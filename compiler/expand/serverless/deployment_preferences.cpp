#include "compiler/expand/serverless/deployment_preferences.h"

namespace virga {

void DeploymentPreferences::add_resources(SamContext&) const {}

}  // namespace virga
