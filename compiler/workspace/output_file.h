// Writing files.
#pragma once

#include <string>
#include <string_view>

namespace virga {

// Replaces a file's content. False with "path: why" in `error`.
bool write_file(const std::string& path, std::string_view content, std::string& error);

}  // namespace virga
