// Templates with custom macros, which may change anything before CloudFormation processes the template.
#pragma once

#include <vector>

#include "compiler/model/macro_calls.h"
#include "rules/engine/compilation.h"

namespace virga {

// Whether a macro other than those of AWS applies to the whole template.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros-overview.html
bool has_own_macro(const Template& model);

// Whether a macro or an include may be called anywhere in the template. Searches the text.
bool may_call_macro(const Compilation& compilation);
// Whether a call stands among the members of a map, or what may be one: an include adds to them, and a macro may change
// all of them. What the map lacks may be there all the same.
inline bool has_macro_call(const Node& map) { return find_macro_call(map) != nullptr; }
// The same of what a resource says of itself, or of its Properties.
bool has_macro_call(const Resource& resource);
// The call of the author's macro that gets a resource with its type, from beside its attributes or from beside all
// resources; null if there is none.
const Node* macro_that_gets(const Template& model, const Resource& resource);
// Whether a call stands anywhere in a value.
bool holds_macro_call(const Node& value);
// Whether a macro of the author's is called beside the resources or the sections, and thus gets all resources.
bool calls_macro_on_resources(const Template& model);

// A macro gets the template, or what is beside its call and below that, as it is written and may replace anything in
// it. So an error that CloudFormation would only find in what the macro returns is a warning, as is one about two
// places of which a macro gets one. Errors of rules with `Rule::before_macros` stay.
void soften_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings);

// The fixes of what a macro gets are unsafe, since it may supply what seems to be missing or misspelt, and take what
// makes a thing needless. A macro of the template gets everything, one that an Fn::Transform calls all that is beside
// and below it. Those of rules with `Rule::before_macros` stay as they are.
void make_unsafe_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings);

}  // namespace virga
