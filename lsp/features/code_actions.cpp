// textDocument/codeAction, codeAction/resolve
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "compiler/edit/line_edits.h"
#include "lsp/features/diagnostics.h"
#include "lsp/features/handlers.h"
#include "lsp/features/refactorings.h"
#include "lsp/features/syntax_fixes.h"
#include "lsp/features/tab_fix.h"
#include "lsp/features/text_edits.h"
#include "lsp/protocol/messages.h"
#include "rules/engine/fixes.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

constexpr std::string_view kFixAll = "source.fixAll.virga";
constexpr std::size_t kSoonJudged = 16'384;  // bytes of a template that is linted or expanded while the cursor moves

// An action, and how to compute its edits on request.
struct Offer {
  std::string title;
  std::string_view kind;
  const Diagnostic* finding = nullptr;
  const Fix* only_safe = nullptr;  // the one fix of the finding, if it is safe and the finding is at the selection
  std::function<std::vector<TextEdit>()> edits;
  std::uint32_t first_edit = 0;  // of a fix of the finding, where its edits begin
};

// A finding that the client asks about: its rule, and where it begins and ends.
using Asked = std::tuple<std::string, std::uint32_t, std::uint32_t>;

// The most actions of a kind of which it is tried out on the text whether they can be done, or would be held back. No
// menu has more; an editor that asks about a whole document gets them untried.
constexpr std::size_t kMostTried = 16;

// Only computes what an editor lists, since editors ask at each move of the cursor.
class Offers {
public:
  // `only`: the requested kinds, or null. `lazy`: edits are requested separately, so expensive actions may be listed
  // even if their kind was not requested explicitly.
  Offers(const FeatureContext& context, TextRange range, const json& only, bool lazy, std::set<Asked> asked)
      : context_(context),
        analysis_(context.analysis),
        range_(range),
        only_(only),
        lazy_(lazy),
        asked_(std::move(asked)) {}

  // Only what is offered for the finding that is asked about.
  void be_about_one() { is_about_one_ = true; }

  // Nobody has asked: the cursor has come to another place, and what is listed says whether there is a light bulb.
  void be_automatic() { automatic_ = true; }

  // What `virga lint --fix` would hold back is for a person to choose.
  bool is_preferred(const Offer& offer) const {
    if (offer.only_safe == nullptr || only_safe_ > kMostTried || spares_lints()) return false;
    return stays(*offer.finding, *offer.only_safe);
  }

  std::vector<Offer> list() {
    if (wants("quickfix")) {
      const std::vector<const Diagnostic*> here = findings_here();
      const auto beside =
          std::find_if(here.begin(), here.end(), [&](const Diagnostic* finding) { return !is_touched(*finding); });
      offer_for({here.begin(), beside});
      offer_for({beside, here.end()});
    }
    if (wants(kFixAll) && (lazy_ || only_.is_array())) fix_all();
    for (const Refactoring& refactoring : refactorings()) {
      if (!wants(refactoring.kind) || (refactoring.expands && spares_expansion())) continue;
      if (!refactoring.applies(analysis_, range_)) continue;
      list_.push_back({refactoring.title, refactoring.kind, nullptr, nullptr,
                       [this, &refactoring] { return refactoring.run(analysis_, range_); }});
    }
    return std::move(list_);
  }

private:
  // Whether lints would keep an editor waiting that only follows the cursor.
  bool spares_lints() const { return automatic_ && analysis_.text().size() > kSoonJudged; }

  bool stays(const Diagnostic& finding, const Fix& fix) const {
    const DocumentOptions& options = analysis_.options();
    const LintOptions lint =
        options.parameter_sets.empty() ? options.lint : options_with(options, options.parameter_sets.front());
    return would_stay(analysis_.document().source, lint, analysis_.findings(), finding, fix);
  }

  // Whether an expansion would keep an editor waiting that only follows the cursor. It asks again for its menu.
  bool spares_expansion() const {
    return automatic_ && range_.size() == 0 && analysis_.text().size() > kSoonJudged &&
           !analysis_.model().transforms().empty();
  }

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

  // How far a finding is from what is selected: those that hold it come first, the narrowest before the others, then
  // those that it only touches, and those beside it on the line, the nearest first.
  std::pair<int, std::uint32_t> distance_to(const Diagnostic& finding) const {
    const TextRange range = shown_range(finding);
    if (range.begin <= range_.begin && range_.end <= range.end) return {0, range.size()};
    if (is_touched(finding)) return {1, range.size()};
    return {2, range.end < range_.begin ? range_.begin - range.end : range.begin - range_.end};
  }

  // The findings at the selection and on its line, the nearest first.
  std::vector<const Diagnostic*> findings_here() const {
    std::vector<const Diagnostic*> here;
    for (const Diagnostic& finding : analysis_.findings()) {
      if (is_about_one_ && !is_asked(finding)) continue;
      if (is_touched(finding) || is_beside(finding)) here.push_back(&finding);
    }
    std::stable_sort(here.begin(), here.end(),
                     [&](const Diagnostic* a, const Diagnostic* b) { return distance_to(*a) < distance_to(*b); });
    return here;
  }

