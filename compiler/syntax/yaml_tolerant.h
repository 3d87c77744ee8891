// The YAML reader of an editor. Internal to this folder.
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

// An open block collection; the first stands for the document.
struct YamlLevel {
  int column = -1;
  bool mapping = false;
  bool awaiting = false;      // its last key or dash has no value yet
  bool explicit_key = false;  // "? key" was read, and ": value" may come
  int entries = 0;            // lines that began a member or item
  std::uint32_t place = 0;    // where the value is missing
  std::uint32_t properties_begin = 0;
  std::uint32_t properties_end = 0;  // 0: the value has no properties yet
  NodeProperties properties;
};

// Reads a text line by line into a builder. Each line goes to the open collection whose column it fits; where it fits
// none, to the one that keeps most of the lines around it where they are (yaml_placement.cpp). Values are read by
// yaml_values.cpp, those in brackets by FlowReader. Linear but for bounded looks ahead; never recurses.
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
  // "---", "..." and directives. After the first document reading ends.
  bool marker(const YamlLine& line);
  bool second_document(const YamlLine& line);

  // ---- Levels.
  YamlLevel& top() { return levels_.back(); }
  // The value of the last key or dash did not come.
  void finish_value();
  void close_to(std::size_t index);
  void await(std::uint32_t place);
  // Opens a collection as the value that is awaited.
  void open(bool mapping, int column, std::uint32_t content);
  // Whether the line is the value that a level awaits. A list may stand at the column of its key.
  bool takes(std::size_t index, const YamlLine& line) const;
  // The level that a line belongs to. What is indented deeper than a key or a dash is in its value, so a line that fits
  // no level exactly belongs to the innermost one whose holder is left of it, or to that holder where its column is
  // nearer or only the holder can have such a line.
  std::size_t level_of(const YamlLine& line) const;
  // Whether what the line begins ends with it, so that a deeper line after it, of the form `next`, has no place there.
  bool complete(const YamlLine& line, LineForm next);
  // Whether a block can follow a tag or an anchor that ends its line: not where a function takes a name, and keys not
  // where none is known.
  bool takes_block(const WrittenProperties& written, std::uint32_t begin, LineForm next) const;
  // Whether the value of the line's key is a block at a column, so that the line cannot be beside it.
  bool opens_block_at(const YamlLine& line, int column) const;
  // "key:" without more.
  bool awaits(const YamlLine& line) const;
  // A line that is complete and yet interrupts a list, or stands before deeper lines that would fit without it, was
  // typed at the wrong column: it belongs where they do. Finds that level; opens it where the value of a key is only
  // now to begin.
  bool is_outlier(const YamlLine& line, std::size_t index, std::size_t& inside);
  // Whether the item is one of a list that begins with it, and not a dash typed among keys.
  bool is_list(const YamlLine& item) const;
  // Whether the first line after that is not deeper begins an item.
  bool list_goes_on(const YamlLine& line) const;
  // Whether the next line that is not deeper than this one or its collection is beside this one.
  bool goes_on_at(const YamlLine& line);
  void place(const YamlLine& line);
  void misindented(const YamlLine& line);

  // ---- What a line holds.
  // A line of its own where a value is awaited.
  void begin_value(const YamlLine& line);
  // "key {a: b}": the first colon stands within the brackets that the line ends with.
  bool lacks_colon(const YamlLine& line, const KeyPlace& key);
  // Text alone on its line, where the next line shows that a mapping is meant.
  bool half_key(const YamlLine& line, std::uint32_t at, int column) const;
  void stray_item(const YamlLine& line);
  void item_without_dash(const YamlLine& line);
  // `dash` and what follows it on its line, further dashes and the first key of a mapping among it.
  void item(std::uint32_t dash, int column, const YamlLine& line);
  // A member of the innermost mapping.
  void member(const YamlLine& line);
  void key(std::uint32_t whole, const KeyPlace& place, std::uint8_t flags);
  void after_colon(std::uint32_t at, const YamlLine& line);
  // A line of a mapping that is no "key: value": a key that is still typed, or one that lost its colon.
  void key_without_colon(const YamlLine& line);

  // ---- Values.
  NodeProperties read_properties(const WrittenProperties& written);
  // The value that is awaited, beginning at `at` on a line that ends at `end`.
  void inline_value(std::uint32_t at, std::uint32_t end);
  // A scalar of one line whose notation is whole.
  void scalar(std::uint32_t whole, TextRange range, const NodeProperties& properties, std::uint8_t flags);
  void alias(std::uint32_t at, std::uint32_t end);
  // Reports what follows a value on its line; the value is complete.
  void rest_of_line(std::uint32_t at, std::uint32_t end);
  static bool is_header(std::string_view text);
  bool is_block_header(std::uint32_t at, std::uint32_t end) const;
  void block(std::uint32_t whole, std::uint32_t at, std::uint32_t line_end, const NodeProperties& properties);
  // Where a quoted text of several lines ends; 0 where its closing quote seems to be another's: lines of the structure
  // stand between, or text follows.
  std::uint32_t end_of_lines_quoted(std::uint32_t at, std::uint32_t line_end);
  void quoted(std::uint32_t whole, std::uint32_t at, std::uint32_t line_end, const NodeProperties& properties);
  // Whether the brackets from `at` on close each other before `end`, quotes aside.
  bool brackets_close(std::uint32_t at, std::uint32_t end);
  void flow(std::uint32_t whole, std::uint32_t at, std::uint32_t end, const NodeProperties& properties);
  void plain(std::uint32_t whole, std::uint32_t at, std::uint32_t line_end, const NodeProperties& properties);
  // The next line where a plain scalar can go on: a comment ends it.
  bool next_line_of_text(YamlLine& line) const;
  bool has_blank(const YamlLine& line) const;
  SyntaxTree& tree_;
  TreeBuilder builder_;
  CommentCollector comments_;
  std::uint64_t budget_;  // bytes that looking ahead for closing quotes and brackets may pass
  std::vector<YamlLevel> levels_;
  std::uint32_t at_ = 0;  // start of the next line
  bool ended_ = false;    // after "..."
  bool done_ = false;     // a second document begins
};

}  // namespace virga
