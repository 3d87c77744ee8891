// State that the APIs of a template share.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/python/python_text.h"
#include "compiler/expand/value.h"

namespace virga {

// The usage plan shared by all REST APIs with `CreateUsagePlan: SHARED`, as accumulated so far.
struct SharedUsagePlan {
  Value* depends_on = nullptr;
  Value* api_stages = nullptr;
  Value* stage_keys = nullptr;
  std::vector<std::string> conditions;  // of the APIs, without duplicates
  bool unconditional = false;           // at least one API has no condition
  std::string deletion_policy;
  std::string update_replace_policy;
};

struct ApiState {
  // Record sets by the logical ID of their RecordSetGroup: REST, HTTP and WebSocket APIs share groups.
  std::map<std::string, Value*, std::less<>> record_set_groups;
  // Names of the functions behind a REST API, by its logical ID: a changed name causes a new deployment.
  std::map<std::string, std::string, std::less<>> function_names;
  SharedUsagePlan usage_plan;
  // The order in which the transform visits mappings, and the text from which deployments are hashed.
  PythonHistory python;
  // How often the transform has copied the definition of an API, by its logical ID.
  std::map<std::string, std::uint32_t, std::less<>> definition_copies;
};

}  // namespace virga
