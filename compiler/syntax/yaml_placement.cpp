// Decides which open collection a line belongs to, even if it was typed in the wrong column.
#include <algorithm>
#include <string>

#include "compiler/support/characters.h"
#include "compiler/syntax/yaml_tolerant.h"

namespace virga {

namespace {

// The most lines that a decision may look ahead.
constexpr int kLinesAhead = 100;

}  // namespace

bool TolerantYaml::takes(std::size_t index, const YamlLine& line) const {
  const YamlLevel& level = levels_[index];
  if (!level.awaiting) return false;
  if (line.column > level.column) return true;
  return level.mapping && line.form == LineForm::Dash && line.column > levels_[index - 1].column;
}

std::size_t TolerantYaml::level_of(const YamlLine& line) const {
  const bool dash = line.form == LineForm::Dash;
  std::size_t index = levels_.size() - 1;
  for (; index > 0; --index) {
    const YamlLevel& level = levels_[index];
    const YamlLevel& holder = levels_[index - 1];
    if (line.column > level.column) break;
    if (line.column == level.column && (level.mapping ? !dash || takes(index, line) : dash)) break;
    // A list item cannot be among keys.
    if (dash && !level.mapping && holder.mapping && line.column > levels_[index - 2].column) break;
    if (line.column <= holder.column) continue;
    const int to_level = level.column - line.column;
    const int to_holder = line.column - holder.column;
    const bool fits_holder = index > 1 && level.mapping == dash && holder.mapping != dash;
    if (index == 1 || to_level < to_holder) break;
    if (to_level == to_holder && !fits_holder && !opens_block_at(line, level.column)) break;
  }
  return index;
}

bool TolerantYaml::complete(const YamlLine& line, LineForm next) {
  KeyPlace key;
  std::uint32_t value = line.begin;
  if (line.form == LineForm::Key) {
    find_key(line.begin, line.end, key);
    value = skip_blanks(key.colon + 1, line.end);
  } else if (line.form != LineForm::Other) {
    return false;
  }
  if (value >= line.end || is_comment(value, line.start)) return false;
  const WrittenProperties written = scan_properties(text_.substr(0, line.end), value);
  if (written.content >= line.end) return !takes_block(written, value, next);
  const char c = text_[written.content];
  if (c == '|' || c == '>') return false;
  if (c == '[' || c == '{')
    return !brackets_close(written.content, line.end) ? !brackets_close(written.content, size()) : true;
  if (c != '"' && c != '\'') return true;
  return quote_end(written.content, line.end) != 0 || end_of_lines_quoted(written.content, line.end) == 0;
}

bool TolerantYaml::takes_block(const WrittenProperties& written, std::uint32_t begin, LineForm next) const {
  const std::string_view tag = text_.substr(written.tag_range.begin, written.tag_range.size());
  if (tag.empty()) return !written.anchor.empty() && text_[begin] == '&';
  if (tag.starts_with("!!")) return true;
  const Function function = function_of_key("Fn::" + std::string(tag.substr(1)));
  if (tag == "!" || tag == "!Ref" || tag == "!Condition") return false;
  if (function == Function::GetAtt || function == Function::Sub) return next == LineForm::Dash;
  return function != Function::None || next == LineForm::Dash;
}

bool TolerantYaml::opens_block_at(const YamlLine& line, int column) const {
  YamlLine next;
  return awaits(line) && next_line(next_start(line.end), next) && next.column == column && next.form == LineForm::Key;
}

bool TolerantYaml::awaits(const YamlLine& line) const {
  KeyPlace key;
  if (line.form != LineForm::Key || !find_key(line.begin, line.end, key)) return false;
  const std::uint32_t value = skip_blanks(key.colon + 1, line.end);
  return value >= line.end || is_comment(value, line.start);
}

bool TolerantYaml::is_outlier(const YamlLine& line, std::size_t index, std::size_t& inside) {
  const bool closes = index + 1 < levels_.size();
  const bool taken = takes(levels_.size() - 1, line);
  if (!closes && !(top().awaiting && (!taken || line.form == LineForm::Key))) return false;
  YamlLine next;
  if (!next_line(next_start(line.end), next)) return false;
  if (next.form != LineForm::Key && next.form != LineForm::Dash) return false;
  const bool ends = complete(line, next.form);
  if (!ends && !awaits(line)) return false;
  for (inside = levels_.size() - 1; ends && inside > index && next.form == LineForm::Dash; --inside) {
    if (!levels_[inside].mapping && levels_[inside].column == next.column) return true;
  }
  const bool before_list = taken && next.form == LineForm::Dash && next.column == line.column && is_list(next);
  if (next.column <= line.column && !before_list) return false;
  if (top().awaiting && next.column > top().column && (ends || !taken)) {
    bool mapping = next.form == LineForm::Key;
    if (!ends) {  // "key:" followed by an item, and then keys in the column of the item
      const int column = next.column;
      if (mapping || !next_line(next_start(next.end), next)) return false;
      mapping = next.form == LineForm::Key && next.column == column;
      if (!mapping) return false;
    }
    open(mapping, next.column, line.begin);
    inside = levels_.size() - 1;
    return true;
  }
  const bool fits = levels_[index].mapping && levels_[index].column == line.column;
  if (!ends && levels_[index].mapping && !fits) return false;
  if (fits && (!ends || line.form == LineForm::Other) && !list_goes_on(line)) return false;
  for (inside = levels_.size() - 1; inside > index; --inside) {
    const YamlLevel& level = levels_[inside];
    if (level.column == next.column && level.mapping == (next.form == LineForm::Key)) return true;
  }
  return false;
}

bool TolerantYaml::is_list(const YamlLine& item) const {
  YamlLine next = item;
  for (int i = 0; i < kLinesAhead && next_line(next_start(next.end), next); ++i) {
    if (next.column == item.column) return next.form == LineForm::Dash;
    if (next.column < item.column) break;
  }
  return skip_blanks(item.begin + 1, item.end) < item.end;
}

bool TolerantYaml::list_goes_on(const YamlLine& line) const {
  YamlLine next = line;
  for (int i = 0; i < kLinesAhead && next_line(next_start(next.end), next); ++i) {
    if (next.column <= line.column) return next.column == line.column && next.form == LineForm::Dash;
  }
  return false;
}

bool TolerantYaml::goes_on_at(const YamlLine& line) {
  YamlLine next = line;
  for (int i = 0; i < kLinesAhead && next_line(next_start(next.end), next); ++i) {
    if (next.column == line.column) return true;
    if (next.column <= std::max(line.column, top().column)) return false;
  }
  return false;
}

bool TolerantYaml::half_key(const YamlLine& line, std::uint32_t at, int column) const {
  if (is_in("\"'[]{}|>*&!#%@`,", text_[at])) return false;
  YamlLine next;
  if (!next_line(next_start(line.end), next)) return false;
  return next.form == LineForm::Key ? next.column >= column : next.form == LineForm::Dash && next.column > column;
}

}  // namespace virga
