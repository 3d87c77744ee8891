// Finds where two values differ, looking through conditions, parameters and mappings.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/change/change.h"
#include "compiler/change/joint_conditions.h"
#include "compiler/change/side.h"
#include "compiler/resolve/text_pieces.h"
#include "compiler/support/arena.h"

namespace virga {

// The note of a difference where a list has the same items in another order.
inline constexpr std::string_view kOrderNote = "the order";

// What `extra` of a difference says of two expressions that may have the same value.
inline constexpr std::string_view kIfOther = "its value differs";

// Adds to the conditions of a change those of `more`, joined by "and", that are not among them.
void add_conditions(std::string& when, std::string_view more);
// Those of `when` that are not among `known`.
std::string without_conditions(std::string_view when, std::string_view known);

// Which side's condition an assumption is about.
enum class AssumedIn : std::uint8_t { Both, Old, New };
struct AssumedCondition {
  std::string_view condition;
  AssumedIn which;
  bool value;
};

// A place where two values differ. `before` or `after` is null if there is no value on that side.
struct Difference {
  std::vector<std::string> path;      // keys and indexes below the compared value
  std::vector<std::string> old_path;  // the same with the indexes that the items have in the old lists
  const Node* before = nullptr;
  const Node* after = nullptr;
  std::string when;   // the conditions under which they differ
  std::string extra;  // the part of `when` that is no condition of the template: "Size is not given"
  std::vector<AssumedCondition> assumed;  // the other part, and what was hidden
  std::string parameter;  // the parameter whose value or Default differs while the expression is the same
  std::string note;       // what differs behind the expression: "the mapping Images"
  bool is_open = false;   // the new value, which may be the old one, is only known when the update runs
};

// What an expression is in one case: with the branches of Fn::If and the cells of mappings that are selected then.
struct SettledCase {
  const Node* value = nullptr;            // null for no value
  std::vector<AssumedCondition> assumed;  // the conditions of the case
  std::string keys;                       // the keys of mappings that are open otherwise: "Env is prod"
  std::string when;                       // both, as in Difference::when
};

// A parameter that the stack of a template passes another value for, in an expression that is not known.
struct PassedChange {
  std::string when;
  std::string note;         // "Net passes another Cidr"
  bool is_open = false;     // as in Difference
  bool by_default = false;  // it is because of a Default, so both values are known
};
using PassedChanges = std::map<std::string, PassedChange, std::less<>>;

// Compares values of the two sides. Names that both sides define may differ in meaning: a parameter in its value, a
// mapping in its contents, a condition in what it depends on. Such names are found once, on construction.
//
// Functions whose value depends on the deployment are not evaluated: two values are the same if their expressions are
// the same and every name in them means the same. Fn::Join and Fn::Sub that put the same text together from the same
// parts are the same, and so is a parameter under another name with the same Type and value. Fn::If is looked through:
// branches are compared with each other or with a value, under the conditions that select them; so are those inside
// another function, and what an open index or key may select. Work is bounded; past the bound, two values count as
// different as a whole. Borrows both sides. Not thread-safe.
class Comparison {
public:
  Comparison(const Side& before, const Side& after, PassedChanges passed = {});

  // Whether the two are certainly the same, under every condition.
  bool same(const Node& before, const Node& after);
  // Appends the differences. Null means that there is no value on that side.
  void compare(const Node* before, const Node* after, std::vector<Difference>& out);

  // Assumes a value for the condition until release(). False if that value is impossible.
  bool assume(std::string_view condition, AssumedIn which, bool value);
  void release() { assumed_.pop_back(); }
  // Leaves the current assumptions out of the `when` of differences.
  void hide_assumptions() { hidden_ = assumed_.size(); }
  void show_assumptions() { hidden_ = 0; }
  std::string describe_assumptions(std::size_t from) const;
  // The assumptions that are not hidden, as in Difference::when.
  std::string describe_visible() const { return describe_assumptions(hidden_); }

  // Calls `then` with the conditions under which a definition exists before the update if `in_old`, and after it if
  // `in_new`, while they are assumed; not at all if that cannot be. `old_condition` and `new_condition` are those of
  // the definition on each side, empty for none.
  void in_case(std::string_view old_condition, bool in_old, std::string_view new_condition, bool in_new,
               const std::function<void(const std::string&)>& then);

  // The same for each case of which of two versions of a resource, either of which may be null, exist; `then` is told
  // which of them do.
  void each_existence(const Resource* before, const Resource* after, const std::function<void(bool, bool)>& then);

