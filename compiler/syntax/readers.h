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
  std::uint64_t nodes = 0;     // size of the tree
  bool yaml_takes_it = false;  // the JSON reader stopped at something that is valid YAML
  bool yaml_misreads = false;  // … that YAML takes for something else: null for a missing value, half a quoted word
};

// Strict readers: they report the first syntax error and stop.
ReadOutcome read_yaml(SyntaxTree& tree, const ParseOptions& options);
ReadOutcome read_json(SyntaxTree& tree, const ParseOptions& options);

// Error-tolerant readers: they continue after an error, repair what they can using indentation, mark broken nodes, and
// report every repair. For valid text they build the same tree as the strict readers.
ReadOutcome read_yaml_tolerant(SyntaxTree& tree, const ParseOptions& options);
ReadOutcome read_json_tolerant(SyntaxTree& tree, const ParseOptions& options);

// Reads JSON with tree-sitter, which repairs a text as a whole and reports no errors. Deeply nested text is not
// allowed, because tree-sitter itself cannot handle it.
ReadOutcome read_json_tree_sitter(SyntaxTree& tree, const ParseOptions& options);

// Whether the text is JSON in several lines whose first '{' is missing.
bool lacks_first_brace(std::string_view text);

// The end of what other dialects of JSON allow as a comment: "// …", "# …", "/* … */". A comment that is never closed
// ends with its line.
std::uint32_t end_of_json_comment(std::string_view text, std::uint32_t begin);

// First byte after a UTF-8 byte-order mark.
std::uint32_t content_start(std::string_view text);
// Whether the content opens with a bracket or a brace.
bool begins_like_json(std::string_view text);

// Finds the first bytes that no template may contain: invalid UTF-8, NUL, other control characters. False if there are
// none.
bool find_bad_character(std::string_view text, bool json, SyntaxError& error);

// Appends the comments in source[begin, end), which must not contain scalars (only tags, anchors and indicators).
void collect_comments(std::string_view source, std::uint32_t begin, std::uint32_t end, std::vector<Comment>& comments);

// The properties written at `start`, and where their content begins. The tag is as written, not resolved. Stops after
// `most` properties, since those of a mapping may directly precede those of its first key.
struct WrittenProperties {
  std::string_view anchor;
  TextRange tag_range;
  std::uint32_t end = 0;      // end of the last property
  std::uint32_t content = 0;  // where the content begins, after white space and comments that follow the properties
};
WrittenProperties scan_properties(std::string_view source, std::uint32_t start, int most = 2);

// The end of a block scalar: after the last character of its last non-blank line. `end` may be past it.
std::uint32_t block_scalar_end(std::string_view source, std::uint32_t begin, std::uint32_t end);

// An error reported by libyaml, converted to byte offsets.
struct YamlProblem {
  std::string_view problem;
  std::string_view context;
  std::uint32_t place = 0;
  std::uint32_t context_place = 0;
};

// What to say of a plain value on the line of its key with a ":" in it that ends a key.
std::string second_colon_message(std::string_view value);

SyntaxError explain_yaml_problem(std::string_view source, const LineIndex& lines, const YamlProblem& problem);

}  // namespace virga
