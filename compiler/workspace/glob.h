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

// "./a//b/" becomes "a/b"; ".." is kept.
std::string normalized_path(std::string_view path);

}  // namespace virga
