// Finds Fn::Transform calls in SAM resources that are left to the service.
#pragma once

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// Whether a value is a call of a transform, or a mapping into which a transform adds keys.
bool calls_transform(const Value* value);

// The service applies transforms inside a template before AWS::Serverless. One that could not be applied here (a macro,
// or AWS::Include of an S3 object) makes some properties unknown. Returns the mapping that contains it if the expansion
// of the resource depends on those properties, else null.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-overview.html
const Value* open_transform(const SamResource& resource);

}  // namespace virga
