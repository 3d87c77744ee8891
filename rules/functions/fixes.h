// Mechanical repairs of function calls.
#pragma once

#include <optional>
#include <string_view>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/location.h"
#include "rules/engine/validation.h"

namespace virga {

// Puts Fn::Sub around a string. None where the notation leaves no room for it (a tag stands there already).
std::optional<Fix> wrap_in_sub(const Compilation& compilation, const Node& text, const Location& where);
// Leaves of an Fn::Sub without variables only its text. None where comments or block texts would suffer.
std::optional<Fix> unwrap_sub(const Compilation& compilation, const Node& call);
// Replaces a string by a Ref to the pseudo parameter that it names.
std::optional<Fix> make_ref(const Compilation& compilation, const Node& text, const Location& where);

// One text in Fn::Sub, or plain where no variable is in it, in place of Fn::Join with an empty delimiter. `where` is
// the location of the function's key. Safe, but inside SAM resources, where ids of generated ones may depend on the
// notation. None where a part says more than Fn::Sub can, and for texts of several lines in JSON, which would become
// one.
std::optional<Fix> join_to_sub(const Compilation& compilation, const Node& call, const Location& where);
// Takes a value out of Fn::Sub that its text does not use, and the list around the text with the last one. `where` is
// the location of the function's key. Unsafe where the value refers to a resource, which then is no dependency any
// more.
std::optional<Fix> remove_sub_value(const Compilation& compilation, const Location& where, const Member& value);

}  // namespace virga
