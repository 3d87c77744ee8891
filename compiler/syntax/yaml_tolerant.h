// The error-tolerant YAML reader for editors. Internal to this folder.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/syntax/flow_tolerant.h"
#include "compiler/syntax/readers.h"
#include "compiler/syntax/tree_builder.h"
#include "compiler/syntax/yaml_lines.h"

namespace virga {

// An open block collection; the first one represents the document.
struct YamlLevel {
  int column = -1;
  bool mapping = false;
  bool awaiting = false;      // its last key or dash has no value yet
  bool explicit_key = false;  // "? key" was read, and ": value" may follow
  int entries = 0;            // number of lines that began a member or item
  std::uint32_t place = 0;    // where the missing value would be
  std::uint32_t properties_begin = 0;
  std::uint32_t properties_end = 0;  // 0: the value has no properties yet
  NodeProperties properties;
};

// Reads a text line by line into a builder. Each line goes to the open collection whose column it matches or, if none
// matches, to the one that leaves most of the surrounding lines where they are (yaml_placement.cpp). yaml_values.cpp
// reads values, FlowReader those in brackets. Linear except for bounded lookahead; never recurses.
class TolerantYaml : YamlLines {
public:
  TolerantYaml(SyntaxTree& tree, const ParseOptions& options)
      : YamlLines(tree.source->text()),
        tree_(tree),
        builder_(tree, options),
        comments_(tree, content_start(text_)),
        budget_(text_.size() * 4 + 4096) {}
  ReadOutcome run();

private:
  // ---- Lines.
  void spend(std::uint64_t bytes) { budget_ -= std::min(budget_, bytes); }
  void report(TextRange range, std::string message) { report_once(tree_, builder_, range, std::move(message)); }
  TextRange content_of(const YamlLine& line) const { return {line.begin, content_end(line.begin, line.end)}; }
  // "---", "..." and directives. Reading stops after the first document.
  bool marker(const YamlLine& line);
  bool second_document(const YamlLine& line);

  // ---- Levels.
  YamlLevel& top() { return levels_.back(); }
  // The last key or dash has no value.
  void finish_value();
  void close_to(std::size_t index);
  void await(std::uint32_t place);
  // Opens a collection as the awaited value.
  void open(bool mapping, int column, std::uint32_t content);
  // Whether the line is the value that a level awaits. A list may be in the same column as its key.
  bool takes(std::size_t index, const YamlLine& line) const;
  // The level that a line belongs to. Whatever is indented deeper than a key or dash is in its value. So a line that
  // matches no level exactly belongs to the innermost one whose holder is left of it, or to that holder if its column
  // is closer or if only the holder can contain such a line.
  std::size_t level_of(const YamlLine& line) const;
  // Whether what the line begins is complete at its end, so that a deeper line after it, of the form `next`, would be
  // misplaced.
  bool complete(const YamlLine& line, LineForm next);
  // Whether a block can follow a tag or an anchor at the end of its line. It cannot if the function takes a name, and
  // cannot begin with a key if the tag is not a known function.
  bool takes_block(const WrittenProperties& written, std::uint32_t begin, LineForm next) const;
  // Whether the value of the line's key is a block at `column`, so that the line itself cannot be at that level.
  bool opens_block_at(const YamlLine& line, int column) const;
  // "key:" with nothing after it.
  bool awaits(const YamlLine& line) const;
  // A line that is complete but interrupts a list, or precedes deeper lines that would fit without it, was typed in the
  // wrong column: it belongs to the level of those lines. Finds that level, and opens it if the value of a key has yet
  // to begin.
  bool is_outlier(const YamlLine& line, std::size_t index, std::size_t& inside);
  // Whether the item is one of a list that begins with it, and not a dash typed among keys.
  bool is_list(const YamlLine& item) const;
  // Whether the first line after that is not deeper begins an item.
  bool list_goes_on(const YamlLine& line) const;
  // Whether the next line that is not deeper than this one or its collection is on the same level as this one.
  bool goes_on_at(const YamlLine& line);
  void place(const YamlLine& line);
  void report_tab(const YamlLine& line);
  void misindented(const YamlLine& line);

  // ---- Contents of a line.
  // A line on which an awaited value begins.
  void begin_value(const YamlLine& line);
  // "key {a: b}": the first colon stands within the brackets that the line ends with.
  bool lacks_colon(const YamlLine& line, const KeyPlace& key);
  // Text alone on its line, where the next line shows that a mapping is meant.
  bool half_key(const YamlLine& line, std::uint32_t at, int column) const;
  void stray_item(const YamlLine& line);
  void item_without_dash(const YamlLine& line);
  // `dash` and what follows it on its line, including further dashes and the first key of a mapping.
  void item(std::uint32_t dash, int column, const YamlLine& line);
  // A member of the innermost mapping.
  void member(const YamlLine& line);
  void key(std::uint32_t whole, const KeyPlace& place, std::uint8_t flags);
  void after_colon(std::uint32_t at, const YamlLine& line);
  // A line in a mapping that is not "key: value": a key that is still being typed, or that lost its colon.
  void key_without_colon(const YamlLine& line);

  // ---- Values.
  NodeProperties read_properties(const WrittenProperties& written);
  // The awaited value, which begins at `at` on a line that ends at `end`.
  void inline_value(std::uint32_t at, std::uint32_t end);
  // A scalar that is complete on one line.
  void scalar(std::uint32_t whole, TextRange range, const NodeProperties& properties, std::uint8_t flags);
  void alias(std::uint32_t at, std::uint32_t end);
  // Reports text that follows a complete value on its line.
  void rest_of_line(std::uint32_t at, std::uint32_t end);
  static bool is_header(std::string_view text);
  bool is_block_header(std::uint32_t at, std::uint32_t end) const;
  void block(std::uint32_t whole, std::uint32_t at, std::uint32_t line_end, const NodeProperties& properties);
  // The end of a quoted string that spans several lines; 0 if its closing quote seems to belong to another string,
  // because structural lines are in between or text follows it.
  std::uint32_t end_of_lines_quoted(std::uint32_t at, std::uint32_t line_end);
  void quoted(std::uint32_t whole, std::uint32_t at, std::uint32_t line_end, const NodeProperties& properties);
  // Whether the brackets from `at` on are balanced before `end`, ignoring quoted strings.
  bool brackets_close(std::uint32_t at, std::uint32_t end);
  void flow(std::uint32_t whole, std::uint32_t at, std::uint32_t end, const NodeProperties& properties);
  void plain(std::uint32_t whole, std::uint32_t at, std::uint32_t line_end, const NodeProperties& properties);
  // The next line on which a plain scalar can continue; a comment ends the scalar.
  bool next_line_of_text(YamlLine& line) const;
  bool has_blank(const YamlLine& line) const;
  SyntaxTree& tree_;
  TreeBuilder builder_;
  CommentCollector comments_;
  std::uint64_t budget_;  // bytes that lookahead for closing quotes and brackets may still scan
  std::vector<YamlLevel> levels_;
  std::uint32_t at_ = 0;  // start of the next line
  bool ended_ = false;    // after "..."
  bool done_ = false;     // a second document has begun
};

}  // namespace virga
