#include "lsp/queries/block_finder.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "lsp/queries/block_lines.h"
#include "lsp/queries/brackets.h"
#include "lsp/queries/flow_scanner.h"

namespace virga::lsp {

namespace {

// The deepest path; deeper text is not a template.
constexpr std::size_t kMaxSteps = 200;

// Finds the cursor in block-style YAML.
class BlockFinder {
public:
  BlockFinder(const SourceFile& source, ColonEnds colon, Cursor& cursor)
      : lines_(source),
        text_(source.text()),
        colon_(colon),
        cursor_(cursor),
        line_(source.lines().line_of(cursor.offset)) {}

  void run() {
    start_ = start_of(line_);
    const std::string_view text = text_of(line_);
    const std::uint32_t column = std::max(cursor_.offset, start_) - start_;
    cursor_.word = {cursor_.offset, cursor_.offset};
    YamlLine line = read_yaml_line(text);
    if (in_block_scalar(line, column)) return;
    if (in_earlier_flow(line, column)) return;
    const bool is_bare_key = line.has_key && !line.has_value() && column == line.colon + 1;
    if (is_bare_key && colon_ == ColonEnds::Word) {
      line.has_key = false;
      line.value = line.content;
      line.end = column;
    }
    if (const auto colon = colon_before_tag(line, text); colon && *colon + 2 <= column) {
      split_at(line, *colon);
      const bool is_on_tag =
          text.substr(line.value, column - line.value).find_first_of(" \t") == std::string_view::npos;
      const bool has_function = !is_on_tag && !functions_of(line, text).empty();
      cursor_.needs_space = !has_function;
      if (has_function) cursor_.space_at = start_ + *colon + 1;
    }
    if (line.is_blank) {
      // In a comment, or directly before it, where nothing would part it from what is written.
      if (column > line.indent || (column == line.indent && text.substr(column).starts_with('#'))) return;
      // An empty line, but for a comment behind the cursor: a key could be at the cursor.
      key_at(column, line_, column, false);
      return;
    }
    if (column > line.end && !text.substr(line.end, column - line.end).empty() &&
        text.substr(line.end, column - line.end).find('#') != std::string_view::npos) {
      return;  // in a comment
    }
    if (column < line.content) {
      // Between or before dashes; directly after the last one, a value could begin.
      if (line.dashes.empty() || column <= line.dashes.back() + (line.has_value() ? 1 : 0)) return;
    }
    if (line.has_key && column <= line.colon) {
      in_key(line, text);
      return;
    }
    in_value(line, text, column);
  }

private:
  std::uint32_t start_of(std::uint32_t line) const { return lines_.start_of(line); }
  std::string_view text_of(std::uint32_t line) const { return lines_.text_of(line); }

  // Whether it is a line of a block scalar: the line that begins the scalar is indented less than all lines between.
  bool in_block_scalar(const YamlLine& line, std::uint32_t column) {
    std::uint32_t indent = line.is_blank && text_of(line_).size() <= line.indent ? column : line.indent;
    for (std::uint32_t at = line_; at-- > 0 && indent > 0;) {
      const std::string_view text = text_of(at);
      const std::size_t first = text.find_first_not_of(" \t\r");
      if (first == std::string_view::npos || first >= indent) continue;
      indent = static_cast<std::uint32_t>(first);
      const YamlLine above = read_yaml_line(text);
      if (above.is_blank) continue;
      if (!begins_block_scalar(text)) continue;
      // An empty line where a key of the enclosing mapping could begin is not text.
      const std::uint32_t own = above.has_key || above.dashes.empty() ? above.content : above.dashes.back();
      if (line.is_blank && column <= own) return false;
      cursor_.in_block_scalar = true;
      cursor_.scalar_line = at;
      cursor_.role = CursorRole::Value;
      const std::uint32_t begin = start_of(line_);
      cursor_.word = {begin, begin + static_cast<std::uint32_t>(text_of(line_).size())};
      value_of(above, at, text);
      return true;
    }
    return false;
  }

