#include "compiler/syntax/flow_tolerant.h"

#include <algorithm>
#include <string>
#include <utility>

#include "compiler/support/characters.h"
#include "compiler/syntax/json_levels.h"
#include "compiler/syntax/json_string.h"
#include "compiler/syntax/scalar_text.h"

namespace virga {

namespace {

constexpr std::string_view kNoValueAfterColon = "Missing value after this ':'";

}  // namespace

std::uint32_t FlowReader::read(std::uint32_t whole, std::uint32_t begin, std::uint32_t line,
                               const NodeProperties& properties) {
  at_ = begin;
  enter_line(line);
  line_begins_ = only_closers_ = false;
  open(text_[begin], whole, begin, properties);
  return read_on();
}

std::uint32_t FlowReader::read_without_brace(std::uint32_t begin, std::uint32_t line) {
  at_ = begin;
  enter_line(line);
  line_begins_ = only_closers_ = false;
  report({begin, begin + 1}, "Missing '{' before this key, at the beginning of the file");
  builder_.begin(NodeKind::Mapping, begin, begin, NodeStyle::Flow, {}, Node::kBroken);
  opens_.push_back({'{', State::Entry, true, begin, line_, 0, indent_});
  if (options_.excess[0] > 0) --options_.excess[0];
  return read_on();
}

std::uint32_t FlowReader::read_on() {
  while (!opens_.empty() && !builder_.stopped()) {
    skip_space();
    if (at_ >= text_.size() || (line_begins_ && !begin_line())) {
      const std::uint32_t next = at_ >= text_.size() ? at_ : line_;
      while (!opens_.empty()) close_unclosed();
      return next;
    }
    step();
  }
  return at_;
}

// ---- Text.

void FlowReader::enter_line(std::uint32_t start) {
  line_ = start;
  std::uint32_t first = start;
  while (first < text_.size() && is_blank(text_[first])) ++first;
  indent_ = static_cast<int>(first - start);
  line_begins_ = only_closers_ = true;
}

void FlowReader::skip_space() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (is_break(c)) {
      at_ += text_.substr(at_, 2) == "\r\n" ? 2 : 1;
      enter_line(at_);
    } else if (is_blank(c)) {
      ++at_;
    } else if (c == '#' && (at_ == line_ || is_space(text_[at_ - 1]))) {
      at_ = end_of_line(at_);
    } else if (options_.json && c == '/' && at_ + 1 < text_.size() && is_in("/*", text_[at_ + 1])) {
      const std::uint32_t after = end_of_json_comment(text_, at_);
      const std::size_t line = text_.substr(0, after).find_last_of("\r\n");
      if (line != std::string_view::npos && line > at_) enter_line(static_cast<std::uint32_t>(line + 1));
      report({at_, after}, "JSON does not allow comments; remove it, or use a Metadata or Description key instead");
      at_ = after;
    } else {
      return;
    }
  }
}

std::uint32_t FlowReader::end_of_line(std::uint32_t from) const {
  return static_cast<std::uint32_t>(std::min(text_.find_first_of("\r\n", from), text_.size()));
}

std::uint32_t FlowReader::skip_blanks(std::uint32_t from) const {
  while (from < text_.size() && is_blank(text_[from])) ++from;
  return from;
}

bool FlowReader::is_colon(std::uint32_t at, bool after_quote) const {
  if (at >= text_.size() || text_[at] != ':') return false;
  return after_quote || at + 1 >= text_.size() || is_space(text_[at + 1]) || is_in(",[]{}", text_[at + 1]);
}

// Whether a key and its colon begin at `from`, on the same line.
bool FlowReader::looks_like_key(std::uint32_t from) const {
  const std::uint32_t limit = end_of_line(from);
  const char c = text_[from];
  if (c == '"' || c == '\'') {
    const Word word = quoted(from);
    return !word.broken && word.end <= limit && is_colon(skip_blanks(word.end), true);
  }
  if (options_.json) {
    const std::uint32_t end = end_of_half_quoted(text_, from).value_or(json_word_end(from));
    return end > from && is_colon(skip_blanks(end), true);
  }
  for (std::uint32_t at = from; at < limit && !is_in(",[]{}#", text_[at]); ++at) {
    if (is_colon(at, false)) return true;
  }
  return false;
}

