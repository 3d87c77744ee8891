// A bracket that is open while the scanner of brackets (flow_scanner.h) reads what is in it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "lsp/queries/cursor.h"

namespace virga::lsp {

struct FlowFrame {
  bool is_map = false;
  bool is_pair = false;    // a map without brackets of its own, which is an item: [key: value]
  bool has_value = false;  // for the current member or item
  bool after_colon = false;
  std::uint32_t line = 0;    // start of the line on which it was opened
  std::uint32_t indent = 0;  // indentation of that line
  std::uint32_t index = 0;
  PathStep key;  // key of the current member
  std::uint32_t key_line = 0;
  TextRange value;                             // value of the current member if it is a scalar
  char quote = '\0';                           // of that value
  std::vector<PathStep> tags;                  // functions around the whole collection
  std::optional<std::uint32_t> missing_comma;  // before the collection
  std::optional<std::uint32_t> value_comma;    // one that is missing before `value`
  std::vector<Sibling> members;
};

// Where commas are missing before a token, of which that is `own`, and before the brackets around it that hold nothing
// else yet. Innermost first.
std::vector<std::uint32_t> commas_before(std::span<const FlowFrame> frames, std::optional<std::uint32_t> own,
                                         CursorRole role);

}  // namespace virga::lsp
