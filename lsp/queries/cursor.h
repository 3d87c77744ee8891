// Where in a template the cursor stands, in text that is being typed.
//
// The trees of the readers say what a text means. At the cursor there often is nothing yet: an empty line, half a key,
// an open bracket. What is meant there is told by indentation and by the brackets before it, whatever the rest of the
// text looks like. So this reads the text around the cursor alone, the lines above it that have less indentation, and
// the siblings on its way.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source_file.h"

namespace virga::lsp {

// One step from the root: a member of a mapping, or an item of a list. Short tags are steps as their long form is:
// `!Ref x` is the key "Ref", `!GetAtt x` the key "Fn::GetAtt".
struct PathStep {
  std::string key;  // empty for an item
  bool is_item = false;
  std::uint32_t index = 0;  // of an item
  TextRange range;          // of the key or tag; of nothing for items
};

// A member beside a step: its key and, where it is a scalar on one line, its value.
struct Sibling {
  std::string key;
  std::string value;
  TextRange key_range;
  TextRange value_range;
};

enum class CursorRole : std::uint8_t {
  None,   // comment, indentation, punctuation
  Key,    // in a key of the mapping at `path`, or where one could be
  Value,  // in the value that `path` leads to, or where it could be
};

struct Cursor {
  std::uint32_t offset = 0;
  CursorRole role = CursorRole::None;
  std::vector<PathStep> path;
  // The token under the cursor, without quotes: what an accepted completion replaces. On one line.
  TextRange word;
  char quote = '\0';            // '"' or '\'' inside of a quoted token
  bool is_quote_closed = true;  // on this line
  bool is_json = false;
  bool in_flow = false;          // between brackets
  bool in_block_scalar = false;  // then `word` is the line's text
  // Role Value: a mapping could begin here as well, its first key at the column `column` of the line.
  bool could_be_key = false;
  bool is_followed_by_colon = false;  // role Key: the key is complete
  std::uint32_t column = 0;           // where a key stands, in bytes; its line's indentation where it does not begin it

  // siblings[i]: the members of the mapping that path[i] is a key of, or the items of the list that it is an item of
  // (keys are then empty). The last entry, at path.size(), are those of the mapping at the cursor (role Key).
  std::vector<std::vector<Sibling>> siblings;

  const Sibling* sibling(std::size_t level, std::string_view key) const;
  // The value of that sibling, or "".
  std::string_view sibling_value(std::size_t level, std::string_view key) const;
  // path[i] is a key with this name.
  bool is_key(std::size_t level, std::string_view key) const {
    return level < path.size() && !path[level].is_item && path[level].key == key;
  }
};

Cursor find_cursor(const SourceFile& source, bool is_json, std::uint32_t offset);

// The long form of a short tag ("!GetAtt" -> "Fn::GetAtt", "!Ref" -> "Ref"); empty for other tags.
std::string_view function_of_tag(std::string_view tag);

}  // namespace virga::lsp