  // Whether the cursor is inside brackets opened on a previous line. Of several, the outermost one has them all.
  bool in_earlier_flow(const YamlLine& line, std::uint32_t column) {
    struct Outermost {
      std::uint32_t line = 0;
      Cursor inside;
    };
    if (in_root_flow()) return true;
    std::optional<Outermost> outermost;
    bool is_in_block = false;  // a line between that one and the cursor could be a line of a block
    std::uint32_t indent = line.is_blank ? std::max(column, line.indent) : line.indent;
    bool closes = is_closer(line);
    for (std::uint32_t at = line_; at-- > 0 && (indent > 0 || closes);) {
      const std::string_view text = text_of(at);
      const std::size_t first = text.find_first_not_of(" \t\r");
      if (first == std::string_view::npos || first > indent || (first == indent && !closes)) continue;
      const YamlLine above = read_yaml_line(text);
      if (above.is_blank) continue;
      const std::uint32_t value = value_after_tags(above, text);
      const bool is_bracket = value < above.end && (text[value] == '[' || text[value] == '{');
      if (!is_bracket && first == indent) continue;
      if (is_bracket) {
        Cursor inside = cursor_;
        const FlowEnd end = scan_flow(text_, start_of(at) + value, colon_, inside);
        // An open bracket holds no blocks.
        if (end == FlowEnd::Closed || (end == FlowEnd::Open && !is_in_block)) outermost = {at, std::move(inside)};
      } else {
        is_in_block = true;
      }
      if (first < indent) closes = false;
      indent = static_cast<std::uint32_t>(first);
    }
    if (!outermost) return false;
    value_of(read_yaml_line(text_of(outermost->line)), outermost->line, text_of(outermost->line));
    append(std::move(outermost->inside));
    return true;
  }

  // The same where the whole document stands in brackets, which may begin all of its lines in one column.
  bool in_root_flow() {
    for (std::uint32_t at = 0; at < line_; ++at) {
      const std::string_view text = text_of(at);
      const std::size_t first = text.find_first_not_of(" \t\r");
      if (first == std::string_view::npos || text[first] == '#' || text.starts_with("---")) continue;
      if (text[first] != '{' && text[first] != '[') return false;
      Cursor inside = cursor_;
      const auto begin = start_of(at) + static_cast<std::uint32_t>(first);
      if (scan_flow(text_, begin, colon_, inside) == FlowEnd::BeforeCursor) return false;
      append(std::move(inside));
      return true;
    }
    return false;
  }

  // Where the value of a line begins, after its tags.
  static std::uint32_t value_after_tags(const YamlLine& line, std::string_view text) {
    std::uint32_t value = line.value;
    while (value < line.end && text[value] == '!') {
      const std::size_t space = text.find_first_of(" \t", value);
      if (space == std::string_view::npos) break;
      value = static_cast<std::uint32_t>(std::min(text.find_first_not_of(" \t", space), text.size()));
    }
    return value;
  }

  bool is_closer(const YamlLine& line) const {
    if (line.is_blank) return false;
    const char c = text_[start_ + line.content];
    return c == ']' || c == '}';
  }

  // Appends the steps and siblings found by scanning brackets.
  void append(Cursor inside) {
    const std::size_t base = cursor_.path.size();
    cursor_.siblings.resize(base);
    for (PathStep& step : inside.path) cursor_.path.push_back(std::move(step));
    for (std::vector<Sibling>& siblings : inside.siblings) cursor_.siblings.push_back(std::move(siblings));
    cursor_.siblings.resize(cursor_.path.size() + 1);
    cursor_.role = inside.role;
    cursor_.word = inside.word;
    cursor_.quote = inside.quote;
    cursor_.is_quote_closed = inside.is_quote_closed;
    cursor_.unknown_tag = inside.unknown_tag;
    cursor_.is_tagged = inside.is_tagged;
    cursor_.is_before_argument = inside.is_before_argument;
    cursor_.missing_commas = std::move(inside.missing_commas);
    if (inside.item_of_words) cursor_.item_of_words = base + *inside.item_of_words;
    cursor_.in_flow = true;
    cursor_.is_followed_by_colon = inside.is_followed_by_colon;
  }

