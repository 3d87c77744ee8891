#include "lsp/queries/flow_scanner.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "lsp/queries/brackets.h"
#include "lsp/queries/flow_frame.h"
#include "lsp/queries/flow_tokens.h"

namespace virga::lsp {

namespace {

class Scanner {
public:
  // `mends`: some brackets lack theirs or are surplus, and the indentation of lines tells which.
  Scanner(std::string_view text, std::uint32_t begin, bool mends, ColonEnds colon, Cursor& cursor)
      : text_(text), tokens_(text, cursor.is_json, colon, cursor.offset), at_(begin), mends_(mends), cursor_(cursor) {
    const std::size_t line_begin = text.rfind('\n', begin == 0 ? 0 : begin - 1);
    const bool is_first_line = line_begin == std::string_view::npos || begin == 0;
    const std::uint32_t line_start = is_first_line ? 0 : static_cast<std::uint32_t>(line_begin + 1);
    indent_ = tokens_.indent_at(line_start);
    is_first_ = text.find_first_not_of(" \t", line_start) == begin;
    by_lines_ = mends && is_indented();
    // What stands in a block ends with it. A bracket that begins a line may have all of the text in its column.
    if (!cursor.is_json) least_indent_ = is_first_ ? indent_ : indent_ + 1;
  }

  FlowEnd run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        if (!is_found_ && at_ >= cursor_.offset) find_between();
        ++at_;
        ++line_;
        indent_ = tokens_.indent_at(at_);
        is_first_ = true;
        continue;
      }
      if (FlowTokens::is_blank(c)) {
        ++at_;
        continue;
      }
      if (!is_found_ && at_ >= cursor_.offset) find_between();
      if (tokens_.begins_comment(at_)) {
        skip_comment();
        continue;
      }
      if (ends_before(c)) return finish();
      close_lacking();
      if (is_found_ && frames_.empty()) return finish();
      token(c);
      last_end_ = at_;
      while (last_end_ > 0 && FlowTokens::is_blank(text_[last_end_ - 1])) --last_end_;
      is_first_ = false;
      if (frames_.empty()) return finish();
    }
    if (!is_found_) find_between();
    return finish();
  }

  // Whether each bracket has its own, and of JSON, nothing follows the last one.
  bool is_balanced() const {
    if (is_mismatched_ || !frames_.empty()) return false;
    return !cursor_.is_json || text_.find_first_not_of(" \t\r\n", at_) == std::string_view::npos;
  }

