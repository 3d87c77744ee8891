// File name patterns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/wildcard.h"

namespace virga {

// The matching files and folders, sorted; a name without wildcards matches itself if it exists. `**` as a whole segment
// matches any number of folders, but does not follow symbolic links. Names that begin with a dot are only matched by
// patterns that do so, too.
std::vector<std::string> expand_glob(std::string_view pattern);

// Whether a pattern matches a path or a folder above it, as expand_glob() would find it; nothing needs to exist. A
// relative pattern matches no absolute path. Takes at most pattern times path steps.
bool glob_covers(std::string_view pattern, std::string_view path);

// "./a//b/" becomes "a/b"; ".." is kept.
std::string normalized_path(std::string_view path);

}  // namespace virga
