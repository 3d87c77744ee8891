// Determines what a deployment of a template requires.
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

// Why a capability is required.
struct CapabilityReason {
  std::string subject;   // a logical ID, "Stack/Id" in nested stacks, or a transform
  std::string type;      // type of the resource; empty for a transform
  std::string property;  // the property that sets a custom name; may be empty
  std::string note;      // further details, as a phrase
};

struct Capability {
  std::string name;
  bool only_direct = false;  // not required for a change set
  std::vector<CapabilityReason> reasons;
};

struct PlannedParameter {
  std::string name, type, description;
};

struct NestedStack {
  std::string logical_id;
  std::string location;  // as written; empty if it is a function
  bool seen = false;     // whether a local file was read
  std::string
      same_as;  // an earlier stack with the same template, for which the requirements are listed; empty for the first
};

struct DeployPlan {
  std::vector<Capability> capabilities;
  std::size_t resources = 0;
  std::size_t written_resources = 0;  // in the template as it was written
  std::size_t parameters = 0;
  std::size_t template_bytes = 0;
  std::size_t expanded_bytes = 0;                    // as JSON without white space
  std::vector<PlannedParameter> missing_parameters;  // with neither a default nor a value
  std::vector<std::string> outputs;
  std::vector<NestedStack> nested;
  std::vector<LocalFile> local_files;
  std::vector<std::string> excess;  // exceeded limits, one sentence each
};

// `file` must be ok(). Local nested templates are read and expanded to find their requirements, each once: if several
// stacks share a template, its requirements are listed for the first.
DeployPlan make_deploy_plan(const ExpandedFile& file, const ExpandOptions& options);

}  // namespace virga
