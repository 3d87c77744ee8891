// Determines where in a template the cursor is, even in text that is being typed.
//
// The parsers' trees describe complete text. At the cursor there often is nothing yet: an empty line, half a key, an
// open bracket. What belongs there follows from indentation and from the brackets before it, whatever the rest of the
// text looks like. So this only reads the text around the cursor, the lines above with less indentation, and the
// siblings along the way.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source_file.h"
#include "lsp/queries/notation.h"

namespace virga::lsp {

// One step from the root: a member of a mapping, or an item of a list. Short tags count as steps like their long form:
// `!Ref x` is the key "Ref", `!GetAtt x` the key "Fn::GetAtt".
struct PathStep {
  std::string key;  // empty for an item
  bool is_item = false;
  std::uint32_t index = 0;  // of an item
  TextRange range;          // of the key or tag; empty for items
};

// A sibling of a step: its key and, if it is a scalar on one line, its value.
struct Sibling {
  std::string key;
  std::string value;
  TextRange key_range;
  TextRange value_range;
};

enum class CursorRole : std::uint8_t {
  None,   // in a comment, indentation or punctuation
  Key,    // in a key of the mapping at `path`, or where one could be
  Value,  // in the value at `path`, or where it could be
};

struct Cursor {
  std::uint32_t offset = 0;
  CursorRole role = CursorRole::None;
  std::vector<PathStep> path;
  // The token under the cursor, without quotes, which an accepted completion replaces. Always on one line.
  TextRange word;
  char quote = '\0';            // '"' or '\'' if inside a quoted token
  bool is_quote_closed = true;  // the quote is closed on this line
  char outer_quote = '\0';      // of the string that holds the JSON at the cursor, if quotes have escapes there
  // A "!", or a tag that is no function's, directly before the word: what is left of a short form that was never
  // written.
  std::optional<TextRange> unknown_tag;
  bool is_tagged = false;  // "!!str" or another tag of YAML's own stands before the word, which is then no function
  bool is_json = false;
  bool in_flow = false;                   // inside brackets
  bool in_block_scalar = false;           // `word` is then the text of the line
  std::uint32_t scalar_line = 0;          // … and this the line that begins the scalar
  bool after_colon = false;               // role Value: directly after the colon of a YAML key
  bool needs_space = false;               // the same, or directly after a dash, so that a space must come first
  std::optional<std::uint32_t> space_at;  // where a space is missing before the tag in front of the word
  // Role Value: a mapping could begin here, too, with its first key in `column`.
  bool could_be_key = false;
  bool is_before_argument = false;    // role Value: the word is a tag, and its argument is written already
  bool is_followed_by_colon = false;  // role Key: the key is already complete
  bool has_block_below = false;       // … or a block of YAML stands below the place of the key already
  std::uint32_t column = 0;           // of the key in bytes; if the key does not begin its line, the line's indentation

  // Between brackets: where a comma is missing before what is at the cursor, and before the maps and lists that begin
  // with it. Innermost first.
  std::vector<std::uint32_t> missing_commas;
  // The step of the item of YAML between brackets that the word is, if that is several words of plain text.
  std::optional<std::size_t> item_of_words;

  // siblings[i]: the members of the mapping that path[i] is a key of, or the items of the list that it is an item of
  // (with empty keys). The last entry, at path.size(), has the members of the mapping at the cursor (role Key).
  std::vector<std::vector<Sibling>> siblings;

  // In JSON that a string of the template holds (content.h): how many steps lead to that string, and a text in which
  // the JSON has the place that it has in the template, and nothing else stands. Null elsewhere.
  std::size_t content_step = 0;
  SourceFilePtr content;

  // How what belongs at the cursor is written there; CompletionList writes it into the string that holds it, if any.
  Notation notation() const { return {.is_json = is_json, .in_flow = in_flow, .quote = quote}; }
  // Of a quote at the cursor, in bytes: in quotes of the same kind, it has an escape.
  std::uint32_t quote_size() const { return outer_quote == '"' ? 2 : 1; }

  // In JSON, in a document that has nothing but the word at the cursor, if that.
  bool is_whole_document() const { return is_json && role == CursorRole::Value && path.empty(); }
  std::span<const Sibling> members(std::size_t level) const {
    return level < siblings.size() ? std::span<const Sibling>(siblings[level]) : std::span<const Sibling>();
  }
  const Sibling* sibling(std::size_t level, std::string_view key) const;
  // The value of that sibling, or "" if there is none.
  std::string_view sibling_value(std::size_t level, std::string_view key) const;
  // Whether path[i] is a key with this name.
  bool is_key(std::size_t level, std::string_view key) const {
    return level < path.size() && !path[level].is_item && path[level].key == key;
  }
};

// What a colon directly before the cursor ends, at the end of a YAML line or item.
enum class ColonEnds : std::uint8_t {
  Key,   // a key whose value is still missing
  Word,  // nothing: it is the last character of half a word, such as "s3:" of "s3:GetObject"
};

// `outer_quote`: for JSON that stands in a string.
Cursor find_cursor(const SourceFile& source, bool is_json, std::uint32_t offset, ColonEnds colon = ColonEnds::Key,
                   char outer_quote = '\0');

// The long form of a short tag ("!GetAtt" -> "Fn::GetAtt", "!Ref" -> "Ref"); empty for unknown tags.
std::string_view function_of_tag(std::string_view tag);

// Whether a value follows what ends here, on the same line.
bool is_before_value(std::string_view text, std::size_t end);

// Whether a tag is one of YAML's own ("!!str"), or written in full.
bool is_tag_of_yaml(std::string_view tag);

}  // namespace virga::lsp
