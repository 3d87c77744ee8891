// The conditions of both templates under which a comparison looks at values.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <span>
#include <vector>

#include "compiler/change/comparison.h"
#include "compiler/change/template_comparison.h"

namespace virga {
namespace {

// The most branches of Fn::If to look into for one value.
constexpr std::uint32_t kMaxSplits = 512;
// The most parameters to look through for one under another name.
constexpr std::ptrdiff_t kMaxRenamed = 100;
// The most cases of one value, or of one list, to tell apart.
constexpr std::uint32_t kMaxCases = 64;

bool is_no_value(const Node& node) {
  return node.function == Function::Ref && node.argument()->text() == "AWS::NoValue";
}

bool is_choice(const Node& node) {
  return node.function == Function::If && node.argument()->size == 3 && node.argument()->is_sequence() &&
         node.argument()->items()[0]->is_scalar();
}

}  // namespace

bool Comparison::assume(std::string_view condition, AssumedIn which, bool value) {
  assumed_.push_back({condition, which, value});
  if (possible()) return true;
  assumed_.pop_back();
  return false;
}

bool Comparison::possible(std::span<const ParameterBinding> bindings, std::string_view defaulted) const {
  JointConditions::Literals of_old, of_new;
  bool is_shared = true;
  for (const AssumedCondition& one : assumed_) {
    if (one.which != AssumedIn::New) of_old.emplace_back(one.condition, one.value);
    if (one.which != AssumedIn::Old) of_new.emplace_back(one.condition, one.value);
    is_shared = is_shared && one.which == AssumedIn::Both;
  }
  if (!before_.possible(of_old) || !after_.possible(of_new)) return false;
  if (is_shared && bindings.empty() && defaulted.empty()) return true;
  return joint().possible(of_old, of_new, bindings, defaulted);
}

const JointConditions& Comparison::joint() const {
  if (joint_ != nullptr) return *joint_;
  ChangedMeanings changed{conditions_, mappings_, {}, {}, {}, {}};
  for (const Parameter& parameter : after_.model().parameters()) {
    const std::string_view name = parameter.name();
    if (!parameters_.contains(name)) continue;
    const PassedChange* change = passed(name);
    const bool is_given = before_.given(name) != nullptr || after_.given(name) != nullptr;
    if (!is_given && (change == nullptr || change->by_default) && before_.default_text(name) &&
        after_.default_text(name)) {
      changed.by_default.push_back(name);
    } else {
      changed.open.insert(name);
    }
  }
  for (const auto& [now, old] : renamed_conditions_) changed.renamed_conditions.emplace(old, now);
  std::ptrdiff_t tried = 0;
  for (const Parameter& old : before_.model().parameters()) {
    if (after_.model().find_parameter(old.name()) != nullptr || ++tried > kMaxRenamed) continue;
    const auto parameters = after_.model().parameters();
    const auto now = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const Parameter& one) { return is_renamed(old.name(), one.name()); });
    if (now != parameters.end()) changed.renamed_parameters.emplace(old.name(), now->name());
  }
  joint_ = std::make_unique<const JointConditions>(before_, after_, std::move(changed));
  return *joint_;
}

void Comparison::in_case(std::string_view old_condition, bool in_old, std::string_view new_condition, bool in_new,
                         const std::function<void(const std::string&)>& then) {
  const std::optional<bool> was = old_condition.empty() ? true : before_.truth(old_condition);
  const std::optional<bool> is = new_condition.empty() ? true : after_.truth(new_condition);
  if ((was && *was != in_old) || (is && *is != in_new)) return;
  if (same_condition(old_condition, new_condition) && was == is && in_old != in_new) return;
  std::size_t assumed = 0;
  bool can_be = true;
  if (!was) {
    can_be = assume(old_condition, AssumedIn::Old, in_old);
    if (can_be) ++assumed;
  }
  if (can_be && !is) {
    can_be = assume(new_condition, AssumedIn::New, in_new);
    if (can_be) ++assumed;
  }
  if (can_be) then(describe_assumptions(0));
  for (; assumed > 0; --assumed) release();
}

void Comparison::each_existence(const Resource* before, const Resource* after,
                                const std::function<void(bool, bool)>& then) {
  const std::string_view old_condition = before == nullptr ? std::string_view() : condition_of(*before);
  const std::string_view new_condition = after == nullptr ? std::string_view() : condition_of(*after);
  if (before == nullptr || after == nullptr) {
    const bool is_old = before != nullptr;
    const std::string_view condition = is_old ? old_condition : new_condition;
    const std::optional<bool> exists = condition.empty() ? true : (is_old ? before_ : after_).truth(condition);
    if (exists == false || (!exists && !assume(condition, is_old ? AssumedIn::Old : AssumedIn::New, true))) return;
    then(is_old, !is_old);
    if (!exists) release();
    return;
  }
  const bool is_undecided = !old_condition.empty() && !before_.truth(old_condition) && !after_.truth(new_condition);
  if (old_condition == new_condition && is_undecided && is_shared(new_condition)) {
    if (!assume(new_condition, AssumedIn::Both, true)) return;
    then(true, true);
    return release();
  }
  for (const auto& [was, is] : {std::pair{true, true}, {true, false}, {false, true}}) {
    in_case(old_condition, was, new_condition, is, [&, was = was, is = is](const std::string&) { then(was, is); });
  }
}

