// Templates with a macro of their own, which may change everything before CloudFormation sees it.
#pragma once

#include <vector>

#include "rules/engine/compilation.h"

namespace virga {

// Does a macro that is not one of AWS's work on the whole template?
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-overview.html
bool has_own_macro(const Template& model);

// Sections, types, attributes and properties that CloudFormation does not know may be the macro's: what is said of them
// (E1001, E3001, E3002, E3006) is a warning then.
void soften_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings);

}  // namespace virga
