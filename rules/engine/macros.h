// Templates with custom macros, which may change anything before CloudFormation processes the template.
#pragma once

#include <vector>

#include "rules/engine/compilation.h"

namespace virga {

// Whether a macro other than those of AWS applies to the whole template.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-overview.html
bool has_own_macro(const Template& model);

// A macro gets the template as it is written and may replace anything in it, so an error that CloudFormation would only
// find in what the macro returns is a warning. Errors of rules with `Rule::before_macros` stay.
void soften_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings);

// The fixes of what a macro gets are unsafe, since it may supply what seems to be missing or misspelt, and take what
// makes a thing needless. A macro of the template gets everything, one that an Fn::Transform calls all that is beside
// and below it. Those of rules with `Rule::before_macros` stay as they are.
void make_unsafe_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings);

}  // namespace virga
