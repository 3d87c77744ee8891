// Definitions of state machines that a template holds inline.
#pragma once

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// `definition` (a mapping) as the text of DefinitionString: JSON with sorted keys, four spaces deep, its lines put
// together by Fn::Join. Functions and dynamic references in it become "${definition_substitution_1}" and so on, in the
// order of their sorted paths; what they stand for is added to `substitutions`, a mapping.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-stepfunctions-statemachine.html
Value* definition_string(ValueFactory& make, const Value& definition, Value& substitutions);

}  // namespace virga
