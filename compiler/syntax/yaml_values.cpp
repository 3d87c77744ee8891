// Values of the tolerant YAML reader: scalars of every style, aliases and collections in brackets.
#include <algorithm>
#include <string>
#include <vector>

#include "compiler/support/characters.h"
#include "compiler/syntax/scalar_text.h"

#include "compiler/syntax/yaml_tolerant.h"

namespace virga {

namespace {

// The most bytes of a quoted string that spans several lines inside brackets.
constexpr std::uint32_t kMaxText = 4096;

}  // namespace

NodeProperties TolerantYaml::read_properties(const WrittenProperties& written) {
  NodeProperties properties;
  properties.anchor = written.anchor;
  properties.tag = resolve_tag(text_.substr(written.tag_range.begin, written.tag_range.size()), tree_.arena);
  if (!properties.tag.empty()) properties.tag_range = written.tag_range;
  return properties;
}

void TolerantYaml::inline_value(std::uint32_t at, std::uint32_t end) {
  std::uint32_t whole = at;
  NodeProperties properties;
  if (top().properties_end != 0) {  // on a previous line
    whole = top().properties_begin;
    properties = top().properties;
  }
  const bool no_anchor = text_[at] == '&' && (at + 1 >= end || is_blank(text_[at + 1]));
  if (is_in("!&", text_[at]) && !no_anchor) {
    const WrittenProperties written = scan_properties(text_.substr(0, end), at);
    const NodeProperties here = read_properties(written);
    if (!here.anchor.empty()) properties.anchor = here.anchor;
    if (!here.tag.empty()) {
      properties.tag = here.tag;
      properties.tag_range = here.tag_range;
    }
    if (written.content >= end || is_comment(written.content, at)) {
      top().awaiting = true;
      top().properties = properties;
      top().properties_begin = whole;
      top().properties_end = written.end;
      return;
    }
    at = written.content;
  }
  top().awaiting = false;
  top().properties_end = 0;
  const char c = text_[at];
  if (c == '[' || c == '{') {
    flow(whole, at, end, properties);
  } else if ((c == '|' || c == '>') && is_block_header(at, end)) {
    block(whole, at, end, properties);
  } else if (c == '"' || c == '\'') {
    quoted(whole, at, end, properties);
  } else if (c == '*' && whole == at && at + 1 < end && !is_blank(text_[at + 1])) {
    alias(at, end);
  } else {
    plain(whole, at, end, properties);
  }
}

void TolerantYaml::scalar(std::uint32_t whole, TextRange range, const NodeProperties& properties, std::uint8_t flags) {
  comments_.cover(range.begin, range.end);
  const std::string_view raw = text_.substr(range.begin, range.size());
  const TextRange all{whole, range.end};
  if (raw.starts_with('"')) {
    builder_.scalar(all, range, NodeStyle::DoubleQuoted, double_quoted_text(raw, tree_.arena), properties, flags);
  } else if (raw.starts_with('\'')) {
    builder_.scalar(all, range, NodeStyle::SingleQuoted, single_quoted_text(raw, tree_.arena), properties, flags);
  } else if (raw.starts_with('*') && raw.size() > 1 && flags == 0) {
    builder_.alias(range, raw.substr(1));
  } else {
    builder_.scalar(all, range, NodeStyle::Plain, plain_text(raw, tree_.arena), properties, flags);
  }
}

void TolerantYaml::alias(std::uint32_t at, std::uint32_t end) {
  std::uint32_t word = at + 1;
  while (word < end && !is_blank(text_[word])) ++word;
  scalar(at, {at, word}, {}, 0);
  rest_of_line(word, end);
}

void TolerantYaml::rest_of_line(std::uint32_t at, std::uint32_t end) {
  at = skip_blanks(at, end);
  if (at >= end || is_comment(at, at)) return;
  if (levels_.size() > 1) builder_.mark_broken();
  report({at, content_end(at, end)}, "Unexpected text after the end of the value; put the whole value in quotes");
}

bool TolerantYaml::is_header(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '+' || c == '-' || (c >= '1' && c <= '9'); });
}

bool TolerantYaml::is_block_header(std::uint32_t at, std::uint32_t end) const {
  std::uint32_t word = at + 1;
  while (word < end && !is_blank(text_[word])) ++word;
  const std::uint32_t rest = skip_blanks(word, end);
  return is_header(text_.substr(at + 1, word - at - 1)) && (rest >= end || text_[rest] == '#');
}

