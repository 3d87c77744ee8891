// Variables of the Serverless Framework.
// https://www.serverless.com/framework/docs/guides/variables
#pragma once

#include <string_view>

namespace virga {

// "${self:custom.stage}", "${file(a.yml)}", "${ssm(eu-west-1):/path}"; not "${AWS::Region}" and "${Bucket}".
bool has_serverless_variable(std::string_view text);

}  // namespace virga
