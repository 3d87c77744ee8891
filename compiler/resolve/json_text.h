// Strings as JSON writes them.
#pragma once

#include <string>
#include <string_view>

namespace virga {

// Appends the text in quotes; control characters are escaped, other bytes stay as they are.
void append_json_string(std::string_view text, std::string& out);

}  // namespace virga
