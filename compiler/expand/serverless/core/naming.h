// IDs and hashes that the transform generates.
#pragma once

#include <string>
#include <string_view>

#include "compiler/expand/value.h"

namespace virga {

// The number of hash digits in an ID.
inline constexpr std::size_t kHashDigits = 10;

// The text from which IDs are hashed: JSON without spaces, keys sorted by code point, non-ASCII characters as \uXXXX
// escapes, numbers as Python prints them. Equal values have equal texts. A string at the top level is used as it is,
// without quotes.
std::string hash_text(const Value& value);
// The same text, but with quotes for a string: a value as compact JSON.
std::string canonical_json(const Value& value);

// The first kHashDigits of the hash of hash_text(value); empty for null, empty values, false and 0.
std::string short_hash(const Value& value);
std::string short_hash(std::string_view text);

// Whether the transform examines this text between "${" and "}" of Fn::Sub: a name of letters, digits and dots, or a
// pseudo parameter.
bool is_sub_reference(std::string_view name);

// A number as Python prints it: "1.5" for 1.50, "10" for 10, "1e+16" for 1e16.
std::string python_number(const Value& number);

}  // namespace virga