  // The cursor is at a key, or a possible key, of a mapping in this column.
  void key_at(std::uint32_t column, std::uint32_t line, std::uint32_t cursor_column, bool is_item) {
    cursor_.role = CursorRole::Key;
    cursor_.column = cursor_column;
    cursor_.has_block_below = has_block_below(column);
    steps_above(line, column, is_item);
    cursor_.siblings.push_back(lines_.members_at(line, column, cursor_));
  }

  void in_key(const YamlLine& line, std::string_view text) {
    cursor_.word = {start_ + line.key.begin, start_ + line.key.end};
    if (line.key.begin != line.content) cursor_.quote = text[line.content];
    cursor_.is_followed_by_colon = true;
    push_dashes(line, line_);
    key_at(line.content, line_, line.content, !line.dashes.empty());
  }

  // Adds steps for the lines above, then for the dashes of this line.
  void push_dashes(const YamlLine& line, std::uint32_t at) {
    pending_ = line.dashes;
    pending_line_ = at;
  }

  void in_value(const YamlLine& line, std::string_view text, std::uint32_t column) {
    cursor_.column = line.content;
    if (!line.has_key && !line.dashes.empty()) {
      cursor_.column = std::max(line.has_value() ? line.content : column, line.dashes.back() + 2);
    }
    if (line.has_key && column < line.value) {
      // Between the colon and the value.
      if (column == line.colon + 1 && line.has_value()) return;
    }
    if (line.has_key && !line.has_value() && has_block_below(line.content)) return;
    if (!line.has_key && line.dashes.empty()) {
      plain_line(line, text);
      return;
    }
    value_of(line, line_, text);
    cursor_.role = CursorRole::Value;
    cursor_.could_be_key = !line.has_key;
    cursor_.has_block_below = cursor_.could_be_key && has_block_below(cursor_.column);
    scan_value(line, text, line.value);
    if (cursor_.could_be_key && cursor_.siblings.size() == cursor_.path.size()) {
      cursor_.siblings.push_back(
          lines_.members_at(line_, line.has_value() ? line.content : line.dashes.back() + 2, cursor_));
      // Beside keys of other lines stands a key.
      const std::vector<Sibling>& members = cursor_.siblings.back();
      if (std::any_of(members.begin(), members.end(), [&](const Sibling& member) {
            return member.key_range.begin < start_ || member.key_range.begin >= start_ + text.size();
          })) {
        cursor_.role = CursorRole::Key;
        cursor_.could_be_key = false;
      }
    }
  }

  // Whether the value of a key in this column is on the lines below, so that none can be written beside the key.
  bool has_block_below(std::uint32_t column) const {
    for (std::uint32_t at = line_ + 1; at < lines_.count(); ++at) {
      const YamlLine below = read_yaml_line(text_of(at));
      if (below.is_blank) continue;
      return below.indent > column || (below.indent == column && !below.dashes.empty());
    }
    return false;
  }

  // A line with a single word: a half-typed key, or a value on the line below its key.
  void plain_line(const YamlLine& line, std::string_view text) {
    const char first = text[line.content];
    if (first == '[' || first == '{' || first == '!' || first == '"' || first == '\'') {
      steps_above(line_, line.content, false);
      cursor_.role = CursorRole::Value;
      cursor_.siblings.resize(cursor_.path.size());
      if (first == '"' || first == '\'') cursor_.could_be_key = true;
      scan_value(line, text, line.content);
      return;
    }
    cursor_.word = {start_ + line.content, start_ + line.end};
    key_at(line.content, line_, line.content, false);
  }

