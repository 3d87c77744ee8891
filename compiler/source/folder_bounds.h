// Files that a template may name: those below its own folder.
#pragma once

#include <string>
#include <string_view>

namespace virga {

// The file that `path` names if resolved against `folder` (empty: the working directory), or an empty string if that
// file is not below `folder` once symbolic links are followed. The file need not exist. Thread-safe, never throws.
std::string path_below(const std::string& folder, std::string_view path);

}  // namespace virga
