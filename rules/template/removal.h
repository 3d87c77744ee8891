// A fix that removes a definition.
#pragma once

#include <optional>

#include "rules/engine/compilation.h"

namespace virga {

// Removes a definition from a section, and the section itself if nothing else is in it. Unsafe, since deployments may
// pass a value for a parameter. Nullopt if the change cannot be expressed as text.
std::optional<Fix> removal_of(const Compilation& compilation, Section section, const Member& member);

}  // namespace virga
