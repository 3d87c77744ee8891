// File name patterns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/wildcard.h"

namespace virga {

// Files and folders that match, sorted; a name without wildcards gives itself when it exists. `**` as a whole segment
// stands for any number of folders. Names that begin with a dot only match patterns that do so too. Folders that are
// symbolic links are not entered by `**`.
std::vector<std::string> expand_glob(std::string_view pattern);

// "./a//b/" is "a/b"; ".." stays.
std::string normalized_path(std::string_view path);

}  // namespace virga
