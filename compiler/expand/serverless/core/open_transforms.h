// Finds Fn::Transform calls in SAM resources that are left to the service.
#pragma once

#include <map>
#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// The service applies transforms inside a template before AWS::Serverless, the most deeply nested first. One that could
// not be applied here (a macro, or AWS::Include of an S3 object) makes some properties unknown. Returns the SAM
// resources whose expansion depends on those, each with the mapping that contains the call: they are left to the
// service, as are the APIs of their events, since whoever expands an event adds it to its API, the functions and state
// machines of which SAM writes the definition of such an API, the APIs that share a resource with one, and connectors
// from, to or in any of them. Called before Globals are merged, which they keep.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-overview.html
OpenResources find_open_resources(const SamContext& context);

// Takes from a resource that is left to the service what it will write itself: the definition of an API from its
// events, the API and route of an event. False if nothing is left, since SAM wrote all of it.
bool restore_as_written(Value& resource);

}  // namespace virga