void TolerantYaml::block(std::uint32_t whole, std::uint32_t at, std::uint32_t line_end,
                         const NodeProperties& properties) {
  comments_.cover(at, at);
  collect_comments(text_, at, line_end, tree_.comments);
  std::uint32_t end = at;
  std::string_view text = block_text(text_, at, top().column, tree_.arena, end);
  std::uint8_t flags = 0;
  std::uint32_t next_at = end;
  while (end < size() && next_at > line_end && next_at > 0 && !is_in("\r\n", text_[next_at - 1])) --next_at;
  if (next_at <= line_end) next_at = next_start(line_end);
  // Whatever is indented deeper than the key belongs to its value, regardless of the first line.
  YamlLine next;
  std::uint32_t last = 0;
  while (levels_.size() > 1 && next_line(next_at, next) && next.column > top().column) {
    if (last == 0 && next.tab) report_tab(next);
    if (last == 0 && !next.tab) {
      report(content_of(next), "This line is indented less than the text it seems to belong to");
    }
    last = next.end;
    next_at = next_start(next.end);
  }
  end = block_scalar_end(text_, at, end);
  if (last != 0) {
    flags = Node::kBroken;
    end = last;
    const std::uint32_t body = std::min(next_start(line_end), end);
    text = text_.substr(body, end - body);
  }
  comments_.cover(at, std::max(end, line_end));  // an empty block scalar ends before the comment of its header
  builder_.scalar({whole, end}, {at, end}, text_[at] == '|' ? NodeStyle::Literal : NodeStyle::Folded, text, properties,
                  flags);
  at_ = next_at;
}

std::uint32_t TolerantYaml::end_of_lines_quoted(std::uint32_t at, std::uint32_t line_end) {
  const auto limit = static_cast<std::uint32_t>(std::min<std::uint64_t>(size(), line_end + budget_));
  const std::uint32_t close = quote_end(at, limit);
  spend((close == 0 ? limit : close) - line_end);
  if (close == 0) return 0;
  const std::uint32_t end = end_of_line(close);
  const std::uint32_t rest = skip_blanks(close, end);
  if (rest < end && !is_comment(rest, close)) return 0;
  YamlLine line;
  for (std::uint32_t from = next_start(line_end); next_line(from, line) && line.start < close;) {
    from = next_start(line.end);
    if (line.form == LineForm::Other || line.form == LineForm::Colon) continue;
    const bool of_structure = std::any_of(levels_.begin() + 1, levels_.end(), [&](const YamlLevel& level) {
      return level.column == line.column && level.mapping == (line.form == LineForm::Key);
    });
    if (of_structure || line.column <= top().column) return 0;
  }
  return close;
}

void TolerantYaml::quoted(std::uint32_t whole, std::uint32_t at, std::uint32_t line_end,
                          const NodeProperties& properties) {
  std::uint32_t close = quote_end(at, line_end);
  if (close == 0) {
    close = end_of_lines_quoted(at, line_end);
    if (close == 0) {
      const std::uint32_t end = std::max(trim_end(at, line_end), at + 1);
      report({at, end}, "Unterminated string: the quote that opens on line " +
                            std::to_string(tree_.source->line_column(at).line) +
                            " is never closed; add the closing quote where the string ends");
      scalar(whole, {at, end}, properties, Node::kBroken);
      return;
    }
    line_end = end_of_line(close);
    at_ = next_start(line_end);
    scalar(whole, {at, close}, properties, 0);
    return;
  }
  const std::uint32_t rest = skip_blanks(close, line_end);
  if (rest >= line_end || is_comment(rest, close)) {
    scalar(whole, {at, close}, properties, 0);
    return;
  }
  const std::uint32_t end = content_end(rest, line_end);
  report({rest, end},
         "Unexpected text after the closing quote; put the quotes around the whole value, and write a quote inside "
         "them as '' in single quotes or \\\" in double quotes");
  comments_.cover(at, end);
  const std::string_view raw = text_.substr(at, close - at);
  const bool twice = text_[at] == '"';
  builder_.scalar({whole, end}, {at, end}, twice ? NodeStyle::DoubleQuoted : NodeStyle::SingleQuoted,
                  twice ? double_quoted_text(raw, tree_.arena) : single_quoted_text(raw, tree_.arena), properties,
                  Node::kBroken);
}

