#include "rules/engine/fix_safety.h"

#include <memory>
#include <span>
#include <string>
#include <utility>

#include "compiler/edit/edit_builder.h"
#include "rules/engine/deployment_outline.h"
#include "rules/engine/linter.h"

namespace virga {
namespace {

// Texts that are expanded for a template; what they do not settle is unsafe.
constexpr int kMaxTrials = 32;

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
    if (++trials_ > kMaxTrials) {
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
  int trials_ = 0;
};

}  // namespace

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