  void offer_for(const std::vector<const Diagnostic*>& findings) {
    fixes(findings);
    ignores(findings);
  }

  bool is_asked(const Diagnostic& finding) const {
    const TextRange range = shown_range(finding);
    return asked_.contains({finding.rule, range.begin, range.end});
  }

  void fixes(const std::vector<const Diagnostic*>& here) {
    for (const Diagnostic* finding : here) {
      if (finding->rule == "E0000") {
        for (Fix& fix : syntax_fixes(analysis_, *finding)) add_made(*finding, std::move(fix));
        without_tabs(*finding);
      }
      for (const Fix& fix : finding->fixes) {
        if (!is_wanted(*finding, fix, analysis_.options().fixes)) continue;
        // A finding and a part of it have the same one.
        if (fix.edits.empty() ||
            !offered_.emplace(fix.title, fix.edits.front().range.begin, fix.edits.back().range.end).second) {
          continue;
        }
        const bool is_only = fix.safety == FixSafety::Safe && finding->fixes.size() == 1 && is_touched(*finding);
        only_safe_ += is_only ? 1 : 0;
        list_.push_back({fix.title, "quickfix", finding, is_only ? &fix : nullptr, [&fix] { return fix.edits; },
                         fix.edits.front().range.begin});
      }
    }
  }

  // One fix for all tabs of the text, however many of them are at the selection.
  void without_tabs(const Diagnostic& finding) {
    if (tabs_are_tried_ || !is_at_tab(analysis_, finding)) return;
    if (automatic_ && analysis_.text().size() > kSoonJudged) return;
    tabs_are_tried_ = true;
    if (auto fix = spaces_for_tabs(analysis_)) add_made(finding, std::move(*fix));
  }

  // A fix that only the editor makes.
  void add_made(const Diagnostic& finding, Fix fix) {
    list_.push_back(
        {std::move(fix.title), "quickfix", &finding, nullptr, [edits = std::move(fix.edits)] { return edits; }});
  }

  void ignores(const std::vector<const Diagnostic*>& here) {
    if (!analysis_.tree().ok()) return;
    std::map<std::string_view, std::vector<const Diagnostic*>> by_rule;
    std::vector<std::string_view> rules;  // in the order of the findings
    for (const Diagnostic* finding : here) {
      std::vector<const Diagnostic*>& same = by_rule[finding->rule];
      if (same.empty() && finding->rule != "E0000" && !ignored_.contains(finding->rule)) rules.push_back(finding->rule);
      same.push_back(finding);
    }
    ignored_.insert(rules.begin(), rules.end());
    std::vector<const Diagnostic*> meant;
    for (const std::string_view rule : rules) {
      const std::vector<const Diagnostic*> of_rule = meant_of_rule(by_rule[rule]);
      meant.insert(meant.end(), of_rule.begin(), of_rule.end());
    }
    if (lazy_ && meant.size() > kMostTried) {
      for (const Diagnostic* finding : meant) ignore_untried(*finding);
      return;
    }
    meant.resize(std::min(meant.size(), kMostTried));
    for (const Diagnostic* finding : meant) {
      if (context_.cancelled) return;
      ignore(*finding);
    }
  }

  static std::string title_of_ignore(const Diagnostic& finding) { return fmt::format("Ignore {} here", finding.rule); }

  void ignore(const Diagnostic& finding) {
    std::optional<Fix> fix = ignore_comment_fix(analysis_.tree(), finding);
    if (!fix) return;
    list_.push_back(
        {title_of_ignore(finding), "quickfix", &finding, nullptr, [edits = std::move(fix->edits)] { return edits; }});
  }

  void ignore_untried(const Diagnostic& finding) {
    list_.push_back({title_of_ignore(finding), "quickfix", &finding, nullptr, [this, &finding] {
                       std::optional<Fix> fix = ignore_comment_fix(analysis_.tree(), finding);
                       return fix ? std::move(fix->edits) : std::vector<TextEdit>();
                     }});
  }

  // Of the findings of one rule those that are meant: those that the client asks about, one on each line, otherwise the
  // innermost at the selection.
  std::vector<const Diagnostic*> meant_of_rule(const std::vector<const Diagnostic*>& same) const {
    const LineIndex& lines = analysis_.source().lines();
    std::vector<const Diagnostic*> asked;
    std::set<std::uint32_t> asked_lines;
    const Diagnostic* innermost = same.front();
    for (const Diagnostic* finding : same) {
      const TextRange range = shown_range(*finding);
      if (is_touched(*finding) && range.size() < shown_range(*innermost).size()) innermost = finding;
      if (is_asked(*finding) && asked_lines.insert(lines.line_of(range.begin)).second) asked.push_back(finding);
    }
    return asked.empty() ? std::vector<const Diagnostic*>{innermost} : asked;
  }