// For a YAML collection that is never closed: whether the line looks like one of a block collection.
bool FlowReader::looks_like_block() const {
  if (text_[at_] == '-' && at_ + 1 < text_.size() && is_space(text_[at_ + 1])) return true;
  const char last = last_end_ > 0 ? text_[last_end_ - 1] : '\0';
  if (last == ',' || is_in("\"'", text_[at_]) || !looks_like_key(at_)) return false;
  std::uint32_t end = end_of_line(at_);
  const std::size_t next = text_.find_first_not_of(" \t\r\n", end);
  while (end > at_ && is_blank(text_[end - 1])) --end;
  return !is_in(",[{", text_[end - 1]) && (next == std::string_view::npos || !is_closer(text_[next]));
}

void FlowReader::cover(std::uint32_t begin, std::uint32_t end) {
  if (comments_ != nullptr) comments_->cover(begin, end);
}

void FlowReader::report(TextRange range, std::string message, TextRange related) {
  report_once(tree_, builder_, range, std::move(message), related);
}

// ---- Structure.

void FlowReader::open(char bracket, std::uint32_t whole, std::uint32_t begin, const NodeProperties& properties) {
  builder_.begin(bracket == '[' ? NodeKind::Sequence : NodeKind::Mapping, whole, begin, NodeStyle::Flow, properties);
  opens_.push_back({bracket, State::Entry, true, begin, line_, indent_, -1});
  if (bracket == '(') return;
  at_ = last_end_ = begin + 1;
}

void FlowReader::finished_value() {
  if (opens_.empty()) return;
  opens_.back().state = State::Done;
  opens_.back().empty = false;
}

void FlowReader::close_top(std::uint32_t end) {
  const State state = opens_.back().state;
  if (opens_.back().bracket != '[' && (state == State::AfterKey || state == State::Value)) missing_value();
  builder_.end(end);
  opens_.pop_back();
  finished_value();
}

void FlowReader::close_unclosed() {
  const Open top = opens_.back();
  if (top.bracket == '(') {
    close_top(0);
    return;
  }
  builder_.mark_broken();
  const std::uint32_t end = std::max(last_end_, top.begin + 1);
  report({end - 1, end},
         std::string("Missing '") + (top.bracket == '[' ? ']' : '}') + "' after this: the '" + top.bracket +
             "' of line " + std::to_string(tree_.source->line_column(top.begin).line) + " is never closed",
         {top.begin, top.begin + 1});
  close_top(std::max(last_end_, top.begin + 1));
}

// Examines the first token of a line to find brackets above that were never closed. False if the line is not part of
// the collection.
bool FlowReader::begin_line() {
  if (is_closer(text_[at_])) return true;
  if (options_.floor != kNoFloor && (indent_ <= options_.floor || looks_like_block())) return false;
  if (!options_.guided || text_[at_] == ',') return true;
  Open& top = opens_.back();
  if (top.bracket == '(' || (top.state == State::Value && !looks_like_key(at_))) return true;
  if (top.content == indent_) return true;
  if (top.content < 0 && indent_ > top.indent) {
    top.content = indent_;
    return true;
  }
  if (indent_ <= top.indent || indent_ < top.content) {
    if (is_outlier()) return true;
    for (std::size_t outer = opens_.size() - 1; outer-- > 0;) {
      if (opens_[outer].content != indent_) continue;
      while (opens_.size() > outer + 1) close_unclosed();
      opens_.back().state = State::Entry;
      return true;
    }
  }
  if (top.content < 0) top.content = indent_;
  return true;
}

// A line that is indented less than the members of the innermost collection, although those continue below it, was
// typed in the wrong column and belongs to them.
bool FlowReader::is_outlier() {
  Open& top = opens_.back();
  const std::size_t next = text_.find_first_not_of(" \t\r\n", end_of_line(at_));
  if (next == std::string_view::npos || is_closer(text_[next])) return false;
  std::uint32_t end = end_of_line(at_);
  while (end > at_ && is_blank(text_[end - 1])) --end;
  // If the line opens a collection, the lines below may belong to that.
  const bool key = text_[next] == '"' && looks_like_key(static_cast<std::uint32_t>(next));
  if (text_[end - 1] == '{' ? key : text_[end - 1] == '[' && !key) return false;
  const int next_indent = static_cast<int>(next - (text_.find_last_of("\r\n", next) + 1));
  if (top.content < 0 ? next_indent <= top.indent : next_indent != top.content) return false;
  top.content = indent_ = next_indent;
  return true;
}

