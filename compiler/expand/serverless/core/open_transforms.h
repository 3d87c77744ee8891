// Fn::Transform in SAM resources, where something is left to the service.
#pragma once

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// Is this the call of a transform, or a mapping into which one puts more keys?
bool calls_transform(const Value* value);

// The service applies transforms inside a template before AWS::Serverless. One that could not be applied here, a macro
// or AWS::Include of an object of S3, makes some properties unknown; where the expansion of the resource turns on
// those, this is the mapping that it stands in, else null.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-overview.html
const Value* open_transform(const SamResource& resource);

}  // namespace virga