namespace {

constexpr std::string_view kAnd = " and ";

bool is_among(std::string_view condition, std::string_view conditions) {
  for (std::size_t at = conditions.find(condition); at != std::string_view::npos;
       at = conditions.find(condition, at + 1)) {
    const std::string_view before = conditions.substr(0, at), after = conditions.substr(at + condition.size());
    if ((before.empty() || before.ends_with(kAnd)) && (after.empty() || after.starts_with(kAnd))) return true;
  }
  return false;
}

}  // namespace

std::string without_conditions(std::string_view when, std::string_view known) {
  std::string left;
  while (!when.empty()) {
    const std::size_t end = std::min(when.find(kAnd), when.size());
    const std::string_view one = when.substr(0, end);
    if (!is_among(one, known)) left += (left.empty() ? "" : std::string(kAnd)) + std::string(one);
    when.remove_prefix(std::min(end + kAnd.size(), when.size()));
  }
  return left;
}

void add_conditions(std::string& when, std::string_view more) {
  const std::string left = without_conditions(more, when);
  if (!when.empty() && !left.empty()) when += kAnd;
  when += left;
}

// Whether the one holds if and only if the other one does, in both versions.
bool Comparison::is_repeated(const AssumedCondition& one, const AssumedCondition& other) const {
  if (one.condition == other.condition || condition_changed(one.condition) || condition_changed(other.condition)) {
    return false;
  }
  const auto [known, is_new] = repeated_.try_emplace({one.condition, one.value, other.condition, other.value}, false);
  if (is_new) {
    known->second = after_.model().find_condition(one.condition) != nullptr &&
                    after_.model().find_condition(other.condition) != nullptr &&
                    !after_.possible({{one.condition, one.value}, {other.condition, !other.value}}) &&
                    !after_.possible({{one.condition, !one.value}, {other.condition, other.value}});
  }
  return known->second;
}

std::string Comparison::describe_assumptions(std::size_t from) const {
  std::string text;
  for (std::size_t i = from; i < assumed_.size(); ++i) {
    const AssumedCondition& one = assumed_[i];
    // Of a condition that is the same in both versions, it is no matter which of them it was assumed in.
    const auto is_known = [&](const AssumedCondition& other) {
      return other.condition == one.condition && other.value == one.value;
    };
    if (!condition_changed(one.condition) &&
        std::any_of(assumed_.begin(), assumed_.begin() + static_cast<std::ptrdiff_t>(i), is_known)) {
      continue;
    }
    // What another condition says as well.
    if (std::any_of(assumed_.begin() + static_cast<std::ptrdiff_t>(from),
                    assumed_.begin() + static_cast<std::ptrdiff_t>(i),
                    [&](const AssumedCondition& other) { return is_repeated(other, one); })) {
      continue;
    }
    std::string phrase = one.value ? std::string(one.condition) : fmt::format("not {}", one.condition);
    if (one.which != AssumedIn::Both && condition_changed(one.condition)) {
      const auto other = std::find_if(assumed_.begin(), assumed_.end(), [&](const AssumedCondition& candidate) {
        return candidate.condition == one.condition && candidate.which != one.which;
      });
      if (other != assumed_.end()) {
        // Described once, with the old condition.
        if (one.which == AssumedIn::New) continue;
        if (other->value != one.value) {
          phrase = fmt::format("{} becomes {}", one.condition, one.value ? "false" : "true");
        }
      } else if (one.which == AssumedIn::Old) {
        phrase = fmt::format("{} was {}", one.condition, one.value);
      }
    } else if (one.which == AssumedIn::Old && after_.model().find_condition(one.condition) == nullptr) {
      phrase = fmt::format("{} was {}", one.condition, one.value);
    }
    if (!text.empty()) text += " and ";
    text += phrase;
  }
  return text;
}

