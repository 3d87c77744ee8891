// textDocument/formatting, rangeFormatting, onTypeFormatting
#include <nlohmann/json.hpp>

#include "compiler/format/format.h"
#include "lsp/features/handlers.h"
#include "lsp/features/text_edits.h"
#include "lsp/protocol/messages.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

FormatOptions options_of(const json& params) {
  FormatOptions options;
  const json& tab_size = member_at(params, "options.tabSize");
  if (tab_size.is_number_unsigned()) options.indent = tab_size.get<std::uint32_t>();
  const json& insert_spaces = member_at(params, "options.insertSpaces");
  options.tabs = insert_spaces.is_boolean() && !insert_spaces.get<bool>();
  return options;
}

// Formats the text as it is read: the layout of YAML in braces is that of YAML, whatever its language is called.
// Text that cannot be read is left alone without an error, since editors format on each save.
template <typename Format>
json formatted(const FeatureContext& context, const Format& format_tree) {
  const SyntaxTree& tree = context.analysis.tree();
  if (!context.analysis.is_taken_as_json()) return text_edits(context, format_tree(tree).edits);
  return text_edits(context, format_tree(parse_tolerant(tree.source)).edits);
}

}  // namespace

json formatting(const FeatureContext& context, const json& params) {
  return formatted(context, [&](const SyntaxTree& tree) { return format(tree, options_of(params)); });
}

json range_formatting(const FeatureContext& context, const json& params) {
  const TextRange range = context.positions().byte_range(params.at("range"));
  return formatted(context, [&](const SyntaxTree& tree) { return format_range(tree, range, options_of(params)); });
}

json on_type_formatting(const FeatureContext& context, const json& params) {
  const std::uint32_t offset = context.positions().offset(params.at("position"));
  return formatted(context,
                   [&](const SyntaxTree& tree) { return format_on_newline(tree, offset, options_of(params)); });
}

}  // namespace virga::lsp
