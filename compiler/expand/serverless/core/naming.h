// Ids and hashes that the transform makes.
#pragma once

#include <string>
#include <string_view>

#include "compiler/expand/value.h"

namespace virga {

// Digits of a hash that an id carries.
inline constexpr std::size_t kHashDigits = 10;

// What ids are hashed from: JSON without spaces, keys sorted by code point, everything but ASCII as \uXXXX escapes,
// numbers as Python prints them. Equal values have equal texts. A string at the top stands for itself, without quotes.
std::string hash_text(const Value& value);
// The same text, with the quotes of a string: a value as compact JSON.
std::string canonical_json(const Value& value);

// The first kHashDigits of the hash of hash_text(value); empty for a value that is "nothing": null, empty, false, 0.
std::string short_hash(const Value& value);
std::string short_hash(std::string_view text);

// Is the text a logical id, ASCII letters and digits and at least one?
bool is_logical_id(std::string_view text);

// ASCII letters and digits of `text`, the rest left out.
std::string alphanumeric(std::string_view text);

// Is the text between "${" and "}" of Fn::Sub a name that the transform looks at: letters, digits and dots, or a pseudo
// parameter?
bool is_sub_reference(std::string_view name);

// A number as Python prints it: "1.5" for 1.50, "10" for 10, "1e+16" for 1e16.
std::string python_number(const Value& number);

}  // namespace virga
