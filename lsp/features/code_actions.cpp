// textDocument/codeAction, codeAction/resolve
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "lsp/features/diagnostics.h"
#include "lsp/features/handlers.h"
#include "lsp/features/refactorings.h"
#include "lsp/features/text_edits.h"
#include "lsp/protocol/messages.h"
#include "rules/engine/fixes.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

constexpr std::string_view kFixAll = "source.fixAll.virga";

class Actions {
public:
  Actions(const FeatureContext& context, const json& params)
      : context_(context),
        analysis_(context.analysis),
        range_(context.positions().byte_range(params.at("range"))),
        only_(member_at(params, "context.only")) {}

  json run() {
    if (wants("quickfix")) {
      fixes();
      ignores();
    }
    if (wants(kFixAll)) fix_all();
    for (const Refactoring& refactoring : refactorings()) {
      if (!wants(refactoring.kind)) continue;
      std::vector<TextEdit> edits = refactoring.run(analysis_, range_);
      if (!edits.empty()) add(refactoring.title, refactoring.kind, edits, nullptr, false);
    }
    return std::move(list_);
  }

private:
  // A kind is asked for by itself or by a kind above it; automatic actions only when they are asked for.
  bool wants(std::string_view kind) const {
    if (!only_.is_array()) return true;
    return std::any_of(only_.begin(), only_.end(), [&](const json& asked) {
      const auto name = asked.get<std::string>();
      return name.empty() || kind == name || kind.starts_with(name + ".");
    });
  }

  bool is_touched(const Diagnostic& finding) const {
    const TextRange range = shown_range(finding);
    const auto touches = [&](TextRange other) { return other.begin <= range_.end && range_.begin <= other.end; };
    if (touches(range)) return true;
    // People ask anywhere on the line.
    const LineIndex& lines = analysis_.source().lines();
    return lines.line_of(range.begin) <= lines.line_of(range_.end) &&
           lines.line_of(range_.begin) <= lines.line_of(range.end);
  }

  void add(const std::string& title, std::string_view kind, const std::vector<TextEdit>& edits,
           const Diagnostic* finding, bool is_preferred) {
    json action = {{"title", title}, {"kind", kind}};
    if (finding != nullptr) {
      action["diagnostics"] = json::array({diagnostic_message(*finding, analysis_, context_.client)});
    }
    if (is_preferred) action["isPreferred"] = true;
    action["edit"] = workspace_edit(context_, edits);
    list_.push_back(std::move(action));
  }

  void fixes() {
    for (const Diagnostic& finding : analysis_.findings()) {
      if (!is_touched(finding)) continue;
      for (const Fix& fix : finding.fixes) {
        if (!is_wanted(finding, fix, analysis_.options().fixes)) continue;
        add(fix.title, "quickfix", fix.edits, &finding, fix.safety == FixSafety::Safe && finding.fixes.size() == 1);
      }
    }
  }

  void ignores() {
    if (!analysis_.tree().ok()) return;
    std::vector<std::string> seen;
    for (const Diagnostic& finding : analysis_.findings()) {
      if (!is_touched(finding) || finding.rule == "E0000") continue;
      if (std::find(seen.begin(), seen.end(), finding.rule) != seen.end()) continue;
      seen.push_back(finding.rule);
      const std::optional<Fix> fix = ignore_comment_fix(analysis_.tree(), finding);
      if (fix) add(fmt::format("Ignore {} here", finding.rule), "quickfix", fix->edits, &finding, false);
    }
  }

  void fix_all() {
    std::vector<const Fix*> safe;
    for (const Diagnostic& finding : analysis_.findings()) {
      for (const Fix& fix : finding.fixes) {
        if (fix.safety == FixSafety::Safe && is_wanted(finding, fix, analysis_.options().fixes)) {
          safe.push_back(&fix);
          break;
        }
      }
    }
    if (safe.empty()) return;
    const FixOutcome outcome = apply_fixes(analysis_.text(), safe);
    std::vector<TextEdit> edits;
    for (std::size_t i = 0; i < safe.size(); ++i) {
      if (!outcome.applied[i]) continue;
      for (const TextEdit& edit : safe[i]->edits) {
        const bool is_known = std::any_of(edits.begin(), edits.end(), [&](const TextEdit& other) {
          return other.range == edit.range && other.replacement == edit.replacement;
        });
        if (!is_known) edits.push_back(edit);
      }
    }
    if (edits.empty()) return;
    std::stable_sort(edits.begin(), edits.end(),
                     [](const TextEdit& a, const TextEdit& b) { return a.range.begin < b.range.begin; });
    add("Fix all that can be fixed safely", kFixAll, edits, nullptr, false);
  }

  const FeatureContext& context_;
  const Analysis& analysis_;
  TextRange range_;
  const json& only_;
  json list_ = json::array();
};

}  // namespace

json code_actions(const FeatureContext& context, const json& params) { return Actions(context, params).run(); }

}  // namespace virga::lsp
