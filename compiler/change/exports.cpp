// Exports that an update removes or gives another value, which CloudFormation refuses while they are imported, and
// those that two outputs have.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/change/template_comparison.h"
#include "compiler/change/value_text.h"

namespace virga {
namespace {

constexpr std::string_view kExports =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html";

class LostExports {
public:
  LostExports(const Side& before, const Side& after, Comparison& values, TemplateChange& change)
      : before_(before), after_(after), values_(values), change_(change) {}

  void run() {
    for (const Output& output : after_.model().outputs()) by_name_.emplace(output.name(), &output);
    for (const Output& output : before_.model().outputs()) {
      if (output.export_name != nullptr && before_.truth(condition_of(output)) != false) look_at(output);
    }
    find_doubles();
  }

private:
  // The common case, so that not every export is compared with every other.
  bool stays(const Output& old, const Output& now) {
    return now.export_name != nullptr && condition_of(old) == condition_of(now) &&
           !values_.condition_changed(condition_of(now)) &&
           before_.truth(condition_of(old)) == after_.truth(condition_of(now)) &&
           values_.same(*old.export_name->value, *now.export_name->value);
  }

  // The differences where the old output exists.
  std::vector<Difference> differences(const Output& old, const Node& before, const Node& after) {
    std::vector<Difference> found;
    values_.in_case(condition_of(old), true, {}, true, [&](const std::string&) {
      values_.hide_assumptions();
      values_.compare(&before, &after, found);
      values_.show_assumptions();
    });
    return found;
  }

  void look_at(const Output& old) {
    const auto own = by_name_.find(old.name());
    if (own != by_name_.end() && stays(old, *own->second)) return value(old, *own->second);
    std::vector<const Output*> found;  // those that export the name
    for (const Output& output : after_.model().outputs()) {
      if (output.export_name == nullptr) continue;
      const std::vector<Difference> renamed = differences(old, *old.export_name->value, *output.export_name->value);
      const auto is_open = [](const Difference& one) { return one.when.empty(); };
      if (renamed.empty()) {
        found.push_back(&output);
      } else if (output.name() == old.name() && std::none_of(renamed.begin(), renamed.end(), is_open)) {
        // In other cases the name stays.
        for (const Difference& one : renamed) {
          if (one.before != nullptr) removed(old, one.when);
        }
        return;
      }
    }
    const std::string_view condition = condition_of(old);
    if (found.empty()) {
      return values_.in_case(condition, true, {}, true, [&](const std::string& when) { removed(old, when); });
    }
    const auto same = std::find_if(found.begin(), found.end(), [&](const Output* one) {
      return condition_of(*one) == condition && !values_.condition_changed(condition);
    });
    if (same != found.end()) std::iter_swap(found.begin(), same);
    values_.in_case(condition, true, condition_of(*found.front()), false, [&](const std::string&) {
      without(std::span(found).subspan(1), [&] { removed(old, values_.describe_assumptions(0)); });
    });
    for (const Output* now : found) value(old, *now);
  }

  // Calls `then` under the assumption that none of the outputs exists, if that can be.
  void without(std::span<const Output* const> outputs, const std::function<void()>& then) {
    if (outputs.empty()) return then();
    const std::string_view condition = condition_of(*outputs.front());
    const std::optional<bool> exists = condition.empty() ? true : after_.truth(condition);
    if (exists == true) return;
    if (!exists && !values_.assume(condition, AssumedIn::New, false)) return;
    without(outputs.subspan(1), then);
    if (!exists) values_.release();
  }

  // An export that another output has: the outputs' own changes say nothing of its value.
  void moved(const Output& old, const Output& now) {
    if (old.value == nullptr || now.value == nullptr) return;
    values_.in_case(condition_of(old), true, condition_of(now), true, [&](const std::string&) {
      std::vector<Difference> found;
      values_.compare(old.value->value, now.value->value, found);
      if (found.empty()) return;
      report(old, now, false, "changes its value", found.size() == 1 ? found.front().when : std::string());
    });
  }

  void value(const Output& old, const Output& now) {
    if (now.name() != old.name()) return moved(old, now);
    const std::vector<DeclarationChange>& outputs = change_.outputs;
    const auto changes = [&](const DeclarationChange& one) {
      return one.name == now.name() && one.what == "Value" && one.action == ChangeAction::Modify;
    };
    const auto changed = std::find_if(outputs.begin(), outputs.end(), changes);
    if (changed == outputs.end()) return;
    const bool is_single = std::count_if(outputs.begin(), outputs.end(), changes) == 1;
    report(old, now, false, "changes its value", is_single ? changed->when : std::string());
  }

  // Names of exports are unique in an account's region.
  void find_doubles() {
    const auto name_of = [](const Side& side, const Output& output) {
      const Node* constant = side.constant(*output.export_name->value);
      return value_text(constant == nullptr || constant->is_secret() ? *output.export_name->value : *constant);
    };
    std::unordered_map<std::string_view, std::string> old_names;
    for (const Output& output : before_.model().outputs()) {
      if (output.export_name != nullptr) old_names.emplace(output.name(), name_of(before_, output));
    }
    std::unordered_map<std::string, const Output*> first;
    for (const Output& output : after_.model().outputs()) {
      if (output.export_name == nullptr) continue;
      const std::string name = name_of(after_, output);
      const auto [at, is_new] = first.emplace(name, &output);
      if (is_new || !after_.possible({{condition_of(*at->second), true}, {condition_of(output), true}})) continue;
      const auto had = [&](const Output& one) {
        const auto old = old_names.find(one.name());
        return old != old_names.end() && old->second == name;
      };
      if (had(*at->second) && had(output)) continue;
      Risk& risk = change_.risks.emplace_back();
      risk.kind = RiskKind::Refused;
      risk.message = fmt::format(
          "Outputs {} and {} both export {}, which CloudFormation refuses; give one of them "
          "another name",
          at->second->name(), output.name(), name);
      risk.source = kExports;
      risk.place = output.member.key->range;
    }
  }

  void removed(const Output& old, const std::string& when) { report(old, old, true, "is removed", when); }

  void report(const Output& old, const Output& shown, bool is_old, std::string_view what, std::string when) {
    // Where nothing but the value says when: it may be the same.
    if (when.ends_with(kIfOther) && !is_old) {
      what = "may change its value";
      when.resize(when.size() - kIfOther.size());
      constexpr std::string_view kAnd = " and ";
      if (when.ends_with(kAnd)) when.resize(when.size() - kAnd.size());
    }
    Risk& risk = change_.risks.emplace_back();
    risk.kind = RiskKind::Refused;
    risk.export_name = value_text(*old.export_name->value);
    risk.message = fmt::format("Export {} {}{}, which CloudFormation refuses while another stack imports it",
                               risk.export_name, what, when.empty() ? "" : fmt::format(", when {}", when));
    risk.source = kExports;
    risk.is_old = is_old;
    risk.place = shown.member.key->range;
  }

  const Side& before_;
  const Side& after_;
  Comparison& values_;
  TemplateChange& change_;
  std::unordered_map<std::string_view, const Output*> by_name_;  // of the new template
};

}  // namespace

void find_lost_exports(const Side& before, const Side& after, Comparison& values, TemplateChange& change) {
  LostExports(before, after, values, change).run();
}

}  // namespace virga
