#include "compiler/change/comparison.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/change/known_text.h"
#include "compiler/change/list_alignment.h"
#include "compiler/resolve/sub_text.h"

namespace virga {
namespace {

// The most conditions to look through for one under another name.
constexpr std::ptrdiff_t kMaxRenamed = 100;

// Whether both call the same macros, which may write the same.
bool are_same_macros(const Node& before, const Node& after) {
  if (before.function != Function::Transform || after.function != Function::Transform) return false;
  const auto name = [](const Node& call) {
    const Node* found = call.get("Name");
    return found == nullptr ? std::string_view() : found->text();
  };
  const Node &old_one = *before.argument(), &new_one = *after.argument();
  const auto olds = old_one.items(), news = new_one.items();
  return name(old_one) == name(new_one) &&
         std::equal(olds.begin(), olds.end(), news.begin(), news.end(),
                    [&](const Node* a, const Node* b) { return name(*a) == name(*b); });
}

// Whether both are written the same, whatever the names mean.
bool same_text(const Node& before, const Node& after) {
  if (before.kind != after.kind || before.size != after.size) return false;
  if (before.is_scalar()) return before.text() == after.text();
  for (std::uint32_t i = 0; before.is_sequence() && i < before.size; ++i) {
    if (!same_text(*before.item_list[i], *after.item_list[i])) return false;
  }
  for (const Member& member : before.members()) {
    const Node* other = after.get(member.key->text());
    if (other == nullptr || !same_text(*member.value, *other)) return false;
  }
  return true;
}

}  // namespace

Comparison::Comparison(const Side& before, const Side& after, PassedChanges passed)
    : before_(before), after_(after), passed_(std::move(passed)) {
  find_changed_names();
}

// Names -----------------------------------------------------------------------------------------------

bool Comparison::is_looked_up_once(std::string_view parameter) const {
  const Parameter* before = before_.model().find_parameter(parameter);
  const Parameter* after = after_.model().find_parameter(parameter);
  return before != nullptr && after != nullptr && before->is_ssm() != after->is_ssm();
}

bool Comparison::is_renamed_condition(std::string_view before, std::string_view after) const {
  const auto found = renamed_conditions_.find(after);
  return found != renamed_conditions_.end() && found->second == before;
}

bool Comparison::parameter_differs(const Parameter& before, const Parameter& after) const {
  if (before.is_ssm() != after.is_ssm() || passed(after.name()) != nullptr) return true;
  const std::string* old_value = before_.given(before.name());
  const std::string* new_value = after_.given(after.name());
  if (old_value != nullptr && new_value != nullptr) return *old_value != *new_value;
  const Node* old_default = before_.default_of(before.name());
  const Node* new_default = after_.default_of(after.name());
  if (old_value != nullptr || new_value != nullptr) {
    // A value on one side only: the other side has its Default.
    const Node* other = old_value != nullptr ? new_default : old_default;
    const std::string& value = old_value != nullptr ? *old_value : *new_value;
    return other == nullptr || !other->is_scalar() || other->text() != value;
  }
  if (old_default == nullptr || new_default == nullptr) return false;
  return old_default->is_scalar() && new_default->is_scalar() ? !same_scalar(*old_default, *new_default) : false;
}

void Comparison::find_changed_names() {
  for (const Parameter& parameter : after_.model().parameters()) {
    const Parameter* old = before_.model().find_parameter(parameter.name());
    // The name may have been that of a resource.
    if (old == nullptr ? before_.model().find_resource(parameter.name()) != nullptr
                       : parameter_differs(*old, parameter)) {
      parameters_.insert(parameter.name());
    }
  }
  for (const Declaration& mapping : after_.model().mappings()) {
    const Declaration* old = before_.model().find_mapping(mapping.name());
    if (old != nullptr && !same(*old->body(), *mapping.body())) mappings_.insert(mapping.name());
  }
  has_other_mappings_ = writes_others(Section::Mappings);
  names_differ_ = !parameters_.empty() || !mappings_.empty() || has_other_mappings_;
  has_other_conditions_ = writes_others(Section::Conditions);
  names_differ_ = names_differ_ || has_other_conditions_;
  // Conditions depend on each other, so iterate until nothing new is found.
  for (bool grew = true; grew;) {
    grew = false;
    for (const Declaration& condition : after_.model().conditions()) {
      const Declaration* old = before_.model().find_condition(condition.name());
      if (old == nullptr || conditions_.contains(condition.name()) || same(*old->body(), *condition.body())) continue;
      const std::optional<bool> was = before_.truth(condition.name());
      if (was && was == after_.truth(condition.name())) continue;
      conditions_.insert(condition.name());
      names_differ_ = grew = true;
    }
  }
  find_renamed_conditions();
  drop_equivalent_conditions();
}

void Comparison::find_renamed_conditions() {
  std::vector<const Declaration*> gone;
  for (const Declaration& condition : before_.model().conditions()) {
    if (after_.model().find_condition(condition.name()) == nullptr) gone.push_back(&condition);
  }
  for (const Declaration& condition : after_.model().conditions()) {
    if (gone.empty()) break;
    if (before_.model().find_condition(condition.name()) != nullptr) continue;
    const auto old = std::find_if(gone.begin(), gone.begin() + std::min(kMaxRenamed, std::ssize(gone)),
                                  [&](const Declaration* one) { return same(*one->body(), *condition.body()); });
    if (old == gone.begin() + std::min(kMaxRenamed, std::ssize(gone))) continue;
    renamed_conditions_.emplace(condition.name(), (*old)->name());
    gone.erase(old);
  }
}

void Comparison::drop_equivalent_conditions() {
  const auto can_become = [&](std::string_view name, bool value) {
    const JointConditions::Literals of_old = {{name, !value}}, of_new = {{name, value}};
    return before_.possible(of_old) && after_.possible(of_new) && joint().possible(of_old, of_new);
  };
  std::erase_if(conditions_,
                [&](std::string_view name) { return !can_become(name, true) && !can_become(name, false); });
  names_differ_ = !parameters_.empty() || !mappings_.empty() || !conditions_.empty() || has_other_mappings_ ||
                  has_other_conditions_;
}

bool Comparison::writes_others(Section section) {
  const Node* before = before_.model().section_body(section);
  const Node* after = after_.model().section_body(section);
  const auto has_other = [&](const Node* one, const Node* other) {
    if (one == nullptr) return false;
    const auto members = one->members();
    return std::any_of(members.begin(), members.end(), [&](const Member& member) {
      const Function function = function_of_key(member.key->text());
      if (function != Function::ForEach && function != Function::Transform) return false;
      const Node* same_one = other == nullptr ? nullptr : other->get(member.key->text());
      return same_one == nullptr || !same(*member.value, *same_one);
    });
  };
  return has_other(before, after) || has_other(after, before);
}

// Values ----------------------------------------------------------------------------------------------

void Comparison::compare(const Node* before, const Node* after, std::vector<Difference>& out) {
  if (path_.empty()) splits_ = 0;
  if (before != nullptr && after != nullptr && same(*before, *after)) return;
  std::string_view open_before, open_after;
  const Node *written_before = before, *written_after = after;
  before = settle(before, true, open_before);
  after = settle(after, false, open_after);
  if (!open_before.empty() || !open_after.empty()) return split(before, after, open_before, open_after, out);
  if (before == nullptr && after == nullptr) return;
  if (before == nullptr || after == nullptr) return report(before, after, out);
  // The branches that the assumptions select.
  if ((before != written_before || after != written_after) && same(*before, *after)) return;
  const auto is_plain = [](const Node& node) { return node.function == Function::None; };
  if (is_plain(*before) && is_plain(*after)) {
    if (before->is_mapping() && after->is_mapping()) return compare_members(*before, *after, out);
    if (before->is_sequence() && after->is_sequence()) return compare_items(*before, *after, out);
    if (before->is_scalar() && after->is_scalar() && same_scalar(*before, *after)) return;
    return report_known(*before, *after, out);
  }
  compare_calls(*before, *after, out);
}

void Comparison::step(std::string key, const Node* before, const Node* after, std::vector<Difference>& out) {
  std::string old_key = key;
  step(std::move(old_key), std::move(key), before, after, out);
}

void Comparison::step(std::string old_key, std::string key, const Node* before, const Node* after,
                      std::vector<Difference>& out) {
  old_path_.push_back(std::move(old_key));
  path_.push_back(std::move(key));
  compare(before, after, out);
  path_.pop_back();
  old_path_.pop_back();
}

void Comparison::compare_members(const Node& before, const Node& after, std::vector<Difference>& out) {
  for (const Member& member : before.members()) {
    step(std::string(member.key->text()), member.value, after.get(member.key->text()), out);
  }
  for (const Member& member : after.members()) {
    if (before.find(member.key->text()) == nullptr) step(std::string(member.key->text()), nullptr, member.value, out);
  }
}

void Comparison::compare_items(const Node& before, const Node& after, std::vector<Difference>& out) {
  const std::vector<ListPair> pairs =
      align_lists(before, after, [&](const Node& a, const Node& b) { return same(a, b); });
  if (pairs.empty()) return report(&before, &after, out, std::string(kOrderNote));
  for (const ListPair& pair : pairs) {
    const Node* old_item = pair.before == ListPair::kNone ? nullptr : before.items()[pair.before];
    const Node* new_item = pair.after == ListPair::kNone ? nullptr : after.items()[pair.after];
    const std::size_t old_index = old_item == nullptr ? pair.after : pair.before;
    const std::size_t new_index = new_item == nullptr ? pair.before : pair.after;
    step(std::to_string(old_index), std::to_string(new_index), old_item, new_item, out);
  }
}

// At least one of them is a function.
void Comparison::compare_calls(const Node& before, const Node& after, std::vector<Difference>& out) {
  const Node* old_value = before_.constant(before);
  const Node* new_value = after_.constant(after);
  if (old_value != nullptr && new_value != nullptr && (old_value != &before || new_value != &after)) {
    if (same(*old_value, *new_value)) return;
    if (old_value->is_scalar() || new_value->is_scalar() || old_value->kind != new_value->kind) {
      return report_known(*old_value, *new_value, out);
    }
    return compare(old_value, new_value, out);
  }
  if (before.function == Function::Ref && after.function == Function::Ref && before.argument()->is_scalar() &&
      before.argument()->text() == after.argument()->text()) {
    const std::string_view name = before.argument()->text();
    if (is_looked_up_once(name)) {
      report(&before, &after, out, "a value of Parameter Store on one side only");
      out.back().is_open = true;
      out.back().parameter = name;
      return;
    }
    const Parameter* parameter = after_.model().find_parameter(name);
    const Node* old_default = before_.default_of(name);
    const Node* new_default = after_.default_of(name);
    if (parameter != nullptr && old_default != nullptr && new_default != nullptr && before_.given(name) == nullptr &&
        after_.given(name) == nullptr) {
      if (!possible({}, name)) return;
      extra_when_ = fmt::format("{} is not given", name);
      const bool is_hidden = before_.uses_secret(before) || after_.uses_secret(after);
      report(is_hidden ? &before : old_default, is_hidden ? &after : new_default, out);
      extra_when_.clear();
      if (!out.empty()) out.back().parameter = name;
      return;
    }
  }
  for (const bool is_old : {true, false}) {
    const std::string_view condition = open_inside(is_old ? before : after, is_old);
    if (!condition.empty()) return split_inside(before, after, condition, is_old, out);
  }
  const Node* was = in_this_case(before, true);
  const Node* is = in_this_case(after, false);
  if (was == nullptr || is == nullptr) return report(&before, &after, out);
  if ((was != &before || is != &after) && same(*was, *is)) {
    ++alike_;
    return;
  }
  const bool are_lookups = was->function == Function::FindInMap && is->function == Function::FindInMap;
  if (are_lookups && compare_cells(*was, *is, out)) return;
  const bool are_selections = was->function == Function::Select && is->function == Function::Select;
  if (are_selections && compare_selections(*was, *is, out)) return;
  if (are_same_macros(before, after)) {
    extra_when_ = "what the macro writes differs";
    report(&before, &after, out);
    return extra_when_.clear();
  }
  if (!same_text(*was, *is)) {
    if (!surely_differ(before, after, *was, *is)) extra_when_ = kIfOther;
    report(&before, &after, out);
    return extra_when_.clear();
  }
  Names names;
  find_names(*was, names);
  // The same text of names that mean what they did.
  if (names.parameters.empty() && names.note.empty() && !names.is_open) {
    ++alike_;
    return;
  }
  bool is_open = names.is_open, is_certain = false;
  std::size_t unchanged = 0;  // parameters whose value cannot be another one here
  std::string note = names.note;
  for (const std::string_view parameter : names.parameters) {
    std::string when = fmt::format("{} is not given", parameter);
    if (is_looked_up_once(parameter)) {
      is_open = true;
      continue;
    }
    const PassedChange* change = passed(parameter);
    const bool is_given = before_.given(parameter) != nullptr || after_.given(parameter) != nullptr;
    if ((change == nullptr || change->by_default) && !is_given && !possible({}, parameter)) {
      ++unchanged;
      continue;
    }
    if (change != nullptr) {
      note += (note.empty() ? "" : ", ") + change->note;
      is_open = is_open || change->is_open;
      is_certain = is_certain || (change->when.empty() && !change->is_open);
      when = change->when;
    } else if (is_given) {
      continue;
    }
    if (when.empty() || extra_when_.find(when) != std::string::npos) continue;
    extra_when_ += (extra_when_.empty() ? "" : " or ") + when;
  }
  if (unchanged > 0 && unchanged == names.parameters.size() && names.note.empty()) {
    ++alike_;
    return;
  }
  // What one of them changes for certain needs no other.
  if (is_certain) extra_when_.clear();
  report(&before, &after, out, std::move(note));
  extra_when_.clear();
  out.back().is_open = is_open && !is_certain;
  if (names.note.empty() && names.parameters.size() == 1) out.back().parameter = *names.parameters.begin();
}

// Collects the names in an expression that mean something else than before.
void Comparison::find_names(const Node& node, Names& names) const {
  const auto note = [&](std::string_view kind, std::string_view name) {
    const std::string phrase = fmt::format("the {} {}", kind, name);
    if (names.note.find(phrase) == std::string::npos) names.note += (names.note.empty() ? "" : ", ") + phrase;
  };
  const auto use = [&](std::string_view name) {
    if (parameters_.contains(name)) names.parameters.insert(name);
  };
  if (node.function != Function::None) {
    const Node& argument = *node.argument();
    const Node& first = argument.is_sequence() && argument.size > 0 ? *argument.items()[0] : argument;
    if (node.function == Function::Ref) use(argument.text());
    if (node.function == Function::If && condition_changed(first.text())) note("condition", first.text());
    if (node.function == Function::FindInMap && first.is_scalar() && mapping_changed(first.text())) {
      note("mapping", first.text());
      names.is_open = true;
    }
    const bool is_any_mapping = node.function == Function::FindInMap && !first.is_scalar();
    if (is_any_mapping && (!mappings_.empty() || has_other_mappings_)) names.is_open = true;
    if (node.function == Function::Sub) {
      for (const SubPart& part : SubText(first.text())) {
        if (part.is_variable()) use(part.name);
      }
    }
  }
  for (const Node* item : node.items()) find_names(*item, names);
  for (const Member& member : node.members()) find_names(*member.value, names);
}

void Comparison::report_known(const Node& before, const Node& after, std::vector<Difference>& out) {
  if (is_looked_up(before.text()) || is_looked_up(after.text())) extra_when_ = kIfOther;
  report(&before, &after, out);
  extra_when_.clear();
}

void Comparison::report(const Node* before, const Node* after, std::vector<Difference>& out, std::string note) {
  Difference& one = out.emplace_back();
  one.path = path_;
  one.old_path = old_path_;
  one.before = before;
  one.after = after;
  one.when = describe_visible();
  one.extra = extra_when_;
  one.assumed = assumed_;
  add_conditions(one.when, extra_when_);
  one.note = std::move(note);
}

}  // namespace virga
