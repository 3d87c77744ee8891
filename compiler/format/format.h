// Formatting a template: white space, blank lines and quotes, and nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// Which quotes YAML scalars get whose text needs neither an escape nor a particular quote. Consistent: those that most
// of them have, double quotes when in doubt.
enum class QuoteStyle : std::uint8_t { Consistent, Double, Single, Keep };

struct FormatOptions {
  std::uint32_t indent = 2;  // columns per level, taken as 2 to 8
  bool tabs = false;         // JSON only: a tab per level
  QuoteStyle quotes = QuoteStyle::Consistent;
  // JSON only: an object or list that stands on one line is broken when the line would be longer, in bytes.
  std::uint32_t width = 100;
};

struct FormatResult {
  // In source order, not overlapping, in bytes of the tree's source. They replace white space and quotes only, so one
  // line's edits leave every other line, and the cursor, where they are. Empty when the text is formatted already.
  std::vector<TextEdit> edits;
  // Why the text is left alone: a sentence, else empty. `where` is the place that it speaks of.
  std::string refused;
  TextRange where;

  bool ok() const { return refused.empty(); }
};

// The functions below are pure and may be called from any thread. The tree must come from parse() or parse_tolerant();
// a text that cannot be read to its end, or that holds several documents, is refused. Line breaks stay what they are
// ("\n" or
// "\r\n"), and so does a byte-order mark.
//
// The result is read again before it is handed out: the edits leave every kind, text, key order, tag, anchor and
// comment as it was, or the text is refused. Formatting the result again gives no edits.

FormatResult format(const SyntaxTree& tree, const FormatOptions& options = {});

// Touches only lines that `range` (bytes) touches. A block of which only a part is selected keeps its indentation.
FormatResult format_range(const SyntaxTree& tree, TextRange range, const FormatOptions& options = {});

// After a line break was typed: `offset` is that of the cursor, on the new line. Tidies the line that was left and
// indents the new one when it is blank, also where the text is broken. Never refuses.
FormatResult format_on_newline(const SyntaxTree& tree, std::uint32_t offset, const FormatOptions& options = {});

}  // namespace virga
