// APIs that a resource policy, or a network, no longer fences.
#pragma once

#include <vector>

#include "compiler/change/access_rows.h"
#include "compiler/change/template_comparison.h"

namespace virga {

// The API before and after the update, with the rows of its resource policy.
struct ApiVersion {
  const AccessReader& reader;
  const Resource& api;
  std::vector<AccessRow> policy;
};

// Adds a risk if the API (AWS::ApiGateway::RestApi) loses the resource policy that limited who calls it, unless all of
// its methods that are known have authorization, or is no longer private, unless a policy limits it.
void find_opened_api(const ApiVersion& before, const ApiVersion& after, const ResourceChange& one,
                     TemplateChange& change);

}  // namespace virga
