// Renders Markdown on a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace virga {

// Supports headings, paragraphs wrapped to `width` columns, lists, fenced and indented code, emphasis, code spans and
// links ("text (address)"). Tables and HTML are left unchanged.
std::string markdown_for_terminal(std::string_view markdown, std::size_t width, bool color);

}  // namespace virga
