// Converts numbers between the notations of YAML and JSON.
#pragma once

#include <string>
#include <string_view>

namespace virga {

// Appends a YAML 1.1 number as it came from a reader (".5", "1.", "01.5") in JSON notation ("0.5", "1.0", "1.5").
// Appends nothing and returns false if JSON cannot express it (".inf") or it is not a number.
bool append_json_number(std::string_view text, std::string& out);

// Appends a decimal number as a float in YAML 1.1 notation: "1e3" becomes "1.0e+3". Appends nothing and returns false
// if that is impossible.
bool append_yaml_float(std::string_view text, std::string& out);

}  // namespace virga
