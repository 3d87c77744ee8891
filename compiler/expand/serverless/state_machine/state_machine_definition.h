// Inline definitions of state machines.
#pragma once

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// Converts `definition` (a mapping) to the text of DefinitionString: JSON with sorted keys, indented by four spaces,
// with its lines joined by Fn::Join. Functions and dynamic references in it are replaced by
// "${definition_substitution_1}" and so on, in the order of their sorted paths, and added to `substitutions`, a
// mapping. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-stepfunctions-statemachine.html
Value* definition_string(ValueFactory& make, const Value& definition, Value& substitutions);

}  // namespace virga
