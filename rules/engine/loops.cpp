#include "rules/engine/loops.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

namespace virga {
namespace {

// The innermost origin along the path of a finding; null outside of loops.
const Origin* origin_of(const Node& root, const Path& path) {
  const Origin* origin = nullptr;
  const Node* node = &root;
  for (const PathElement& step : path) {
    const Node* next = nullptr;
    if (const auto* key = std::get_if<std::string>(&step)) {
      next = node->get(*key);
    } else if (const auto index = std::get<std::uint32_t>(step); index < node->items().size()) {
      next = node->items()[index];
    }
    if (next == nullptr) break;
    node = next;
    if (node->extra != nullptr && node->extra->origin != nullptr) origin = node->extra->origin;
  }
  return origin;
}

std::string describe(const Origin* origin) {
  std::string text;
  for (; origin != nullptr; origin = origin->parent) {
    if (origin->note.empty()) continue;
    if (!text.empty()) text += ", in ";
    text += origin->note;
  }
  return text;
}

// How many iterations have a copy of the text that an edit changes: of the scalar in which it is, or of what it
// removes, which is told by the first scalar in it.
std::size_t copies_of(const Node& root, TextRange edited) {
  std::size_t around = 0, inside = 0;
  std::uint32_t first = edited.end;
  const auto look_at = [&](const Node& node) {
    if (node.extra == nullptr || node.extra->origin == nullptr || !node.is_scalar()) return;
    if (node.range.begin <= edited.begin && edited.end <= node.range.end) {
      ++around;
    } else if (edited.begin <= node.range.begin && node.range.begin <= first && node.range.end <= edited.end) {
      inside = node.range.begin < first ? 1 : inside + 1;
      first = node.range.begin;
    }
  };
  std::vector<const Node*> open = {&root};
  while (!open.empty()) {
    const Node& node = *open.back();
    open.pop_back();
    look_at(node);
    for (const Member& member : node.members()) {
      look_at(*member.key);
      open.push_back(member.value);
    }
    open.insert(open.end(), node.items().begin(), node.items().end());
  }
  return around > 0 ? around : inside;
}

bool has_same_edits(const Fix& a, const Fix& b) {
  return std::equal(
      a.edits.begin(), a.edits.end(), b.edits.begin(), b.edits.end(),
      [](const TextEdit& x, const TextEdit& y) { return x.range == y.range && x.replacement == y.replacement; });
}

// Findings to merge: the index of the first one, and how often each message occurred.
struct Group {
  std::size_t first = 0;
  std::vector<std::size_t> all;  // the indexes of all
  std::vector<std::string> iterations;
};

void add_note(Diagnostic& finding, const std::vector<std::string>& iterations) {
  constexpr std::size_t kShown = 2;
  std::string text = "In " + iterations[0];
  for (std::size_t i = 1; i < std::min(kShown, iterations.size()); ++i) text += "; " + iterations[i];
  if (iterations.size() > kShown) text += fmt::format("; and {} more", iterations.size() - kShown);
  finding.notes.push_back({finding.range, std::move(text), nullptr});
}

}  // namespace

void merge_iterations(const Compilation& compilation, std::vector<Diagnostic>& findings) {
  if (compilation.semantics().view() == View::Written) return;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::string_view>, Group> groups;
  std::vector<bool> repeated(findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Diagnostic& finding = findings[i];
    const Origin* origin = origin_of(*compilation.tree().root, finding.path);
    if (origin == nullptr) continue;
    const auto [group, is_first] =
        groups.try_emplace({finding.range.begin, finding.range.end, finding.rule}, Group{i, {}, {}});
    group->second.all.push_back(i);
    repeated[i] = !is_first;
    std::vector<std::string>& iterations = group->second.iterations;
    if (std::string text = describe(origin); iterations.empty() || iterations.back() != text) {
      iterations.push_back(std::move(text));
    }
  }
  constexpr int kMostCounted = 50;
  int counted = 0;
  for (const auto& [place, group] : groups) {
    // A fix changes all iterations, so each has to need it. There may be thousands, so few are counted.
    std::vector<Fix> kept;
    for (const Fix& fix : findings[group.first].fixes) {
      if (fix.edits.size() != 1 || ++counted > kMostCounted) break;
      std::size_t needing = 0;
      bool same_title = true;
      for (const std::size_t i : group.all) {
        const auto& others = findings[i].fixes;
        const auto found =
            std::find_if(others.begin(), others.end(), [&](const Fix& other) { return has_same_edits(other, fix); });
        if (found == others.end()) continue;
        ++needing;
        same_title = same_title && found->title == fix.title;
      }
      const std::size_t copies = copies_of(*compilation.tree().root, fix.edits.front().range);
      if (copies == 0 || needing < copies) continue;
      kept.push_back(fix);
      if (!same_title) kept.back().title = "Change it in all iterations";
    }
    findings[group.first].fixes = std::move(kept);
    add_note(findings[group.first], group.iterations);
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (repeated[i]) continue;
    if (kept != i) findings[kept] = std::move(findings[i]);
    ++kept;
  }
  findings.resize(kept);
}

}  // namespace virga
