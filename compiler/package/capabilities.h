// What a template has to be acknowledged for before CloudFormation deploys it.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "compiler/model/template.h"

namespace virga {

// What a resource asks for.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStack.html
struct IamNeed {
  bool iam = false;           // CAPABILITY_IAM
  std::string_view named_by;  // the property that gives it a name of its own: CAPABILITY_NAMED_IAM
};
IamNeed iam_need(const Resource& resource);

// Names in Transform, and macros that Fn::Transform calls inside the template: CAPABILITY_AUTO_EXPAND.
std::set<std::string> macros_of(const Template& written);

}  // namespace virga