  // Scans a value that begins at `at` on its line up to the cursor: tags, then a scalar or brackets.
  void scan_value(const YamlLine& line, std::string_view text, std::uint32_t at) {
    const std::uint32_t column = std::max(cursor_.offset, start_) - start_;
    for (;;) {
      if (at >= line.end || column < at) {
        cursor_.word = {cursor_.offset, cursor_.offset};
        return;
      }
      if (text[at] != '!' && text[at] != '&') break;
      cursor_.could_be_key = false;
      const auto end = static_cast<std::uint32_t>(std::min(text.find_first_of(" \t", at), text.size()));
      if (column <= end) {
        cursor_.word = {start_ + at, start_ + std::min(end, line.end)};
        const bool is_own_item = !line.has_key && !line.dashes.empty();
        cursor_.is_before_argument =
            text[at] == '!' &&
            (is_before_value(text, end) ||
             (end >= line.end && has_block_below(is_own_item ? line.dashes.back() + 1 : line.content)));
        return;
      }
      if (const std::string_view function = function_of_tag(text.substr(at, end - at)); !function.empty()) {
        cursor_.path.push_back({std::string(function), false, 0, {start_ + at, start_ + end}});
        cursor_.siblings.resize(cursor_.path.size());
      } else if (is_tag_of_yaml(text.substr(at, end - at))) {
        cursor_.is_tagged = true;
      } else if (text[at] == '!') {
        cursor_.unknown_tag = {start_ + at, start_ + end};
      }
      at = end;
      while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    }
    if (text[at] == '[' || text[at] == '{') {
      cursor_.could_be_key = false;
      Cursor inside = cursor_;
      inside.path.clear();
      inside.siblings.clear();
      if (scan_flow(text_, start_ + at, colon_, inside) != FlowEnd::BeforeCursor) {
        append(std::move(inside));
      } else {
        cursor_.role = CursorRole::None;
      }
      return;
    }
    if (text[at] == '"' || text[at] == '\'') {
      const char quote = text[at];
      auto end = static_cast<std::uint32_t>(closing_quote(text, at));
      if (column > end) {
        cursor_.role = CursorRole::None;
        return;
      }
      cursor_.quote = quote;
      cursor_.is_quote_closed = is_closed_in_yaml(text, column, end);
      if (!cursor_.is_quote_closed) {
        end = static_cast<std::uint32_t>(end_of_open_string(text, column));
      }
      cursor_.word = {start_ + at + 1, start_ + end};
      return;
    }
    if (column > line.end) {
      // Nothing can follow a value and a space.
      cursor_.role = CursorRole::None;
      return;
    }
    cursor_.word = {start_ + at, start_ + line.end};
  }

  // Adds the path to the value of a line's key or item.
  void value_of(const YamlLine& line, std::uint32_t at, std::string_view text) {
    pending_ = line.dashes;
    pending_line_ = at;
    if (line.has_key) {
      steps_above(at, line.content, !line.dashes.empty());
      cursor_.siblings.push_back(lines_.members_at(at, line.content, cursor_));
      const std::uint32_t begin = start_of(at);
      cursor_.path.push_back({key_of(line, text), false, 0, {begin + line.key.begin, begin + line.key.end}});
    } else if (!line.dashes.empty()) {
      steps_above(at, line.content, true);
    } else {
      steps_above(at, line.content, false);
    }
    if (at == line_) return;
    // Adds the tags before the value on this line.
    const std::uint32_t begin = start_of(at);
    for (const auto& [function, range] : functions_of(line, text)) {
      cursor_.siblings.resize(cursor_.path.size() + 1);
      cursor_.path.push_back({std::string(function), false, 0, {begin + range.begin, begin + range.end}});
    }
    cursor_.siblings.resize(cursor_.path.size());
  }

