// textDocument/codeAction, codeAction/resolve
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/edit/line_edits.h"
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

// An action, and how to compute its edits on request.
struct Offer {
  std::string title;
  std::string_view kind;
  const Diagnostic* finding = nullptr;
  bool is_preferred = false;
  std::function<std::vector<TextEdit>()> edits;
};

// Only computes what an editor lists, since editors ask at each move of the cursor.
class Offers {
public:
  // `only`: the requested kinds, or null. `lazy`: edits are requested separately, so expensive actions may be listed
  // even if their kind was not requested explicitly.
  Offers(const Analysis& analysis, TextRange range, const json& only, bool lazy)
      : analysis_(analysis), range_(range), only_(only), lazy_(lazy) {}

  std::vector<Offer> list() {
    if (wants("quickfix")) {
      fixes();
      ignores();
    }
    if (wants(kFixAll) && (lazy_ || only_.is_array())) fix_all();
    for (const Refactoring& refactoring : refactorings()) {
      if (!wants(refactoring.kind) || !refactoring.applies(analysis_, range_)) continue;
      list_.push_back({refactoring.title, refactoring.kind, nullptr, false,
                       [this, &refactoring] { return refactoring.run(analysis_, range_); }});
    }
    return std::move(list_);
  }

private:
  // Whether a kind was requested, by itself or by a parent kind.
  bool wants(std::string_view kind) const {
    if (!only_.is_array()) return true;
    return std::any_of(only_.begin(), only_.end(), [&](const json& asked) {
      const auto name = asked.get<std::string>();
      return name.empty() || kind == name || kind.starts_with(name + ".");
    });
  }

  bool is_touched(const Diagnostic& finding) const {
    const TextRange range = shown_range(finding);
    return range.begin <= range_.end && range_.begin <= range.end;
  }

  // Anywhere on the line of the selection, unless the whole template is in that line.
  bool is_beside(const Diagnostic& finding) const {
    constexpr std::uint32_t kLongestLine = 500;
    const TextRange range = shown_range(finding);
    const LineIndex& lines = analysis_.source().lines();
    return lines.line_text(lines.line_of(range_.begin)).size() <= kLongestLine &&
           lines.line_of(range.begin) <= lines.line_of(range_.end) &&
           lines.line_of(range_.begin) <= lines.line_of(range.end);
  }

  // The findings at the selection, then those on its line.
  std::vector<const Diagnostic*> findings_here() const {
    std::vector<const Diagnostic*> here;
    std::vector<const Diagnostic*> beside;
    for (const Diagnostic& finding : analysis_.findings()) {
      if (is_touched(finding)) {
        here.push_back(&finding);
      } else if (is_beside(finding)) {
        beside.push_back(&finding);
      }
    }
    here.insert(here.end(), beside.begin(), beside.end());
    return here;
  }

  void fixes() {
    for (const Diagnostic* finding : findings_here()) {
      for (const Fix& fix : finding->fixes) {
        if (!is_wanted(*finding, fix, analysis_.options().fixes)) continue;
        const bool is_preferred = fix.safety == FixSafety::Safe && finding->fixes.size() == 1 && is_touched(*finding);
        list_.push_back({fix.title, "quickfix", finding, is_preferred, [&fix] { return fix.edits; }});
      }
    }
  }

  void ignores() {
    if (!analysis_.tree().ok()) return;
    std::vector<std::string> seen;
    for (const Diagnostic* finding : findings_here()) {
      if (finding->rule == "E0000") continue;
      if (std::find(seen.begin(), seen.end(), finding->rule) != seen.end()) continue;
      seen.push_back(finding->rule);
      std::optional<Fix> fix = ignore_comment_fix(analysis_.tree(), *finding);
      if (!fix) continue;
      list_.push_back({fmt::format("Ignore {} here", finding->rule), "quickfix", finding, false,
                       [edits = std::move(fix->edits)] { return edits; }});
    }
  }