  void fix_all() {
    if (!analysis_.tree().ok()) return;
    FixRunOptions safe = analysis_.options().fixes;
    safe.unsafe = false;
    for (const Diagnostic& finding : analysis_.findings()) {
      const auto fix = std::find_if(finding.fixes.begin(), finding.fixes.end(),
                                    [&](const Fix& one) { return is_wanted(finding, one, safe); });
      if (fix == finding.fixes.end()) continue;
      // Where this one is held back, all of them may be. An editor that gets the edits at once drops an action without.
      const bool is_untried = !lazy_ || spares_lints();
      if (!is_untried && !stays(finding, *fix) && edits_of_all_fixes().empty()) return;
      list_.push_back({"Apply all safe fixes", kFixAll, nullptr, nullptr, [this] { return edits_of_all_fixes(); }});
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
      fixed = fix_template(fixed, options_with(options, set), safe).source;
    }
    return line_edits(analysis_.text(), fixed->text());
  }

  const FeatureContext& context_;
  const Analysis& analysis_;
  TextRange range_;
  const json& only_;
  bool lazy_;
  bool automatic_ = false;
  bool is_about_one_ = false;
  bool tabs_are_tried_ = false;
  std::size_t only_safe_ = 0;  // the offers that could be preferred
  std::set<Asked> asked_;
  std::set<std::tuple<std::string_view, std::uint32_t, std::uint32_t>> offered_;  // title and place
  std::set<std::string_view> ignored_;  // the rules that an ignore was offered for
  std::vector<Offer> list_;
};

// Where the offer's finding is, and where its fix: several on a line can have fixes of one title, and so can several
// at one place, each about another branch of an Fn::If.
json place_of(const Offer& offer) {
  if (offer.finding == nullptr) return nullptr;
  const TextRange range = shown_range(*offer.finding);
  return json::array({range.begin, range.end, offer.first_edit});
}

std::set<Asked> asked_about(const FeatureContext& context, const json& diagnostics) {
  std::set<Asked> asked;
  if (!diagnostics.is_array()) return asked;
  for (const json& one : diagnostics) {
    const json& code = member_at(one, "code");
    if (code.is_string()) {
      const TextRange range = context.positions().byte_range(one.at("range"));
      asked.emplace(code.get<std::string>(), range.begin, range.end);
    }
  }
  return asked;
}

json action(const FeatureContext& context, const Offers& offers, const Offer& offer) {
  json action = json::object();
  action["title"] = offer.title;
  action["kind"] = offer.kind;
  if (offer.finding != nullptr) {
    action["diagnostics"].push_back(diagnostic_message(*offer.finding, context.analysis, context.client));
  }
  if (offers.is_preferred(offer)) action["isPreferred"] = true;
  return action;
}

}  // namespace

json code_actions(const FeatureContext& context, const json& params) {
  const TextRange range = context.positions().byte_range(params.at("range"));
  Offers offers(context, range, member_at(params, "context.only"), context.client.lazy_edits,
                asked_about(context, member_at(params, "context.diagnostics")));
  constexpr int kAutomatic = 2;  // CodeActionTriggerKind
  if (member_at(params, "context.triggerKind") == kAutomatic) offers.be_automatic();
  json list = json::array();
  for (const Offer& offer : offers.list()) {
    if (context.cancelled) return nullptr;
    json item = action(context, offers, offer);
    if (context.client.lazy_edits) {
      // The action is found again by its title and place.
      json& data = item["data"];
      data["uri"] = context.analysis.document().uri;
      data["version"] = context.analysis.document().version;
      data["rule"] = offer.finding == nullptr ? "" : offer.finding->rule;
      data["at"] = place_of(offer);
      if (offer.finding == nullptr) data["range"] = params.at("range");
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
  std::set<Asked> asked;
  const json& at = data.at("at");
  TextRange range;
  if (at.is_array()) {
    range = {at.at(0).get<std::uint32_t>(), at.at(1).get<std::uint32_t>()};
    asked.emplace(rule, range.begin, range.end);
  } else {
    range = context.positions().byte_range(data.at("range"));
  }
  Offers offers(context, range, only, true, std::move(asked));
  if (at.is_array()) offers.be_about_one();
  for (const Offer& offer : offers.list()) {
    if (offer.title != title || rule != (offer.finding == nullptr ? "" : offer.finding->rule)) continue;
    if (place_of(offer) != at) continue;
    const std::vector<TextEdit> edits = offer.edits();
    // Of all fixes none may be left: each would make something worse.
    if (edits.empty() && offer.kind != kFixAll) break;
    json resolved = params;
    resolved["edit"] = workspace_edit(context, edits);
    return resolved;
  }
  context.refusal = "The text cannot be changed this way";
  return nullptr;
}

}  // namespace virga::lsp
