// Parameters of Parameter Store that a template writes, whose values are secrets by what it says of them.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "compiler/syntax/node.h"

namespace virga {

using ParameterValues = std::map<std::string, std::string, std::less<>>;

// Calls `then` with the value of each AWS::SSM::Parameter whose name, as far as it is known, logical ID or description
// is that of a secret. `values`: those of parameters that are given.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html
void find_stored_secrets(const Node& root, const ParameterValues& values, const std::function<void(const Node&)>& then);

}  // namespace virga
