// How long names in a template may be.
#pragma once

#include <cstddef>

namespace virga {

// Characters of a logical ID, and of the name of a parameter, condition, output or mapping and of a mapping's keys.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
constexpr std::size_t kMaxNameCharacters = 255;

}  // namespace virga
