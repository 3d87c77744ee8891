// What one line of block-style YAML says about structure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/source/source_file.h"

namespace virga::lsp {

// Columns and ranges in bytes within the line.
struct YamlLine {
  bool is_blank = true;  // nothing, or a comment alone
  std::uint32_t indent = 0;
  std::vector<std::uint32_t> dashes;
  std::uint32_t content = 0;  // after indentation and dashes
  bool has_key = false;       // with its colon
  TextRange key;              // without quotes
  std::uint32_t colon = 0;
  std::uint32_t value = 0;  // first character of the value, or the end of the line
  std::uint32_t end = 0;    // without a comment and white space at the end

  bool has_value() const { return value < end; }
};

YamlLine read_yaml_line(std::string_view line);

// "|", ">-", "!Sub |" and the like at the end of a line: a block scalar follows.
bool begins_block_scalar(std::string_view line);

}  // namespace virga::lsp
