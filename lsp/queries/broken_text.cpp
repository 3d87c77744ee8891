#include "lsp/queries/broken_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "rules/engine/linter.h"
#include "rules/engine/loops.h"
#include "rules/engine/suppression.h"

namespace virga::lsp {

namespace {

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& ids, std::string_view rule) {
  return std::find(ids.begin(), ids.end(), rule) != ids.end();
}

// Rules about members that are not there, or not enough of them.
constexpr std::array<std::string_view, 11> kMissing = {"E1001", "E2001", "E3001", "E3003", "E3014", "E3017",
                                                       "E3018", "E3021", "E3058", "E6001", "E6002"};
// Rules about names that nothing uses.
constexpr std::array<std::string_view, 4> kUnused = {"W2001", "W7001", "W8001", "W4002"};
// Rules about names that are not declared.
constexpr std::array<std::string_view, 12> kUndeclared = {"E1010", "E1011", "E1012", "E1019", "E1020", "E1028",
                                                          "E3005", "E3015", "E6005", "E8002", "E8007", "W4001"};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

// How often a name stands in a text as a word, as a key only where `keys` is set.
std::size_t count_words(std::string_view text, std::string_view name, bool keys) {
  std::size_t count = 0;
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    std::size_t end = at + name.size();
    if ((at > 0 && is_word(text[at - 1])) || (end < text.size() && is_word(text[end]))) continue;
    if (keys) {
      if (end < text.size() && (text[end] == '"' || text[end] == '\'')) ++end;
      while (end < text.size() && text[end] == ' ') ++end;
      if (end < text.size() && text[end] != ':' && text[end] != '\n' && text[end] != '\r') continue;
    }
    ++count;
  }
  return count;
}

// Decides which findings of a tree that is not the whole text can be wrong.
class Doubt {
public:
  explicit Doubt(const Snapshot& snapshot) : snapshot_(snapshot), text_(snapshot.source()->text()) {
    for (const SyntaxError& error : snapshot.tree().errors) add_hole(error.range);
    if (snapshot.tree().root != nullptr) find_broken(*snapshot.tree().root, 0);
  }

  bool covers(const Diagnostic& finding) const {
    if (touches_hole(line_range(finding.range))) return true;
    if (is_one_of(kMissing, finding.rule)) return has_hole_inside(finding);
    if (is_one_of(kUnused, finding.rule)) {
      const std::string_view name = declared_name(finding);
      return name.empty() || count_words(text_, name, false) > 1;
    }
    if (is_one_of(kUndeclared, finding.rule)) {
      const std::string_view name = used_name(finding);
      return name.empty() || count_words(text_, name, true) > 0;
    }
    return false;
  }

private:
  TextRange line_range(TextRange range) const {
    const LineIndex& lines = snapshot_.source()->lines();
    const std::uint32_t last = lines.line_of(range.end);
    const auto end = static_cast<std::uint32_t>(lines.line_start(last) + lines.line_text(last).size());
    return {lines.line_start(lines.line_of(range.begin)), end};
  }

  void add_hole(TextRange range) { holes_.push_back(line_range(range)); }

  void find_broken(const Node& node, int depth) {
    constexpr int kDeepest = 400;
    if (depth > kDeepest) return;
    // Of a collection only the part is broken that is marked itself.
    if ((node.flags & Node::kBroken) != 0 && node.is_scalar()) add_hole(node.range);
    for (const Node* item : node.items()) find_broken(*item, depth + 1);
    for (const Member& member : node.members()) {
      find_broken(*member.key, depth + 1);
      find_broken(*member.value, depth + 1);
    }
  }

  bool touches_hole(TextRange range) const {
    return std::any_of(holes_.begin(), holes_.end(),
                       [&](TextRange hole) { return range.begin <= hole.end && hole.begin <= range.end; });
  }