  // Not known of those that only a loop or a macro writes which is not the same one.
  bool condition_changed(std::string_view name) const {
    return conditions_.contains(name) || (has_other_conditions_ && (before_.model().find_condition(name) == nullptr ||
                                                                    after_.model().find_condition(name) == nullptr));
  }
  // Whether both exist, or neither does; `before` and `after` are empty for what always exists.
  bool same_condition(std::string_view before, std::string_view after) const {
    return before == after ? !condition_changed(after) : is_renamed_condition(before, after);
  }
  bool parameter_changed(std::string_view name) const { return parameters_.contains(name); }
  // Whether the assumptions can hold in one update, in which these parameters have these values and the parameter
  // `defaulted`, unless empty, has its Default, which changes.
  bool possible(std::span<const ParameterBinding> bindings = {}, std::string_view defaulted = {}) const;

  // Calls `then` for each pair of what the values are without Fn::If at their top, while the conditions that select
  // them are assumed; null for no value.
  using CaseVisitor = std::function<void(const Node*, const Node*)>;
  void each_case(const Node* before, const Node* after, const CaseVisitor& then);
  // The same for two lists and what their items are; not for lists that a function returns.
  using ListVisitor = std::function<void(std::span<const Node* const>, std::span<const Node* const>)>;
  void each_list(const Node* before, const Node* after, const ListVisitor& then);
  // Calls `then` for each case of an expression on one side, while its conditions are assumed. Past a bound, what is
  // open is left as it is written. The Comparison owns the values.
  using SettledVisitor = std::function<void(const SettledCase&)>;
  void each_settled(const Node& node, bool is_old, const SettledVisitor& then);
  // The one that is assumed now, without a value.
  SettledCase this_case() const { return {nullptr, assumed_, {}, describe_visible()}; }
  // Whether the old case is given wherever the new one is.
  bool covers(const SettledCase& old_case, const SettledCase& new_case);
  // What is left of a case without conditions, but for those that are assumed now, where another one has a single
  // condition more: the opposite of it.
  std::optional<SettledCase> rest_of(const SettledCase& old_case, const SettledCase& new_case);
  // As Side::constant(), for values of settled cases, too, of which only what is written is known.
  const Node* constant(const Side& side, const Node& node) const {
    if (node.function == Function::None) return &node;
    return made_.contains(&node) ? nullptr : side.constant(node);
  }
  const Node* value_by_default(const Side& side, const Node& node) const {
    return made_.contains(&node) ? nullptr : side.value_by_default(node);
  }
  // Calls `then` while these conditions are assumed, too, if that can be.
  void while_they_hold(std::span<const AssumedCondition> conditions, const std::function<void()>& then);

private:
  bool same_names(Function function, const Node& argument) const;
  bool same_reference(std::string_view before, std::string_view after) const;
  bool is_renamed(std::string_view before, std::string_view after) const;
  bool same_texts(const Node& before, const Node& after);
  bool same_piece(const TextPiece& before, const TextPiece& after);
  bool same_expressions(const Node& before, const Node& after);
  void find_changed_names();
  // Whether loops or macros that are not applied may write other declarations into the section than before.
  bool writes_others(Section section);
  bool mapping_changed(std::string_view name) const {
    return mappings_.contains(name) || (has_other_mappings_ && !has_mapping(name));
  }
  bool has_mapping(std::string_view name) const {
    return before_.model().find_mapping(name) != nullptr && after_.model().find_mapping(name) != nullptr;
  }
  void find_renamed_conditions();
  // Leaves out the conditions that have the same value under another text.
  void drop_equivalent_conditions();
  const JointConditions& joint() const;
  const PassedChange* passed(std::string_view parameter) const {
    const auto found = passed_.find(parameter);
    return found == passed_.end() ? nullptr : &found->second;
  }
  struct Names {
    std::set<std::string_view> parameters;
    std::string note;      // "the mapping Images, the condition IsProd"
    bool is_open = false;  // what they mean may be the same here
  };
  void find_names(const Node& node, Names& names) const;
  bool parameter_differs(const Parameter& before, const Parameter& after) const;
  // Whether the parameter is the name of a value on one side, and the value itself on the other.
  bool is_looked_up_once(std::string_view parameter) const;
  // Whether the conditions, of which only one side each has the name, are the same.
  bool is_renamed_condition(std::string_view before, std::string_view after) const;

