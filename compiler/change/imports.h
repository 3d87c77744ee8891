// How templates of one run affect each other.
#pragma once

#include <vector>

#include "compiler/change/change.h"

namespace virga {

// For each export that is removed or changed, in a nested stack, too, adds to its risk which other templates of the run
// import it. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
void find_broken_imports(std::vector<TemplateChange>& changes);

}  // namespace virga
