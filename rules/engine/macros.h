// Templates with a macro of their own, which may change everything before CloudFormation sees it.
#pragma once

#include <vector>

#include "rules/engine/compilation.h"

namespace virga {

// Does a macro that is not one of AWS's work on the whole template?
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-overview.html
bool has_own_macro(const Template& model);

// A macro gets the template as it is written and may replace anything in it, so an error that CloudFormation would only
// find in what the macro returns is a warning. Errors of rules with `Rule::before_macros` stay.
void soften_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings);

}  // namespace virga
