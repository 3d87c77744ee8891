// What the APIs of one template share.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "compiler/expand/value.h"

namespace virga {

struct ApiState {
  // Record sets by the logical id of their RecordSetGroup: REST, HTTP and WebSocket APIs add to the same group.
  std::map<std::string, Value*> record_set_groups;
  // Names of the functions behind an API, by its logical id: a changed name makes a new deployment.
  std::map<std::string, std::string> function_names;
};

}  // namespace virga
