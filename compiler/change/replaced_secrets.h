// What a secret takes the place of, or what takes its place, may be that secret: a password that the old version
// writes, and the new one has in a NoEcho parameter.
#pragma once

#include <optional>

#include "compiler/change/side.h"
#include "compiler/syntax/node.h"

namespace virga {

// Whether the value is a secret, or one is part of it.
bool has_secret(const Side& side, const Node& value);

// What must not be shown of `value` because `other`, which the other version has there, has a secret and `value` has
// none: texts that `other` does not have. Nothing if that is not the case.
std::optional<Secrets> replaced_secrets(const Side& side, const Node& value, const Side& other_side, const Node& other);

}  // namespace virga