bool TolerantYaml::brackets_close(std::uint32_t at, std::uint32_t end) {
  std::vector<char> open;
  for (; at < end && budget_ > 0; ++at, --budget_) {
    const char c = text_[at];
    if (c == '[' || c == '{') {
      open.push_back(c == '[' ? ']' : '}');
    } else if (c == ']' || c == '}') {
      if (open.back() != c) return false;
      open.pop_back();
      if (open.empty()) return true;
    } else if ((c == '"' || c == '\'') && is_in(" \t\r\n[{,:", text_[at - 1])) {
      // A string may span several lines, but only if it is closed.
      std::uint32_t close = quote_end(at, end_of_line(at));
      if (close == 0) close = quote_end(at, std::min(end, at + kMaxText));
      if (close == 0 || (close < end && !is_in(" \t\r\n,]}:", text_[close]))) return false;
      spend(close - at);
      at = close - 1;
    } else if (c == '#' && is_in(" \t\r\n", text_[at - 1])) {
      at = end_of_line(at) - 1;
    }
  }
  return false;
}

void TolerantYaml::flow(std::uint32_t whole, std::uint32_t at, std::uint32_t end, const NodeProperties& properties) {
  comments_.cover(at, at);
  FlowReader::Options options;
  if (!brackets_close(at, size())) options.floor = std::max(top().column, -1);
  options.guided = options.floor != FlowReader::kNoFloor;
  const std::size_t before = at == 0 ? std::string_view::npos : text_.find_last_of("\r\n", at);
  const std::uint32_t line =
      before == std::string_view::npos ? content_start(text_) : static_cast<std::uint32_t>(before + 1);
  FlowReader reader(tree_, builder_, &comments_, options);
  const std::uint32_t after = reader.read(whole, at, line, properties);
  if (after > end) {
    const bool line_start = is_in("\r\n", text_[after - 1]);
    if (line_start || after >= size()) {
      at_ = after;
      return;
    }
    end = end_of_line(after);
    at_ = next_start(end);
  }
  rest_of_line(after, end);
}

void TolerantYaml::plain(std::uint32_t whole, std::uint32_t at, std::uint32_t line_end,
                         const NodeProperties& properties) {
  std::uint32_t end = content_end(at, line_end);
  std::uint8_t flags = 0;
  bool one_line = end < trim_end(at, line_end);  // a comment ends it
  if (is_in(",]}%@`|>*&#", text_[at]) || (is_in("-?:", text_[at]) && separates(at + 1))) {
    flags = Node::kBroken;
    one_line = true;
    report({at, end}, "A plain value cannot start with this character; put it in quotes");
  } else {
    for (std::uint32_t i = at; i < end; ++i) {
      if (text_[i] != ':' || !separates(i + 1)) continue;
      flags = Node::kBroken;
      one_line = true;
      report({i, end}, second_colon_message(text_.substr(at, end - at)));
      break;
    }
  }
  YamlLine next;
  while (!one_line && next_line_of_text(next) && next.column > top().column) {
    if (next.form == LineForm::Key && !has_blank(next)) break;
    if (next.form == LineForm::Dash && !top().mapping && levels_.size() > 1) break;
    if (next.form == LineForm::Key) {
      flags = Node::kBroken;
      report(content_of(next), "This value contains ': ', which makes it look like a key; put it in quotes");
    }
    end = content_end(next.begin, next.end);
    one_line = end < trim_end(next.begin, next.end);
    at_ = next_start(next.end);
  }
  comments_.cover(at, end);
  builder_.scalar({whole, end}, {at, end}, NodeStyle::Plain, plain_text(text_.substr(at, end - at), tree_.arena),
                  properties, flags);
}

bool TolerantYaml::next_line_of_text(YamlLine& line) const {
  std::uint32_t from = at_;
  while (from < text_.size()) {
    line.start = from;
    line.end = end_of_line(from);
    line.begin = skip_blanks(from, line.end);
    if (line.begin < line.end) {
      if (text_[line.begin] == '#') return false;
      measure(line);
      KeyPlace key;
      line.form = form(line.begin, line.end, key);
      return !(line.column == 0 && (text_.substr(line.begin, 3) == "---" || text_.substr(line.begin, 3) == "..."));
    }
    from = next_start(line.end);
  }
  return false;
}

bool TolerantYaml::has_blank(const YamlLine& line) const {
  KeyPlace key;
  find_key(line.begin, line.end, key);
  return text_.substr(key.begin, key.end - key.begin).find(' ') != std::string_view::npos;
}

}  // namespace virga
