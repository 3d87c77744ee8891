// Templates with custom macros, which may change anything before CloudFormation processes the template.
#pragma once

#include <vector>

#include "rules/engine/compilation.h"

namespace virga {

// Whether a macro other than those of AWS applies to the whole template.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-overview.html
bool has_own_macro(const Template& model);

// A macro gets the template as it is written and may replace anything in it, so an error that CloudFormation would only
// find in what the macro returns is a warning. Errors of rules with `Rule::before_macros` stay. The fixes of such a
// warning are unsafe, since the macro may supply what seems to be missing or misspelt.
void soften_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings);

// The same for the fixes of what an Fn::Transform of a macro gets: all that is beside and below it.
void make_unsafe_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings);

}  // namespace virga
