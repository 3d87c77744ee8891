// Fixes for function calls. Where the expansion may see another notation, they are unsafe (safety_of_rewriting).
#pragma once

#include <optional>
#include <string_view>

#include "compiler/diagnostics/diagnostic.h"
#include "rules/engine/location.h"
#include "rules/engine/validation.h"

namespace virga {

// Wraps a string in Fn::Sub. Nullopt if the notation does not allow it (there is already a tag).
std::optional<Fix> wrap_in_sub(const Compilation& compilation, const Node& text, const Location& where);
// Replaces an Fn::Sub without variables by its string. Nullopt if that would lose comments or a block scalar.
std::optional<Fix> unwrap_sub(const Compilation& compilation, const Node& call);
// Replaces a string by a Ref to the pseudo parameter that it names.
std::optional<Fix> make_ref(const Compilation& compilation, const Node& text, const Location& where);

// Replaces Fn::Join with an empty delimiter by Fn::Sub, or by a plain string if there are no variables. `where` is the
// location of the function's key. Nullopt if a part cannot be expressed in Fn::Sub, and for strings of several lines in
// JSON, which would become one line.
std::optional<Fix> join_to_sub(const Compilation& compilation, const Node& call, const Location& where);
// Removes an unused variable from Fn::Sub, and the list around the string with the last variable. `where` is the
// location of the function's key. Unsafe if the value refers to a resource, which would no longer be a dependency.
std::optional<Fix> remove_sub_value(const Compilation& compilation, const Location& where, const Member& value);

}  // namespace virga
