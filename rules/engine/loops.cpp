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

// Findings to merge: the index of the first one, and how often each message occurred.
struct Group {
  std::size_t first = 0;
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
        groups.try_emplace({finding.range.begin, finding.range.end, finding.rule}, Group{i, {}});
    repeated[i] = !is_first;
    std::vector<std::string>& iterations = group->second.iterations;
    if (std::string text = describe(origin); iterations.empty() || iterations.back() != text) {
      iterations.push_back(std::move(text));
    }
  }
  for (const auto& [place, group] : groups) {
    findings[group.first].fixes.clear();
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
