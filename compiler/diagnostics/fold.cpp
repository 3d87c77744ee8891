#include "compiler/diagnostics/fold.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>
#include <utility>

namespace virga {
namespace {

bool is_at_or_below(const Path& path, const Path& top) {
  return path.size() >= top.size() && std::equal(top.begin(), top.end(), path.begin());
}

bool is_same_place(const Diagnostic& a, const Diagnostic& b) {
  return a.focus() == b.focus() && a.range == b.range && a.severity == b.severity;
}

bool same_note(const Note& a, const Note& b) {
  return a.range == b.range && a.message == b.message && a.file == b.file;
}

// Whether it may be said of the same value of the same function, without being a part itself.
bool tells_of_same_value(const Diagnostic& part, const Diagnostic& other) {
  return other.rule == part.rule && other.parent_rule.empty() && is_same_place(part, other) &&
         other.path == part.path && (part.gist != Gist::Text || other.gist == Gist::Format) &&
         std::equal(part.notes.begin(), part.notes.end(), other.notes.begin(), other.notes.end(), same_note);
}

// The length of what two texts have in common at both ends.
std::size_t common_ends(std::string_view a, std::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  const auto front = std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin();
  const auto back = std::mismatch(a.rbegin(), a.rend(), b.rbegin()).first - a.rbegin();
  return static_cast<std::size_t>(front + back);
}

// Messages begin with the value and end with the circumstances, so that those of one value have most in common.
const Diagnostic* whole_of_resolved(const std::vector<Diagnostic>& findings, const Diagnostic& part) {
  const Diagnostic* best = nullptr;
  std::size_t most = 0;
  for (const Diagnostic& other : findings) {
    if (!tells_of_same_value(part, other)) continue;
    const std::size_t common = common_ends(part.message, other.message);
    if (best != nullptr && common <= most) continue;
    best = &other;
    most = common;
  }
  return best;
}

// The finding that `finding` is a part of, or null.
const Diagnostic* parent_of(const std::vector<Diagnostic>& findings, const Diagnostic& finding) {
  if (finding.parent_rule.empty()) return nullptr;
  if (is_part_of_resolved(finding)) return whole_of_resolved(findings, finding);
  const Diagnostic* nearest = nullptr;
  for (const Diagnostic& other : findings) {
    if (&other == &finding || other.rule != finding.parent_rule || !is_at_or_below(finding.path, other.path)) continue;
    // If two anyOfs are nested, the inner one.
    if (other.rule == finding.rule && other.path.size() >= finding.path.size()) continue;
    if (nearest == nullptr || other.path.size() > nearest->path.size()) nearest = &other;
  }
  return nearest;
}

// Whether two fixes make the same change and say the same of it.
bool is_same_fix(const Fix& a, const Fix& b) {
  const auto is_same_edit = [](const TextEdit& one, const TextEdit& other) {
    return one.range == other.range && one.replacement == other.replacement;
  };
  return a.title == b.title && std::equal(a.edits.begin(), a.edits.end(), b.edits.begin(), b.edits.end(), is_same_edit);
}

void fold_into(Diagnostic& parent, Diagnostic& child) {
  Note note;
  note.message = child.message;
  if (child.focus() != parent.focus()) note.range = child.focus();
  // What no form fits quotes what the nearest one says.
  const bool is_quoted = child.focus() == parent.focus() && std::string_view(parent.message).ends_with(child.message);
  const bool is_told = is_quoted || child.message == parent.message ||
                       (child.gist == Gist::Text && parent.gist == Gist::Format) ||
                       std::any_of(parent.notes.begin(), parent.notes.end(),
                                   [&](const Note& other) { return other.message == note.message; });
  if (!is_told) parent.notes.push_back(std::move(note));
  for (Note& more : child.notes) {
    const auto is_same = [&](const Note& other) { return same_note(other, more); };
    if (std::none_of(parent.notes.begin(), parent.notes.end(), is_same)) parent.notes.push_back(std::move(more));
  }
  for (Fix& fix : child.fixes) {
    const auto is_same = [&](const Fix& other) { return is_same_fix(other, fix); };
    if (std::none_of(parent.fixes.begin(), parent.fixes.end(), is_same)) parent.fixes.push_back(std::move(fix));
  }
}

// The indexes of a finding and of the one that it is a part of.
struct Part {
  std::size_t child;
  std::size_t parent;
};

std::vector<Part> parts_of(const std::vector<Diagnostic>& findings) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Diagnostic* parent = parent_of(findings, findings[i]);
    if (parent != nullptr) parts.push_back({i, static_cast<std::size_t>(parent - findings.data())});
  }
  return parts;
}

