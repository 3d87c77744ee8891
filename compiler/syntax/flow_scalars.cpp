// Scalars in JSON and in YAML's flow style.
#include "compiler/syntax/flow_tolerant.h"

#include <algorithm>
#include <string>
#include <utility>

#include "compiler/support/characters.h"
#include "compiler/syntax/json_string.h"
#include "compiler/syntax/scalar_text.h"

namespace virga {

// A string without a closing quote ends with its line, except for what usually follows a string: a comma, and the
// brackets that close those opened on this line.
std::uint32_t FlowReader::strip_tail(std::uint32_t begin, std::uint32_t end) const {
  std::size_t open = opens_.size();
  while (end > begin) {
    const char c = text_[end - 1];
    if (is_closer(c)) {
      if (open == 0 || opens_[open - 1].line != line_ || (opens_[open - 1].bracket == '[') != (c == ']')) break;
      --open;
    } else if (!is_blank(c) && (c != ',' || open != opens_.size())) {
      break;
    }
    --end;
  }
  return end;
}

std::uint32_t FlowReader::json_word_end(std::uint32_t from) const {
  std::uint32_t end = from;
  while (end < text_.size() && !is_space(text_[end]) && !is_in(",[]{}\"", text_[end])) {
    if (text_[end] == ':') {
      if (end + 1 >= text_.size() || text_[end + 1] != ':') break;
      ++end;
    }
    ++end;
  }
  return end;
}

// Emits a key. If no colon follows, either its value or the colon is missing.
void FlowReader::key_node(TextRange range, NodeStyle style, std::string_view text, bool colon_follows) {
  const std::uint32_t next = skip_blanks(at_);
  std::uint32_t token = next;
  while (token < text_.size() && is_space(text_[token])) ++token;
  const bool colon = colon_follows || (token < text_.size() && text_[token] == ':');
  builder_.scalar(range, range, style, text, {}, colon ? std::uint8_t{0} : Node::kBroken);
  last_end_ = std::max(range.end, at_);
  Open& top = opens_.back();
  top.state = colon_follows ? State::Value : State::AfterKey;
  if (colon) return;
  builder_.mark_broken();
  const char c = next < text_.size() ? text_[next] : '\0';
  if (c == '"' || c == '{' || c == '[' || is_digit(c)) {
    report(range, "Missing ':' after this key; write \"key\": value");
    top.state = State::Value;
    return;
  }
  report(range, "This key has no value; write \"key\": value");
  missing_value();
}

void FlowReader::json_key() {
  const std::uint32_t begin = at_;
  const std::uint32_t limit = end_of_line(begin);
  // Finds a ':' that may end a key whose closing quote is missing.
  const auto stray_colon = [&](std::uint32_t from, std::uint32_t to) {
    for (std::uint32_t i = from; i < to; ++i) {
      if (text_[i] == ':' && (i + 1 >= to || is_in(" \t{[\"", text_[i + 1])) && i > from) return i;
    }
    return to;
  };
  if (text_[begin] == '"') {
    const JsonString read = read_json_string(text_, begin, tree_.arena);
    const auto open = end_of_open_string(text_, begin, true);
    std::uint32_t end = read.fault.empty() ? read.end : strip_tail(begin + 1, limit);
    if (open) end = strip_tail(begin + 1, *open);
    const std::uint32_t next = skip_blanks(end);
    const bool odd = open || !read.fault.empty() || (next < limit && !is_in(":,}]{[\"", text_[next]));
    // What ended the string may be its colon.
    const std::uint32_t last = std::min(open ? *open + 1 : end, limit);
    const std::uint32_t colon = odd ? stray_colon(begin + 1, last) : end;
    if (odd && colon < last) {
      report({begin, colon}, "Missing closing quote of this key");
      builder_.mark_broken();
      at_ = colon + 1;
      key_node({begin, colon}, NodeStyle::DoubleQuoted, text_.substr(begin + 1, colon - begin - 1), true);
      return;
    }
    at_ = end;
    const bool is_whole = read.fault.empty() && !open;
    if (!is_whole) report({begin, end}, read.fault.empty() ? "Missing closing quote of this key" : read.fault);
    key_node({begin, end}, NodeStyle::DoubleQuoted, is_whole ? read.text : text_.substr(begin + 1, end - begin - 1),
             false);
    return;
  }
  std::uint32_t end = begin;
  TextRange content{begin, begin};
  NodeStyle style = NodeStyle::Plain;
  if (text_[begin] == '\'') {
    style = NodeStyle::SingleQuoted;
    const Word word = quoted(begin);
    end = std::min(word.end, limit);
    content = {begin + 1, end - (word.broken || end < begin + 2 ? 0 : 1)};
  } else if (const auto half = end_of_half_quoted(text_, begin)) {
    end = *half - (text_[*half - 1] == '"' ? 1 : 0);
    content = {begin, end};
    report({begin, *half}, std::string(kHalfQuotedKey));
  } else {
    end = std::max(json_word_end(begin), begin + 1);
    content = {begin, end};
  }
  at_ = end < limit && text_[end] == '"' && style == NodeStyle::Plain ? end + 1 : end;
  // Read it as a string, whatever a plain YAML scalar with this text would mean.
  key_node({begin, end}, style == NodeStyle::Plain ? NodeStyle::DoubleQuoted : style,
           text_.substr(content.begin, content.size()), false);
}

void FlowReader::json_value() {
  const std::uint32_t begin = at_;
  const std::uint32_t limit = end_of_line(begin);
  if (text_[begin] == '"') {
    const JsonString read = read_json_string(text_, begin, tree_.arena);
    if (const auto open = end_of_open_string(text_, begin, false)) {
      const std::uint32_t end = strip_tail(begin + 1, *open);
      report({begin, end}, read.fault.empty() ? std::string(kMissingQuote) : read.fault);
      builder_.scalar({begin, end}, {begin, end}, NodeStyle::DoubleQuoted, text_.substr(begin + 1, end - begin - 1), {},
                      Node::kBroken);
      at_ = end;
    } else if (read.fault.empty()) {
      builder_.typed_scalar({begin, read.end}, NodeKind::String, NodeStyle::DoubleQuoted, read.text);
      at_ = read.end;
    } else {
      // A bad escape or a tab.
      const std::uint32_t end = quoted(begin).end;
      report({read.fault_place, end}, read.fault);
      builder_.scalar({begin, end}, {begin, end}, NodeStyle::DoubleQuoted, read.text, {}, Node::kBroken);
      at_ = end;
    }
  } else if (text_[begin] == '\'') {
    const Word word = quoted(begin);
    const std::uint32_t end = word.broken ? strip_tail(begin + 1, limit) : word.end;
    builder_.scalar({begin, end}, {begin, end}, NodeStyle::SingleQuoted,
                    single_quoted_text(text_.substr(begin, end - begin), tree_.arena), {},
                    word.broken ? Node::kBroken : std::uint8_t{0});
    at_ = end;
  } else {
    std::uint32_t end = begin;
    while (end < limit && !is_blank(text_[end]) && !is_in(",:[]{}\"", text_[end])) ++end;
    const std::string_view word = text_.substr(begin, end - begin);
    NodeKind kind = NodeKind::Null;
    if (word == "true" || word == "false") kind = NodeKind::Boolean;
    const auto half = end_of_half_quoted(text_, begin);
    if (half) {
      end = *half;
      report({begin, end}, std::string(kHalfQuotedValue));
      builder_.scalar({begin, end}, {begin, end}, NodeStyle::DoubleQuoted,
                      text_.substr(begin, end - begin - (text_[end - 1] == '"' ? 1 : 0)), {}, Node::kBroken);
    } else if (word == "null" || kind == NodeKind::Boolean || type_json_number(word, kind)) {
      builder_.typed_scalar({begin, end}, kind, NodeStyle::Plain, word == "null" ? std::string_view{} : word);
    } else {
      end = std::max(end, begin + 1);
      report({begin, end}, "JSON strings need double quotes");
      builder_.scalar({begin, end}, {begin, end}, NodeStyle::DoubleQuoted, text_.substr(begin, end - begin), {},
                      Node::kBroken);
    }
    at_ = end;
  }
  last_end_ = at_;
  finished_value();
}

// A quoted string; broken if it is not closed where it could be.
FlowReader::Word FlowReader::quoted(std::uint32_t begin) const {
  const char quote = text_[begin];
  const bool one_line = options_.json || options_.floor != kNoFloor;
  const std::uint32_t limit = one_line ? end_of_line(begin) : static_cast<std::uint32_t>(text_.size());
  for (std::uint32_t at = begin + 1; at < limit; ++at) {
    if (text_[at] == '\\' && quote == '"') {
      ++at;
    } else if (text_[at] == quote) {
      if (quote == '\'' && at + 1 < limit && text_[at + 1] == '\'') {
        ++at;
      } else {
        return {at + 1, false};
      }
    }
  }
  return {end_of_line(begin), true};
}

// The end of a plain scalar. It may span several lines if the collection is closed.
std::uint32_t FlowReader::plain_end(std::uint32_t begin) const {
  std::uint32_t end = begin;
  for (std::uint32_t at = begin; at < text_.size();) {
    const char c = text_[at];
    if (is_in(",[]{}", c) || is_colon(at, false)) break;
    if (is_break(c) && options_.floor != kNoFloor) break;
    if (is_space(c)) {
      ++at;
      continue;
    }
    if (c == '#' && is_space(text_[at - 1]) && at > begin) break;
    end = ++at;
  }
  return std::max(end, begin + 1);
}

void FlowReader::yaml_scalar(bool key) {
  const std::uint32_t whole = at_;
  if (text_[at_] == '?' && at_ + 1 < text_.size() && is_space(text_[at_ + 1])) {
    ++at_;
    return;
  }
  const std::uint32_t limit = options_.floor != kNoFloor ? end_of_line(at_) : static_cast<std::uint32_t>(text_.size());
  WrittenProperties written{{}, {}, at_, at_};
  NodeProperties properties;
  if (is_in("!&", text_[at_])) {
    written = scan_properties(text_.substr(0, limit), at_);
    properties.anchor = written.anchor;
    properties.tag = resolve_tag(text_.substr(written.tag_range.begin, written.tag_range.size()), tree_.arena);
    if (!properties.tag.empty()) properties.tag_range = written.tag_range;
  }
  const std::uint32_t begin = written.content;
  for (std::uint32_t i = whole; i < begin; ++i) {
    if (is_break(text_[i])) enter_line(i + 1);
  }
  line_begins_ = only_closers_ = false;
  const char c = begin < limit ? text_[begin] : ',';
  if ((c == '[' || c == '{') && !key) {
    open(c, whole, begin, properties);
    return;
  }
  if (is_in(",[]{}", c) || (c == ':' && is_colon(begin, false))) {  // properties without content
    builder_.scalar({whole, written.end}, at_place(written.end), NodeStyle::Plain, {}, properties);
    at_ = last_end_ = std::max(written.end, whole + 1);
    if (written.end == whole) builder_.mark_broken();
    if (key) {
      opens_.back().state = State::AfterKey;
    } else {
      finished_value();
    }
    return;
  }
  const bool quote = c == '"' || c == '\'';
  const bool alias = c == '*' && begin == whole;
  Word word{0, false};
  if (quote) {
    word = quoted(begin);
    if (word.broken) word.end = std::max(strip_tail(begin + 1, word.end), begin + 1);
  } else if (alias) {
    word.end = begin + 1;
    while (word.end < text_.size() && !is_space(text_[word.end]) && !is_in(",[]{}", text_[word.end])) ++word.end;
  } else {
    word.end = plain_end(begin);
    word.broken = is_in("|>%@`", c);
  }
  const std::uint32_t after = skip_blanks(word.end);
  if (!key && opens_.back().bracket == '[' && !word.broken && is_colon(after, quote)) {
    open('(', whole, whole, {});
    key = true;
  }
  const TextRange range{begin, word.end};
  const std::string_view raw = text_.substr(begin, range.size());
  cover(begin, word.end);
  if (word.broken) {
    report(range,
           quote ? std::string(kMissingQuote) : "A plain value cannot start with this character; put it in quotes");
  }
  const std::uint8_t flags = word.broken ? Node::kBroken : std::uint8_t{0};
  if (alias && raw.size() > 1) {
    builder_.alias(range, raw.substr(1));
  } else if (c == '"') {
    builder_.scalar({whole, word.end}, range, NodeStyle::DoubleQuoted, double_quoted_text(raw, tree_.arena), properties,
                    flags);
  } else if (quote) {
    builder_.scalar({whole, word.end}, range, NodeStyle::SingleQuoted, single_quoted_text(raw, tree_.arena), properties,
                    flags);
  } else {
    builder_.scalar({whole, word.end}, range, NodeStyle::Plain, plain_text(raw, tree_.arena), properties, flags);
  }
  // For a string of several lines, only the last one counts.
  const std::size_t line = text_.substr(begin, range.size()).find_last_of("\r\n");
  if (line != std::string_view::npos) {
    enter_line(begin + static_cast<std::uint32_t>(line) + 1);
    line_begins_ = only_closers_ = false;
  }
  at_ = last_end_ = word.end;
  if (key) {
    opens_.back().state = State::AfterKey;
  } else {
    finished_value();
  }
}

void report_once(const SyntaxTree& tree, TreeBuilder& builder, TextRange range, std::string message,
                 TextRange related) {
  if (!tree.errors.empty()) {
    const std::uint32_t last = tree.errors.back().range.begin;
    const std::string_view between = tree.source->text().substr(
        std::min(last, range.begin), std::max(last, range.begin) - std::min(last, range.begin));
    if (between.size() < 4096 && between.find('\n') == std::string_view::npos) return;
  }
  builder.error(SyntaxErrorKind::Syntax, range, std::move(message), related);
}

std::string_view resolve_tag(std::string_view written, Arena& arena) {
  if (written.size() < 2) return {};
  if (written.starts_with("!<")) {
    written.remove_prefix(2);
    if (written.ends_with('>')) written.remove_suffix(1);
    return written;
  }
  if (!written.starts_with("!!")) return written;
  std::string full = "tag:yaml.org,2002:";
  for (std::size_t i = 2; i < written.size(); ++i) {
    std::uint32_t byte = 0;
    if (written[i] == '%' && read_hexadecimal(written, i + 1, 2, byte)) {
      full += static_cast<char>(static_cast<unsigned char>(byte));
      i += 2;
    } else {
      full += written[i];
    }
  }
  return arena.copy(full);
}

}  // namespace virga
