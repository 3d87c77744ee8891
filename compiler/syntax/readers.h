// The readers behind parse() and parse_tolerant(). Internal to this folder.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/syntax/syntax_tree.h"
#include "compiler/syntax/tree_builder.h"

namespace virga {

struct ReadOutcome {
  bool complete = false;       // the whole text was read; faults such as duplicate keys do not count
  std::uint64_t nodes = 0;     // how much the tree holds
  bool yaml_takes_it = false;  // what stopped the JSON reader is fine in YAML
};

// Strict readers: they stop at the first fault of the syntax and report it.
ReadOutcome read_yaml(SyntaxTree& tree, const ParseOptions& options);
ReadOutcome read_json(SyntaxTree& tree, const ParseOptions& options);

// Readers that go on after a fault: each mends what it can by the indentation of the lines, marks what is broken, and
// reports every place it mended. Of sound text they build the same tree as the strict ones.
ReadOutcome read_yaml_tolerant(SyntaxTree& tree, const ParseOptions& options);
ReadOutcome read_json_tolerant(SyntaxTree& tree, const ParseOptions& options);

// JSON by tree-sitter, which mends a text as a whole and reports nothing. The text must not nest deeply: that breaks
// tree-sitter itself.
ReadOutcome read_json_tree_sitter(SyntaxTree& tree, const ParseOptions& options);

// First byte after a UTF-8 byte-order mark.
std::uint32_t content_start(std::string_view text);

bool is_ascii(std::string_view text);

// The first place that is no text a template can hold: bytes that are not UTF-8, NUL, other control characters.
// False when there is none.
bool find_bad_character(std::string_view text, bool json, SyntaxError& error);

// Appends the comments in source[begin, end), a stretch that holds no scalars (tags, anchors and indicators only).
void collect_comments(std::string_view source, std::uint32_t begin, std::uint32_t end, std::vector<Comment>& comments);

// The properties written at `start`, up to the content they belong to. The tag is as written, not resolved. Reading
// stops after `most` properties: those of a mapping may stand right before those of its first key.
struct WrittenProperties {
  std::string_view anchor;
  TextRange tag_range;
  std::uint32_t end = 0;      // end of the last property
  std::uint32_t content = 0;  // where the content begins, white space and comments after the properties skipped
};
WrittenProperties scan_properties(std::string_view source, std::uint32_t start, int most = 2);

// Where a block scalar ends: after the last character of its last line that is not blank. `end` may lie past it.
std::uint32_t block_scalar_end(std::string_view source, std::uint32_t begin, std::uint32_t end);

// What libyaml reports, in terms of byte offsets.
struct YamlProblem {
  std::string_view problem;
  std::string_view context;
  std::uint32_t place = 0;
  std::uint32_t context_place = 0;
};

SyntaxError explain_yaml_problem(std::string_view source, const LineIndex& lines, const YamlProblem& problem);

}  // namespace virga
