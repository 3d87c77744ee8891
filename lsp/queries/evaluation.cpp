#include "lsp/queries/evaluation.h"

#include <algorithm>

namespace virga::lsp {

const Node* call_at(const Analysis& analysis, std::uint32_t offset) {
  const Node* node = analysis.model().root();
  const Node* found = nullptr;
  const auto holds = [&](TextRange range) { return range.begin <= offset && offset <= range.end; };
  while (node != nullptr) {
    if (node->function != Function::None && holds(node->function_key()->range)) found = node;
    const Node* next = nullptr;
    for (const Node* item : node->items()) {
      if (holds(item->range)) next = item;
    }
    for (const Member& member : node->members()) {
      if (holds(member.value->range)) next = member.value;
    }
    node = next;
  }
  return found;
}

bool touches_secret(const Analysis& analysis, const Node& expression) {
  const auto is_secret = [&](const Occurrence& use) {
    if (use.symbol.kind == NameKind::Condition) return true;  // may depend on anything
    if (use.symbol.kind != NameKind::Parameter) return false;
    const Parameter* parameter = analysis.model().find_parameter(use.symbol.name);
    return parameter != nullptr && parameter->no_echo;
  };
  const bool has_secrets = std::any_of(analysis.model().parameters().begin(), analysis.model().parameters().end(),
                                       [](const Parameter& parameter) { return parameter.no_echo; });
  if (!has_secrets) return false;
  return std::any_of(analysis.occurrences().begin(), analysis.occurrences().end(), [&](const Occurrence& use) {
    return use.range.begin >= expression.range.begin && use.range.end <= expression.range.end && is_secret(use);
  });
}

std::vector<std::string> shown_values(const Analysis& analysis, const Node& expression, std::size_t limit) {
  if (touches_secret(analysis, expression)) return {};
  return analysis.values_of(expression, limit);
}

}  // namespace virga::lsp