// The index of the open bracket that a closing bracket matches; opens_.size() if there is none.
std::size_t FlowReader::closer_target(char bracket, bool own_line, bool& extra) const {
  const std::size_t none = opens_.size();
  const std::size_t top = none - 1;
  const bool too_many = options_.excess[bracket == '{' ? 0 : 1] > 0;
  const bool fits_top = opens_[top].bracket == bracket;
  const auto nearest = [&](auto suits) {
    for (std::size_t i = none; i-- > 0;) {
      if (opens_[i].bracket == bracket && suits(opens_[i])) return i;
    }
    return none;
  };
  extra = false;
  if (options_.guided && own_line) {
    const std::size_t exact = nearest([&](const Open& open) { return open.indent == indent_; });
    if (exact == top && too_many && opens_[top].empty) {
      const std::size_t next = text_.find_first_not_of(" \t\r\n", at_ + 1);
      const std::size_t line = next == std::string_view::npos ? 0 : text_.find_last_of("\r\n", next) + 1;
      extra = line > at_ && static_cast<int>(next - line) > indent_;
      if (extra) return none;
    }
    if (exact != none) return exact;
    extra = too_many;
    if (extra) return none;
    return fits_top ? top : nearest([](const Open&) { return true; });
  }
  if (fits_top) {
    extra = options_.guided && too_many && opens_[top].line != line_;
    return extra ? none : top;
  }
  if (!options_.guided && !too_many) return nearest([](const Open&) { return true; });
  return nearest([&](const Open& open) { return open.line == line_; });
}

// Whether the closing bracket at hand would close what the next section or resource belongs to.
bool FlowReader::is_before_level() {
  if (!options_.leveled || !options_.unbalanced) return false;
  if (at_ >= closers_end_) {
    const std::size_t next = text_.find_first_not_of("]}, \t\r\n", at_);
    closers_end_ = static_cast<std::uint32_t>(std::min(next, text_.size()));
    level_behind_ = level_of_json_key(text_, closers_end_);
  }
  return level_behind_ && opens_.size() <= *level_behind_;
}

// Closes what was left open before a section or resource.
void FlowReader::settle_level() {
  if (!options_.leveled || !(text_[at_] == '"' || is_letter_or_digit(text_[at_]))) return;
  const auto level = level_of_json_key(text_, at_);
  if (!level || opens_.size() < *level || (opens_.size() > *level && !options_.unbalanced)) return;
  while (opens_.size() > *level) close_unclosed();
  Open& top = opens_.back();
  if (top.bracket != '{' || top.state != State::Value) return;
  report({last_end_ - 1, last_end_}, std::string(kNoValueAfterColon));
  missing_value();
  top.state = State::Entry;
}

void FlowReader::closer() {
  while (opens_.back().bracket == '(') close_top(0);
  const char c = text_[at_];
  bool extra = false;
  const std::size_t target =
      is_before_level() ? opens_.size() : closer_target(c == '}' ? '{' : '[', only_closers_, extra);
  if (target == opens_.size()) {
    int& excess = options_.excess[c == '}' ? 0 : 1];
    if (excess > 0) --excess;
    builder_.mark_broken();
    report({at_, at_ + 1}, std::string("Unmatched '") + c + "'; remove it");
    last_end_ = ++at_;
    return;
  }
  while (opens_.size() > target + 1) close_unclosed();
  const bool missing = opens_.back().bracket == '{' && opens_.back().state == State::Value;
  if (missing && options_.json) {
    report({last_end_ - 1, last_end_}, std::string(kNoValueAfterColon));
  }
  last_end_ = missing || opens_.back().state == State::AfterKey ? last_end_ : at_;
  close_top(at_ + 1);
  last_end_ = ++at_;
}

