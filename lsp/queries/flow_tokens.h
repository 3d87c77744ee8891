// The tokens of a text between brackets: JSON, and YAML's flow style. One that is half typed ends where what was there
// before it seems to go on.
#pragma once

#include <cstdint>
#include <string_view>

#include "compiler/source/source_file.h"
#include "lsp/queries/cursor.h"

namespace virga::lsp {

// A string in quotes.
struct FlowString {
  TextRange content;
  std::uint32_t end = 0;  // past the quote that closes it, if one does
  bool is_closed = false;
  bool is_cut = false;  // the next quote of the line belongs to another string
};

// Reads the tokens of a text, in which somebody types at an offset. Borrows the text.
class FlowTokens {
public:
  FlowTokens(std::string_view text, bool is_json, ColonEnds colon, std::uint32_t offset)
      : text_(text), is_json_(is_json), colon_(colon), offset_(offset) {}

  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

  // How far the line that begins here is indented.
  std::uint32_t indent_at(std::uint32_t begin) const;
  bool begins_comment(std::uint32_t at) const;
  FlowString string_at(std::uint32_t begin) const;
  // A word without quotes, with what is blank behind it. `is_apart`: in a list, where a tag begins an item of its own.
  std::uint32_t end_of_word(std::uint32_t begin, bool is_apart) const;

private:
  bool takes_too_much(std::uint32_t end, bool is_closed) const;
  std::uint32_t end_of_typed(std::uint32_t end) const;
  bool ends_word(std::uint32_t at, bool is_tag, bool is_apart) const;

  std::string_view text_;
  bool is_json_;
  ColonEnds colon_;
  std::uint32_t offset_;
};

}  // namespace virga::lsp
