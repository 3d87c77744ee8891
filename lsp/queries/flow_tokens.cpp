#include "lsp/queries/flow_tokens.h"

#include <algorithm>

#include "lsp/queries/brackets.h"

namespace virga::lsp {

std::uint32_t FlowTokens::indent_at(std::uint32_t begin) const {
  std::uint32_t at = begin;
  while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t')) ++at;
  return at - begin;
}

bool FlowTokens::begins_comment(std::uint32_t at) const {
  if (is_json_ || text_[at] != '#') return false;
  return at == 0 || text_[at - 1] == '\n' || is_blank(text_[at - 1]);
}

FlowString FlowTokens::string_at(std::uint32_t begin) const {
  const std::string_view line = text_.substr(0, std::min(text_.find('\n', begin), text_.size()));
  auto end = static_cast<std::uint32_t>(closing_quote(line, begin));
  const bool is_typed = offset_ > begin && offset_ <= end;
  FlowString found;
  found.is_closed = is_typed && !is_json_ ? is_closed_in_yaml(line, offset_, end) : end < line.size();
  if (is_typed && takes_too_much(end, found.is_closed)) {
    end = end_of_typed(end);
    found = {{begin + 1, end}, end, false, true};
    return found;
  }
  if (found.is_closed) {
    found.content = {begin + 1, end};
    found.end = end + 1;
    return found;
  }
  if (is_typed && !is_json_) end = static_cast<std::uint32_t>(end_of_open_string(line, offset_));
  found.end = end;
  while (end > begin + 1 && (text_[end - 1] == ' ' || text_[end - 1] == '\r')) --end;
  // A comma or bracket at the end of an unclosed string is not part of it.
  while (offset_ < end && end > begin + 1 && std::string_view(",}]").find(text_[end - 1]) != std::string_view::npos) {
    --end;
  }
  found.content = {begin + 1, end};
  return found;
}

// Whether a string at the cursor that is half typed took the next quote of its line for its own, or, without one, an
// item or a key that follows.
bool FlowTokens::takes_too_much(std::uint32_t end, bool is_closed) const {
  if (is_closed) {
    const std::string_view behind = text_.substr(end + 1, text_.find('\n', end) - end - 1);
    return !is_after_string(behind) && has_open_string(behind, text_[end]);
  }
  const std::uint32_t typed = end_of_typed(end);
  const std::string_view rest = text_.substr(typed, end - typed);
  if (rest.starts_with(", ") && rest.find_first_not_of(" \r", 1) != std::string_view::npos) return true;
  return rest.find_first_of(",]}") != std::string_view::npos && rest.find(": ") != std::string_view::npos;
}

// Where the word at the cursor ends, in a string without an end.
std::uint32_t FlowTokens::end_of_typed(std::uint32_t end) const {
  return static_cast<std::uint32_t>(std::min<std::size_t>(text_.find_first_of(" ,:]}", offset_), end));
}

std::uint32_t FlowTokens::end_of_word(std::uint32_t begin, bool is_apart) const {
  std::uint32_t end = begin + 1;
  while (end < text_.size() && !ends_word(end, text_[begin] == '!', is_apart)) ++end;
  return end;
}

bool FlowTokens::ends_word(std::uint32_t at, bool is_tag, bool is_apart) const {
  const char c = text_[at];
  if (c == '\n' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') return true;
  if (begins_comment(at)) return true;
  if (is_tag && (c == ' ' || c == '\t')) return true;
  if (is_apart && c == '!' && text_[at - 1] == ' ') return true;
  // Of "AWS::SQS::Queue" without its quotes, too, the colons end nothing.
  const bool is_double = c == ':' && (text_[at - 1] == ':' || text_.substr(at + 1, 1) == ":");
  if (is_json_) return (c == ':' && !is_double) || c == '"' || c == ' ' || c == '\r';
  if (colon_ == ColonEnds::Word && at + 1 == offset_) return false;
  return c == ':' &&
         (at + 1 == text_.size() || std::string_view(" \n\r,]}").find(text_[at + 1]) != std::string_view::npos);
}

}  // namespace virga::lsp
