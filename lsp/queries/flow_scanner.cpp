#include "lsp/queries/flow_scanner.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace virga::lsp {

namespace {

struct Frame {
  bool is_map = false;
  bool has_value = false;  // for the current member or item
  bool after_colon = false;
  std::uint32_t line = 0;    // start of the line on which it was opened
  std::uint32_t indent = 0;  // indentation of that line
  std::uint32_t index = 0;
  PathStep key;                // key of the current member
  TextRange value;             // value of the current member if it is a scalar
  std::vector<PathStep> tags;  // functions around the whole collection
  std::vector<Sibling> members;
};

class Scanner {
public:
  Scanner(std::string_view text, std::uint32_t begin, bool by_lines, ColonEnds colon, Cursor& cursor)
      : text_(text), at_(begin), by_lines_(by_lines && is_indented(text)), colon_(colon), cursor_(cursor) {
    const std::size_t line_begin = text.rfind('\n', begin == 0 ? 0 : begin - 1);
    line_start_ = line_begin == std::string_view::npos || begin == 0 ? 0 : static_cast<std::uint32_t>(line_begin + 1);
    indent_ = indent_at(line_start_);
    is_first_ = text.find_first_not_of(" \t", line_start_) == begin;
  }

  bool run() {
    bool has_begun = false;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        if (!is_found_ && at_ >= cursor_.offset) find_between();
        ++at_;
        ++line_;
        line_start_ = at_;
        indent_ = indent_at(at_);
        is_first_ = true;
        continue;
      }
      if (c == ' ' || c == '\t' || c == '\r') {
        ++at_;
        continue;
      }
      if (!is_found_ && at_ >= cursor_.offset) find_between();
      if (is_found_ && frames_.size() < depth_) return finish();
      if (c == '#' && !cursor_.is_json && (at_ == 0 || text_[at_ - 1] == ' ')) {
        skip_comment();
        continue;
      }
      token(c);
      is_first_ = false;
      has_begun = true;
      if (has_begun && frames_.empty()) break;
    }
    if (!is_found_ && (at_ >= cursor_.offset || !frames_.empty()) && !frames_.empty()) find_between();
    return finish();
  }

