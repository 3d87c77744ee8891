#include "lsp/queries/transform_trial.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "rules/engine/linter.h"

namespace virga::lsp {

namespace {

// A section and what is declared in it: Resources/Function.
constexpr std::size_t kDeclarationDepth = 2;

// What no value of a parameter and no build step would cure.
std::vector<Diagnostic> lasting_problems(const Snapshot& snapshot) {
  std::vector<Diagnostic> errors;
  for (const Diagnostic& problem : snapshot.expansion(View::Assumed).problems) {
    if (problem.severity == Severity::Error) errors.push_back(problem);
  }
  return errors;
}

bool is_in_same_declaration(const Path& place, const Path& other) {
  return place.size() >= kDeclarationDepth && other.size() >= kDeclarationDepth &&
         std::equal(place.begin(), place.begin() + kDeclarationDepth, other.begin());
}

}  // namespace

bool is_taken_by_transforms(const Analysis& analysis, std::span<const TextEdit> edits, const Path& changed) {
  if (analysis.model().transforms().empty()) return true;
  const auto text = std::make_shared<const SourceFile>(analysis.source().name(), apply_edits(analysis.text(), edits));
  const auto after = open_snapshot(text, analysis.options().lint);
  if (after->is_broken()) return false;
  const std::vector<Diagnostic> problems = lasting_problems(*after);
  if (problems.empty()) return true;
  // One problem may hide another: what is not transformed says nothing about the change in it.
  const std::vector<Diagnostic> before = lasting_problems(analysis.snapshot());
  return std::all_of(problems.begin(), problems.end(), [&](const Diagnostic& problem) {
    return !is_in_same_declaration(problem.path, changed) &&
           std::any_of(before.begin(), before.end(), [&](const Diagnostic& known) {
             return known.path == problem.path && known.message == problem.message;
           });
  });
}

}  // namespace virga::lsp
