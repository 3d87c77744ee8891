#include "lsp/queries/commas.h"

#include <algorithm>

#include "lsp/queries/brackets.h"

namespace virga::lsp {

namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::uint32_t kFarthest = 65'536;  // bytes to look for the bracket that closes

}  // namespace

MissingCommas missing_commas(std::string_view text, const Cursor& cursor) {
  MissingCommas missing;
  const bool is_between_brackets =
      cursor.is_json ? !cursor.path.empty() || cursor.role == CursorRole::Key : cursor.in_flow;
  if (!is_between_brackets) return missing;
  std::uint32_t begin = cursor.word.begin;
  std::uint32_t end = std::max(cursor.word.end, cursor.offset);
  if (cursor.quote != '\0') {
    begin -= std::min(begin, cursor.quote_size());
    if (cursor.is_quote_closed) end += cursor.quote_size();
  }
  if (end > text.size() || (!cursor.is_json && surplus_closers(text.substr(end, kFarthest), false).empty()))
    return missing;
  const std::size_t last = begin == 0 ? std::string_view::npos : text.find_last_not_of(kSpace, begin - 1);
  const bool is_member = cursor.role == CursorRole::Key || cursor.is_json;
  if (is_member && last != std::string_view::npos &&
      std::string_view("{[,:").find(text[last]) == std::string_view::npos) {
    // A comment would hide it.
    const std::size_t line = text.find_last_of('\n', last) + 1;
    const bool has_comment = !cursor.is_json && text.substr(line, last - line).find('#') != std::string_view::npos;
    if (!has_comment) missing.before = static_cast<std::uint32_t>(last) + 1;
  }
  const std::size_t next = text.find_first_not_of(kSpace, end);
  const bool has_value = cursor.role == CursorRole::Key && cursor.is_followed_by_colon;
  if (!has_value && next != std::string_view::npos &&
      std::string_view("}],:#").find(text[next]) == std::string_view::npos) {
    missing.after = end;
  }
  return missing;
}

}  // namespace virga::lsp
