// The error-tolerant JSON reader for editors, which marks what is broken.
#include <string_view>

#include "compiler/support/characters.h"
#include "compiler/syntax/flow_tolerant.h"
#include "compiler/syntax/json_string.h"
#include "compiler/syntax/readers.h"

namespace virga {

namespace {

// libtree-sitter 0.20 corrupts its memory if brackets are nested some ten thousand levels deep. Counts brackets in
// strings, too.
bool few_brackets(std::string_view text) {
  constexpr int kMaxBrackets = 500;
  int open = 0;
  for (const char c : text) {
    if (c == '[' || c == '{') {
      if (++open > kMaxBrackets) return false;
    } else if ((c == ']' || c == '}') && open > 0) {
      --open;
    }
  }
  return true;
}

struct Survey {
  FlowReader::Options options;
  bool has_open_string = false;
};

// Surveys the brackets of the whole text: how many surplus closing brackets there are, and whether lines inside
// brackets are indented.
Survey survey(std::string_view text) {
  Survey result;
  FlowReader::Options& options = result.options;
  options.json = true;
  std::array<int, 2> open = {0, 0};
  int deeper = 0;
  int not_deeper = 0;
  int above = 0;        // indentation of the previous line
  bool opened = false;  // the previous line ended with an opening bracket
  for (std::size_t at = 0; at < text.size();) {
    std::size_t first = at;
    while (first < text.size() && is_blank(text[first])) ++first;
    if (first < text.size() && !is_break(text[first])) {
      const int indent = static_cast<int>(first - at);
      if (opened && text[first] != '}' && text[first] != ']') ++(indent > above ? deeper : not_deeper);
      above = indent;
    }
    bool in_string = false;
    char last = '\0';
    for (at = first; at < text.size() && !is_break(text[at]); ++at) {
      const char c = text[at];
      if (c == '"' && !in_string) {
        if (const auto end = end_of_open_string(text, static_cast<std::uint32_t>(at), last != ':')) {
          result.has_open_string = true;
          last = c;
          at = *end - 1;
          continue;
        }
      }
      if (c == '"') in_string = !in_string;
      if (c == '\\' && in_string && at + 1 < text.size() && !is_break(text[at + 1])) ++at;
      if (!is_blank(c)) last = c;
      if (in_string) continue;
      if (c == '{' || c == '[') ++open[c == '{' ? 0 : 1];
      if (c == '}' || c == ']') --open[c == '}' ? 0 : 1];
    }
    if (last != '\0') opened = last == '{' || last == '[';
    if (at < text.size()) ++at;
  }
  options.guided = deeper > not_deeper;
  // A loop holds resources deeper than a section does.
  options.leveled = !options.guided && text.find("\"Resources\"") != std::string_view::npos &&
                    text.find("\"Fn::ForEach::") == std::string_view::npos;
  options.unbalanced = open[0] != 0 || open[1] != 0 || result.has_open_string;
  for (std::size_t i = 0; i < open.size(); ++i) options.excess[i] = std::max(0, -open[i]);
  return result;
}

}  // namespace

bool lacks_first_brace(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace, content_start(text));
  if (first == std::string_view::npos || text[first] != '"') return false;
  // The last line is the other brace.
  const std::size_t last = text.find_last_not_of(kSpace);
  if (text[last] != '}' || text.find_last_not_of(" \t", last - 1) != text.find_last_of("\r\n", last)) return false;
  const FlowReader::Options what = survey(text).options;
  return what.guided && what.excess[0] == 1 && what.excess[1] == 0;
}

ReadOutcome read_json_tolerant(SyntaxTree& tree, const ParseOptions& options) {
  tree.language = SyntaxLanguage::Json;
  const std::string_view text = tree.source->text();
  const bool lacks_brace = lacks_first_brace(text);
  if (text.find_first_of("{[") == std::string_view::npos) return read_json(tree, options);  // nothing to repair
  const auto [what, has_open_string] = survey(text);
  // If lines carry no information, as in a text of one line, and no sections do, the cheapest repair of the whole text
  // preserves more than looking at each bracket separately. Of an open quote, which may swallow the text, it knows
  // nothing.
  if (!what.guided && !what.leveled && !has_open_string && few_brackets(text)) {
    const ReadOutcome outcome = read_json_tree_sitter(tree, options);
    if (tree.root != nullptr) return outcome;
  }
  TreeBuilder builder(tree, options);
  bool complete = false;
  // Skips text before the first bracket.
  const std::size_t first = text.find_first_of(lacks_brace ? "\"" : "{[", content_start(text));
  if (first != std::string_view::npos) {
    const auto begin = static_cast<std::uint32_t>(first);
    const std::size_t line = first == 0 ? std::string_view::npos : text.find_last_of("\r\n", first);
    FlowReader reader(tree, builder, nullptr, what);
    const std::uint32_t start =
        line == std::string_view::npos ? content_start(text) : static_cast<std::uint32_t>(line) + 1;
    const std::uint32_t end =
        lacks_brace ? reader.read_without_brace(begin, start) : reader.read(begin, begin, start, {});
    complete = text.find_first_not_of(" \t\r\n", end) == std::string_view::npos && tree.errors.empty();
    if (const std::size_t rest = text.find_first_not_of(" \t\r\n", end); rest != std::string_view::npos) {
      const auto place = static_cast<std::uint32_t>(rest);
      builder.error(
          SyntaxErrorKind::Syntax, {place, place + 1},
          "Unexpected text after the end of the JSON value; remove it, or check which bracket closes too early");
    }
  }
  builder.finish();
  return {complete, builder.nodes()};
}

}  // namespace virga
