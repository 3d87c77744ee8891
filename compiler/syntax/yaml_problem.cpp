// Explains YAML syntax errors: what is wrong, why, and what to do.
#include <algorithm>
#include <string>
#include <utility>

#include "compiler/support/characters.h"
#include "compiler/syntax/readers.h"

namespace virga {

namespace {

constexpr std::size_t kShown = 40;  // the most characters of the source that a message quotes

// Whether the line has a ":" followed by a space or nothing.
bool has_key(std::string_view line) {
  for (std::size_t colon = line.find(':'); colon != std::string_view::npos; colon = line.find(':', colon + 1)) {
    if (colon + 1 == line.size() || line[colon + 1] == ' ' || line[colon + 1] == '\t') return true;
  }
  return false;
}

class Explainer {
public:
  Explainer(std::string_view source, const LineIndex& lines, const YamlProblem& problem)
      : source_(source), lines_(lines), problem_(problem), place_(problem.place) {
    line_ = lines.line_of(place_);
  }

  SyntaxError explain() {
    SyntaxError error;
    error.kind = SyntaxErrorKind::Syntax;
    error.range = {place_, end_of_word(place_)};
    error.message = message(error);
    return error;
  }

private:
  bool is(std::string_view text) const { return problem_.problem.find(text) != std::string_view::npos; }
  bool at_end() const { return place_ >= source_.size(); }
  char here() const { return at_end() ? '\0' : source_[place_]; }
  bool first_on_line() const { return indent_of(line_) + lines_.line_start(line_) == place_; }
  std::string line_number(std::uint32_t offset) const { return std::to_string(lines_.line_of(offset) + 1); }

  std::uint32_t indent_of(std::uint32_t line) const {
    const std::string_view text = lines_.line_text(line);
    return static_cast<std::uint32_t>(std::min(text.find_first_not_of(" \t"), text.size()));
  }

  std::uint32_t end_of_word(std::uint32_t from) const {
    std::uint32_t end = from;
    while (end < source_.size() && std::string_view(" \t\r\n,[]{}").find(source_[end]) == std::string_view::npos) ++end;
    if (end == from && end < source_.size() && source_[end] != '\n' && source_[end] != '\r') ++end;
    return end;
  }

  static std::string quote(std::string_view text) {
    const std::size_t start = std::min(text.find_first_not_of(" \t"), text.size());
    text.remove_prefix(start);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    std::string shown(text.substr(0, kShown));
    while (!shown.empty() && text.size() > kShown && (static_cast<unsigned char>(shown.back()) & 0x80U) != 0) {
      shown.pop_back();  // do not cut inside a character
    }
    if (text.size() > shown.size()) shown += "…";
    return "'" + shown + "'";
  }
  std::string quote_line(std::uint32_t line) const { return quote(lines_.line_text(line)); }

  // The nearest non-blank line above; false if there is none.
  bool line_above(std::uint32_t& above) const {
    for (above = line_; above > 0;) {
      const std::string_view text = lines_.line_text(--above);
      const std::size_t first = text.find_first_not_of(" \t");
      if (first != std::string_view::npos && text[first] != '#') return true;
    }
    return false;
  }

  TextRange line_range(std::uint32_t line) const {
    const std::uint32_t start = lines_.line_start(line);
    return {start + indent_of(line), start + static_cast<std::uint32_t>(lines_.line_text(line).size())};
  }

  // A ":" where no key can end.
  std::string stray_colon(SyntaxError& error) {
    const std::string_view before = source_.substr(lines_.line_start(line_), place_ - lines_.line_start(line_));
    const std::size_t earlier = before.find(": ");
    if (earlier != std::string_view::npos) {
      return second_colon_message(lines_.line_text(line_).substr(earlier + 2));
    }
    std::uint32_t above = 0;
    if (line_above(above)) {
      const std::string_view text = lines_.line_text(above);
      error.related = line_range(above);
      if (!has_key(text)) {
        if (text.find(':') != std::string_view::npos) {
          return "Line " + std::to_string(above + 1) + " (" + quote(text) +
                 ") has no space after its ':', so it is not a key; write 'key: value'";
        }
        return "Line " + std::to_string(above + 1) + " (" + quote(text) +
               ") has no ':', so this line continues it; write 'key: value', or '- item' in a list";
      }
      if (indent_of(above) < indent_of(line_)) {
        return "This line is indented deeper than line " + std::to_string(above + 1) + " (" + quote(text) +
               "), which already has a value; give both the same indentation, or remove that value";
      }
    }
    return "Unexpected key; check the indentation of this line and the quotes of the lines above";
  }