  // Adds all steps above a key or dash of a line, then those of the line's own dashes.
  void steps_above(std::uint32_t line, std::uint32_t column, bool has_dash) {
    struct Found {
      PathStep step;
      std::uint32_t line, column;
      bool is_tag = false;
    };
    std::vector<Found> found;  // innermost first
    // `!If` after a key or dash: what is below is its argument.
    const auto add_tags = [&](const YamlLine& above, std::string_view text, std::uint32_t at) {
      std::vector<Found> tags;
      const std::uint32_t begin = start_of(at);
      for (const auto& [function, range] : functions_of(above, text)) {
        tags.push_back({{std::string(function), false, 0, {begin + range.begin, begin + range.end}}, at, 0, true});
      }
      found.insert(found.end(), std::make_move_iterator(tags.rbegin()), std::make_move_iterator(tags.rend()));
    };
    bool is_item = false;
    std::uint32_t index = 0;
    if (has_dash && pending_line_ == line) {
      // The dashes of the line itself: all but the first one are first items.
      for (std::size_t i = pending_.size(); i-- > 0;) {
        if (is_item) found.push_back({{{}, true, index, {}}, line, column});
        column = pending_[i];
        is_item = true;
        index = 0;
      }
    }
    for (std::uint32_t at = line; at-- > 0 && found.size() < kMaxSteps;) {
      if (column == 0 && !is_item) break;
      const std::string_view text = text_of(at);
      const std::size_t first = text.find_first_not_of(" \t\r");
      if (first == std::string_view::npos || first > column) continue;
      const YamlLine above = read_yaml_line(text);
      if (above.is_blank) continue;
      const std::uint32_t begin = start_of(at);
      const bool is_above = above.content < column || (above.content == column && is_item);
      // A key with a value on its line cannot contain the mapping below: that is half typed or has the wrong
      // indentation.
      if (above.has_key && is_above && opens_below(above, text)) {
        if (is_item) found.push_back({{{}, true, index, {}}, at, column});
        is_item = false;
        index = 0;
        add_tags(above, text, at);
        found.push_back(
            {{key_of(above, text), false, 0, {begin + above.key.begin, begin + above.key.end}}, at, above.content});
        column = above.content;
      }
      for (std::size_t i = above.dashes.size(); i-- > 0;) {
        const std::uint32_t dash = above.dashes[i];
        if (is_item && dash == column) {
          ++index;
        } else if (dash < column) {
          if (is_item) found.push_back({{{}, true, index, {}}, at, column});
          if (i + 1 == above.dashes.size() && !above.has_key && opens_below(above, text)) add_tags(above, text, at);
          is_item = true;
          index = 0;
          column = dash;
        }
      }
    }
    if (is_item) found.push_back({{{}, true, index, {}}, line, column});
    for (std::size_t i = found.size(); i-- > 0;) {
      cursor_.siblings.push_back(found[i].is_tag         ? std::vector<Sibling>()
                                 : found[i].step.is_item ? lines_.items_at(found[i].line, found[i].column, cursor_)
                                                         : lines_.members_at(found[i].line, found[i].column, cursor_));
      cursor_.path.push_back(std::move(found[i].step));
    }
    const bool is_own = has_dash && pending_line_ == line && !pending_.empty();
    if (is_own && !cursor_.path.empty() && cursor_.path.back().is_item) {
      cursor_.siblings.back() = lines_.items_at(line, pending_.back(), cursor_);
    }
  }

  // The function tags before a line's value, with their ranges.
  static std::vector<std::pair<std::string_view, TextRange>> functions_of(const YamlLine& line, std::string_view text) {
    std::vector<std::pair<std::string_view, TextRange>> functions;
    std::uint32_t at = line.value;
    while (at < line.end && text[at] == '!') {
      const auto end = static_cast<std::uint32_t>(std::min(text.find_first_of(" \t\r", at), text.size()));
      const std::string_view function = function_of_tag(text.substr(at, end - at));
      if (!function.empty()) functions.push_back({function, {at, end}});
      at = end;
      while (at < text.size() && text[at] == ' ') ++at;
    }
    return functions;
  }

  // Whether the key is followed by nothing but tags and anchors.
  static bool opens_below(const YamlLine& line, std::string_view text) {
    std::uint32_t at = line.value;
    while (at < line.end && (text[at] == '!' || text[at] == '&')) {
      while (at < line.end && text[at] != ' ') ++at;
      while (at < line.end && text[at] == ' ') ++at;
    }
    return at >= line.end;
  }

  const BlockLines lines_;
  std::string_view text_;
  ColonEnds colon_;
  Cursor& cursor_;
  std::uint32_t line_;
  std::uint32_t start_ = 0;
  std::vector<std::uint32_t> pending_;  // dashes of the line at which a path begins
  std::uint32_t pending_line_ = ~std::uint32_t{0};
};

}  // namespace

void find_in_block(const SourceFile& source, ColonEnds colon, Cursor& cursor) {
  BlockFinder(source, colon, cursor).run();
}

}  // namespace virga::lsp
