// The layout of JSON. A collection on one line stays on one line if it fits; one that is broken is broken at every
// member.
#include <algorithm>

#include "compiler/edit/line_edits.h"
#include "compiler/format/edit_sink.h"
#include "compiler/format/layouts.h"
#include "compiler/support/characters.h"

namespace virga {

namespace {

struct JsonToken {
  char type = '\0';     // one of {}[],: or 'v' for a scalar
  bool broken = false;  // for an opening bracket: there is a line break between it and its partner
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t partner = 0;  // for an opening bracket: index of the closing one
  std::uint32_t length = 0;   // for an opening bracket: bytes up to its partner if on one line
};

bool opens(char type) { return type == '{' || type == '['; }
bool closes(char type) { return type == '}' || type == ']'; }

class JsonLayout {
public:
  JsonLayout(std::string_view text, TextRange allowed, const FormatOptions& options)
      : text_(text),
        allowed_(allowed),
        width_(options.width),
        unit_(options.tabs ? std::string(1, '\t') : std::string(std::clamp(options.indent, 2U, 8U), ' ')),
        line_break_(line_break_of(text)),
        sink_(text, allowed) {}

  bool run(std::vector<TextEdit>& edits) {
    if (!scan()) return false;
    measure();
    std::uint32_t at = start_;
    for (std::uint32_t i = 0; i < tokens_.size(); ++i) {
      const JsonToken& token = tokens_[i];
      if (closes(token.type) && !open_.empty()) {
        gap(at, i);
        open_.pop_back();
      } else {
        gap(at, i);
      }
      if (opens(token.type)) open(i);
      column_ += token.end - token.begin;
      at = token.end;
    }
    sink_.replace(at, static_cast<std::uint32_t>(text_.size()), line_break_);
    edits = sink_.take();
    return true;
  }

private:
  struct Open {
    bool broken = false;
    bool padded = false;
    std::string base;     // indentation of the line with the opening bracket
    std::string content;  // indentation of the lines inside
  };

  bool scan() {
    start_ = text_.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    std::vector<std::uint32_t> open;
    for (std::uint32_t at = start_; at < text_.size();) {
      const char c = text_[at];
      if (is_space(c)) {
        if (c == '\n' || c == '\r') {
          // Its parents are marked as broken when this bracket closes.
          if (!open.empty()) tokens_[open.back()].broken = true;
        }
        ++at;
        continue;
      }
      JsonToken token{.type = 'v', .begin = at};
      if (std::string_view("{}[],:").find(c) != std::string_view::npos) {
        token.type = c;
        token.end = at + 1;
      } else if (c == '"') {
        std::size_t end = at + 1;
        while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
        if (end >= text_.size()) return false;
        token.end = static_cast<std::uint32_t>(end + 1);
      } else {
        token.end = static_cast<std::uint32_t>(std::min(text_.find_first_of(" \t\r\n{}[],:\"", at), text_.size()));
      }
      if (closes(c)) {
        if (open.empty()) return false;
        JsonToken& opening = tokens_[open.back()];
        open.pop_back();
        opening.partner = static_cast<std::uint32_t>(tokens_.size());
        if (opening.broken && !open.empty()) tokens_[open.back()].broken = true;
      } else if (opens(c)) {
        open.push_back(static_cast<std::uint32_t>(tokens_.size()));
      }
      tokens_.push_back(token);
      at = token.end;
    }
    return open.empty() && !tokens_.empty();
  }

  bool padded(const JsonToken& open) const {
    return open.type == '{' && open.end < text_.size() && is_space(text_[open.end]);
  }

  // Computes the length of each collection on one line.
  void measure() {
    std::vector<std::uint32_t> open;
    std::vector<std::uint32_t> began;
    std::uint32_t length = 0;
    for (std::uint32_t i = 0; i < tokens_.size(); ++i) {
      JsonToken& token = tokens_[i];
      length += token.end - token.begin + (token.type == ',' || token.type == ':' ? 1 : 0);
      if (opens(token.type)) {
        if (padded(token)) length += 2;
        open.push_back(i);
        began.push_back(length);
      } else if (closes(token.type)) {
        tokens_[open.back()].length = length - began.back();
        open.pop_back();
        began.pop_back();
      }
    }
  }

