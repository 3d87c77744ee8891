// The structure of a single line of block-style YAML.
#pragma once

#include <cstdint>
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

// Whether the line ends with "|", ">-", "!Sub |" and so on, so that a block scalar follows.
bool begins_block_scalar(std::string_view line);

}  // namespace virga::lsp
