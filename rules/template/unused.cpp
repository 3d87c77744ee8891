// Definitions that are not used.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>

#include "rules/engine/compilation.h"
#include "rules/engine/macros.h"
#include "rules/engine/reporter.h"
#include "rules/engine/walk.h"
#include "rules/template/checks.h"
#include "rules/template/hidden_uses.h"
#include "rules/template/removal.h"

namespace virga {
namespace {

// Whether what a macro or an include brings may use what the template does not: those of the template, and those that
// Fn::Transform calls. What AWS's other transforms make of a template has no uses of its own.
bool may_be_used_unseen(const Compilation& compilation) {
  const Template& model = compilation.model();
  if (has_own_macro(model) || model.has_transform("AWS::Include")) return true;
  bool found = false;
  if (model.root() == nullptr || !may_call_macro(compilation)) return false;
  walk_values(*model.root(), Location{}, [&](const Node& node, const Location&) {
    // At the root, Transform is a section.
    found |= &node == model.root() ? node.find("Fn::Transform") != nullptr : has_macro_call(node);
    return !found;
  });
  return found;
}

// The names in all Refs, including unresolved ones, such as in a malformed section.
std::set<std::string_view> names_in_refs(const Template& model) {
  std::set<std::string_view> names;
  walk_values(*model.root(), Location{}, [&](const Node& node, const Location&) {
    if (node.function == Function::Ref && node.argument()->is_string()) names.insert(node.argument()->text());
    return true;
  });
  return names;
}

// Whether any of them is not used: in most templates none, and nothing else has to be looked at.
template <typename Declarations>
bool any_unused(const Compilation& compilation, SymbolKind kind, const Declarations& declarations) {
  return std::any_of(declarations.begin(), declarations.end(),
                     [&](const auto& declaration) { return !compilation.symbols().is_used(kind, declaration.name()); });
}

template <typename Declarations>
void report_unused(const Compilation& compilation, Reporter& reporter, std::string_view rule, Section section,
                   SymbolKind kind, std::string_view thing, const Declarations& declarations) {
  const Template& model = compilation.model();
  std::optional<std::set<std::string_view>> named;
  std::optional<HiddenUses> hidden;
  in_section(model, section, [&](const Node&, const Location& where) {
    for (const auto& declaration : declarations) {
      if (compilation.symbols().is_used(kind, declaration.name())) continue;
      // A name such as Yes is a boolean wherever it stands, so that nothing says what refers to it.
      if (!declaration.member.key->is_string()) continue;
      if (kind == SymbolKind::Parameter) {
        if (!named) named = names_in_refs(model);
        if (named->contains(declaration.name())) continue;
      }
      Location at_name{&where, declaration.member.key, declaration.member.value, 0};
      if (!reporter.runs(rule)) return;
      if (!hidden) hidden.emplace(compilation, kind);
      Finding found = finding(rule, at_name, fmt::format("{} '{}' is not used; remove it", thing, declaration.name()));
      if (!hidden->may_use(declaration.name())) found.fix(removal_of(compilation, section, declaration.member));
      reporter.report(found);
    }
  });
}

}  // namespace

void check_unused_parameters(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  // Macros may use the parameters of the whole template, too.
  if (model.section(Section::Transform) != nullptr) return;
  if (!any_unused(compilation, SymbolKind::Parameter, model.parameters()) || may_be_used_unseen(compilation)) return;
  report_unused(compilation, reporter, "W2001", Section::Parameters, SymbolKind::Parameter, "Parameter",
                model.parameters());
}

void check_unused_conditions(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  if (!any_unused(compilation, SymbolKind::Condition, model.conditions()) || may_be_used_unseen(compilation)) return;
  report_unused(compilation, reporter, "W8001", Section::Conditions, SymbolKind::Condition, "Condition",
                model.conditions());
}

void check_unused_mappings(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  if (!any_unused(compilation, SymbolKind::Mapping, model.mappings()) || may_be_used_unseen(compilation)) return;
  // A computed name may refer to any mapping.
  bool computed = false;
  walk_values(*model.root(), Location{}, [&](const Node& node, const Location&) {
    if (node.function == Function::FindInMap && node.argument()->is_sequence() && node.argument()->size > 0) {
      computed |= !node.argument()->items()[0]->is_scalar();
    }
    return !computed;
  });
  if (computed) return;
  report_unused(compilation, reporter, "W7001", Section::Mappings, SymbolKind::Mapping, "Mapping", model.mappings());
}

}  // namespace virga
