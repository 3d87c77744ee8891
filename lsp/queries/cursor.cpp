#include "lsp/queries/cursor.h"

#include <algorithm>

#include "compiler/support/characters.h"
#include "compiler/syntax/node.h"
#include "lsp/queries/block_finder.h"
#include "lsp/queries/flow_scanner.h"

namespace virga::lsp {

const Sibling* Cursor::sibling(std::size_t level, std::string_view key) const {
  if (level >= siblings.size()) return nullptr;
  const auto& members = siblings[level];
  const auto found = std::find_if(members.begin(), members.end(), [&](const Sibling& s) { return s.key == key; });
  return found == members.end() ? nullptr : &*found;
}

std::string_view Cursor::sibling_value(std::size_t level, std::string_view key) const {
  const Sibling* found = sibling(level, key);
  return found == nullptr ? std::string_view() : std::string_view(found->value);
}

std::string_view function_of_tag(std::string_view tag) {
  if (!tag.starts_with('!')) return {};
  const std::string_view name = tag.substr(1);
  const Function own = function_of_key(name);  // "Ref", "Condition"
  return function_name(own != Function::None ? own : function_of_key("Fn::" + std::string(name)));
}

bool is_before_value(std::string_view text, std::size_t end) {
  const std::size_t next = text.find_first_not_of(" \t", end);
  return next != std::string_view::npos && next > end &&
         std::string_view("\r\n#,]}").find(text[next]) == std::string_view::npos;
}

bool is_tag_of_yaml(std::string_view tag) { return (tag.starts_with("!!") && tag.size() > 2) || tag.starts_with("!<"); }

namespace {

// Where nothing is written yet, save for a word at the cursor, the whole document is the value.
void find_in_empty(std::string_view text, Cursor& cursor) {
  const auto is_word = [](char c) { return is_letter_or_digit(c); };
  TextRange word = cursor.word;
  while (word.begin > 0 && is_word(text[word.begin - 1])) --word.begin;
  while (word.end < text.size() && is_word(text[word.end])) ++word.end;
  constexpr std::string_view kBlank = " \t\r\n\xEF\xBB\xBF";
  if (text.substr(0, word.begin).find_first_not_of(kBlank) != std::string_view::npos) return;
  if (text.substr(word.end).find_first_not_of(kBlank) != std::string_view::npos) return;
  // A number or "null" is a document that is complete.
  const std::string_view written = text.substr(word.begin, word.size());
  if (written == "null" || written == "true" || written == "false" || (!written.empty() && is_digit(written[0])))
    return;
  cursor.word = word;
  cursor.role = CursorRole::Value;
}

}  // namespace

Cursor find_cursor(const SourceFile& source, bool is_json, std::uint32_t offset, ColonEnds colon, char outer_quote) {
  Cursor cursor;
  cursor.offset = std::min(offset, static_cast<std::uint32_t>(source.text().size()));
  cursor.word = {cursor.offset, cursor.offset};
  cursor.is_json = is_json;
  cursor.outer_quote = outer_quote;
  if (!is_json) {
    find_in_block(source, colon, cursor);
    // Before the quote that opens a string: nothing can be written there.
    if (cursor.word.begin > cursor.offset) cursor.role = CursorRole::None;
    const std::string_view before = source.text().substr(0, cursor.offset);
    const bool is_bare =
        cursor.role != CursorRole::None && cursor.word.size() == 0 && cursor.quote == '\0' && !cursor.in_block_scalar;
    cursor.after_colon = is_bare && cursor.role == CursorRole::Value && before.ends_with(':');
    cursor.needs_space |= cursor.after_colon || (is_bare && before.ends_with('-'));
    return cursor;
  }
  const std::size_t begin = source.text().find_first_of("{[");
  if (begin == std::string_view::npos) find_in_empty(source.text(), cursor);
  if (begin == std::string_view::npos || begin >= cursor.offset) return cursor;
  scan_flow(source.text(), static_cast<std::uint32_t>(begin), colon, cursor);
  return cursor;
}

}  // namespace virga::lsp
