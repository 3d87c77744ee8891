// What a deployment of a template needs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compiler/package/expanded_file.h"
#include "compiler/package/packager.h"

namespace virga {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
inline constexpr std::size_t kMaxResources = 500;
inline constexpr std::size_t kMaxParameters = 200;
inline constexpr std::size_t kMaxOutputs = 200;
inline constexpr std::size_t kMaxDirectBytes = 51'200;
inline constexpr std::size_t kMaxObjectBytes = 1'000'000;

// Why a capability is asked for.
struct CapabilityReason {
  std::string subject;   // a logical id, below nested stacks "Stack/Id", or a transform
  std::string type;      // of the resource; empty for a transform
  std::string property;  // the one that gives it a name of its own; empty without
  std::string note;      // what else there is to say, a phrase
};

struct Capability {
  std::string name;
  bool only_direct = false;  // a change set does not ask for it
  std::vector<CapabilityReason> reasons;
};

struct PlannedParameter {
  std::string name, type, description;
};

struct NestedStack {
  std::string logical_id;
  std::string location;  // as written; empty when a function gives it
  bool seen = false;     // a local file that was read
  std::string same_as;   // the stack of the same template under which the plan has what it needs; empty for the first
};

struct DeployPlan {
  std::vector<Capability> capabilities;
  std::size_t resources = 0;
  std::size_t written_resources = 0;  // in the template as it was written
  std::size_t parameters = 0;
  std::size_t template_bytes = 0;
  std::size_t expanded_bytes = 0;                    // as JSON without white space
  std::vector<PlannedParameter> missing_parameters;  // neither default nor value
  std::vector<std::string> outputs;
  std::vector<NestedStack> nested;
  std::vector<LocalFile> local_files;
  std::vector<std::string> excess;  // limits that are passed, a sentence each
};

// `file` must be ok(). Nested templates that are local files are read and expanded for what they need, each once: where
// several stacks have one template, the first has its needs.
DeployPlan make_deploy_plan(const ExpandedFile& file, const ExpandOptions& options);

}  // namespace virga