  // The branch that a decided Fn::If selects; null for AWS::NoValue or a null node. Sets `open` to the condition if it
  // is undecided.
  const Node* settle(const Node* node, bool is_old, std::string_view& open) const;
  void each_case(const Node* before, const Node* after, std::uint32_t& left, const CaseVisitor& then);
  // Whether both sides have the condition, and it means the same.
  bool is_shared(std::string_view condition) const;
  // Whether one of these says what the other one says as well.
  bool is_repeated(const AssumedCondition& one, const AssumedCondition& other) const;
  void split(const Node* before, const Node* after, std::string_view open_before, std::string_view open_after,
             std::vector<Difference>& out);
  void under(std::string_view condition, AssumedIn which, bool value, const Node* before, const Node* after,
             std::vector<Difference>& out);
  void compare_members(const Node& before, const Node& after, std::vector<Difference>& out);
  void compare_items(const Node& before, const Node& after, std::vector<Difference>& out);
  void compare_calls(const Node& before, const Node& after, std::vector<Difference>& out);
  // Lookups in mappings that differ in some cells only, or selections from lists that differ in some items. False if
  // that is not the case.
  bool compare_cells(const Node& before, const Node& after, std::vector<Difference>& out);
  bool compare_selections(const Node& before, const Node& after, std::vector<Difference>& out);
  // The condition of the first Fn::If inside the expression that is undecided; empty if there is none.
  std::string_view open_inside(const Node& node, bool is_old) const;
  // Compares the expressions for either value of a condition inside them.
  void split_inside(const Node& before, const Node& after, std::string_view condition, bool is_old,
                    std::vector<Difference>& out);
  // The expression with the branches of Fn::If that are decided in its place; null if nothing is left of it.
  const Node* in_this_case(const Node& node, bool is_old);
  // The key of a mapping that a case selects. No name stands for one that the mapping does not have.
  struct SelectedKey {
    const Node* expression;
    std::string text;
    std::string_view name, mapping;
  };
  using SelectedKeys = std::vector<SelectedKey>;
  void settle_conditions(const Node& node, bool is_old, std::uint32_t& left, const SettledVisitor& then);
  void settle_cells(const Node& node, bool is_old, std::uint32_t& left, SelectedKeys& keys, const SettledVisitor& then);
  // The mapping of a lookup that can be read; null if there is none.
  const Node* mapping_of(const Node& lookup, bool is_old) const;
  std::optional<std::string_view> selected_key(const Node& expression, bool is_old, const SelectedKeys& keys) const;
  // The first lookup inside the value with a key that is open, and that key.
  const Node* open_lookup(const Node& node, bool is_old, const SelectedKeys& keys, const Node*& key) const;
  // The value with the cells that are selected in the place of their lookups.
  const Node* with_cells(const Node& node, bool is_old, const SelectedKeys& keys);
  // A copy of a list or map with other parts; null stands for one that is left out.
  template <typename Make>
  const Node* copy_with(const Node& node, const Make& make);
  // Whether expressions that are not the same have another value in every deployment. `was` and `is` are what is left
  // of `before` and `after` under the assumptions.
  bool surely_differ(const Node& before, const Node& after, const Node& was, const Node& is);
  bool surely_differ(const Node& before, const Node& after);
  bool different_calls(const Node& before, const Node& after);
  // All values that the expression can have; nullopt if there may be others.
  std::optional<std::vector<std::string_view>> possible_values(const Side& side, const Node& node, bool is_old) const;
  // "Size is big", "the key is big", with asterisks for a secret.
  std::string phrase(const Node& expression, std::string_view what, std::string_view value) const;
  // Whether a key or an index that is open may be this one: not if AllowedValues leave it out.
  bool may_select(const Node& expression, std::string_view key) const;
  // As Side::key(), for nodes that in_this_case() made, too.
  std::string_view key_of(const Side& side, const Node& node) const;
  void step(std::string key, const Node* before, const Node* after, std::vector<Difference>& out);
  void step(std::string old_key, std::string key, const Node* before, const Node* after, std::vector<Difference>& out);
  // Of values that no function decides.
  void report_known(const Node& before, const Node& after, std::vector<Difference>& out);
  void report(const Node* before, const Node* after, std::vector<Difference>& out, std::string note = {});

  const Side& before_;
  const Side& after_;
  const PassedChanges passed_;
  // Names that do not mean the same on both sides.
  std::unordered_set<std::string_view> parameters_, mappings_, conditions_;
  std::unordered_map<std::string_view, std::string_view> renamed_conditions_;  // new name -> old name
  bool has_other_conditions_ = false, has_other_mappings_ = false;             // writes_others()
  bool names_differ_ = false;
  mutable std::unique_ptr<const JointConditions> joint_;  // made for the first question
  // What is_repeated() found.
  mutable std::map<std::tuple<std::string_view, bool, std::string_view, bool>, bool> repeated_;
  std::vector<AssumedCondition> assumed_;
  std::size_t hidden_ = 0;
  std::vector<std::string> path_, old_path_;
  std::string extra_when_;  // conditions from a mapping's value or a Default
  std::uint32_t splits_ = 0;
  std::uint32_t certainty_steps_ = 0;
  std::uint32_t inside_ = 0;              // how many conditions inside the expression are assumed
  std::uint32_t alike_ = 0;               // cases in which it is the same
  Arena arena_;                           // of in_this_case()
  std::unordered_set<const Node*> made_;  // the nodes in it, which no evaluator may remember
};

// Compares scalars by text, so a quoted number equals an unquoted one.
bool same_scalar(const Node& before, const Node& after);

}  // namespace virga
