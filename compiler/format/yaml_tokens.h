// The tokens of a YAML text and the blocks they stand in, as libyaml's scanner sees them. Internal to this folder.
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
  std::uint32_t begin = 0;   // bytes; a block scalar ends after its last line of text, without the line break
  std::uint32_t end = 0;
  std::uint32_t line_start = 0;    // of the line it begins on
  std::uint32_t column = 0;        // bytes from there
  std::uint32_t block = kNoBlock;  // innermost block collection it stands in
};

// A block sequence or mapping. A sequence without more indentation than the mapping around it is a block, too.
struct Block {
  bool sequence = false;
  std::uint32_t parent = kNoBlock;
  std::uint32_t column = 0;
  std::uint32_t first_token = 0;
  std::uint32_t end = 0;  // of its last token
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
  std::uint32_t indentation = 0;    // columns that belong to no line's text; 0 when it has no text
  std::uint32_t explicit_step = 0;  // the digit of the header, or 0
  bool keeps = false;               // "+": blank lines after it belong to the text
  std::uint32_t end = 0;            // after the last line of text, without the line break
};
// `begin` is the place of "|" or ">"; `parent_column` that of the block around it, which an explicit digit counts from;
// `limit` is where the next token stands.
BlockScalarLines block_scalar_lines(std::string_view text, std::uint32_t begin, std::uint32_t parent_column,
                                    std::uint32_t limit);

// After the line break at `at`, which may be "\r\n"; `at` itself when there is none.
std::uint32_t after_line_break(std::string_view text, std::uint32_t at);
// Where the line that `at` is on ends: at its line break or the end of the text.
std::uint32_t end_of_line(std::string_view text, std::uint32_t at);

}  // namespace virga
