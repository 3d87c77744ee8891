#include "lsp/queries/content.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"

namespace virga::lsp {

namespace {

constexpr std::string_view kSpace = " \t\r\n";

// The range of the lines of a block scalar.
TextRange block_range(const SourceFile& source, std::uint32_t head) {
  const LineIndex& lines = source.lines();
  const std::size_t indent = lines.line_text(head).find_first_not_of(' ');
  std::uint32_t end = head + 1;
  for (; end < lines.line_count(); ++end) {
    const std::size_t first = lines.line_text(end).find_first_not_of(" \t\r");
    if (first != std::string_view::npos && first <= indent) break;
  }
  const auto size = static_cast<std::uint32_t>(source.text().size());
  return {lines.line_start(head + 1), end < lines.line_count() ? lines.line_start(end) : size};
}

// The text with nothing but blanks outside of a range, so that all in it keeps its place.
std::string masked(std::string_view text, TextRange range) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if ((i < range.begin || i >= range.end) && out[i] != '\n') out[i] = ' ';
  }
  return out;
}

// Makes JSON of what stands in double quotes, in place: there, a quote has a backslash, and so has what is blank.
// Within a string of the JSON, each escape stays as long as it is.
void unescape_in_place(std::string& text, TextRange range) {
  constexpr std::string_view kBeforeString = "{[,:";
  bool is_in_string = false;
  char before = '\0';  // not blank
  for (std::size_t i = range.begin; i < range.end; ++i) {
    if (text[i] == '\\' && i + 1 < range.end && text[i + 1] == '"') {
      const bool begins = !is_in_string || (kBeforeString.find(before) != std::string_view::npos && i + 2 < range.end &&
                                            is_letter_or_digit(text[i + 2]));
      text[i] = begins ? ' ' : '"';
      text[i + 1] = begins ? '"' : ' ';
      is_in_string = begins;
      before = '"';
      ++i;
    } else if (text[i] == '\\' && is_in_string) {
      const bool is_of_json = i + 2 < range.end && text[i + 1] == '\\' && text[i + 2] == '\\';
      i += is_of_json ? 3 : 1;
    } else if (text[i] == '\\') {
      text[i] = ' ';
      if (i + 1 < range.end && text[i + 1] != '\n') text[i + 1] = ' ';
      ++i;
    } else if (kSpace.find(text[i]) == std::string_view::npos) {
      before = text[i];
    }
  }
}

// Whether a variable of Fn::Sub is being typed in the text from `begin` on.
bool is_in_variable(std::string_view text, std::size_t begin, std::uint32_t offset) {
  return open_placeholder(text.substr(begin, offset - begin)) != std::string_view::npos;
}

std::size_t line_begin(std::string_view text, std::uint32_t offset) {
  const std::size_t line = offset == 0 ? std::string_view::npos : text.rfind('\n', offset - 1);
  return line == std::string_view::npos ? 0 : line + 1;
}

}  // namespace

Cursor within_content(Cursor cursor, const Analysis& analysis) {
  const SourceFile& source = analysis.source();
  const bool is_block = cursor.in_block_scalar && cursor.scalar_line + 1 < source.lines().line_count();
  const bool is_quoted = cursor.quote != '\0' && cursor.role == CursorRole::Value;
  if (!is_block && !is_quoted) return cursor;
  const TextRange range = is_block ? block_range(source, cursor.scalar_line) : cursor.word;
  const std::string_view text = source.text().substr(range.begin, range.size());
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos || text[first] != '{') return cursor;
  const Place place = find_place(cursor, analysis.facts());
  const bool is_sub = place.function == "Fn::Sub";
  if ((!is_sub && !place.function.empty()) || content_schemas(place.schemas).empty()) return cursor;
  if (is_sub && place.argument.value_or(0) != 0) return cursor;
  const char outer = is_block ? '\0' : cursor.quote;
  std::string json = masked(source.text(), range);
  if (outer == '"') unescape_in_place(json, range);
  auto content = std::make_shared<const SourceFile>(source.name(), std::move(json));
  Cursor inside = find_cursor(*content, true, cursor.offset, ColonEnds::Key, outer);
  // Outside of the strings of the JSON, the bracket of a variable would count as one of its own.
  if (is_sub && is_in_variable(source.text(), line_begin(source.text(), cursor.offset), cursor.offset) &&
      (inside.quote == '\0' || !is_in_variable(source.text(), inside.word.begin, cursor.offset))) {
    return cursor;
  }
  inside.content_step = cursor.path.size();
  inside.content = std::move(content);
  inside.path.insert(inside.path.begin(), cursor.path.begin(), cursor.path.end());
  cursor.siblings.resize(cursor.path.size());
  inside.siblings.insert(inside.siblings.begin(), cursor.siblings.begin(), cursor.siblings.end());
  return inside;
}

Place place_of_content(const Cursor& cursor, const SchemaDatabase& facts) {
  Cursor outside = cursor;
  outside.content = nullptr;
  return find_place(outside, facts, cursor.content_step);
}

std::vector<std::string> keys_below(const Cursor& cursor, const Sibling& member, const Analysis& analysis) {
  const SourceFile& own = analysis.source();
  // Outside of the content, its text is blank.
  const bool is_in_content =
      cursor.content != nullptr && cursor.content->text().substr(member.key_range.begin, 1) != " ";
  const SourceFile& source = is_in_content ? *cursor.content : own;
  const bool is_json = is_in_content || analysis.is_json();
  const std::string_view text = source.text();
  // Past the key's quote, the colon, and what is blank: the first key, or the bracket before it.
  std::size_t at = text.find(':', member.key_range.end);
  if (at == std::string_view::npos) return {};
  at = text.find_first_not_of(kSpace, at + 1);
  while (!is_json && at != std::string_view::npos && text[at] == '#') {
    at = text.find_first_not_of(kSpace, std::min(text.find('\n', at), text.size()));
  }
  if (at == std::string_view::npos) return {};
  if (text[at] == '{') {
    ++at;
  } else if (is_json) {
    return {};
  }
  if (text[at] == '"' || text[at] == '\'') ++at;
  const Cursor below = find_cursor(source, is_json, static_cast<std::uint32_t>(at), ColonEnds::Key,
                                   is_in_content ? cursor.outer_quote : '\0');
  // The keys of that mapping and no other: of one that is still to be written there are none.
  const bool is_below =
      below.role == CursorRole::Key && !below.path.empty() && below.path.back().range.begin == member.key_range.begin;
  if (!is_below) return {};
  std::vector<std::string> keys;
  if (below.is_followed_by_colon) {
    Notation notation = below.notation();
    notation.outer = below.outer_quote;
    keys.push_back(read_scalar(text.substr(below.word.begin, below.word.size()), notation));
  }
  for (const Sibling& key : below.members(below.path.size())) {
    if (!key.key.empty()) keys.push_back(key.key);
  }
  return keys;
}

}  // namespace virga::lsp
