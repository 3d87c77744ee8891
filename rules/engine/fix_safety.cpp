#include "rules/engine/fix_safety.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "compiler/edit/edit_builder.h"
#include "rules/engine/deployment_outline.h"
#include "rules/engine/linter.h"

namespace virga {
namespace {

// Texts that are expanded for a template, and their bytes together; what they do not settle is unsafe.
constexpr std::size_t kMaxTrials = 32;
constexpr std::size_t kMaxTriedBytes = std::size_t{1} << 20;

// Whether CloudFormation refuses the template for this, so that no deployment has the IDs yet.
bool is_refusal(const Diagnostic& finding) { return finding.rule.starts_with('E'); }

// Whether the transform may see what the finding is about: all but resources of CloudFormation's own types.
bool may_reach_transform(const Template& model, const Diagnostic& finding) {
  const auto* section = finding.path.size() < 2 ? nullptr : std::get_if<std::string>(&finding.path[0]);
  const auto* name = section == nullptr ? nullptr : std::get_if<std::string>(&finding.path[1]);
  if (name == nullptr || *section != section_name(Section::Resources)) return true;
  const Resource* resource = model.find_resource(*name);
  return resource == nullptr || resource->type.starts_with("AWS::Serverless::");
}

class Trials {
public:
  Trials(const Snapshot& snapshot, const LintOptions& options)
      : snapshot_(snapshot),
        options_(options),
        requested_(requested_orders(snapshot)),
        before_(outline_of(snapshot, requested_)) {}

  // Fixes with the same edits go together.
  void settle(std::span<Fix* const> fixes) {
    if (fixes.empty() || !before_.generated_ids) return;
    const std::size_t size = snapshot_.source()->text().size();
    if (++trials_ > kMaxTrials || (trials_ > 1 && trials_ * size > kMaxTriedBytes)) {
      for (Fix* fix : fixes) fix->safety = FixSafety::Unsafe;
      return;
    }
    const std::vector<const Fix*> all(fixes.begin(), fixes.end());
    const FixOutcome outcome = apply_fixes(snapshot_.source()->text(), all);
    const bool harms = changes_deployment(outcome.text);
    std::vector<Fix*> judged, others;
    for (std::size_t i = 0; i < fixes.size(); ++i) (outcome.applied[i] ? judged : others).push_back(fixes[i]);
    if (harms && judged.size() == 1) {
      judged.front()->safety = FixSafety::Unsafe;
    } else if (harms) {
      const std::span<Fix* const> parts(judged);
      settle(parts.first(parts.size() / 2));
      settle(parts.subspan(parts.size() / 2));
    }
    if (others.size() < fixes.size()) settle(others);
  }

private:
  bool changes_deployment(std::string text) const {
    const auto after =
        open_snapshot(std::make_shared<const SourceFile>(snapshot_.source()->name(), std::move(text)), options_);
    const DeploymentOutline outline = outline_of(*after, requested_);
    return changes_ids(before_, outline) || newly_lost(before_, outline).has_value();
  }

  const Snapshot& snapshot_;
  const LintOptions& options_;
  const std::vector<CreationOrder> requested_;
  const DeploymentOutline before_;
  std::size_t trials_ = 0;
};

// The names that aliases refer to, as far as the text tells: "*" in a string may look like one.
std::set<std::string_view> aliased_names(std::string_view text) {
  std::set<std::string_view> names;
  for (std::size_t at = text.find('*'); at != std::string_view::npos; at = text.find('*', at + 1)) {
    const std::size_t end = std::min(text.find_first_of(" \t\r\n,[]{}", at + 1), text.size());
    if (end > at + 1) names.insert(text.substr(at + 1, end - at - 1));
  }
  return names;
}

// What aliases share: the ranges of the outermost anchored maps and lists that one refers to, by position.
class SharedText {
public:
  explicit SharedText(const SyntaxTree& tree) {
    const std::string_view text = tree.source->text();
    if (tree.language == SyntaxLanguage::Json || text.find('&') == std::string_view::npos) return;
    names_ = aliased_names(text);
    if (names_.empty() || tree.root == nullptr) return;
    add(*tree.root);
    std::sort(ranges_.begin(), ranges_.end(), [](TextRange a, TextRange b) { return a.begin < b.begin; });
  }

  bool holds(const Fix& fix) const {
    return !ranges_.empty() && std::any_of(fix.edits.begin(), fix.edits.end(), [&](const TextEdit& edit) {
      const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), edit.range.begin,
                                          [](std::uint32_t at, TextRange range) { return at < range.begin; });
      return after != ranges_.begin() && edit.range.begin < std::prev(after)->end;
    });
  }

private:
  void add(const Node& node) {
    if (node.is_scalar()) return;
    if (node.extra != nullptr && !node.extra->anchor.empty()) {
      if (!seen_.insert(&node).second) return;
      if (names_.contains(node.extra->anchor)) {
        ranges_.push_back(node.range);
        return;
      }
    }
    for (const Member& member : node.members()) add(*member.value);
    for (const Node* item : node.items()) add(*item);
  }

  std::set<std::string_view> names_;
  std::unordered_set<const Node*> seen_;
  std::vector<TextRange> ranges_;
};

}  // namespace

void drop_shared_fixes(const SyntaxTree& tree, std::vector<Diagnostic>& findings) {
  const bool has_fixes =
      std::any_of(findings.begin(), findings.end(), [](const Diagnostic& finding) { return !finding.fixes.empty(); });
  if (!has_fixes) return;
  const SharedText shared(tree);
  for (Diagnostic& finding : findings) {
    std::erase_if(finding.fixes, [&](const Fix& fix) { return shared.holds(fix); });
  }
}

void settle_fix_safety(const Snapshot& snapshot, const LintOptions& options, std::vector<Diagnostic>& findings) {
  const Template& model = snapshot.unrolled().model();
  if (!model.is_sam()) return;
  std::vector<Fix*> fixes;
  for (Diagnostic& finding : findings) {
    if (is_refusal(finding) || !may_reach_transform(model, finding)) continue;
    for (Fix& fix : finding.fixes) {
      if (fix.safety == FixSafety::Safe) fixes.push_back(&fix);
    }
  }
  if (!fixes.empty()) Trials(snapshot, options).settle(fixes);
}

}  // namespace virga
