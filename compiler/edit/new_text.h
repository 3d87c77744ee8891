// Values as text for a place in a template. Internal to compiler/edit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "compiler/syntax/node.h"

namespace virga {

// A JSON string with its quotes.
std::string json_text(std::string_view text);
// A value as JSON: on one line where `separator` is empty, else in lines; `separator` is the line break and the
// indentation of the member or item that holds it, `unit` one more level of that.
std::string json_value(const Node& value, std::string_view separator, std::string_view unit);

// A text as YAML, on one line: in the quotes of `like` where those can hold it, plain where that reads back.
std::string yaml_text(std::string_view text, NodeStyle like, bool flow);
// A value between brackets, on one line. Functions have their short tags where no second tag would follow.
std::string yaml_flow_value(const Node& value);
// ": value", or ":" and the value in lines that are indented by two.
std::string yaml_after_key(const Node& value);
// "- value", the lines after the first indented by two.
std::string yaml_item(const Node& value);
// Indents all lines but the first (blank ones stay empty) and gives them the line break of the file.
std::string indented(std::string_view text, std::uint32_t column, std::string_view line_break);

// Stands a place of a YAML document between brackets or braces?
bool is_between_brackets(const Node& root, std::uint32_t offset);

}  // namespace virga
