// The structure of a single line of block-style YAML.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "compiler/source/source_file.h"

namespace virga::lsp {

// Columns and ranges are in bytes within the line.
struct YamlLine {
  bool is_blank = true;  // nothing, or only a comment
  std::uint32_t indent = 0;
  std::vector<std::uint32_t> dashes;
  std::uint32_t content = 0;  // after indentation and dashes
  bool has_key = false;       // including its colon
  TextRange key;              // without quotes
  std::uint32_t colon = 0;
  std::uint32_t value = 0;  // first character of the value, or the end of the line
  std::uint32_t end = 0;    // without trailing comment and white space

  bool has_value() const { return value < end; }
};

YamlLine read_yaml_line(std::string_view line);

// The colon of a line that is a key and a tag without the space between them ("Name:!Re"), which YAML reads as one
// word.
std::optional<std::uint32_t> colon_before_tag(const YamlLine& line, std::string_view text);
// Makes what is before the colon the key of the line, and what is after it the value.
void split_at(YamlLine& line, std::uint32_t colon);

// Whether the line ends with "|", ">-", "!Sub |" and so on, so that a block scalar follows.
bool begins_block_scalar(std::string_view line);

}  // namespace virga::lsp
