// Taking a declaration out of a template.
#pragma once

#include <optional>

#include "rules/engine/compilation.h"

namespace virga {

// Removes a declaration of a section, and the section with it when nothing else is in it. Unsafe: deployments may give
// a parameter a value. None where the text does not show how.
std::optional<Fix> removal_of(const Compilation& compilation, Section section, const Member& member);

}  // namespace virga
