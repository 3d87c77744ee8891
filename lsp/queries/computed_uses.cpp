#include "lsp/queries/computed_uses.h"

#include <algorithm>
#include <vector>

namespace virga::lsp {

namespace {

// A call of Fn::FindInMap that may look into the mapping and computes the argument.
const Node* computed_lookup(const Analysis& analysis, std::string_view mapping, std::size_t argument) {
  std::vector<const Node*> todo = {analysis.model().root()};
  while (!todo.empty()) {
    const Node& node = *todo.back();
    todo.pop_back();
    for (const Node* item : node.items()) todo.push_back(item);
    for (const Member& member : node.members()) todo.push_back(member.value);
    if (node.function != Function::FindInMap || node.argument() == nullptr) continue;
    const auto items = node.argument()->items();
    if (items.size() <= argument || items[argument]->is_scalar()) continue;
    if (argument == 0 || !items[0]->is_string() || items[0]->text() == mapping) return &node;
  }
  return nullptr;
}

// What names the symbol only once the loops are unrolled.
const Node* use_in_loop(const Analysis& analysis, const Symbol& symbol, SymbolKind kind) {
  const Semantics& unrolled = analysis.snapshot().unrolled();
  if (&unrolled == &analysis.snapshot().written()) return nullptr;
  const auto& written = analysis.occurrences();
  for (const Reference* use : unrolled.symbols().uses(kind, symbol.name)) {
    const TextRange range = use->node->range;
    const bool is_written = std::any_of(written.begin(), written.end(), [&](const Occurrence& occurrence) {
      return occurrence.symbol == symbol && range.begin <= occurrence.range.begin && occurrence.range.end <= range.end;
    });
    if (!is_written) return use->node;
  }
  return nullptr;
}

}  // namespace

const Node* computed_use(const Analysis& analysis, const Symbol& symbol) {
  if (symbol.file != analysis.source().name() || analysis.model().root() == nullptr) return nullptr;
  switch (symbol.kind) {
    case NameKind::Mapping:
      return computed_lookup(analysis, symbol.name, 0);
    case NameKind::MappingKey:
      return computed_lookup(analysis, symbol.scope, 1);
    case NameKind::MappingField:
      return computed_lookup(analysis, symbol.scope, 2);
    case NameKind::Parameter:
      return use_in_loop(analysis, symbol, SymbolKind::Parameter);
    case NameKind::Resource:
      return use_in_loop(analysis, symbol, SymbolKind::Resource);
    case NameKind::Condition:
      return use_in_loop(analysis, symbol, SymbolKind::Condition);
    default:
      return nullptr;
  }
}

}  // namespace virga::lsp
