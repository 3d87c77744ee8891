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

}  // namespace virga
