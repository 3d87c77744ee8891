// Reads collections in brackets, even broken ones: JSON, and YAML's flow style. Internal to this folder.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/readers.h"
#include "compiler/syntax/tree_builder.h"

namespace virga {

// Collects the comments between the scalars that are passed to cover(), in source order.
class CommentCollector {
public:
  CommentCollector(SyntaxTree& tree, std::uint32_t start) : tree_(tree), covered_(start) {}
  // [begin, end) is a scalar; there is no further scalar between the previous one and `begin`.
  void cover(std::uint32_t begin, std::uint32_t end) {
    if (begin > covered_) collect_comments(tree_.source->text(), covered_, begin, tree_.comments);
    if (end > covered_) covered_ = end;
  }

private:
  SyntaxTree& tree_;
  std::uint32_t covered_;
};

// Reads one collection at a time into a builder. If brackets, commas, colons and quotes do not match, indentation
// decides what was meant: a bracket at the start of a line closes the one whose line has the same indentation, and a
// member in the column of an outer collection's members belongs to that collection. Reports each repair through the
// builder. Linear in the text read; never recurses.
class FlowReader {
public:
  struct Options {
    bool json = false;
    // Use indentation for repairs. False if it carries no information: everything is on one line, or nothing is
    // indented.
    bool guided = true;
    // YAML: a line at or left of this column is not part of the collection. kNoFloor disables this.
    int floor = kNoFloor;
    // The number of surplus '}' and ']' in the text.
    std::array<int, 2> excess = {0, 0};
    // JSON whose lines say nothing: sections and resources tell how deep they belong.
    bool leveled = false;
    bool unbalanced = false;  // brackets are missing or surplus
  };
  static constexpr int kNoFloor = -2;

  // `comments` may be null.
  FlowReader(SyntaxTree& tree, TreeBuilder& builder, CommentCollector* comments, const Options& options)
      : tree_(tree), text_(tree.source->text()), builder_(builder), comments_(comments), options_(options) {}

  // Reads the collection whose bracket is at `begin`, on a line that starts at `line`; `whole` is where the node's
  // properties begin. Returns the offset where reading continues: after the closing bracket, or at the start of a line.
  std::uint32_t read(std::uint32_t whole, std::uint32_t begin, std::uint32_t line, const NodeProperties& properties);

  // Reads the members of a mapping whose opening brace is missing, at the beginning of a text; the first is at `begin`.
  std::uint32_t read_without_brace(std::uint32_t begin, std::uint32_t line);

private:
  std::uint32_t read_on();
  enum class State : std::uint8_t { Entry, AfterKey, Value, Done };
  struct Open {
    char bracket = '{';  // '(' is a single pair without braces in a YAML list: [a: b]
    State state = State::Entry;
    bool empty = true;
    std::uint32_t begin = 0;
    std::uint32_t line = 0;  // start of the line that the bracket is on
    int indent = 0;          // indentation of that line
    int content = -1;        // column of the members that begin a line; -1 before the first
  };
  struct Word {
    std::uint32_t end = 0;
    bool broken = false;
  };

  // Text.
  void skip_space();
  void enter_line(std::uint32_t start);
  std::uint32_t end_of_line(std::uint32_t from) const;
  std::uint32_t skip_blanks(std::uint32_t from) const;
  bool is_colon(std::uint32_t at, bool after_quote) const;
  bool looks_like_key(std::uint32_t from) const;
  bool looks_like_block() const;

  // Structure.
  void open(char bracket, std::uint32_t whole, std::uint32_t begin, const NodeProperties& properties);
  void close_top(std::uint32_t end);
  void close_unclosed();
  bool is_outlier();
  void open_missing(char bracket, int indent);
  bool begin_line();
  void closer();
  void settle_level();
  bool is_before_level();
  std::size_t closer_target(char bracket, bool own_line, bool& extra) const;
  void step();
  void comma();
  void colon();
  void missing_key();
  void missing_value();
  void value(bool first_on_line);
  void finished_value();

  // Scalars.
  void json_key();
  void json_value();
  std::uint32_t json_word_end(std::uint32_t from) const;
  void key_node(TextRange range, NodeStyle style, std::string_view text, bool colon_follows);
  void yaml_scalar(bool key);
  Word quoted(std::uint32_t begin) const;
  std::uint32_t plain_end(std::uint32_t begin) const;
  std::uint32_t strip_tail(std::uint32_t begin, std::uint32_t end) const;
  void cover(std::uint32_t begin, std::uint32_t end);
  void report(TextRange range, std::string message, TextRange related = {});

  SyntaxTree& tree_;
  std::string_view text_;
  TreeBuilder& builder_;
  CommentCollector* comments_;
  Options options_;
  std::vector<Open> opens_;
  std::uint32_t at_ = 0;
  std::uint32_t line_ = 0;      // start of the line of at_
  int indent_ = 0;              // indentation of that line
  bool line_begins_ = false;    // nothing on the line has been read yet
  bool only_closers_ = false;   // only closing brackets have been read on the line
  std::uint32_t last_end_ = 0;  // end of the last token
  // The end of the closing brackets that were looked over last, and how deep the key behind them belongs.
  std::uint32_t closers_end_ = 0;
  std::optional<std::size_t> level_behind_;
};

constexpr bool is_closer(char c) { return c == ']' || c == '}'; }
constexpr TextRange at_place(std::uint32_t place) { return {place, place}; }

// Reports an error unless the last one was on the same line, since further errors there usually have the same cause.
void report_once(const SyntaxTree& tree, TreeBuilder& builder, TextRange range, std::string message,
                 TextRange related = {});

// The tag as libyaml resolves it, for the handles "!" and "!!". Empty for a lone "!".
std::string_view resolve_tag(std::string_view written, Arena& arena);

}  // namespace virga
