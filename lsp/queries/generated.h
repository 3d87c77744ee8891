// Resources that a template gets from its transforms and loops: a function's role, the API of its events.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/semantics/snapshot.h"

namespace virga::lsp {

struct GeneratedResource {
  std::string name;  // "FunctionRole"
  std::string type;  // "AWS::IAM::Role"
  // What it was made from as written: the logical ID of a resource, or the key in a loop ("Topic${Name}"). Empty if
  // there is none.
  std::string origin;
  bool is_from_loop = false;
};
using GeneratedResources = std::vector<GeneratedResource>;

// In the order of the expanded template; empty where nothing transforms the template, or it cannot be expanded. Expands
// the snapshot if nobody did.
GeneratedResources generated_resources(const Snapshot& snapshot);

// The keys in the loops of the Resources section that name resources ("Topic${Name}"), with their values.
std::vector<Member> loop_resources(const Template& written);

// "ApiDeployment1a2b3c4d5e": SAM ends the name with a digest of what it generates, so a change anywhere may change it.
bool ends_with_digest(std::string_view name);

// Whether `!Ref Function.Alias` means something: SAM makes a resource of this type for the written resource. True if
// that cannot be known.
bool is_generated_for(const GeneratedResources& generated, std::string_view origin, std::string_view type);

}  // namespace virga::lsp
