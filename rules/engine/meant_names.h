// Names where they are used: the declared one that an unknown one was meant to be, and which texts are names at all.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "compiler/support/near_names.h"
#include "rules/engine/compilation.h"
#include "rules/engine/location.h"

namespace virga {

// Like near_declared(), but never a name whose use at `where` would make the resource or condition there depend on
// itself, nor one that `fits` refuses.
NearName near_declared_at(const Compilation& compilation, const Location& where, std::string_view name,
                          std::vector<std::string_view> declared,
                          const std::function<bool(std::string_view)>& fits = nullptr);

// Whether the text contains "{{resolve:ssm:…}}", including variants with white space.
bool has_dynamic_reference(std::string_view text);

// Whether the text is the name that will be deployed: neither looked up by then, nor with a `${…}` that something else
// may substitute.
bool is_plain_name(std::string_view text);

}  // namespace virga
