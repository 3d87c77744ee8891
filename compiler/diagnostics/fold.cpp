#include "compiler/diagnostics/fold.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace virga {
namespace {

bool is_at_or_below(const Path& path, const Path& top) {
  return path.size() >= top.size() && std::equal(top.begin(), top.end(), path.begin());
}

bool is_about_format(const Diagnostic& finding) { return finding.rule >= "E1103" && finding.rule < "E1200"; }

// Of the text of a value, which a finding about its format says better.
bool is_about_text(const Diagnostic& finding) { return finding.rule == "E3031" || finding.rule == "E3033"; }

bool is_same_place(const Diagnostic& a, const Diagnostic& b) {
  return a.focus() == b.focus() && a.range == b.range && a.severity == b.severity;
}

// The finding of which `finding` is a part, or null.
Diagnostic* parent_of(std::vector<Diagnostic>& findings, const Diagnostic& finding) {
  if (finding.parent_rule.empty()) return nullptr;
  Diagnostic* nearest = nullptr;
  for (Diagnostic& other : findings) {
    if (&other == &finding || other.rule != finding.parent_rule || !is_at_or_below(finding.path, other.path)) continue;
    // Of two anyOfs, one inside the other, that one which is nearer.
    if (other.rule == finding.rule && other.path.size() >= finding.path.size()) continue;
    if (nearest == nullptr || other.path.size() > nearest->path.size()) nearest = &other;
  }
  return nearest;
}

void fold_into(Diagnostic& parent, Diagnostic& child) {
  Note note;
  note.message = child.message;
  if (child.focus() != parent.focus()) note.range = child.focus();
  const bool is_told = std::any_of(parent.notes.begin(), parent.notes.end(),
                                   [&](const Note& other) { return other.message == note.message; });
  if (!is_told) parent.notes.push_back(std::move(note));
  std::move(child.notes.begin(), child.notes.end(), std::back_inserter(parent.notes));
  std::move(child.fixes.begin(), child.fixes.end(), std::back_inserter(parent.fixes));
}

}  // namespace

std::vector<Diagnostic> fold_follow_ups(std::vector<Diagnostic> findings) {
  // Most templates have few findings, or none with parts: no search then.
  std::vector<bool> folded(findings.size(), false);
  std::vector<std::pair<std::size_t, Diagnostic*>> parts;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (Diagnostic* parent = parent_of(findings, findings[i])) parts.emplace_back(i, parent);
  }
  // Parts of parts first, so that they reach the top.
  std::stable_sort(parts.begin(), parts.end(), [&](const auto& a, const auto& b) {
    return findings[a.first].path.size() > findings[b.first].path.size();
  });
  for (const auto& [index, parent] : parts) {
    folded[index] = true;
    fold_into(*parent, findings[index]);
  }
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (folded[i] || !is_about_text(findings[i])) continue;
    folded[i] = std::any_of(findings.begin(), findings.end(), [&](const Diagnostic& other) {
      return is_about_format(other) && is_same_place(findings[i], other);
    });
  }
  // The misspelt key says it; that the right one is missing follows.
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Diagnostic& missing = findings[i];
    if (folded[i] || missing.message.find("a misspelling of it") == std::string::npos) continue;
    folded[i] = std::any_of(findings.begin(), findings.end(), [&](const Diagnostic& other) {
      return &other != &missing && other.path.size() == missing.path.size() + 1 &&
             is_at_or_below(other.path, missing.path) && other.message.starts_with("Unknown ");
    });
  }
  std::vector<Diagnostic> kept;
  kept.reserve(findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!folded[i]) kept.push_back(std::move(findings[i]));
  }
  return kept;
}

}  // namespace virga