const Node* Comparison::settle(const Node* node, bool is_old, std::string_view& open) const {
  open = {};
  while (node != nullptr) {
    if (is_no_value(*node)) return nullptr;
    if (!is_choice(*node)) return node;
    const auto items = node->argument()->items();
    const std::string_view condition = items[0]->text();
    std::optional<bool> truth = is_old ? before_.truth(condition) : after_.truth(condition);
    for (const AssumedCondition& one : assumed_) {
      if (one.condition == condition && one.which != (is_old ? AssumedIn::New : AssumedIn::Old)) truth = one.value;
    }
    if (!truth) {
      open = condition;
      return node;
    }
    node = items[*truth ? 1 : 2];
  }
  return nullptr;
}

bool Comparison::is_shared(std::string_view condition) const {
  return !conditions_.contains(condition) && before_.model().find_condition(condition) != nullptr &&
         after_.model().find_condition(condition) != nullptr;
}

void Comparison::under(std::string_view condition, AssumedIn which, bool value, const Node* before, const Node* after,
                       std::vector<Difference>& out) {
  if (!assume(condition, which, value)) return;
  compare(before, after, out);
  release();
}

void Comparison::split(const Node* before, const Node* after, std::string_view open_before, std::string_view open_after,
                       std::vector<Difference>& out) {
  if (++splits_ > kMaxSplits) return report(before, after, out, "too many conditions to tell them apart");
  const auto branch = [](const Node* node, bool value) { return node->argument()->items()[value ? 1 : 2]; };
  if (!open_before.empty()) {
    const bool both = open_before == open_after && is_shared(open_before);
    const AssumedIn which = is_shared(open_before) ? AssumedIn::Both : AssumedIn::Old;
    for (const bool value : {true, false}) {
      under(open_before, which, value, branch(before, value), both ? branch(after, value) : after, out);
    }
    return;
  }
  const AssumedIn which = is_shared(open_after) ? AssumedIn::Both : AssumedIn::New;
  for (const bool value : {true, false}) under(open_after, which, value, before, branch(after, value), out);
}

void Comparison::each_case(const Node* before, const Node* after, const CaseVisitor& then) {
  std::uint32_t left = kMaxCases;
  each_case(before, after, left, then);
}

void Comparison::each_case(const Node* before, const Node* after, std::uint32_t& left, const CaseVisitor& then) {
  std::string_view open_before, open_after;
  before = settle(before, true, open_before);
  after = settle(after, false, open_after);
  if (open_before.empty() && open_after.empty()) {
    if (left > 0) {
      --left;
      then(before, after);
    }
    return;
  }
  const bool is_old = !open_before.empty();
  const std::string_view condition = is_old ? open_before : open_after;
  const AssumedIn in = is_shared(condition) ? AssumedIn::Both : is_old ? AssumedIn::Old : AssumedIn::New;
  for (const bool value : {true, false}) {
    if (left == 0 || !assume(condition, in, value)) continue;
    each_case(before, after, left, then);
    release();
  }
}

void Comparison::each_list(const Node* before, const Node* after, const ListVisitor& then) {
  std::uint32_t left = kMaxCases;
  each_case(before, after, left, [&](const Node* old_list, const Node* new_list) {
    const auto is_open = [](const Node* node) {
      return node != nullptr && (!node->is_sequence() || node->function != Function::None);
    };
    if (is_open(old_list) || is_open(new_list)) return;
    const auto items = [](const Node* list) {
      return list == nullptr ? std::span<const Node* const>() : list->items();
    };
    std::vector<const Node*> olds, news;
    const std::function<void(std::size_t)> settle_from = [&](std::size_t index) {
      const std::size_t count = items(old_list).size();
      if (index == count + items(new_list).size()) return then(olds, news);
      const bool is_old = index < count;
      const Node* item = is_old ? items(old_list)[index] : items(new_list)[index - count];
      std::vector<const Node*>& list = is_old ? olds : news;
      const auto go_on = [&](const Node* settled) {
        if (settled != nullptr) list.push_back(settled);
        settle_from(index + 1);
        if (settled != nullptr) list.pop_back();
      };
      if (!is_choice(*item) && !is_no_value(*item)) return go_on(item);
      each_case(is_old ? item : nullptr, is_old ? nullptr : item, left,
                [&](const Node* was, const Node* is) { go_on(is_old ? was : is); });
    };
    settle_from(0);
  });
}

void Comparison::while_they_hold(std::span<const AssumedCondition> conditions, const std::function<void()>& then) {
  const std::size_t known = assumed_.size();
  const auto is_known = [&](const AssumedCondition& one) {
    return std::any_of(assumed_.begin(), assumed_.end(), [&](const AssumedCondition& other) {
      return other.condition == one.condition && other.which == one.which && other.value == one.value;
    });
  };
  for (const AssumedCondition& one : conditions) {
    if (!is_known(one)) assumed_.push_back(one);
  }
  if (assumed_.size() == known || possible()) then();
  assumed_.resize(known);
}

}  // namespace virga
