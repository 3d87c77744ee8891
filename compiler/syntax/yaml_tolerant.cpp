// The error-tolerant YAML reader for editors: reads line by line, guided by indentation, and marks what is broken.
#include <algorithm>
#include <string>

#include "compiler/support/characters.h"
#include "compiler/syntax/yaml_tolerant.h"

namespace virga {

ReadOutcome TolerantYaml::run() {
  YamlLevel document;
  document.awaiting = true;
  levels_.push_back(document);
  at_ = content_start(text_);
  YamlLine line;
  while (!builder_.stopped() && next_line(at_, line)) {
    at_ = next_start(line.end);
    if (marker(line)) continue;
    if (done_) break;
    place(line);
  }
  close_to(0);
  finish_value();
  comments_.cover(done_ ? at_ : size(), size());
  builder_.finish();
  return {tree_.errors.empty(), builder_.nodes()};
}

bool TolerantYaml::marker(const YamlLine& line) {
  const std::string_view text = text_.substr(line.begin, line.end - line.begin);
  if (ended_) return second_document(line);
  if (line.column != 0 || text.size() < 3) return false;
  const bool nothing_yet = levels_.size() == 1 && levels_[0].awaiting;
  if (text[0] == '%' && nothing_yet) return true;
  if (text.starts_with("...") && separates(line.begin + 3)) {
    ended_ = !nothing_yet;
    return true;
  }
  if (!text.starts_with("---") || !separates(line.begin + 3)) return false;
  if (!nothing_yet) return second_document(line);
  const std::uint32_t rest = skip_blanks(line.begin + 3, line.end);
  if (rest < line.end && !is_comment(rest, line.start)) inline_value(rest, line.end);
  return true;
}

bool TolerantYaml::second_document(const YamlLine& line) {
  const bool dashes = text_.substr(line.begin, 3) == "---";
  builder_.error(SyntaxErrorKind::SeveralDocuments, {line.begin, line.begin + (dashes ? 3 : 1)},
                 "A template is a single YAML document, but a second one starts here; move it into a file of its own, "
                 "or remove the '---'");
  at_ = line.start;
  done_ = true;
  return false;
}

void TolerantYaml::finish_value() {
  YamlLevel& level = top();
  if (!level.awaiting) return;
  level.awaiting = false;
  if (levels_.size() == 1 && level.properties_end == 0) return;  // an empty document
  if (level.properties_end != 0) {
    const TextRange whole{level.properties_begin, level.properties_end};
    builder_.scalar(whole, {whole.end, whole.end}, NodeStyle::Plain, {}, level.properties);
  } else {
    builder_.scalar({level.place, level.place}, {level.place, level.place}, NodeStyle::Plain, {});
  }
  level.properties_end = 0;
}

void TolerantYaml::close_to(std::size_t index) {
  while (levels_.size() > index + 1) {
    finish_value();
    builder_.end();
    levels_.pop_back();
  }
}

void TolerantYaml::await(std::uint32_t place) {
  top().awaiting = true;
  top().place = place;
  top().properties_end = 0;
}

void TolerantYaml::open(bool mapping, int column, std::uint32_t content) {
  YamlLevel& level = top();
  const std::uint32_t whole = level.properties_end != 0 ? level.properties_begin : content;
  const NodeProperties properties = level.properties_end != 0 ? level.properties : NodeProperties{};
  level.awaiting = false;
  level.properties_end = 0;
  builder_.begin(mapping ? NodeKind::Mapping : NodeKind::Sequence, whole, content, NodeStyle::Block, properties);
  YamlLevel opened;
  opened.column = column;
  opened.mapping = mapping;
  levels_.push_back(opened);
}

void TolerantYaml::report_tab(const YamlLine& line) {
  report({line.start, line.begin}, "YAML does not allow tabs for indentation; use spaces");
}

void TolerantYaml::place(const YamlLine& line) {
  const std::size_t index = level_of(line);
  std::size_t inside = 0;
  const bool outlier = is_outlier(line, index, inside);
  close_to(outlier ? inside : index);
  if (line.tab) {
    report_tab(line);
    if (levels_.size() > 1) builder_.mark_broken();
  }
  if (!outlier && takes(levels_.size() - 1, line)) {
    begin_value(line);
    return;
  }
  if (levels_.size() == 1) {
    report(content_of(line),
           "Unexpected text after the end of the template; remove it, or check the brackets and quotes before it");
    return;
  }
  if (line.column != top().column && !line.tab) misindented(line);
  // If only the first line of a collection was in the wrong column, the second line shows the right one.
  if (!outlier && top().entries == 1 && line.column != top().column && goes_on_at(line)) top().column = line.column;
  if (top().mapping) {
    line.form == LineForm::Dash ? stray_item(line) : member(line);
  } else if (line.form == LineForm::Dash) {
    item(line.begin, line.column, line);
  } else {
    item_without_dash(line);
  }
}

void TolerantYaml::misindented(const YamlLine& line) {
  builder_.mark_broken();
  report(content_of(line), "Inconsistent indentation: this line is indented by " + std::to_string(line.column) +
                               " spaces, but the nearest " + (top().mapping ? "map" : "list") + " is indented by " +
                               std::to_string(top().column));
}

void TolerantYaml::begin_value(const YamlLine& line) {
  if (line.form == LineForm::Dash) {
    open(false, std::max(line.column, top().column), line.begin);
    item(line.begin, line.column, line);
  } else if (line.form == LineForm::Key || line.form == LineForm::Explicit || line.form == LineForm::Colon ||
             half_key(line, line.begin, line.column)) {
    open(true, line.column, line.begin);
    member(line);
  } else {
    inline_value(line.begin, line.end);
  }
}

void TolerantYaml::stray_item(const YamlLine& line) {
  finish_value();
  builder_.mark_broken();
  report({line.begin, line.begin + 1},
         "Unexpected list item among the keys of a map; indent the list below its key, or remove the '-'");
  builder_.scalar({line.begin, line.begin}, {line.begin, line.begin}, NodeStyle::Plain, {}, {}, Node::kBroken);
  await(line.begin);
  open(false, line.column, line.begin);
  item(line.begin, line.column, line);
}

void TolerantYaml::item_without_dash(const YamlLine& line) {
  finish_value();
  builder_.mark_broken();
  report(content_of(line),
         "Expected '- ': this line has the indentation of a list but is not an item of it; start it with '- ', or "
         "indent it differently");
  await(line.begin);
  // Deeper than the list, so that the list's next item closes it.
  open(true, top().column + 1, line.begin);
  member(line);
}

void TolerantYaml::item(std::uint32_t dash, int column, const YamlLine& line) {
  for (;;) {
    finish_value();
    await(dash + 1);
    ++top().entries;
    const std::uint32_t at = skip_blanks(dash + 1, line.end);
    if (at >= line.end || is_comment(at, line.start) || builder_.stopped()) return;
    column += static_cast<int>(at - dash);
    YamlLine rest = line;
    rest.begin = at;
    rest.column = column;
    KeyPlace key;
    rest.form = form(at, line.end, key);
    if (rest.form != LineForm::Dash) {
      begin_value(rest);
      return;
    }
    open(false, column, at);
    dash = at;
  }
}

void TolerantYaml::member(const YamlLine& line) {
  KeyPlace key;
  ++top().entries;
  switch (line.form) {
    case LineForm::Key:
      finish_value();
      find_key(line.begin, line.end, key);
      if (lacks_colon(line, key)) {
        key_without_colon(line);
        return;
      }
      this->key(line.begin, key, 0);
      after_colon(key.colon + 1, line);
      return;
    case LineForm::Explicit: {
      finish_value();
      await(line.begin + 1);
      const std::uint32_t at = skip_blanks(line.begin + 1, line.end);
      if (at < line.end && !is_comment(at, line.start)) inline_value(at, line.end);
      finish_value();
      await(builder_.last_end());
      top().explicit_key = true;
      return;
    }
    case LineForm::Colon:
      if (!top().explicit_key) {
        finish_value();
        builder_.scalar({line.begin, line.begin}, {line.begin, line.begin}, NodeStyle::Plain, {});
      }
      after_colon(line.begin + 1, line);
      return;
    default:
      finish_value();
      key_without_colon(line);
  }
}

bool TolerantYaml::lacks_colon(const YamlLine& line, const KeyPlace& key) {
  if (is_in("\"'[{!&", text_[line.begin])) return false;
  const std::string_view name = text_.substr(key.begin, key.end - key.begin);
  const std::size_t bracket = std::min(name.find(" {"), name.find(" ["));
  if (bracket == std::string_view::npos) return false;
  const std::uint32_t at = key.begin + static_cast<std::uint32_t>(bracket) + 1;
  return !brackets_close(at, key.end) && brackets_close(at, line.end);
}

void TolerantYaml::key(std::uint32_t whole, const KeyPlace& place, std::uint8_t flags) {
  top().explicit_key = false;
  NodeProperties properties;
  if (whole < place.begin) {
    const WrittenProperties written = scan_properties(text_.substr(0, place.end), whole);
    properties = read_properties(written);
    if (place.begin == place.end) {  // of an empty key
      builder_.scalar({whole, written.end}, {written.end, written.end}, NodeStyle::Plain, {}, properties, flags);
      return;
    }
  }
  scalar(whole, {place.begin, place.end}, properties, flags);
}

void TolerantYaml::after_colon(std::uint32_t at, const YamlLine& line) {
  await(at);
  top().explicit_key = false;
  at = skip_blanks(at, line.end);
  if (at < line.end && !is_comment(at, line.start)) inline_value(at, line.end);
}

void TolerantYaml::key_without_colon(const YamlLine& line) {
  const std::uint32_t end = content_end(line.begin, line.end);
  KeyPlace place{line.begin, end, end};
  builder_.mark_broken();
  const std::string_view text = text_.substr(line.begin, end - line.begin);
  report({line.begin, end}, "Missing ':' followed by a space; write 'key: value'");
  YamlLine next;
  const bool block = next_line(next_start(line.end), next) && next.column > line.column && next.column > top().column;
  const std::size_t colon = text.find(':');
  const std::size_t space = text.find_first_of(" \t");
  const bool quoted = is_in("\"'", text.front());
  if (quoted) place.end = std::max(quote_end(line.begin, end), line.begin);
  if (place.end == line.begin) place.end = end;
  if (!quoted && !(block && colon == std::string_view::npos && space == std::string_view::npos)) {
    const std::size_t cut = std::min(colon, space);
    const std::string_view first = text.substr(0, std::min(cut, text.size()));
    const bool word = std::all_of(first.begin(), first.end(), [](char c) { return !is_in("!&*[]{}|>\"'#%@`,", c); });
    if (cut != std::string_view::npos && cut > 0 && word) {
      const auto cut_at = static_cast<std::uint32_t>(line.begin + cut);
      place.end = cut_at;
      key(line.begin, place, Node::kBroken);
      await(cut_at);
      const std::uint32_t value = skip_blanks(cut_at + (text[cut] == ':' ? 1 : 0), line.end);
      if (value < end) inline_value(value, line.end);
      return;
    }
  }
  // Keep it as a string, whatever it begins with.
  comments_.cover(line.begin, place.end);
  const NodeStyle style = quoted ? NodeStyle::DoubleQuoted : NodeStyle::Plain;
  std::string_view name = text_.substr(line.begin, place.end - line.begin);
  if (quoted) name = name.substr(1, name.size() - (name.size() > 1 && name.back() == name.front() ? 2 : 1));
  builder_.scalar({line.begin, place.end}, {line.begin, place.end}, style, name, {}, Node::kBroken);
  await(place.end);
  if (!block) finish_value();
}

ReadOutcome read_yaml_tolerant(SyntaxTree& tree, const ParseOptions& options) {
  tree.language = SyntaxLanguage::Yaml;
  return TolerantYaml(tree, options).run();
}

}  // namespace virga
