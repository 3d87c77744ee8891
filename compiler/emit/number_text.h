// Numbers from the notation of one language to that of the other.
#pragma once

#include <string>
#include <string_view>

namespace virga {

// Appends a number of YAML 1.1 as it came from a reader (".5", "1.", "01.5") as JSON writes it ("0.5", "1.0", "1.5").
// False, and nothing appended, for what JSON has no notation for (".inf") and for what is no number.
bool append_json_number(std::string_view text, std::string& out);

// Appends a decimal number as a float that YAML 1.1 knows: "1e3" is "1.0e+3". False likewise.
bool append_yaml_float(std::string_view text, std::string& out);

}  // namespace virga