  // The resource, parameter or output around a finding, up to where the next one begins.
  bool has_hole_inside(const Diagnostic& finding) const {
    const Node* root = snapshot_.tree().root;
    if (finding.path.size() < 2 || root == nullptr) return true;
    const auto* section = std::get_if<std::string>(&finding.path[0]);
    const auto* name = std::get_if<std::string>(&finding.path[1]);
    const Node* body = section == nullptr ? nullptr : root->get(*section);
    if (body == nullptr || name == nullptr) return true;
    const auto members = body->members();
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (members[i].key->text() != *name) continue;
      TextRange whole{members[i].key->range.begin, static_cast<std::uint32_t>(text_.size())};
      if (i + 1 < members.size()) whole.end = members[i + 1].key->range.begin;
      return touches_hole(whole);
    }
    return true;
  }

  std::string_view declared_name(const Diagnostic& finding) const {
    const auto* name = finding.path.size() < 2 ? nullptr : std::get_if<std::string>(&finding.path[1]);
    return name == nullptr ? std::string_view() : std::string_view(*name);
  }

  std::string_view used_name(const Diagnostic& finding) const {
    for (const Reference& reference : snapshot_.written().symbols().references()) {
      const bool is_inside = reference.range.begin >= finding.range.begin && reference.range.end <= finding.range.end;
      const bool is_around = reference.range.begin <= finding.range.begin && reference.range.end >= finding.range.end;
      if ((is_inside || is_around) && reference.declaration == nullptr) return reference.name;
    }
    return {};
  }

  const Snapshot& snapshot_;
  std::string_view text_;
  std::vector<TextRange> holes_;  // whole lines
};

bool same(const Diagnostic& a, const Diagnostic& b) {
  return a.rule == b.rule && a.range == b.range && a.message == b.message && a.path == b.path;
}

void sort_by_place(std::vector<Diagnostic>& findings) {
  std::stable_sort(findings.begin(), findings.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.range.begin, a.rule) < std::tie(b.range.begin, b.rule);
  });
}

std::vector<Diagnostic> judge_once(const Snapshot& snapshot, const LintOptions& options,
                                   const CancellationToken& cancellation) {
  LintResult result = lint(snapshot, options, cancellation);
  if (!result.unparsable || snapshot.tree().root == nullptr) return std::move(result.findings);
  const auto lock = snapshot.lock();
  const std::optional<LintOptions> own = options_with_metadata(snapshot.tree().root, options);
  const Compilation compilation(snapshot.unrolled(), own ? *own : options, cancellation);
  DiagnosticSink sink;
  run_rules(compilation, sink);
  std::vector<Diagnostic> findings = sink.take();
  merge_iterations(compilation, findings);
  findings = apply_suppressions(compilation, std::move(findings));
  const Doubt doubt(snapshot);
  std::erase_if(findings, [&](const Diagnostic& finding) { return doubt.covers(finding); });
  for (Diagnostic& finding : findings) {
    const bool is_known = std::any_of(result.findings.begin(), result.findings.end(),
                                      [&](const Diagnostic& other) { return same(other, finding); });
    if (!is_known) result.findings.push_back(std::move(finding));
  }
  sort_by_place(result.findings);
  return std::move(result.findings);
}

}  // namespace

std::vector<Diagnostic> judge(const Snapshot& snapshot, const DocumentOptions& options,
                              const CancellationToken& cancellation) {
  if (options.parameter_sets.empty()) return judge_once(snapshot, options.lint, cancellation);
  std::vector<Diagnostic> all;
  for (const auto& set : options.parameter_sets) {
    LintOptions with_set = options.lint;
    for (const auto& [name, value] : set) with_set.evaluation.parameters.insert_or_assign(name, value);
    const auto own = open_snapshot(snapshot.source(), with_set, Reading::Tolerant);
    for (Diagnostic& finding : judge_once(*own, with_set, cancellation)) {
      const bool is_known = std::any_of(all.begin(), all.end(), [&](const Diagnostic& d) { return same(d, finding); });
      if (!is_known) all.push_back(std::move(finding));
    }
  }
  sort_by_place(all);
  return all;
}

}  // namespace virga::lsp