bool points_at(const Diagnostic& finding, TextRange place) {
  return std::any_of(finding.notes.begin(), finding.notes.end(),
                     [&](const Note& note) { return note.file == nullptr && note.range == place; });
}

// Whether each has a note at the place of the other.
bool point_at_each_other(const Diagnostic& a, const Diagnostic& b) {
  return points_at(a, b.focus()) && points_at(b, a.focus());
}

// What is wrong with a text is explained better by a finding about its format, at the text or where it is used.
bool is_told_by_format(const std::vector<Diagnostic>& findings, const Diagnostic& finding) {
  return finding.gist == Gist::Text && std::any_of(findings.begin(), findings.end(), [&](const Diagnostic& other) {
           return other.gist == Gist::Format &&
                  (is_same_place(finding, other) ||
                   (other.severity == finding.severity && point_at_each_other(finding, other)));
         });
}

// Whether the finding is about a key that was meant to be this property or attribute of the resource at `path`.
bool is_misspelling(const Diagnostic& finding, const Path& path, const std::string& name) {
  constexpr std::size_t kResource = 2;
  if (!finding.meant || finding.meant->name != name || path.size() < kResource) return false;
  const Path& key = finding.path;
  const bool is_property = key.size() == kResource + 2 && key[kResource] == PathElement(std::string("Properties"));
  return (is_property || key.size() == kResource + 1) && std::equal(key.begin(), key.begin() + kResource, path.begin());
}

// Whether there are findings about the misspelled keys, which already explain what is missing.
bool is_told_by_misspelling(const std::vector<Diagnostic>& findings, const Diagnostic& missing) {
  const auto is_misspelled = [&](const std::string& name) {
    return std::any_of(findings.begin(), findings.end(),
                       [&](const Diagnostic& other) { return is_misspelling(other, missing.path, name); });
  };
  if (!missing.lacks.empty()) return std::all_of(missing.lacks.begin(), missing.lacks.end(), is_misspelled);
  if (missing.misspelled_as.empty()) return false;
  Path key = missing.path;
  key.emplace_back(missing.misspelled_as);
  return std::any_of(findings.begin(), findings.end(), [&](const Diagnostic& other) { return other.path == key; });
}

// Whether an error says of the same key that it needs a value, or more than a warning does. That a null is none, and
// has the wrong type, needs no saying then.
bool is_told_by_requirement(const std::vector<Diagnostic>& findings, const Diagnostic& null) {
  return null.gist == Gist::Null && std::any_of(findings.begin(), findings.end(), [&](const Diagnostic& other) {
           return other.severity == Severity::Error && other.focus() == null.focus() &&
                  (other.gist == Gist::NoValue || null.severity != Severity::Error) &&
                  is_at_or_below(null.path, other.path);
         });
}