  std::string missing_colon(SyntaxError& error) {
    const std::uint32_t begin = std::min<std::uint32_t>(problem_.context_place, place_);
    const std::uint32_t line = lines_.line_of(begin);
    error.related = {begin, line_range(line).end};
    const char first = begin < source_.size() ? source_[begin] : '\0';
    if (first == '"' || first == '\'') {
      return "The quoted string that starts on line " + std::to_string(line + 1) +
             " is not a key without a ':' after it; add ': value', or check where its quotes end";
    }
    return "Line " + std::to_string(line + 1) + " (" + quote(source_.substr(begin, line_range(line).end - begin)) +
           ") has no ':' followed by a space; write 'key: value', or '- item' in a list";
  }

  std::string bad_indent(SyntaxError& error, bool in_list) {
    if (at_end()) return "Unexpected end of file in the middle of a value";
    if (!first_on_line()) {
      const std::uint32_t start = lines_.line_start(line_);
      const char before = source_[std::max(place_, start + 1) - 1];
      const std::string_view left = source_.substr(start, place_ - start);
      if (left.find_first_of("\"'") != std::string_view::npos || before == '"' || before == '\'') {
        return "Unexpected text after the closing quote: " +
               quote(source_.substr(place_, line_range(line_).end - place_)) +
               "; put the quotes around the whole value, and write a quote inside them as '' in single quotes or \\\" "
               "in double quotes";
      }
      return "Unexpected text after the end of the value: " +
             quote(source_.substr(place_, line_range(line_).end - place_)) + "; put the whole value in quotes";
    }
    const std::string indent = std::to_string(indent_of(line_));
    error.related = {problem_.context_place, end_of_word(problem_.context_place)};
    const std::string opened = line_number(problem_.context_place);
    if (here() == '-' && !in_list) {
      return "Unexpected list item among the keys of the map that starts on line " + opened +
             "; indent the list below its key, or remove the '-'";
    }
    if (in_list && here() != '-') {
      return "Expected '- ': this line has the indentation of the list that starts on line " + opened +
             " but is not an item of it; start it with '- ', or indent it differently";
    }
    return "Inconsistent indentation: this line is indented by " + indent + " spaces, but the nearest " +
           (in_list ? "list" : "map") + " starts on line " + opened + " and is indented by " +
           std::to_string(problem_.context_place - lines_.line_start(lines_.line_of(problem_.context_place)));
  }

  std::string unclosed_bracket(SyntaxError& error, char open, char close) {
    error.related = {problem_.context_place, problem_.context_place + 1};
    const std::string opened = line_number(problem_.context_place);
    const bool closer = here() == ']' || here() == '}';
    if (at_end()) {
      return std::string("The '") + open + "' of line " + opened + " is never closed; add '" + close +
             "' where its content ends";
    }
    if (closer) {
      return std::string("'") + here() + "' does not match the '" + open + "' of line " + opened + "; write '" + close +
             "' here, or check which bracket is missing";
    }
    if (here() == ':') {
      return std::string("The '") + open + "' of line " + opened + " is still open here; add '" + close +
             "' where its content ends, or the missing ','";
    }
    const std::string what = open == '[' ? "items" : "keys";
    return std::string("Missing ',' before ") + quote(source_.substr(place_, end_of_word(place_) - place_)) + ": the " +
           what + " of the '" + open + "' of line " + opened + " are separated by commas";
  }

  std::string no_token() {
    switch (here()) {
      case '\t':
        return "YAML does not allow tabs for indentation; use spaces";
      case '@':
      case '`':
        return std::string("A plain value cannot start with '") + here() + "', which YAML reserves; put it in quotes";
      case '%':
        return "A plain value cannot start with '%'; put it in quotes";
      default:
        return "Unexpected character; put the value in quotes";
    }
  }

  std::string no_content() {
    switch (here()) {
      case ',':
        return "Missing value before this ','; add the value or remove one of the commas";
      case ']':
      case '}':
        return std::string("Unmatched '") + here() + "'; remove it, or put the value in quotes if it is a string";
      case '-':
        return "A value cannot start with '-' here; put the value in quotes, or start the list on a new line";
      default:
        return "Missing value; write it, or put the string in quotes";
    }
  }

  std::string after_document() {
    if (first_on_line()) {
      return "This line is outside the template: it is indented less than the first key, or follows a complete value; "
             "give all top-level keys the same indentation";
    }
    return "Unexpected text after the end of the template; remove it, or check the brackets and quotes before it";
  }

