// Resources that a template gets from its transforms: a function's role, the API of its events.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/semantics/snapshot.h"

namespace virga::lsp {

struct GeneratedResource {
  std::string name;    // "FunctionRole"
  std::string type;    // "AWS::IAM::Role"
  std::string origin;  // logical ID of the written resource that it was made for; empty if there is none
};
using GeneratedResources = std::vector<GeneratedResource>;

// In the order of the expanded template; empty where nothing transforms the template, or it cannot be expanded. Expands
// the snapshot if nobody did.
GeneratedResources generated_resources(const Snapshot& snapshot);

// Whether `!Ref Function.Alias` means something: SAM makes a resource of this type for the written resource. True if
// that cannot be known.
bool is_generated_for(const GeneratedResources& generated, std::string_view origin, std::string_view type);

}  // namespace virga::lsp
