#include "compiler/syntax/directives.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include "compiler/source/source_file.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "compiler/syntax/syntax_tree.h"

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
  if (text.starts_with("{{")) return is_expression(after.substr(after.starts_with('{') ? 1 : 0));
  if (text.starts_with("{#")) return after.find("#}") != std::string_view::npos;
  return text.starts_with("<%") && after.find("%>") != std::string_view::npos;
}

// The parts of a line where a value may begin, judged by that line alone.
class Line {
public:
  explicit Line(std::string_view text) : text_(trim(text)) {}

  bool has_directive() {
    while (text_.starts_with('-') && (text_.size() == 1 || is_blank(text_[1]))) text_ = trim(text_.substr(1));
    if (text_.empty() || text_.front() == '#') return false;
    // At the beginning, after a key, an item or a bracket, behind tags and anchors; an apostrophe opens no string.
    bool at_value = true;
    for (std::size_t at = 0; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == '#' && at > 0 && is_blank(text_[at - 1])) return false;
      if (at_value && (c == '{' || c == '<') && begins_directive(text_.substr(at))) return true;
      if (at_value && (c == '"' || c == '\'')) {
        const std::size_t close = closing_quote(text_.substr(at + 1), c);
        if (close == std::string_view::npos) return false;
        at += close + 1;
        at_value = false;
        continue;
      }
      if (at_value && (c == '!' || c == '&')) {
        at = std::min(text_.find_first_of(" \t", at), text_.size());
        continue;
      }
      const bool ends_key = c == ':' && (at + 1 == text_.size() || is_blank(text_[at + 1]) || is_in_brackets_);
      is_in_brackets_ = is_in_brackets_ || c == '[' || c == '{';
      if (!is_blank(c)) at_value = ends_key || c == '[' || c == '{' || (c == ',' && is_in_brackets_);
    }
    return false;
  }

private:
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
  bool is_in_brackets_ = false;
};

}  // namespace

bool is_generator_source(std::string_view text) {
  constexpr std::array<std::string_view, 4> kOpenings = {"{{", "{%", "{#", "<%"};
  const auto may_have = [&](std::string_view opening) {
    for (std::size_t at = text.find(opening); at != std::string_view::npos; at = text.find(opening, at + 2)) {
      if (begins_directive(text.substr(at))) return true;
    }
    return false;
  };
  if (std::none_of(kOpenings.begin(), kOpenings.end(), may_have)) return false;
  const SyntaxTree tree = parse(std::make_shared<const SourceFile>("", std::string(text)));
  if (const Member* resources = tree.root != nullptr ? tree.root->find("Resources") : nullptr) {
    const auto members = resources->value->members();
    const auto is_made = [](const Member& member) { return has_expression(member.key->text()); };
    if (std::any_of(members.begin(), members.end(), is_made)) return true;
  }
  const LineIndex& lines = tree.source->lines();
  return std::any_of(tree.errors.begin(), tree.errors.end(), [&](const SyntaxError& error) {
    const std::uint32_t line = lines.line_of(error.range.begin);
    // A reader may only see on the line below that something is wrong.
    return Line(lines.line_text(line)).has_directive() || (line > 0 && Line(lines.line_text(line - 1)).has_directive());
  });
}

bool has_expression(std::string_view scalar) {
  for (std::size_t at = scalar.find("{{"); at != std::string_view::npos; at = scalar.find("{{", at + 2)) {
    if (is_expression(scalar.substr(at + 2))) return true;
  }
  return false;
}

}  // namespace virga