  void fix_all() {
    if (!analysis_.tree().ok()) return;
    const auto is_safe = [](const Fix& fix) { return fix.safety == FixSafety::Safe; };
    for (const Diagnostic& finding : analysis_.findings()) {
      if (std::none_of(finding.fixes.begin(), finding.fixes.end(), is_safe)) continue;
      list_.push_back({"Apply all safe fixes", kFixAll, nullptr, false, [this] { return edits_of_all_fixes(); }});
      return;
    }
  }

  // The edits of `virga lint --fix` for the document, once for each set of parameters.
  std::vector<TextEdit> edits_of_all_fixes() const {
    const DocumentOptions& options = analysis_.options();
    FixRunOptions safe = options.fixes;
    safe.unsafe = false;
    SourceFilePtr fixed = analysis_.document().source;
    if (options.parameter_sets.empty()) fixed = fix_template(fixed, options.lint, safe).source;
    for (const auto& set : options.parameter_sets) {
      LintOptions lint = options.lint;
      for (const auto& [name, value] : set) lint.evaluation.parameters.insert_or_assign(name, value);
      fixed = fix_template(fixed, lint, safe).source;
    }
    return line_edits(analysis_.text(), fixed->text());
  }

  const Analysis& analysis_;
  TextRange range_;
  const json& only_;
  bool lazy_;
  std::vector<Offer> list_;
};

// Where the offer's finding is: several on a line can have fixes of one title.
json place_of(const Offer& offer) {
  return offer.finding == nullptr ? json(nullptr) : json(shown_range(*offer.finding).begin);
}

json action(const FeatureContext& context, const Offer& offer) {
  json action = {{"title", offer.title}, {"kind", offer.kind}};
  if (offer.finding != nullptr) {
    action["diagnostics"] = json::array({diagnostic_message(*offer.finding, context.analysis, context.client)});
  }
  if (offer.is_preferred) action["isPreferred"] = true;
  return action;
}

}  // namespace

json code_actions(const FeatureContext& context, const json& params) {
  const TextRange range = context.positions().byte_range(params.at("range"));
  Offers offers(context.analysis, range, member_at(params, "context.only"), context.client.lazy_edits);
  json list = json::array();
  for (const Offer& offer : offers.list()) {
    json item = action(context, offer);
    if (context.client.lazy_edits) {
      // The action is found again by its title, which is unique for a finding.
      item["data"] = {{"uri", context.analysis.document().uri},
                      {"version", context.analysis.document().version},
                      {"range", params.at("range")},
                      {"rule", offer.finding == nullptr ? "" : offer.finding->rule},
                      {"at", place_of(offer)}};
    } else {
      const std::vector<TextEdit> edits = offer.edits();
      if (edits.empty()) continue;
      item["edit"] = workspace_edit(context, edits);
    }
    list.push_back(std::move(item));
  }
  return list;
}

json resolve_code_action(const FeatureContext& context, const json& params) {
  const json& data = params.at("data");
  if (data.at("version").get<std::int64_t>() != context.analysis.document().version) {
    context.refusal = "The document has changed since the action was offered";
    return nullptr;
  }
  const auto title = params.at("title").get<std::string>();
  const auto rule = data.at("rule").get<std::string>();
  const json only = json::array({params.at("kind")});
  Offers offers(context.analysis, context.positions().byte_range(data.at("range")), only, true);
  for (const Offer& offer : offers.list()) {
    if (offer.title != title || rule != (offer.finding == nullptr ? "" : offer.finding->rule)) continue;
    if (place_of(offer) != data.at("at")) continue;
    const std::vector<TextEdit> edits = offer.edits();
    if (edits.empty()) break;
    json resolved = params;
    resolved["edit"] = workspace_edit(context, edits);
    return resolved;
  }
  context.refusal = "The text cannot be changed this way";
  return nullptr;
}

}  // namespace virga::lsp
