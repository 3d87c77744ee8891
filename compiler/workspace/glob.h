// File name patterns.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace virga {

// Matches one path segment: `*`, `?`, `[a-z]`, `[!a-z]`. Never more than pattern times text steps.
bool matches_wildcard(std::string_view pattern, std::string_view text);

// Does the text hold `*`, `?` or `[`?
bool has_wildcard(std::string_view text);

// Files and folders that match, sorted; a name without wildcards gives itself when it exists. `**` as a whole segment
// stands for any number of folders. Names that begin with a dot only match patterns that do so too. Folders that are
// symbolic links are not entered by `**`.
std::vector<std::string> expand_glob(std::string_view pattern);

// "./a//b/" is "a/b"; ".." stays.
std::string normalized_path(std::string_view path);

}  // namespace virga
