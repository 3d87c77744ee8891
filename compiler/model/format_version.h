// The root keys by which a file says whose templates it follows.
#pragma once

#include <string_view>

#include "compiler/support/text.h"

namespace virga {

inline constexpr std::string_view kFormatVersion = "AWSTemplateFormatVersion";

// Whether a root key says that the file is a template of another tool than CloudFormation: Alibaba Cloud ROS and
// OpenStack Heat name their formats after its own. False for a misspelt AWSTemplateFormatVersion.
// https://www.alibabacloud.com/help/en/ros/user-guide/template-structure
// https://docs.openstack.org/heat/latest/template_guide/hot_spec.html
inline bool is_format_version_of_others(std::string_view key) {
  if (equals_ignoring_case(key, "heat_template_version")) return true;
  constexpr std::string_view kOwner = "AWS";
  constexpr std::string_view kCommon = kFormatVersion.substr(kOwner.size());
  if (key.size() <= kCommon.size()) return false;
  const std::string_view owner = key.substr(0, key.size() - kCommon.size());
  if (!equals_ignoring_case(key.substr(owner.size()), kCommon)) return false;
  return edit_distance(to_upper(owner), kOwner, 1) > 1;
}

}  // namespace virga
