#include "lsp/queries/generated_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/semantics/snapshot.h"
#include "rules/engine/linter.h"

namespace virga::lsp {

namespace {

// The names of resources that are used and that nothing written declares.
std::set<std::string, std::less<>> undeclared_names(const Analysis& analysis) {
  std::set<std::string, std::less<>> names;
  for (const Occurrence& use : analysis.occurrences()) {
    if (use.symbol.kind != NameKind::Resource || use.symbol.file != analysis.source().name()) continue;
    if (analysis.model().find_resource(use.symbol.name) == nullptr) names.insert(use.symbol.name);
  }
  return names;
}

const Template* expansion_of(const Snapshot& snapshot) {
  const Semantics* expanded = snapshot.expanded();
  if (expanded == nullptr) expanded = snapshot.assumed();
  return expanded == nullptr ? nullptr : &expanded->model();
}

// Resources in their order, which no name decides. Empty if they are not the same ones but for their names.
std::map<std::string_view, std::string_view> paired(const Template& before, const Template& after) {
  std::map<std::string_view, std::string_view> names;
  const auto olds = before.resources();
  const auto news = after.resources();
  if (olds.size() != news.size()) return names;
  for (std::size_t i = 0; i < olds.size(); ++i) {
    if (olds[i].type != news[i].type) return {};
    names[olds[i].name()] = news[i].name();
  }
  return names;
}

}  // namespace

GeneratedNames generated_names_after(const Analysis& analysis, std::span<const TextEdit> edits, std::string_view stem) {
  GeneratedNames result;
  if (!analysis.model().is_sam()) return result;
  const auto used = undeclared_names(analysis);
  if (used.empty()) return result;
  const auto is_derived = [&](const std::string& name) { return !stem.empty() && name.starts_with(stem); };
  const auto derived = std::find_if(used.begin(), used.end(), is_derived);
  const auto digested = std::find_if(used.begin(), used.end(), [&](const std::string& name) {
    return ends_with_digest(name) && is_sam_generated(analysis.model(), name);
  });
  if (stem.empty() && digested == used.end()) return result;
  const auto refuse = [&](std::string_view why) {
    constexpr std::string_view kEnd = "so nobody can tell what it would be called";
    if (derived != used.end()) {
      result.refusal = fmt::format("'{}' may be generated from what is renamed, and {}, {}", *derived, why, kEnd);
    } else if (digested != used.end()) {
      result.refusal =
          fmt::format("'{}' ends with a digest of what SAM generates, which may name what is renamed, and {}, {}",
                      *digested, why, kEnd);
    }
    return result;
  };
  const Snapshot& before = analysis.snapshot();
  if (before.is_broken()) return refuse("the template has syntax errors");
  const auto text = std::make_shared<const SourceFile>(analysis.source().name(), apply_edits(analysis.text(), edits));
  const auto after = open_snapshot(text, analysis.options().lint);
  const Template* old_template = expansion_of(before);
  const Template* new_template = after->is_broken() ? nullptr : expansion_of(*after);
  if (old_template == nullptr) return refuse("the template cannot be expanded");
  if (new_template == nullptr) return refuse("the template cannot be expanded with the new name");
  const auto pairs = paired(*old_template, *new_template);
  if (pairs.empty()) return refuse("SAM generates other resources with the new name");
  for (const std::string& name : used) {
    const auto known = pairs.find(name);
    if (known != pairs.end()) {
      if (known->second != name) result.renamed[name] = known->second;
    } else if (is_derived(name) && name.size() > stem.size() && is_sam_generated(analysis.model(), name)) {
      result.refusal = fmt::format(
          "'{}' is not among the names that SAM generates from this template, so nobody can tell what it would be "
          "called; rename it manually",
          name);
      return result;
    }
  }
  return result;
}

}  // namespace virga::lsp
