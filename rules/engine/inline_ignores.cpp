#include "rules/engine/inline_ignores.h"

#include <utility>

#include "compiler/support/characters.h"
#include "compiler/support/text.h"

namespace virga {

bool looks_like_rule_id(std::string_view word) {
  const bool letter = !word.empty() && std::string_view("EWIVewiv").find(word.front()) != std::string_view::npos;
  return letter && word.size() <= 5 && std::all_of(word.begin() + 1, word.end(), is_digit);
}

namespace {

// Whether it was meant as one: "E3O12", "W30123".
bool resembles_id(std::string_view word) {
  constexpr std::size_t kLongest = 7;
  return word.size() > 2 && word.size() <= kLongest && looks_like_rule_id(word.substr(0, 1)) && is_digit(word[1]) &&
         std::all_of(word.begin(), word.end(), is_letter_or_digit);
}

// Splits at commas and white space.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  constexpr std::string_view kBetween = ", \t";
  while (true) {
    const std::size_t begin = text.find_first_not_of(kBetween);
    if (begin == std::string_view::npos) return words;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(kBetween), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

// Parses "# virga: ignore[E1, W2] why", also with blanks before the bracket, and "# virga: ignore E1 W2". False if the
// comment is about something else.
bool read_ignore(std::string_view comment, InlineIgnore& ignore) {
  const std::size_t hash = comment.find_first_not_of('#');
  if (hash == std::string_view::npos) return false;
  std::string_view text = trim(comment.substr(hash));
  constexpr std::string_view kName = "virga:";
  constexpr std::string_view kWord = "ignore";
  if (!text.starts_with(kName)) {
    const std::size_t behind = text.find(" # virga: ignore");
    if (behind == std::string_view::npos) return false;
    ignore.behind = static_cast<std::uint32_t>(text.data() + behind - comment.data());
    text.remove_prefix(behind + std::string_view(" # ").size());
  }
  text = trim(text.substr(kName.size()));
  const std::string_view rest = text.starts_with(kWord) ? trim(text.substr(kWord.size())) : std::string_view();
  std::vector<std::string_view> ids;
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos) {
      ignore.fault = "Missing ']' after the list of rules; nothing is ignored";
      return true;
    }
    ids = words_of(rest.substr(1, close - 1));
    if (ids.empty()) ignore.fault = "Empty list of rules; nothing is ignored";
  } else if (text == kWord || text.starts_with("ignore ") || text.starts_with("ignore\t")) {
    // IDs may be written without brackets. The first other word begins the reason.
    for (const std::string_view word : words_of(rest)) {
      if ((!looks_like_rule_id(word) || word.size() < 2) && !resembles_id(word)) break;
      ids.push_back(word);
    }
    ignore.everything = ids.empty();
  } else {
    ignore.fault = "Malformed virga comment; to ignore a rule, write '# virga: ignore[E3012]'";
  }
  for (const std::string_view id : ids) {
    ignore.ids.push_back(to_upper(id));
    const auto begin = static_cast<std::uint32_t>(ignore.comment.begin + (id.data() - comment.data()));
    ignore.places.push_back({begin, begin + static_cast<std::uint32_t>(id.size())});
  }
  ignore.used.resize(ids.size());
  return true;
}

}  // namespace

std::vector<InlineIgnore> inline_ignores(const SyntaxTree& tree) {
  std::vector<InlineIgnore> found;
  const LineIndex& lines = tree.source->lines();
  const auto is_comment_line = [&](std::uint32_t line) { return trim(lines.line_text(line)).starts_with('#'); };
  // Backwards, so that a comment takes the line of the comment below it.
  std::uint32_t below = lines.line_count();
  std::uint32_t line_of_below = below;
  for (std::size_t i = tree.comments.size(); i > 0; --i) {
    const TextRange range = tree.comments[i - 1].range;
    const std::uint32_t own = lines.line_of(range.begin);
    std::uint32_t line = own;
    // A comment on its own line applies to the next line that is not a comment.
    while (is_comment_line(line) && line + 1 < lines.line_count()) {
      if (++line == below) {
        line = line_of_below;
        break;
      }
    }
    below = own;
    line_of_below = line;
    InlineIgnore ignore;
    ignore.comment = range;
    if (!read_ignore(tree.text(range), ignore)) continue;
    ignore.line = line;
    found.push_back(std::move(ignore));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const InlineIgnore& a, const InlineIgnore& b) { return a.line < b.line; });
  return found;
}

}  // namespace virga
