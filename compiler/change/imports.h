// What templates of one run have to do with each other.
#pragma once

#include <vector>

#include "compiler/change/change.h"

namespace virga {

// Names, in the risk of an export that is removed or changed, the templates of the run whose stacks import it.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
void find_broken_imports(std::vector<TemplateChange>& changes);

}  // namespace virga
