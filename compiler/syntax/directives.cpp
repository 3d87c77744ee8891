#include "compiler/syntax/directives.h"

#include <algorithm>
#include <array>
#include <optional>

#include "compiler/support/characters.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

// JSONata, which Step Functions evaluates, stands between "{%" and "%}", too, and begins with none of these.
// https://jinja.palletsprojects.com/en/stable/templates/#list-of-control-structures
constexpr std::array<std::string_view, 25> kStatements = {
    "if",       "elif",      "else",     "endif",   "for",    "endfor",  "set",     "endset", "block",
    "endblock", "macro",     "endmacro", "include", "import", "from",    "extends", "call",   "endcall",
    "filter",   "endfilter", "raw",      "endraw",  "with",   "endwith", "do"};

// No directive is longer, so that looking for its end at each place of a text takes no time that grows with the text.
constexpr std::size_t kLongest = 500;

bool is_statement(std::string_view after) {
  if (after.starts_with('-') || after.starts_with('+')) after.remove_prefix(1);
  after = trim(after);
  const auto* const end = std::find_if_not(after.begin(), after.end(), is_letter);
  const std::string_view word = after.substr(0, static_cast<std::size_t>(end - after.begin()));
  return std::find(kStatements.begin(), kStatements.end(), word) != kStatements.end();
}

// Maps in maps are written with two braces, too, but have a colon and do not end like this.
bool is_expression(std::string_view after) {
  after = after.substr(0, kLongest);
  const std::size_t close = after.find("}}");
  if (close == std::string_view::npos) return false;
  std::string_view inner = after.substr(0, close);
  if (inner.starts_with('-')) inner.remove_prefix(1);
  if (inner.ends_with('-')) inner.remove_suffix(1);
  inner = trim(inner);
  if (inner.starts_with("/*")) return true;
  if (inner.empty() || inner.find('{') != std::string_view::npos) return false;
  const std::size_t colon = inner.find(':');
  return colon == std::string_view::npos || inner.substr(colon, 2) == ":=";
}

bool begins_directive(std::string_view text) {
  text = text.substr(0, kLongest);
  const std::string_view after = text.substr(std::min<std::size_t>(2, text.size()));
  if (text.starts_with("{%")) return is_statement(after);
  if (text.starts_with("{{")) return is_expression(after);
  if (text.starts_with("{#")) return after.find("#}") != std::string_view::npos;
  return text.starts_with("<%") && after.find("%>") != std::string_view::npos;
}

// Reads line by line, and knows which lines are text of a scalar.
class Directives {
public:
  explicit Directives(std::string_view text) : text_(text) {}

  bool run() {
    for (std::size_t begin = 0; begin < text_.size() && !found_;) {
      std::size_t end = begin;
      while (end < text_.size() && !is_break(text_[end])) ++end;
      line(text_.substr(begin, end - begin));
      begin = end + 1;
    }
    return found_;
  }

private:
  void line(std::string_view text) {
    std::size_t indent = 0;
    while (indent < text.size() && is_blank(text[indent])) ++indent;
    std::string_view rest = text.substr(indent);
    if (rest.empty()) return;
    if (quote_ != 0) return within_quotes(rest);
    if (block_ && (indent > *block_)) return;
    block_.reset();
    if (rest.front() == '#') return;
    const bool goes_on = plain_ && indent > *plain_;
    // Plain text may hold braces, but who writes a statement means one.
    if (goes_on && rest.starts_with("{{")) return;
    plain_.reset();
    entry(rest, indent, indent);
  }