  void open(std::uint32_t i) {
    const JsonToken& token = tokens_[i];
    Open opened;
    const bool empty = token.partner == i + 1;
    const bool inside_line = !open_.empty() && !open_.back().broken;
    opened.broken = !empty && !inside_line && (token.broken || column_ + 1 + token.length + 1 > width_);
    opened.padded = !empty && padded(token);
    opened.base = line_indentation_;
    opened.content = opened.base + unit_;
    // If some of its lines must not be changed, align the others with them.
    const std::uint32_t first = tokens_[i + 1].begin;
    const std::string_view written = indentation_of_line(first);
    if (opened.broken && first < allowed_.begin && first - written.size() > token.end) opened.content = written;
    open_.push_back(std::move(opened));
  }

  // The indentation of the line that begins with the token at `offset`; empty if the token does not begin a line.
  std::string_view indentation_of_line(std::uint32_t offset) const {
    std::uint32_t begin = offset;
    while (begin > start_ && (text_[begin - 1] == ' ' || text_[begin - 1] == '\t')) --begin;
    return begin == start_ || text_[begin - 1] == '\n' || text_[begin - 1] == '\r' ? text_.substr(begin, offset - begin)
                                                                                   : std::string_view{};
  }

  bool begins_line(std::uint32_t offset) const {
    const std::uint32_t begin = offset - static_cast<std::uint32_t>(indentation_of_line(offset).size());
    return begin == start_ || text_[begin - 1] == '\n' || text_[begin - 1] == '\r';
  }

  // Lays out the gap between `at` and token `i`.
  void gap(std::uint32_t at, std::uint32_t i) {
    const JsonToken& token = tokens_[i];
    if (i == 0) {
      sink_.remove(at, token.begin);
      return;
    }
    const char left = tokens_[i - 1].type;
    const bool own_line = !open_.empty() && open_.back().broken && (opens(left) || left == ',' || closes(token.type)) &&
                          token.type != ',' && token.type != ':';
    if (!own_line) {
      const bool one =
          left == ':' || left == ',' || ((opens(left) || closes(token.type)) && !open_.empty() && open_.back().padded);
      const bool none = token.type == ':' || token.type == ',';
      sink_.spaces(at, token.begin, one && !none ? 1 : 0);
      column_ += one && !none ? 1 : 0;
      return;
    }
    const Open& around = open_.back();
    line_indentation_ = closes(token.type) ? around.base : around.content;
    // A line that must not be changed keeps its indentation.
    if (token.begin < allowed_.begin && begins_line(token.begin)) line_indentation_ = indentation_of_line(token.begin);
    std::string text(line_break_);
    if (left == ',' && line_breaks(at, token.begin) > 1) text += line_break_;
    text += line_indentation_;
    sink_.replace(at, token.begin, text);
    column_ = static_cast<std::uint32_t>(line_indentation_.size());
  }

  std::size_t line_breaks(std::uint32_t begin, std::uint32_t end) const {
    std::size_t count = 0;
    for (std::uint32_t i = begin; i < end; ++i) {
      if (text_[i] == '\n' || (text_[i] == '\r' && (i + 1 == end || text_[i + 1] != '\n'))) ++count;
    }
    return count;
  }

  std::string_view text_;
  TextRange allowed_;
  std::uint32_t width_;
  std::string unit_;
  std::string_view line_break_;
  EditSink sink_;
  std::uint32_t start_ = 0;  // after the byte-order mark
  std::uint32_t column_ = 0;
  std::string line_indentation_;
  std::vector<JsonToken> tokens_;
  std::vector<Open> open_;
};

}  // namespace

bool lay_out_json(const SyntaxTree& tree, TextRange allowed, const FormatOptions& options,
                  std::vector<TextEdit>& edits) {
  return JsonLayout(tree.source->text(), allowed, options).run(edits);
}

}  // namespace virga