private:
  static bool is_indented(std::string_view text) {
    const std::size_t line = text.find('\n');
    return line != std::string_view::npos && line + 1 < text.size() &&
           (text[line + 1] == ' ' || text[line + 1] == '\t');
  }

  std::uint32_t indent_at(std::uint32_t begin) const {
    std::uint32_t at = begin;
    while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t')) ++at;
    return at - begin;
  }

  void skip_comment() {
    const std::size_t end = std::min(text_.find('\n', at_), text_.size());
    if (!is_found_ && cursor_.offset > at_ && cursor_.offset <= end) {
      is_found_ = true;
      depth_ = frames_.size();
      cursor_.role = CursorRole::None;
    }
    at_ = static_cast<std::uint32_t>(end);
  }

  // A line that is indented less than that of its bracket shows that a closing bracket is missing.
  void recover(char c) {
    if (!by_lines_ || !is_first_) return;
    const bool closes = c == '}' || c == ']';
    while (!frames_.empty()) {
      const Frame& top = frames_.back();
      if (top.line == line_ || frames_.size() == 1) return;
      const bool is_over = closes ? top.indent > indent_ : top.indent >= indent_;
      if (!is_over) return;
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
        if (!frames_.empty() && is_closer_of_top(c)) close();
        ++at_;
        return;
      case ',':
        if (!frames_.empty()) next_member();
        ++at_;
        return;
      case ':':
        if (!frames_.empty() && frames_.back().is_map) colon();
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
    Frame& top = frames_.back();
    if (top.after_colon && top.has_value && top.value.size() > 0) {
      // The previous value is actually the next key: the key before it has no value yet.
      const std::string name(text_.substr(top.value.begin, top.value.size()));
      top.key = {name, false, 0, top.value};
      top.members.push_back({name, {}, top.value, {}});
    }
    top.after_colon = true;
    top.has_value = false;
    top.value = {};
  }

  bool is_closer_of_top(char c) const {
    const Frame& top = frames_.back();
    if (top.is_map != (c == '}')) return false;
    // Deeper than the line of its bracket: a surplus bracket.
    return !by_lines_ || !is_first_ || top.line == line_ || top.indent >= indent_;
  }

  void open(bool is_map) {
    Frame frame;
    frame.is_map = is_map;
    frame.line = line_;
    frame.indent = indent_;
    frame.tags = std::exchange(tags_, {});
    unknown_tag_.reset();
    if (!frames_.empty()) {
      begin_value();
      frames_.back().has_value = true;
    }
    frames_.push_back(std::move(frame));
  }

  void close() {
    if (is_found_ && frames_.size() <= depth_ && frames_.size() <= kept_.size()) {
      kept_[frames_.size() - 1] = frames_.back().members;
    }
    frames_.pop_back();
    tags_.clear();
    unknown_tag_.reset();
  }

  void next_member() {
    Frame& top = frames_.back();
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
  }

  // Handles a member that begins without a comma before it.
  void begin_value() {
    Frame& top = frames_.back();
    if (top.has_value && !(top.is_map && !top.after_colon)) next_member();
  }

  void string(char quote) {
    const std::uint32_t begin = at_;
    std::uint32_t end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
      if (text_[end] == '\\' && quote == '"' && end + 1 < text_.size() && text_[end + 1] != '\n') ++end;
      ++end;
    }
    end = std::min(end, static_cast<std::uint32_t>(text_.size()));
    const bool is_closed = end < text_.size() && text_[end] == quote;
    std::uint32_t content_end = end;
    if (!is_closed) {
      while (content_end > begin + 1 && (text_[content_end - 1] == ' ' || text_[content_end - 1] == '\r'))
        --content_end;
      // A comma or bracket at the end of an unclosed string is not part of it.
      if (cursor_.offset < content_end) {
        while (content_end > begin + 1 &&
               std::string_view(",}]").find(text_[content_end - 1]) != std::string_view::npos &&
               cursor_.offset < content_end) {
          --content_end;
        }
      }
    }
    const TextRange content{begin + 1, content_end};
    at_ = is_closed ? end + 1 : end;
    scalar(content, content, begin, quote, is_closed);
  }

  void word(char first) {
    const std::uint32_t begin = at_;
    std::uint32_t end = at_ + 1;
    const auto ends = [&](std::uint32_t i) {
      const char c = text_[i];
      if (c == '\n' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') return true;
      if (c == '#' && text_[i - 1] == ' ') return true;
      if (first == '!' && (c == ' ' || c == '\t')) return true;
      if (cursor_.is_json) return c == ':' || c == '"' || c == ' ' || c == '\r';
      if (colon_ == ColonEnds::Word && i + 1 == cursor_.offset) return false;
      return c == ':' &&
             (i + 1 == text_.size() || std::string_view(" \n\r,]}").find(text_[i + 1]) != std::string_view::npos);
    };
    while (end < text_.size() && !ends(end)) ++end;
    at_ = end;
    while (end > begin + 1 && (text_[end - 1] == ' ' || text_[end - 1] == '\r' || text_[end - 1] == '\t')) --end;
    const TextRange range{begin, end};
    if (first == '!' && !cursor_.is_json) {
      const std::string_view function = function_of_tag(text_.substr(begin, end - begin));
      const bool is_typed = !is_found_ && cursor_.offset > begin && cursor_.offset <= end;
      if (!is_typed) {
        if (!frames_.empty()) begin_value();
        if (!function.empty()) {
          tags_.push_back({std::string(function), false, 0, range});
        } else if (!is_found_) {
          unknown_tag_ = range;
        }
        return;
      }
    }
    scalar(range, range, begin, '\0', true);
  }

  void scalar(TextRange content, TextRange word, std::uint32_t begin, char quote, bool is_closed) {
    if (frames_.empty()) return;
    begin_value();
    Frame& top = frames_.back();
    const bool is_key = top.is_map && !top.after_colon;
    const bool holds =
        !is_found_ && cursor_.offset >= (quote == '\0' ? begin : begin + 1) && cursor_.offset <= word.end;
    if (holds) {
      cursor_.word = word;
      cursor_.quote = quote;
      cursor_.is_quote_closed = is_closed;
      found(is_key ? CursorRole::Key : CursorRole::Value);
      const std::size_t next = text_.find_first_not_of(" \t", at_);
      cursor_.is_followed_by_colon = is_key && next != std::string_view::npos && text_[next] == ':';
    }
    const std::string text(text_.substr(content.begin, content.size()));
    if (is_key) {
      top.key = {text, false, 0, content};
      // The word that is being typed is not one of its own siblings.
      if (!holds) top.members.push_back({text, {}, content, {}});
      typed_ = holds;
      top.has_value = true;
      return;
    }
    top.has_value = true;
    top.value = holds ? TextRange{} : content;
    if (top.is_map) {
      if (!top.members.empty() && top.members.back().key == top.key.key) {
        top.members.back().value = text;
        top.members.back().value_range = content;
      }
    } else if (!holds) {
      while (top.members.size() < top.index) top.members.emplace_back();
      top.members.push_back({{}, text, {}, content});
    }
    tags_.clear();
    unknown_tag_.reset();
  }

  // Handles a cursor between two tokens.
  void find_between() {
    if (frames_.empty()) return;
    const Frame& top = frames_.back();
    cursor_.word = {cursor_.offset, cursor_.offset};
    cursor_.quote = '\0';
    const bool is_value = top.is_map ? top.after_colon && !top.has_value : !top.has_value;
    if (top.is_map && !is_value && !top.after_colon && top.has_value) {
      // After a key without a colon.
      is_found_ = true;
      depth_ = frames_.size();
      kept_.resize(depth_);
      cursor_.role = CursorRole::None;
      return;
    }
    found(is_value ? CursorRole::Value : top.is_map ? CursorRole::Key : CursorRole::None);
  }

  void found(CursorRole role) {
    is_found_ = true;
    depth_ = frames_.size();
    kept_.resize(depth_);
    cursor_.role = role;
    cursor_.in_flow = true;
    cursor_.column = indent_;
    base_ = cursor_.path.size();
    for (std::size_t i = 0; i < frames_.size(); ++i) {
      const Frame& frame = frames_[i];
      for (const PathStep& tag : frame.tags) push(tag, depth_);
      if (i + 1 == frames_.size() && (role == CursorRole::Key || role == CursorRole::None)) break;
      if (frame.is_map) {
        push(frame.key, i);
      } else {
        push({{}, true, frame.index, {}}, i);
      }
    }
    if (role == CursorRole::Value) {
      for (const PathStep& tag : tags_) push(tag, depth_);
      cursor_.unknown_tag = unknown_tag_;
    }
  }

  void push(const PathStep& step, std::size_t frame) {
    cursor_.path.push_back(step);
    frame_of_.push_back(frame);
  }

  bool finish() {
    if (!is_found_) return false;
    while (!frames_.empty()) close();
    cursor_.siblings.resize(cursor_.path.size() + 1);
    for (std::size_t i = 0; i < frame_of_.size(); ++i) {
      if (frame_of_[i] < kept_.size()) cursor_.siblings[base_ + i] = kept_[frame_of_[i]];
    }
    if (cursor_.role == CursorRole::Key && !kept_.empty()) cursor_.siblings[cursor_.path.size()] = kept_.back();
    return true;
  }

  std::string_view text_;
  std::uint32_t at_;
  bool by_lines_;
  ColonEnds colon_;
  Cursor& cursor_;
  std::vector<Frame> frames_;
  std::vector<PathStep> tags_;  // before the next value
  std::optional<TextRange> unknown_tag_;
  std::uint32_t line_ = 0, line_start_ = 0, indent_ = 0;
  bool is_first_ = true;  // first token on its line
  bool is_found_ = false;
  bool typed_ = false;
  std::size_t depth_ = 0;  // number of frames at the cursor
  std::size_t base_ = 0;
  std::vector<std::size_t> frame_of_;  // index of the frame of each step that was pushed
  std::vector<std::vector<Sibling>> kept_;
};

}  // namespace

bool scan_flow(std::string_view text, std::uint32_t begin, bool by_lines, ColonEnds colon, Cursor& cursor) {
  return Scanner(text, begin, by_lines, colon, cursor).run();
}

}  // namespace virga::lsp
