// The tokens of a YAML text and the blocks that contain them, from libyaml's scanner. Internal to this folder.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace virga {

enum class YamlToken : std::uint8_t {
  Directive,
  DocumentStart,
  DocumentEnd,
  Dash,      // "-" of a block sequence
  Question,  // "?" of an explicit key
  Colon,
  SequenceOpen,
  SequenceClose,
  MappingOpen,
  MappingClose,
  Comma,
  Alias,
  Anchor,
  Tag,
  Plain,
  Quoted,
  BlockScalar,
};

constexpr std::uint32_t kNoBlock = UINT32_MAX;

struct PlacedToken {
  YamlToken type = YamlToken::Plain;
  bool starts_line = false;  // first on its line
  bool is_key = false;       // begins an implicit key of a block mapping
  std::uint32_t begin = 0;   // bytes; a block scalar ends after its last line of text, before the line break
  std::uint32_t end = 0;
  std::uint32_t line_start = 0;    // start of the line it begins on
  std::uint32_t column = 0;        // in bytes from line_start
  std::uint32_t block = kNoBlock;  // innermost block collection that contains it
};

// A block sequence or mapping. A sequence indented no further than the mapping around it also counts as a block.
struct Block {
  bool sequence = false;
  std::uint32_t parent = kNoBlock;
  std::uint32_t column = 0;
  std::uint32_t first_token = 0;
  std::uint32_t end = 0;  // end of its last token
};

struct YamlTokens {
  bool complete = false;  // false when scanning failed
  std::vector<PlacedToken> tokens;
  std::vector<Block> blocks;
};

YamlTokens scan_yaml(std::string_view text);

// The lines of a block scalar: from the line after its header to its last line of text.
struct BlockScalarLines {
  std::uint32_t begin = 0;          // after the header's line break
  std::uint32_t indentation = 0;    // columns of indentation that are not part of the text; 0 if there is no text
  std::uint32_t explicit_step = 0;  // the indentation indicator in the header, or 0
  bool keeps = false;               // "+": trailing blank lines are part of the text
  std::uint32_t end = 0;            // after the last line of text, without the line break
};
// `begin` is the offset of "|" or ">"; `parent_column` is the column of the enclosing block, to which an explicit
// indentation indicator is relative; `limit` is the offset of the next token.
BlockScalarLines block_scalar_lines(std::string_view text, std::uint32_t begin, std::uint32_t parent_column,
                                    std::uint32_t limit);

// The offset after the line break at `at`, which may be "\r\n"; `at` itself if there is none.
std::uint32_t after_line_break(std::string_view text, std::uint32_t at);
// The end of the line that contains `at`: its line break or the end of the text.
std::uint32_t end_of_line(std::string_view text, std::uint32_t at);

}  // namespace virga
