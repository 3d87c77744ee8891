// textDocument/selectionRange
#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "compiler/resolve/sub_text.h"
#include "lsp/features/handlers.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

// Ranges around an offset, innermost first; each contains the previous one and is larger.
std::vector<TextRange> ranges_at(const Analysis& analysis, std::uint32_t offset) {
  std::vector<TextRange> found;
  const auto holds = [&](TextRange range) { return range.begin <= offset && offset <= range.end; };
  const auto take = [&](TextRange range) {
    if (holds(range)) found.push_back(range);
  };
  const auto size = static_cast<std::uint32_t>(analysis.text().size());
  take({0, size});
  const Node* node = analysis.model().root();
  while (node != nullptr) {
    take(node->range);
    const Node* next = nullptr;
    if (node->is_scalar()) take(content_range(*node));
    for (const Node* item : node->items()) {
      if (holds(item->range)) next = item;
    }
    for (const Member& member : node->members()) {
      const TextRange whole{member.key->range.begin, std::max(member.key->range.end, member.value->range.end)};
      if (!holds(whole)) continue;
      take(whole);
      next = holds(member.value->range) ? member.value : member.key;
    }
    node = next;
  }
  if (const Occurrence* name = occurrence_at(analysis, offset)) take(name->range);
  std::stable_sort(found.begin(), found.end(), [](TextRange a, TextRange b) { return a.size() < b.size(); });
  std::vector<TextRange> chain;
  for (const TextRange range : found) {
    const bool grows = chain.empty() || (range.begin <= chain.back().begin && range.end >= chain.back().end &&
                                         range.size() > chain.back().size());
    if (grows && range.size() > 0) chain.push_back(range);
  }
  if (chain.empty()) chain.push_back({offset, offset});
  return chain;
}

}  // namespace

json selection_ranges(const FeatureContext& context, const json& params) {
  const Positions positions = context.positions();
  json list = json::array();
  for (const json& position : params.at("positions")) {
    json selection;
    const std::vector<TextRange> chain = ranges_at(context.analysis, positions.offset(position));
    for (auto range = chain.rbegin(); range != chain.rend(); ++range) {
      json inner = {{"range", positions.range(*range)}};
      if (!selection.is_null()) inner["parent"] = std::move(selection);
      selection = std::move(inner);
    }
    list.push_back(std::move(selection));
  }
  return list;
}

}  // namespace virga::lsp
