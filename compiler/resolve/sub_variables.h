// The text of Fn::Sub.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/node.h"

namespace virga {

// A `${…}` in the text of Fn::Sub.
struct SubVariable {
  std::string_view name;    // trimmed, without "${" and "}"; "A.B" stands for GetAtt
  std::uint32_t begin = 0;  // bytes in the decoded text, of "${"
  std::uint32_t end = 0;    // after "}"
  TextRange source;         // of the name in the file; the whole node's range where escapes blur it
};

// Variables of a Sub text; "${!Literal}" is left out. With the file's text, `source` is exact in block
// scalars and in strings with escapes too.
std::vector<SubVariable> sub_variables(const Node& text, std::string_view file = {});

// The text with every "${!Name}" turned into "${Name}": what Fn::Sub makes of a text without variables.
std::string unescape_sub_text(std::string_view text);

// Range of a scalar's value without quotes and tag; the whole node's range where escapes or folding blur it.
TextRange content_range(const Node& scalar);

}  // namespace virga
