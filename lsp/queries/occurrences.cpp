// Searches for what a template names, in it and in others of the workspace.
#include "lsp/queries/occurrences.h"

#include <algorithm>
#include <set>

#include "lsp/queries/analysis.h"
#include "lsp/queries/evaluation.h"
#include "lsp/queries/generated.h"
#include "lsp/queries/workspace.h"

namespace virga::lsp {

namespace {

// The exports and imports that may have the name of a symbol.
std::vector<FoundOccurrence> find_shared(const Analysis& analysis, const Workspace& workspace, const Symbol& symbol) {
  std::vector<SharedName> names;
  bool is_declared = false, is_used = false;
  for (const Occurrence& own : analysis.occurrences()) {
    if (!(own.symbol == symbol)) continue;
    (own.is_declaration ? is_declared : is_used) = true;
    if (!names.empty()) continue;
    const auto known = analysis.export_names(own);
    names.assign(known.begin(), known.end());
  }
  std::vector<FoundOccurrence> found;
  std::set<std::string> seen;
  const auto take = [&](const std::shared_ptr<const Analysis>& file, const Analysis& from) {
    if (!seen.insert(from.source().name()).second) return;
    for (const Occurrence& other : from.occurrences()) {
      if (other.symbol.kind != NameKind::Export) continue;
      const bool crossing = other.is_declaration ? is_used : is_declared;
      const bool is_same = other.symbol == symbol || is_shared_name(names, from.export_names(other), crossing);
      if (is_same) found.push_back({file, other});
    }
  };
  take(nullptr, analysis);
  for (const auto& other : workspace.sharing_export(names)) take(other, *other);
  return found;
}

bool is_shared(const Symbol& symbol) {
  return symbol.kind == NameKind::Parameter || symbol.kind == NameKind::Output || symbol.kind == NameKind::File;
}

// Whether names in loops differ by their identifiers at most: "Topic${Name}" and "Topic${Other}".
bool has_same_pattern(std::string_view a, std::string_view b) {
  const auto blank = [](std::string_view name) {
    std::string out;
    bool is_within = false;
    for (const char c : name) {
      is_within = is_within && c != '}';
      if (!is_within) out += c;
      is_within = is_within || c == '{';
    }
    return out;
  };
  return blank(a) == blank(b);
}

}  // namespace

const Occurrence* occurrence_at(const Analysis& analysis, std::uint32_t offset) {
  const Occurrence* best = nullptr;
  for (const Occurrence& occurrence : analysis.occurrences()) {
    if (occurrence.range.begin > offset) break;
    if (occurrence.range.end < offset || occurrence.range.size() == 0) continue;
    // Between two names ("A.B" at the dot), prefer the one that ends there.
    const bool is_between = best != nullptr && best->range.end == offset && occurrence.range.begin == offset;
    const bool is_inner = best == nullptr || occurrence.range.size() <= best->range.size();
    if (is_inner && !is_between) best = &occurrence;
  }
  // Around the name of a function in it, the function is meant.
  const bool is_call = best != nullptr && best->is_computed() && call_at(analysis, offset) != nullptr;
  return is_call ? nullptr : best;
}

std::vector<FoundOccurrence> find_occurrences(const Analysis& analysis, const Workspace& workspace,
                                              const Symbol& symbol) {
  if (symbol.kind == NameKind::Export) return find_shared(analysis, workspace, symbol);
  std::vector<FoundOccurrence> found;
  const auto take = [&](const std::shared_ptr<const Analysis>& file, const Analysis& from) {
    for (const Occurrence& occurrence : from.occurrences()) {
      if (occurrence.symbol == symbol) found.push_back({file, occurrence});
    }
  };
  take(nullptr, analysis);
  const std::string& own = analysis.source().name();
  std::set<std::string> seen = {own};
  const auto take_other = [&](const std::shared_ptr<const Analysis>& other) {
    if (other != nullptr && seen.insert(other->source().name()).second) take(other, *other);
  };
  if (is_shared(symbol)) {
    const std::string& file = symbol.kind == NameKind::File ? symbol.name : symbol.file;
    if (symbol.kind != NameKind::File && file != own) take_other(workspace.open(file));
    for (const auto& other : workspace.nesting(file)) take_other(other);
  }
  return found;
}

Symbol written_origin(const Analysis& analysis, const Workspace& workspace, const Symbol& symbol) {
  if (!can_be_generated(symbol.kind)) return symbol;
  AnalysisPtr other;
  const Analysis* declaring = &analysis;
  if (symbol.file != analysis.source().name()) {
    if (symbol.kind == NameKind::Output) other = workspace.open(symbol.file);
    if (other == nullptr) return symbol;
    declaring = other.get();
  }
  Symbol pattern = symbol;
  for (const Occurrence& occurrence : declaring->occurrences()) {
    if (!occurrence.is_declaration || occurrence.symbol.kind != symbol.kind) continue;
    if (occurrence.symbol == symbol) return symbol;
    const bool is_alike = is_loop_name(symbol) && has_same_pattern(occurrence.symbol.name, symbol.name);
    if (is_alike) pattern.name = occurrence.symbol.name;
  }
  if (is_loop_name(symbol)) return pattern;
  const auto generated = declaring->generated();
  const GeneratedDeclaration* made = generated->find(symbol);
  if (made != nullptr && !made->origin.empty()) pattern.name = made->origin;
  return pattern;
}

std::vector<FoundOccurrence> find_uses_of_made(const Analysis& analysis, const Workspace& workspace,
                                               const Symbol& symbol) {
  std::vector<FoundOccurrence> found;
  if (!is_loop_name(symbol) || symbol.file != analysis.source().name()) return found;
  const auto generated = analysis.generated();
  std::set<std::string_view> made;
  for (const GeneratedDeclaration& one : generated->of(symbol.kind)) {
    if (one.is_from_loop && one.origin == symbol.name) made.insert(one.name);
  }
  const auto take = [&](const AnalysisPtr& file, const Analysis& from) {
    for (const Occurrence& use : from.occurrences()) {
      if (use.is_declaration || use.symbol.kind != symbol.kind || use.symbol.file != symbol.file) continue;
      const bool is_alike =
          is_loop_name(use.symbol) && use.symbol.name != symbol.name && has_same_pattern(use.symbol.name, symbol.name);
      if (is_alike || made.contains(use.symbol.name)) found.push_back({file, use});
    }
  };
  take(nullptr, analysis);
  if (symbol.kind == NameKind::Output) {
    for (const AnalysisPtr& other : workspace.nesting(symbol.file)) {
      if (other != nullptr && other->source().name() != symbol.file) take(other, *other);
    }
  }
  return found;
}

std::string_view kind_word(NameKind kind) {
  switch (kind) {
    case NameKind::Parameter:
      return "parameter";
    case NameKind::Resource:
      return "resource";
    case NameKind::Condition:
      return "condition";
    case NameKind::Mapping:
      return "mapping";
    case NameKind::MappingKey:
    case NameKind::MappingField:
      return "mapping key";
    case NameKind::Output:
      return "output";
    case NameKind::Export:
      return "export";
    case NameKind::Rule:
      return "rule";
    case NameKind::Pseudo:
      return "pseudo parameter";
    case NameKind::SubVariable:
      return "variable of Fn::Sub";
    case NameKind::Loop:
      return "loop variable";
    case NameKind::Attribute:
      return "attribute";
    case NameKind::File:
      return "template";
    case NameKind::Event:
      return "event";
    case NameKind::Connector:
      return "connector";
    case NameKind::State:
      return "state";
    case NameKind::Substitution:
      return "substitution";
  }
  return "name";
}

}  // namespace virga::lsp
