// Variables of the Serverless Framework in its own files and in those that it includes.
// https://www.serverless.com/framework/docs/guides/variables
#pragma once

#include <string_view>

#include "compiler/syntax/node.h"

namespace virga {

// "${self:custom.stage}", "${file(a.yml)}", "${ssm(eu-west-1):/path}"; not "${AWS::Region}" and "${Bucket}".
bool has_serverless_variable(std::string_view text);

// Is one of the values outside Fn::Sub, whose text is CloudFormation's, put in by the framework? The source of one that
// is has may_have_telling_value(), which does not read it as YAML.
bool has_telling_value(const Node& node);
bool may_have_telling_value(std::string_view text);

}  // namespace virga
