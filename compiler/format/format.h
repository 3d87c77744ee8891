// Formats a template: changes white space, blank lines and quotes only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// Quotes for YAML scalars that need neither escapes nor a particular kind of quotes. Consistent: the kind that most of
// them have, double quotes in case of a tie.
enum class QuoteStyle : std::uint8_t { Consistent, Double, Single, Keep };

struct FormatOptions {
  std::uint32_t indent = 2;  // columns per level, clamped to 2 to 8
  bool tabs = false;         // JSON only: a tab per level
  QuoteStyle quotes = QuoteStyle::Consistent;
  // JSON only: a map or list on one line is broken if the line would be longer than this many bytes.
  std::uint32_t width = 100;
};

struct FormatResult {
  // In source order, not overlapping, in bytes of the tree's source. They replace white space and quotes only, so the
  // edits of one line do not affect other lines or the cursor. Empty if the text is already formatted.
  std::vector<TextEdit> edits;
  // Why the text cannot be formatted, as a sentence; empty on success. `where` is the relevant range.
  std::string refused;
  TextRange where;

  bool ok() const { return refused.empty(); }
};

// The functions below are pure and may be called from any thread. The tree must come from parse() or parse_tolerant().
// Text that cannot be read to its end or contains several documents is refused. Line breaks ("\n" or "\r\n") and a
// byte-order mark are kept.
//
// The result is parsed again before it is returned: if the edits would change any kind, value, key order, tag, anchor
// or comment, the text is refused instead. Formatting is idempotent.

FormatResult format(const SyntaxTree& tree, const FormatOptions& options = {});

// Only changes lines that `range` (bytes) touches. A partially selected block keeps its indentation. A level is
// indented as in the rest of the text; the options say how where that does not.
FormatResult format_range(const SyntaxTree& tree, TextRange range, const FormatOptions& options = {});

// For use after a line break was typed: `offset` is that of the cursor, on the new line. Formats the previous line, and
// indents the new one if it is blank, even if the text is broken. Never refuses.
FormatResult format_on_newline(const SyntaxTree& tree, std::uint32_t offset, const FormatOptions& options = {});

}  // namespace virga