  // Two short tags in a row, "!Base64 !Sub x": a YAML value can have only one tag. Empty if that is not the problem.
  std::string second_tag() const {
    const std::string_view before = source_.substr(0, place_);
    const std::size_t last = before.find_last_not_of(" \r\n");
    if (here() != '!' || last == std::string_view::npos || last + 1 == before.size()) return {};
    const std::string_view word = before.substr(0, last + 1);
    const std::size_t begin = word.find_last_of(" \r\n[{,") + 1;  // 0, the start of the text, if there is none
    const std::string_view tag = word.substr(begin);
    if (tag.size() < 2 || tag[0] != '!' || tag[1] == '!') return {};
    // On a line above, it may be a word of a comment.
    const std::size_t opener = word.substr(0, begin).find_last_not_of(" \r\n");
    if (first_on_line() && opener != std::string_view::npos && !is_in(":-[{,", word[opener])) return {};
    const std::string_view name = tag.substr(1);
    const std::string full = (name == "Ref" || name == "Condition" ? "" : "Fn::") + std::string(name);
    return "A short form cannot follow another one; write the outer function with its full name, '" + full + ": " +
           std::string(source_.substr(place_, end_of_word(place_) - place_)) + " …', on a line of its own or in braces";
  }

  std::string message(SyntaxError& error) {
    if (std::string text = second_tag(); !text.empty()) return text;
    if (is("could not find expected ':'")) return missing_colon(error);
    if (is("mapping values are not allowed")) return stray_colon(error);
    if (is("mapping keys are not allowed")) return "A key cannot start with '? ' here; start it on a line of its own";
    if (is("block sequence entries are not allowed")) {
      return "A list cannot start on the line of its key; start it with '- ' on the next line, or write [a, b]";
    }
    if (is("did not find expected key")) return bad_indent(error, false);
    if (is("did not find expected '-' indicator")) return bad_indent(error, true);
    if (is("',' or ']'")) return unclosed_bracket(error, '[', ']');
    if (is("',' or '}'")) return unclosed_bracket(error, '{', '}');
    if (is("found unexpected end of stream") || is("unexpected document indicator")) {
      error.related = {problem_.context_place, problem_.context_place + 1};
      return "Unterminated string: the quote that opens on line " + line_number(problem_.context_place) +
             " is never closed; add the closing quote where the string ends";
    }
    if (is("cannot start any token")) return no_token();
    if (is("did not find expected node content")) return no_content();
    if (is("did not find expected <document start>")) return after_document();
    if (is("unknown escape character")) {
      return "Unknown escape sequence; write \\\\ for a backslash, or use single quotes";
    }
    if (is("hexdecimal") || is("invalid Unicode character escape")) {
      return "Invalid escape sequence; \\x takes 2, \\u 4 and \\U 8 hexadecimal digits, and surrogate halves are not "
             "allowed";
    }
    if (is("undefined tag handle")) {
      return "Tag " + quote(source_.substr(place_, end_of_word(place_) - place_)) +
             " uses a prefix that no %TAG line defines; CloudFormation's tags have a single '!', such as !Sub";
    }
    if (is("tab character")) {
      return "YAML does not allow tabs for indentation; use spaces";
    }
    if (is("indentation indicator")) return "The number after '|' or '>' is the indentation and must be 1 to 9";
    if (is("expected comment or line break")) {
      if (problem_.context.find("block scalar") != std::string_view::npos) {
        return "Only a comment can follow '|' or '>' on its line; start the text on the next line";
      }
      return "Only a comment can follow here; start a new line";
    }
    if (problem_.context.find("tag") != std::string_view::npos &&
        problem_.context.find("directive") == std::string_view::npos) {
      return "Incomplete tag; write a name after '!' and a space after the name, as in '!Sub text'";
    }
    if (problem_.context.find("anchor") != std::string_view::npos ||
        problem_.context.find("alias") != std::string_view::npos) {
      return "Invalid name of an anchor or alias; use letters, digits, '-' and '_', and put strings that start with "
             "'&' or '*' in quotes";
    }
    if (problem_.context.find("directive") != std::string_view::npos || is("incompatible YAML document") ||
        is("directive")) {
      return "Invalid YAML directive (a line that starts with '%'); remove it, or put the string in quotes";
    }
    return "Invalid YAML; check the indentation, quotes and brackets of this line and the one above";
  }

  std::string_view source_;
  const LineIndex& lines_;
  const YamlProblem& problem_;
  std::uint32_t place_;
  std::uint32_t line_ = 0;
};

}  // namespace

std::string second_colon_message(std::string_view value) {
  value = value.substr(0, value.find_last_not_of(" \t\r") + 1);
  const bool is_word = value.find_first_of(" \t#") == std::string_view::npos;
  if (!is_word || !value.ends_with(':')) return "Second ': ' on this line; put the value in quotes";
  return "'" + std::string(value) + "' ends with ':', so YAML takes it for a key; complete it, or put it in quotes";
}

SyntaxError explain_yaml_problem(std::string_view source, const LineIndex& lines, const YamlProblem& problem) {
  return Explainer(source, lines, problem).explain();
}

}  // namespace virga