private:
  // Whether the lines show by their indentation what they belong to: one of the next few is indented more.
  bool is_indented() const {
    constexpr int kLines = 8;
    std::size_t line = text_.find('\n', at_);
    for (int i = 0; i < kLines && line != std::string_view::npos; ++i) {
      if (tokens_.indent_at(static_cast<std::uint32_t>(line + 1)) > indent_) return true;
      line = text_.find('\n', line + 1);
    }
    return false;
  }

  // Whether a token that begins a line belongs to the block around the brackets, which were not closed.
  bool ends_before(char c) const { return is_first_ && line_ > 0 && indent_ < least_indent_ && c != '}' && c != ']'; }

  void skip_comment() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    if (!is_found_ && cursor_.offset > at_ && cursor_.offset <= end) {
      begin_found();
      cursor_.role = CursorRole::None;
    }
    at_ = static_cast<std::uint32_t>(end);
  }

  // A line that is indented less than that of its bracket shows that a closing bracket is missing.
  void recover(char c) {
    if (!by_lines_ || !is_first_) return;
    const bool closes = c == '}' || c == ']';
    while (!frames_.empty()) {
      const FlowFrame& top = frames_.back();
      if (top.line == line_ || frames_.size() == 1) return;
      const bool is_over = closes ? top.indent > indent_ : top.indent >= indent_;
      if (!is_over) return;
      close();
    }
  }

  // How many of the brackets that were opened on the cursor's line are not closed on it, where the next line shows that
  // they should be. They are the ones that somebody is typing in: what follows on the line belongs to the others.
  std::size_t lacking_brackets() const {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    const std::size_t next = text_.find_first_not_of(" \t\r\n", end);
    if (next != std::string_view::npos &&
        tokens_.indent_at(static_cast<std::uint32_t>(text_.rfind('\n', next) + 1)) > indent_)
      return 0;
    const auto own = static_cast<std::size_t>(std::count_if(
        frames_.begin(), frames_.end(), [&](const FlowFrame& frame) { return !frame.is_pair && frame.line == line_; }));
    const std::string closers = surplus_closers(text_.substr(at_, end - at_), cursor_.is_json);
    if (closers.size() >= own) return 0;
    const std::size_t lacking = own - closers.size();
    auto frame = frames_.rbegin() + static_cast<std::ptrdiff_t>(lacking);
    const bool fits =
        std::all_of(closers.begin(), closers.end(), [&](char c) { return (frame++)->is_map == (c == '}'); });
    return fits ? lacking : 0;
  }

  void close_lacking() {
    for (; lacking_ > 0 && !frames_.empty(); --lacking_) {
      close_pair();
      close();
    }
  }

  void token(char c) {
    if (c == '\'' && cursor_.is_json) {
      word(c);
      return;
    }
    recover(c);
    switch (c) {
      case '{':
      case '[':
        open(c == '{');
        ++at_;
        return;
      case '}':
      case ']':
        close_pair();
        if (!frames_.empty() && is_closer_of_top(c)) {
          close();
        } else {
          is_mismatched_ = true;
          if (closes_the_next(c)) {
            close();
            close();
          }
        }
        ++at_;
        return;
      case ',':
        close_pair();
        if (!frames_.empty()) next_member();
        missing_comma_.reset();
        ++at_;
        return;
      case ':':
        if (!frames_.empty() && frames_.back().is_map) {
          colon();
        } else if (!frames_.empty() && !cursor_.is_json) {
          begin_pair();
        }
        ++at_;
        return;
      case '"':
      case '\'':
        string(c);
        return;
      default:
        word(c);
    }
  }

  void colon() {
    FlowFrame& top = frames_.back();
    if (top.after_colon && top.has_value && top.value.size() > 0) {
      // The previous value is actually the next key: the key before it has no value yet.
      const std::string name = text_of(top.value, top.quote);
      top.key = {name, false, 0, top.value};
      if (is_recorded()) top.members.push_back({name, {}, top.value, {}});
    }
    top.after_colon = true;
    top.has_value = false;
    top.value = {};
  }

  // Handles the colon after an item of YAML: it is a key, and the item a map.
  void begin_pair() {
    FlowFrame& list = frames_.back();
    if (!list.has_value || list.value.size() == 0) return;
    FlowFrame pair;
    pair.is_map = pair.is_pair = pair.after_colon = true;
    pair.line = list.line;
    pair.indent = list.indent;
    pair.key = {text_of(list.value, list.quote), false, 0, list.value};
    pair.key_line = line_;
    pair.missing_comma = list.value_comma;
    pair.members.push_back({pair.key.key, {}, pair.key.range, {}});
    if (!list.members.empty() && list.members.back().value_range.begin == list.value.begin) list.members.pop_back();
    frames_.push_back(std::move(pair));
  }

  void close_pair() {
    if (!frames_.empty() && frames_.back().is_pair) close();
  }

  bool is_closer_of_top(char c) const {
    const FlowFrame& top = frames_.back();
    if (top.is_map != (c == '}')) return false;
    // Deeper than the line of its bracket: a surplus bracket. In YAML, brackets are often closed at such a place.
    return !by_lines_ || !cursor_.is_json || !is_first_ || top.line == line_ || top.indent >= indent_;
  }

  // Whether the innermost bracket lacks its own on this line, and this is that of the one around it.
  bool closes_the_next(char c) const {
    if (!mends_ || frames_.size() < 2 || frames_.back().line != line_) return false;
    return frames_.back().is_map != (c == '}') && frames_[frames_.size() - 2].is_map == (c == '}');
  }

  void open(bool is_map) {
    FlowFrame frame;
    frame.is_map = is_map;
    frame.line = line_;
    frame.indent = indent_;
    frame.tags = std::exchange(tags_, {});
    unknown_tag_.reset();
    is_tagged_ = false;
    if (!frames_.empty()) {
      begin_value();
      frames_.back().has_value = true;
      frames_.back().value = {};
      frame.missing_comma = std::exchange(missing_comma_, std::nullopt);
    }
    frames_.push_back(std::move(frame));
  }

  // Whether the members of the innermost bracket matter: those of a bracket around the cursor do, and before the cursor
  // is found any may be one.
  bool is_recorded() const { return !is_found_ || frames_.size() <= open_; }

  void close() {
    if (is_found_ && is_recorded()) {
      open_ = frames_.size() - 1;
      kept_[open_] = std::move(frames_.back().members);
    }
    frames_.pop_back();
    tags_.clear();
    unknown_tag_.reset();
    is_tagged_ = false;
  }

  void next_member() {
    FlowFrame& top = frames_.back();
    if (top.is_map) {
      top.after_colon = false;
      top.key = {};
      top.value = {};
    } else {
      ++top.index;
    }
    top.has_value = false;
    tags_.clear();
    unknown_tag_.reset();
    is_tagged_ = false;
  }

  // Handles a member that begins without a comma before it.
  void begin_value() {
    if (frames_.back().is_pair && frames_.back().has_value) close();
    FlowFrame& top = frames_.back();
    if (!top.has_value || (top.is_map && !top.after_colon)) return;
    lack_comma();
    next_member();
  }

  // Notes that what begins here follows the last token without a comma.
  void lack_comma() {
    const bool is_parted =
        last_end_ == 0 || std::string_view("{[,:").find(text_[last_end_ - 1]) != std::string_view::npos;
    if (!is_parted) missing_comma_ = last_end_;
  }

  void string(char quote) {
    const std::uint32_t begin = at_;
    const FlowString found = tokens_.string_at(begin);
    is_mismatched_ |= found.is_cut;
    at_ = found.end;
    scalar(found.content, begin, quote, found.is_closed);
  }

  void word(char first) {
    const std::uint32_t begin = at_;
    const bool is_apart = !cursor_.is_json && !frames_.empty() && !frames_.back().is_map;
    std::uint32_t end = at_ = tokens_.end_of_word(begin, is_apart);
    while (end > begin + 1 && FlowTokens::is_blank(text_[end - 1])) --end;
    const TextRange range{begin, end};
    if (first == '!' && !cursor_.is_json) {
      const std::string_view function = function_of_tag(text_.substr(begin, end - begin));
      const bool is_typed = !is_found_ && cursor_.offset > begin && cursor_.offset <= end;
      if (!is_typed) {
        if (!frames_.empty()) begin_value();
        if (!function.empty()) {
          tags_.push_back({std::string(function), false, 0, range});
        } else if (is_tag_of_yaml(text_.substr(begin, end - begin))) {
          is_tagged_ = true;
        } else if (!is_found_) {
          unknown_tag_ = range;
        }
        return;
      }
    }
    scalar(range, begin, '\0', true);
  }

  void scalar(TextRange word, std::uint32_t begin, char quote, bool is_closed) {
    if (frames_.empty()) return;
    begin_value();
    FlowFrame& top = frames_.back();
    const bool is_key = top.is_map && !top.after_colon;
    const bool holds =
        !is_found_ && cursor_.offset >= (quote == '\0' ? begin : begin + 1) && cursor_.offset <= word.end;
    if (holds) {
      cursor_.word = word;
      cursor_.quote = quote;
      cursor_.is_quote_closed = is_closed;
      if (is_key && top.has_value) lack_comma();
      found(is_key ? CursorRole::Key : CursorRole::Value);
      const std::string_view words = text_.substr(word.begin, word.size());
      if (!top.is_map && quote == '\0' && !cursor_.is_json && words.find_first_of(" \t") != std::string_view::npos) {
        cursor_.item_of_words = item_step_;
      }
      cursor_.is_before_argument =
          !cursor_.is_json && quote == '\0' && text_[begin] == '!' && is_before_value(text_, at_);
      const std::size_t next = text_.find_first_not_of(" \t", at_);
      cursor_.is_followed_by_colon = is_key && next != std::string_view::npos && text_[next] == ':';
    }
    top.value_comma = std::exchange(missing_comma_, std::nullopt);
    const std::string text = text_of(word, quote);
    if (is_key) {
      top.key = {text, false, 0, word};
      top.key_line = line_;
      // The word that is being typed is not one of its own siblings.
      if (!holds && is_recorded()) top.members.push_back({text, {}, word, {}});
      top.has_value = true;
      return;
    }
    top.has_value = true;
    top.value = holds ? TextRange{} : word;
    top.quote = quote;
    if (top.is_map) {
      if (!top.members.empty() && top.members.back().key == top.key.key) {
        top.members.back().value = text;
        top.members.back().value_range = word;
      }
    } else if (!holds && is_recorded()) {
      while (top.members.size() < top.index) top.members.emplace_back();
      top.members.push_back({{}, text, {}, word});
    }
    tags_.clear();
    unknown_tag_.reset();
    is_tagged_ = false;
  }

  std::string text_of(TextRange range, char quote) const {
    return read_scalar(text_.substr(range.begin, range.size()),
                       {.is_json = cursor_.is_json, .in_flow = true, .quote = quote, .outer = cursor_.outer_quote});
  }

  // Handles a cursor between two tokens.
  void find_between() {
    if (frames_.empty()) return;
    const FlowFrame& top = frames_.back();
    cursor_.word = {cursor_.offset, cursor_.offset};
    cursor_.quote = '\0';
    const bool is_value = top.is_map ? top.after_colon && !top.has_value : !top.has_value;
    const bool is_bare_key = top.is_map && !top.after_colon && top.has_value && top.key_line == line_;
    if (is_bare_key || (top.is_pair && !is_value)) {
      // After a key without a colon, or a pair.
      begin_found();
      cursor_.role = CursorRole::None;
      return;
    }
    if (!is_value && top.has_value) lack_comma();
    found(is_value ? CursorRole::Value : top.is_map ? CursorRole::Key : CursorRole::None);
  }

  void begin_found() {
    is_found_ = true;
    open_ = frames_.size();
    kept_.resize(open_);
  }

  void found(CursorRole role) {
    begin_found();
    cursor_.role = role;
    cursor_.in_flow = true;
    cursor_.column = indent_;
    if (mends_) lacking_ = lacking_brackets();
    base_ = cursor_.path.size();
    for (std::size_t i = 0; i < frames_.size(); ++i) {
      const FlowFrame& frame = frames_[i];
      for (const PathStep& tag : frame.tags) push(tag, open_);
      if (i + 1 == frames_.size() && (role == CursorRole::Key || role == CursorRole::None)) break;
      if (frame.is_map) {
        push(frame.key, i);
      } else {
        push({{}, true, frame.index, {}}, i);
      }
    }
    item_step_ = cursor_.path.empty() ? 0 : cursor_.path.size() - 1;
    cursor_.missing_commas = commas_before(frames_, missing_comma_, role);
    if (role == CursorRole::Value) {
      for (const PathStep& tag : tags_) push(tag, open_);
      cursor_.unknown_tag = unknown_tag_;
      cursor_.is_tagged = is_tagged_;
    }
  }

  void push(const PathStep& step, std::size_t frame) {
    cursor_.path.push_back(step);
    frame_of_.push_back(frame);
  }

  FlowEnd finish() {
    if (!is_found_) return FlowEnd::BeforeCursor;
    const FlowEnd end = frames_.empty() ? FlowEnd::Closed : FlowEnd::Open;
    is_mismatched_ |= !frames_.empty();
    while (!frames_.empty()) close();
    cursor_.siblings.resize(cursor_.path.size() + 1);
    for (std::size_t i = 0; i < frame_of_.size(); ++i) {
      if (frame_of_[i] < kept_.size()) cursor_.siblings[base_ + i] = kept_[frame_of_[i]];
    }
    if (cursor_.role == CursorRole::Key && !kept_.empty()) cursor_.siblings[cursor_.path.size()] = kept_.back();
    return end;
  }

  std::string_view text_;
  FlowTokens tokens_;
  std::uint32_t at_;
  bool mends_;
  bool by_lines_ = false;
  std::uint32_t least_indent_ = 0;  // of the lines that the brackets can hold
  Cursor& cursor_;
  std::vector<FlowFrame> frames_;
  std::vector<PathStep> tags_;  // before the next value
  std::optional<TextRange> unknown_tag_;
  bool is_tagged_ = false;                      // one of them is YAML's own
  std::optional<std::uint32_t> missing_comma_;  // before the next value and its tags
  std::uint32_t last_end_ = 0;                  // of the last token, without what is blank
  std::size_t item_step_ = 0;
  std::uint32_t line_ = 0, indent_ = 0;
  bool is_first_ = true;  // first token on its line
  bool is_found_ = false;
  bool is_mismatched_ = false;  // a bracket has no other
  std::size_t lacking_ = 0;     // brackets to close behind the cursor
  std::size_t open_ = 0;        // how many of the brackets around the cursor are not closed yet
  std::size_t base_ = 0;
  std::vector<std::size_t> frame_of_;  // index of the frame of each step that was pushed
  std::vector<std::vector<Sibling>> kept_;
};

}  // namespace

FlowEnd scan_flow(std::string_view text, std::uint32_t begin, ColonEnds colon, Cursor& cursor) {
  const Cursor outside = cursor;
  Scanner as_written(text, begin, false, colon, cursor);
  const FlowEnd end = as_written.run();
  if (as_written.is_balanced()) return end;
  cursor = outside;
  return Scanner(text, begin, true, colon, cursor).run();
}

}  // namespace virga::lsp
