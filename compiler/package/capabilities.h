// Capabilities that a template requires before CloudFormation deploys it.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "compiler/model/template.h"

namespace virga {

// What a resource requires. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
struct IamNeed {
  bool iam = false;           // CAPABILITY_IAM
  std::string_view named_by;  // the property that sets a custom name: CAPABILITY_NAMED_IAM
};
IamNeed iam_need(const Resource& resource);

// The names in Transform and the macros that Fn::Transform calls in the template: CAPABILITY_AUTO_EXPAND.
std::set<std::string> macros_of(const Template& written);

}  // namespace virga
