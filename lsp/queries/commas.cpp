#include "lsp/queries/commas.h"

#include <algorithm>
#include <string>

#include "lsp/queries/brackets.h"

namespace virga::lsp {

namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::uint32_t kFarthest = 65'536;  // bytes to look for the bracket that closes

// The next token, which is not in a comment.
std::size_t next_token(std::string_view text, std::size_t at, bool is_json) {
  at = text.find_first_not_of(kSpace, at);
  while (!is_json && at != std::string_view::npos && text[at] == '#') {
    at = text.find_first_not_of(kSpace, std::min(text.find('\n', at), text.size()));
  }
  return at;
}

}  // namespace

MissingCommas missing_commas(std::string_view text, const Cursor& cursor) {
  MissingCommas missing;
  const bool is_between_brackets =
      cursor.is_json ? !cursor.path.empty() || cursor.role == CursorRole::Key : cursor.in_flow;
  if (!is_between_brackets) return missing;
  const std::string_view scanned = cursor.content == nullptr ? text : cursor.content->text();
  std::uint32_t end = std::max(cursor.word.end, cursor.offset);
  if (cursor.quote != '\0' && cursor.is_quote_closed) end += cursor.quote_size();
  if (end > scanned.size()) return missing;
  const bool is_closed = cursor.is_json || !surplus_closers(scanned.substr(end, kFarthest), false).empty();
  for (const std::uint32_t at : cursor.missing_commas) {
    const bool is_on_line = scanned.substr(at, cursor.offset - at).find('\n') == std::string_view::npos;
    if (!is_closed && !is_on_line) continue;
    // In double quotes, the quote that closes a string of the content has a backslash.
    const bool is_escaped = cursor.content != nullptr && text[at - 1] == '\\' && scanned[at - 1] == '"';
    missing.before.push_back(is_escaped ? at + 1 : at);
  }
  if (!is_closed) return missing;
  const std::size_t next = next_token(scanned, end, cursor.is_json);
  const bool has_value = (cursor.role == CursorRole::Key && cursor.is_followed_by_colon) || cursor.is_before_argument;
  if (!has_value && next != std::string_view::npos &&
      std::string_view("}],:").find(scanned[next]) == std::string_view::npos) {
    missing.after = end;
  }
  return missing;
}

std::optional<Cursor> word_as_item(std::string_view text, const Cursor& cursor) {
  if (!cursor.item_of_words || *cursor.item_of_words >= cursor.path.size()) return std::nullopt;
  constexpr std::string_view kBlank = " \t";
  Cursor item = cursor;
  item.item_of_words.reset();
  const std::size_t end = std::min<std::size_t>(text.find_first_of(kBlank, cursor.offset), cursor.word.end);
  item.word.end = static_cast<std::uint32_t>(end);
  const std::string_view before = text.substr(cursor.word.begin, cursor.offset - cursor.word.begin);
  const std::size_t space = before.find_last_of(kBlank);
  if (space == std::string_view::npos) return item;
  item.word.begin = cursor.word.begin + static_cast<std::uint32_t>(space) + 1;
  const std::string_view words = before.substr(0, before.find_last_not_of(kBlank, space) + 1);
  const TextRange range{cursor.word.begin, cursor.word.begin + static_cast<std::uint32_t>(words.size())};
  item.missing_commas = {range.end};
  const std::size_t step = *cursor.item_of_words;
  item.path.resize(step + 1);
  item.siblings.resize(step + 2);
  item.siblings[step + 1].clear();
  std::vector<Sibling>& items = item.siblings[step];
  const std::size_t index = std::min<std::size_t>(item.path[step].index++, items.size());
  items.insert(items.begin() + static_cast<std::ptrdiff_t>(index), Sibling{{}, std::string(words), {}, range});
  return item;
}

}  // namespace virga::lsp
