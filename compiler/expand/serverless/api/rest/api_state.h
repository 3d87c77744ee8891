// What the APIs of one template share.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/python/python_text.h"
#include "compiler/expand/value.h"

namespace virga {

// The usage plan that all REST APIs with `CreateUsagePlan: SHARED` share: what they added to it so far.
struct SharedUsagePlan {
  Value* depends_on = nullptr;
  Value* api_stages = nullptr;
  Value* stage_keys = nullptr;
  std::vector<std::string> conditions;  // of the APIs, each once
  bool unconditional = false;           // one API has no condition
  std::string deletion_policy;
  std::string update_replace_policy;
};

struct ApiState {
  // Record sets by the logical id of their RecordSetGroup: REST, HTTP and WebSocket APIs add to the same group.
  std::map<std::string, Value*, std::less<>> record_set_groups;
  // Names of the functions behind a REST API, by its logical id: a changed name makes a new deployment.
  std::map<std::string, std::string, std::less<>> function_names;
  SharedUsagePlan usage_plan;
  // The order in which the transform goes through mappings, and the text that deployments are hashed from.
  PythonHistory python;
  // How often the transform copied the definition of an API, by its logical id.
  std::map<std::string, std::uint32_t, std::less<>> definition_copies;
};

}  // namespace virga