void FlowReader::step() {
  const bool first_on_line = std::exchange(line_begins_, false);
  const char c = text_[at_];
  if (is_closer(c)) {
    closer();
    return;
  }
  only_closers_ = false;
  settle_level();
  if (c == ',') {
    comma();
    return;
  }
  const bool after_quote = last_end_ > 0 && (options_.json || is_in("\"'", text_[last_end_ - 1]));
  if (is_colon(at_, after_quote)) {
    colon();
    return;
  }
  Open& top = opens_.back();
  if (top.state == State::Done && top.bracket == '(') {
    close_top(0);
    line_begins_ = first_on_line;
  } else if (top.state == State::Done) {
    line_begins_ = first_on_line;  // the token itself is read in the next step
    report({last_end_ - 1, last_end_}, "Missing ',' after this value");
    top.state = State::Entry;
  } else if (top.bracket == '[' || top.state == State::Value) {
    value(first_on_line);
  } else if (top.state == State::AfterKey) {  // YAML only: in JSON, the colon is read together with the key
    builder_.mark_broken();
    report({at_, at_ + 1}, "Missing ':' or ',' before this");
    if (first_on_line) {
      missing_value();
      top.state = State::Entry;
    } else {
      top.state = State::Value;
    }
  } else if (c == '{' || c == '[') {
    missing_key();
  } else if (options_.json) {
    json_key();
  } else {
    yaml_scalar(true);
  }
}

void FlowReader::comma() {
  while (opens_.back().bracket == '(') close_top(0);
  Open& top = opens_.back();
  if (top.bracket == '{' && (top.state == State::AfterKey || top.state == State::Value)) {
    if (options_.json) report({at_, at_ + 1}, "Missing value before this ','; add the value or remove the ','");
    missing_value();
  } else if (top.state == State::Entry) {
    report({at_, at_ + 1}, "Missing value before this ','; add the value or remove one of the commas");
  }
  top.state = State::Entry;
  last_end_ = ++at_;
}

void FlowReader::colon() {
  Open& top = opens_.back();
  if (top.bracket != '[' && top.state == State::AfterKey) {
    top.state = State::Value;
  } else if (top.bracket == '{' && top.state == State::Entry) {
    missing_key();
  } else {
    builder_.mark_broken();
    report({at_, at_ + 1}, "Unexpected ':'; check the quotes before it");
  }
  last_end_ = ++at_;
}

void FlowReader::missing_key() {
  builder_.mark_broken();
  report({at_, at_ + 1}, "Missing key before this");
  builder_.scalar(at_place(at_), at_place(at_), NodeStyle::Plain, {}, {}, Node::kBroken);
  opens_.back().state = State::Value;
}

// The value of the last key is missing; it would be after the last token.
void FlowReader::missing_value() {
  if (options_.json) builder_.mark_broken();
  builder_.scalar(at_place(last_end_), at_place(last_end_), NodeStyle::Plain, {}, {},
                  options_.json ? Node::kBroken : std::uint8_t{0});
  finished_value();
}

// The opening bracket before these lines is missing. `indent` is the indentation of the line that it would be on.
void FlowReader::open_missing(char bracket, int indent) {
  report({last_end_ - 1, last_end_}, std::string("Missing '") + bracket + "' to open this value");
  builder_.mark_broken();
  builder_.begin(bracket == '{' ? NodeKind::Mapping : NodeKind::Sequence, at_, at_, NodeStyle::Flow, {}, Node::kBroken);
  opens_.push_back({bracket, State::Entry, true, at_, line_, indent, indent_});
  int& excess = options_.excess[bracket == '{' ? 0 : 1];
  if (excess > 0) --excess;
}

void FlowReader::value(bool first_on_line) {
  const char c = text_[at_];
  const bool key_like = options_.json && c != '{' && c != '[' && looks_like_key(at_);
  Open& top = opens_.back();
  const bool own_line = first_on_line && options_.guided;
  const bool deeper = own_line && top.state == State::Value && top.content >= 0 && indent_ > top.content;
  if (key_like && top.bracket == '[' && !own_line && opens_.size() > 1 && opens_[opens_.size() - 2].bracket == '{') {
    close_unclosed();  // a list cannot contain keys
    opens_.back().state = State::Entry;
  } else if (deeper && key_like) {
    open_missing('{', top.content);
  } else if (own_line && key_like && top.bracket == '[' && options_.excess[0] > 0) {
    const int indent = top.content < indent_ ? top.content : -1;
    top.content = indent;
    open_missing('{', indent);
  } else if (deeper && options_.json && options_.excess[1] > 0) {
    open_missing('[', top.content);
  } else if (key_like && top.state == State::Value && first_on_line) {
    report({last_end_ - 1, last_end_}, std::string(kNoValueAfterColon));
    missing_value();
    top.state = State::Entry;
  } else if (c == '{' || c == '[') {
    open(c, at_, at_, {});
  } else if (options_.json) {
    json_value();
  } else {
    yaml_scalar(false);
  }
}

}  // namespace virga