  // What stands at a column: any number of "- ", then a key or a value. `owner` is the column that text of it on later
  // lines is deeper than.
  void entry(std::string_view rest, std::size_t column, std::size_t owner) {
    while (rest.starts_with('-') && (rest.size() == 1 || is_blank(rest[1]))) {
      owner = column;
      const std::size_t next = std::min(rest.find_first_not_of(" \t", 1), rest.size());
      rest.remove_prefix(next);
      column += next;
    }
    if (rest.empty()) return;
    if (begins_directive(rest)) {
      found_ = true;
      return;
    }
    const std::size_t colon = end_of_key(rest);
    if (colon == std::string_view::npos) return value(rest, owner);
    if (rest.front() != '"' && rest.front() != '\'' && rest.front() != '{' && rest.front() != '[') {
      const std::size_t braces = rest.substr(0, colon).find("{{");
      if (braces != std::string_view::npos && begins_directive(rest.substr(braces, colon - braces))) found_ = true;
    }
    if (rest.front() == '{' || rest.front() == '[') return flow(rest);
    value(trim(rest.substr(colon + 1)), column);
  }

  // Where the colon after a key stands.
  static std::size_t end_of_key(std::string_view rest) {
    std::size_t at = 0;
    if (rest.front() == '"' || rest.front() == '\'') {
      const std::size_t close = closing_quote(rest.substr(1), rest.front());
      if (close == std::string_view::npos) return close;
      at = rest.find_first_not_of(" \t", close + 2);
      return at != std::string_view::npos && rest[at] == ':' ? at : std::string_view::npos;
    }
    for (; at < rest.size(); ++at) {
      if (rest[at] == '#' && at > 0 && is_blank(rest[at - 1])) return std::string_view::npos;
      if (rest[at] == ':' && (at + 1 == rest.size() || is_blank(rest[at + 1]))) return at;
    }
    return std::string_view::npos;
  }

  void value(std::string_view text, std::size_t owner) {
    while (!text.empty() && (text.front() == '&' || text.front() == '!')) {
      text.remove_prefix(std::min(text.find_first_of(" \t"), text.size()));
      text = trim(text);
    }
    if (text.empty() || text.front() == '#') return;
    if (begins_directive(text)) {
      found_ = true;
    } else if (text.front() == '|' || text.front() == '>') {
      block_ = owner;
    } else if (text.front() == '"' || text.front() == '\'') {
      quote_ = text.front();
      within_quotes(text.substr(1));
    } else if (text.front() == '{' || text.front() == '[') {
      flow(text);
    } else {
      plain_ = owner;
    }
  }

  // Collections between brackets, of which a line shows a part.
  void flow(std::string_view text) {
    bool at_value = true;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const char c = text[at];
      if (at_value && (c == '{' || c == '<') && begins_directive(text.substr(at))) {
        found_ = true;
        return;
      }
      if (c == '"' || c == '\'') {
        if (!at_value) continue;  // an apostrophe
        const std::size_t close = closing_quote(text.substr(at + 1), c);
        if (close == std::string_view::npos) {
          quote_ = c;
          return;
        }
        at += close + 1;
      }
      if (!is_blank(c)) at_value = c == ',' || c == ':' || c == '[' || c == '{';
    }
  }

  void within_quotes(std::string_view text) {
    if (closing_quote(text, quote_) != std::string_view::npos) quote_ = 0;
  }

  static std::size_t closing_quote(std::string_view text, char quote) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (quote == '"' && text[at] == '\\') {
        ++at;
      } else if (text[at] == quote) {
        if (quote == '"' || text.substr(at + 1, 1) != "'") return at;
        ++at;
      }
    }
    return std::string_view::npos;
  }

  std::string_view text_;
  char quote_ = 0;                    // of the scalar that is open
  std::optional<std::size_t> block_;  // the column that the text of a block scalar is deeper than
  std::optional<std::size_t> plain_;  // likewise of a plain one
  bool found_ = false;
};

}  // namespace

bool has_directives(std::string_view text) {
  constexpr std::array<std::string_view, 4> kOpenings = {"{{", "{%", "{#", "<%"};
  const bool may_have = std::any_of(kOpenings.begin(), kOpenings.end(), [&](std::string_view opening) {
    return text.find(opening) != std::string_view::npos;
  });
  return may_have && Directives(text).run();
}

bool has_expression(std::string_view scalar) {
  for (std::size_t at = scalar.find("{{"); at != std::string_view::npos; at = scalar.find("{{", at + 2)) {
    if (is_expression(scalar.substr(at + 2))) return true;
  }
  return false;
}

}  // namespace virga