// Whether an error says of the same resource that it lacks these properties, as where a transform refuses it for that.
bool is_told_by_refusal(const std::vector<Diagnostic>& findings, const Diagnostic& lack) {
  if (lack.lacks.empty() || lack.severity == Severity::Error) return false;
  return std::any_of(findings.begin(), findings.end(), [&](const Diagnostic& other) {
    const auto is_told = [&](const std::string& name) {
      return std::find(other.lacks.begin(), other.lacks.end(), name) != other.lacks.end();
    };
    return other.severity == Severity::Error && is_at_or_below(lack.path, other.path) &&
           std::all_of(lack.lacks.begin(), lack.lacks.end(), is_told);
  });
}

// Whether a syntax error is about two places and told at both: the later one says it.
bool is_told_at_other_place(const std::vector<Diagnostic>& findings, const Diagnostic& first) {
  return first.rule == "E0000" && std::any_of(findings.begin(), findings.end(), [&](const Diagnostic& other) {
           return other.rule == first.rule && other.range.begin > first.range.begin &&
                  point_at_each_other(first, other);
         });
}

// Whether both tell of one cycle, entered at two resources that a transform generates from the same one.
bool is_same_cycle(const Diagnostic& a, const Diagnostic& b) {
  return a.rule == "E3004" && b.rule == a.rule && is_same_place(a, b) && a.notes.size() == b.notes.size() &&
         std::is_permutation(a.notes.begin(), a.notes.end(), b.notes.begin(), same_note);
}

void mark_cycles(const std::vector<Diagnostic>& findings, std::vector<bool>& folded) {
  const Diagnostic* last = nullptr;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (folded[i] || findings[i].rule != "E3004") continue;
    if (last != nullptr && is_same_cycle(*last, findings[i])) {
      folded[i] = true;
    } else {
      last = &findings[i];
    }
  }
}

// Marks what another rule has already said of the same text in the same words: that of a function, say, and that of the
// value which the function stands for.
void mark_repeated(const std::vector<Diagnostic>& findings, std::vector<bool>& folded) {
  std::vector<const Diagnostic*> order;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!folded[i]) order.push_back(&findings[i]);
  }
  const auto key = [](const Diagnostic* finding) {
    const TextRange focus = finding->focus();
    return std::tuple(focus.begin, focus.end, finding->severity, std::string_view(finding->message));
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](const Diagnostic* a, const Diagnostic* b) { return key(a) < key(b); });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (key(order[i]) == key(order[i - 1])) folded[static_cast<std::size_t>(order[i] - findings.data())] = true;
  }
}

std::vector<bool> follow_ups(const std::vector<Diagnostic>& findings, const std::vector<Part>& parts) {
  std::vector<bool> result(findings.size(), false);
  for (const Part& part : parts) result[part.child] = true;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    result[i] = result[i] || is_told_by_format(findings, findings[i]) ||
                is_told_by_misspelling(findings, findings[i]) || is_told_by_requirement(findings, findings[i]) ||
                is_told_by_refusal(findings, findings[i]) || is_told_at_other_place(findings, findings[i]);
  }
  mark_repeated(findings, result);
  mark_cycles(findings, result);
  return result;
}

}  // namespace

bool is_part_of_resolved(const Diagnostic& finding) {
  return finding.rule.starts_with("W10") && finding.parent_rule == finding.rule;
}

std::vector<bool> follow_ups(const std::vector<Diagnostic>& findings) {
  return follow_ups(findings, parts_of(findings));
}

std::vector<Diagnostic> fold_follow_ups(std::vector<Diagnostic> findings) {
  std::vector<Part> parts = parts_of(findings);
  const std::vector<bool> folded = follow_ups(findings, parts);
  // Innermost parts first, so that they reach the outermost finding.
  std::stable_sort(parts.begin(), parts.end(), [&](const Part& a, const Part& b) {
    return findings[a.child].path.size() > findings[b.child].path.size();
  });
  for (const Part& part : parts) fold_into(findings[part.parent], findings[part.child]);
  std::vector<Diagnostic> kept;
  kept.reserve(findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!folded[i]) kept.push_back(std::move(findings[i]));
  }
  return kept;
}

}  // namespace virga
