#include "lsp/features/syntax_fixes.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/indentation.h"
#include "compiler/edit/outer_tag.h"
#include "compiler/syntax/syntax_tree.h"
#include "lsp/queries/cursor.h"

namespace virga::lsp {

namespace {

// Whether the changed text can be read beyond the fault, or to its end.
bool reads_further(const Analysis& analysis, const std::vector<TextEdit>& edits, std::uint32_t fault) {
  const std::string changed = apply_edits(analysis.text(), edits);
  std::size_t moved = fault;
  for (const TextEdit& edit : edits) {
    if (edit.range.end <= fault) moved += edit.replacement.size() - edit.range.size();
  }
  const SyntaxTree tree = parse(std::make_shared<const SourceFile>(analysis.source().name(), changed));
  return tree.ok() || (!tree.errors.empty() && tree.errors.front().range.begin > moved);
}

// For the second of two short forms in a row: writes the first one in full.
std::optional<Fix> write_outer_in_full(const Analysis& analysis, TextRange second) {
  const std::string_view text = analysis.text();
  if (analysis.is_json() || second.begin >= text.size() || text[second.begin] != '!') return std::nullopt;
  const std::size_t last = text.substr(0, second.begin).find_last_not_of(" \t\r\n");
  if (last == std::string_view::npos || last + 1 == second.begin) return std::nullopt;
  const std::size_t before = text.find_last_of(" \t\r\n[{,", last);
  const TextRange tag{static_cast<std::uint32_t>(before + 1), static_cast<std::uint32_t>(last + 1)};
  const std::string_view function = function_of_tag(text.substr(tag.begin, tag.size()));
  if (function.empty()) return std::nullopt;
  const bool in_flow = find_cursor(analysis.source(), false, tag.begin).in_flow;
  std::vector<TextEdit> edits = call_in_full(text, tag, function, in_flow, indentation_step(analysis.tree()));
  if (edits.empty() || !reads_further(analysis, edits, second.begin)) return std::nullopt;
  return Fix{fmt::format("Write '{}' in full, as '{}:'", text.substr(tag.begin, tag.size()), function), FixSafety::Safe,
             std::move(edits)};
}

}  // namespace

std::vector<Fix> syntax_fixes(const Analysis& analysis, const Diagnostic& finding) {
  std::vector<Fix> fixes;
  if (auto fix = write_outer_in_full(analysis, finding.range)) fixes.push_back(std::move(*fix));
  return fixes;
}

}  // namespace virga::lsp
