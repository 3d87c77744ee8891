#include "lsp/queries/export_names.h"

#include <algorithm>
#include <memory>
#include <string_view>

#include "lsp/queries/analysis.h"
#include "rules/engine/linter.h"

namespace virga::lsp {

namespace {

constexpr std::size_t kMostNames = 16;  // of one expression

bool uses_pseudo_parameter(const Analysis& analysis, const Node& expression, auto&& wanted) {
  const auto& all = analysis.occurrences();
  return std::any_of(all.begin(), all.end(), [&](const Occurrence& use) {
    return use.symbol.kind == NameKind::Pseudo && use.range.begin >= expression.range.begin &&
           use.range.end <= expression.range.end && wanted(use.symbol.name);
  });
}

// Each stack has another one; the evaluator has a sample.
bool is_of_stack(std::string_view pseudo) { return pseudo == "AWS::StackName" || pseudo == "AWS::StackId"; }

void add(std::vector<SharedName>& names, SharedName name) {
  const auto is_same = [&](const SharedName& other) {
    return other.is_literal() && name.is_literal() && other.text() == name.text();
  };
  if (names.size() == kMostNames || !name.is_partly_known()) return;
  if (std::none_of(names.begin(), names.end(), is_same)) names.push_back(std::move(name));
}

// Evaluates in a snapshot of its own, since whoever lints this one would be in the way.
void add_values(const Analysis& analysis, const LintOptions& options, std::span<const Node* const> expressions,
                ExportNames& found) {
  const auto own = open_snapshot(analysis.snapshot(), options);
  const auto lock = own->lock();
  for (const Node* expression : expressions) {
    std::vector<SharedName>& names = found[expression];
    const Resolution& resolution = own->written().evaluator().resolve(*expression);
    if (!resolution.known) add(names, SharedName::of(*expression));
    for (const ResolvedValue& value : resolution.values) {
      if (value.value != nullptr && value.value->is_scalar() && !value.secret) add(names, SharedName::of(*value.value));
    }
  }
}

}  // namespace

ExportNames find_export_names(const Analysis& analysis) {
  ExportNames found;
  std::vector<const Node*> open;
  for (const Occurrence& occurrence : analysis.occurrences()) {
    if (occurrence.symbol.kind != NameKind::Export) continue;
    const Node& expression = *occurrence.expression;
    if (expression.is_string() || uses_pseudo_parameter(analysis, expression, is_of_stack)) {
      add(found[&expression], SharedName::of(expression));
    } else {
      open.push_back(&expression);
    }
  }
  if (open.empty()) return found;
  const DocumentOptions& options = analysis.options();
  if (options.parameter_sets.empty()) add_values(analysis, options.lint, open, found);
  for (const auto& set : options.parameter_sets) {
    LintOptions with_set = options.lint;
    for (const auto& [name, value] : set) with_set.evaluation.parameters.insert_or_assign(name, value);
    add_values(analysis, with_set, open, found);
  }
  return found;
}

bool depends_on_deployment(const Analysis& analysis, const Occurrence& exported) {
  return uses_pseudo_parameter(analysis, *exported.expression, [](std::string_view) { return true; });
}

bool is_shared_name(std::span<const SharedName> names, std::span<const SharedName> others, bool crossing) {
  for (const SharedName& name : names) {
    for (const SharedName& other : others) {
      const bool are_known = name.is_literal() && other.is_literal();
      if (are_known ? name.text() == other.text() : crossing && name.may_equal(other)) return true;
    }
  }
  return false;
}

}  // namespace virga::lsp
