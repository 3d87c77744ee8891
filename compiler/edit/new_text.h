// Writes values as text for insertion into a template. Internal to compiler/edit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/syntax/node.h"

namespace virga {

// A JSON string with its quotes.
std::string json_text(std::string_view text);
// A value as JSON: on one line if `separator` is empty, else on several lines. `separator` is the line break and
// indentation of the containing member or item, `unit` one more level of indentation.
std::string json_value(const Node& value, std::string_view separator, std::string_view unit);

// A YAML string on one line: in the quotes of `like` if possible, plain if it would be read back as the same string.
std::string yaml_text(std::string_view text, NodeStyle like, bool flow);
// A flow-style value on one line. Functions use short tags unless a second tag would follow.
std::string yaml_flow_value(const Node& value);
// ": value", or ":" and the value on lines indented by `step`, as all levels below are.
std::string yaml_after_key(const Node& value, std::uint32_t step);
// "- value", with the lines after the first indented by two, and levels below by `step`.
std::string yaml_item(const Node& value, std::uint32_t step);
// Indents all lines except the first and blank ones, and converts line breaks to `line_break`.
std::string indented(std::string_view text, std::uint32_t column, std::string_view line_break);

// Whether the offset in a YAML document is between brackets or braces.
bool is_between_brackets(const Node& root, std::uint32_t offset);

}  // namespace virga
