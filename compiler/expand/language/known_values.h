// Determines what is known of a template's values before deployment.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/expand/stages.h"
#include "compiler/resolve/evaluation_budget.h"
#include "compiler/resolve/intrinsics.h"

namespace virga {

// How much is known, from most to least. A composite value is known no better than its least known part.
enum class Knowledge : std::uint8_t {
  Constant,  // follows from the template's text alone
  Given,     // depends on given parameter values and the region
  Later,     // known to the service at expansion: a parameter without a value, a pseudo parameter
  Never,     // only known for a deployed stack: an attribute, a physical ID, an import; or an undefined name
  Wrong,     // can have no value; the reason has been reported
};

// The value of an expression. `value` contains no functions, belongs to the template or to the evaluation, and must be
// copied before it is inserted anywhere. It is null if the value is unknown or vanishes (AWS::NoValue).
struct Known {
  Knowledge knowledge = Knowledge::Constant;
  Value* value = nullptr;
  bool vanishes = false;
  const Value* cause = nullptr;  // the part that is not known
  Value* instead = nullptr;  // a replacement that is right whatever the value will be: a DefaultValue with functions

  bool is_known() const { return knowledge <= Knowledge::Given; }
  bool has_value() const { return is_known() && value != nullptr; }
};

inline NodeKind kind_of(const Value& value) { return value.kind(); }
inline Function function_of(const Value& value) { return value.function(); }
inline std::span<const Entry> members_of(const Value& value) { return value.entries(); }

struct Truth {
  Knowledge knowledge = Knowledge::Constant;
  bool value = false;

  bool is_known() const { return knowledge <= Knowledge::Given; }
};

// Evaluates the functions of a working tree, as defined by Intrinsics, and conditions. Errors (a mapping without the
// key, an index out of range) are reported where they occur unless `lenient`. The work is limited, in values and bytes
// of text, per expression, per template, and for loops. Borrows the stage.
class KnownValues : private Intrinsics<KnownValues, Value, Known, Known> {
public:
  explicit KnownValues(Stage& stage);

  // Does not change the tree.
  Known evaluate(Value& expression);
  // The value of Ref to a name.
  Known reference(std::string_view name, const Value& place);
  // Evaluates an expression of condition functions.
  Truth test(Value& expression);
  // Evaluates a condition of the Conditions section; Never if it is not defined.
  Truth condition(std::string_view name);
  // Fixes the value of the condition from now on.
  void decide(std::string_view name, bool value);
  bool declares_condition(std::string_view name) const;
  // Whether Ref to the parameter returns a list.
  bool is_list_parameter(std::string_view name) const;
  const Value* parameter(std::string_view name) const;
  const Value* section(std::string_view name) const;

  // A deep copy at `place`. Parts that the evaluation made get that place too.
  Value* copy(const Value& value, const Provenance& place);
  // The place for a function's result: that of the function, with an origin that names it.
  Provenance place_of_result(const Value& call);
  // Replaces the call by its known value; false if that vanishes.
  bool replace(Value& call, const Known& known);
  // Turns a value that vanishes into {"Ref": "AWS::NoValue"}, where a value is required.
  void put_no_value(Value& value);
  // Counts work on an expression: values made, and bytes of text. False once the limit is exceeded: either the
  // expression's, which is reported and then has no value, or the template's, which ends the expansion.
  bool spend(std::size_t values, std::size_t bytes, const Value* place);
  // The same for the work of loops.
  bool spend_on_loops(std::size_t values, std::size_t bytes, const Value* place);
  bool exhausted() const { return exhausted_; }
  // Whether the last expression exceeded its limit.
  bool over_budget() const { return over_budget_; }

  // Derive AWS::Partition and AWS::URLSuffix from the region. The service does not do so for values that it needs
  // during the expansion.
  bool knows_partition = false;
  // Report nothing, for values in branches that the conditions exclude.
  bool lenient = false;
  // The resource whose values are evaluated, for reports.
  std::string_view logical_id;
  void error(const Value* place, std::string message);

private:
  friend class Intrinsics<KnownValues, Value, Known, Known>;

  // A text made of parts, known no better than the least known part. Parts after an unknown one are still examined,
  // since `cause` must be the least known part.
  class Texts {
  public:
    Texts(KnownValues& values, Value& call) : values_(values), call_(call) {}
    bool text(std::string_view text);
    bool value(const Known& part);
    bool json(const Known& part);
    Known finish();

  private:
    bool add(const Known& part, bool as_json);

    KnownValues& values_;
    Value& call_;
    std::string text_;
    std::size_t counted_ = 0;  // bytes of text_ that have been counted against the budget
    Known all_;
  };

  // Evaluates each variable once, however often it occurs.
  class Variables {
  public:
    Variables(KnownValues& values, Value& call) : values_(values), call_(call) {}
    const Known& value(std::string_view name, Value* own);

  private:
    KnownValues& values_;
    Value& call_;
    std::unordered_map<std::string_view, Known> known_;
  };

  // The interface that Intrinsics requires.
  template <typename F>
  static Known bind(const Known& in, F f) {
    if (!in.is_known()) return {.knowledge = in.knowledge, .cause = in.cause};
    Known out = f(in);
    out.knowledge = std::max(out.knowledge, in.knowledge);
    return out;
  }
  static Known unknown(const Value& cause) { return {.knowledge = Knowledge::Never, .cause = &cause}; }
  static Known wrong(const Value& cause) { return {.knowledge = Knowledge::Wrong, .cause = &cause}; }
  static bool vanishes(const Known& known) { return known.vanishes; }
  Known look_up_cell(Value& call, Value& argument);
  Known choose(Value& call, Value& argument);
  static Known zones(const Value& call, const Value&) { return unknown(call); }
  Known past_end(const Value& argument, std::string message, const Known* index, const Known* list);
  Known count(std::size_t items) { return {.value = stage_.make.integer(static_cast<std::int64_t>(items))}; }
  Known count_some(const Value& call, Value& list);
  Known split_text(const Value& call, std::string_view text, std::string_view delimiter, const Known* item);

  void begin_expression();
  bool exhaust(const Value* place, std::string message);
  Known list(Value& list);
  Known mapping(Value& mapping);
  Known cell(const Known& map, const Known& row, const Known& column, Value& argument, bool& absent);
  Known key(Value& argument);
  Truth equals(Value& argument);
  Truth combine(Value& argument, bool any);
  void report_circle(std::string_view name);

  struct ConditionState {
    bool running = false;
    Truth truth;
  };

  // Limit for nested functions, and for conditions that refer to conditions.
  static constexpr std::uint32_t kMostDepth = 250;

  Stage& stage_;
  std::unordered_map<std::string_view, ConditionState> conditions_;
  std::vector<std::string_view> running_;               // conditions being evaluated, outermost first
  std::unordered_map<std::string_view, Value*> lists_;  // values of list parameters
  std::uint32_t depth_ = 0;
  EvaluationBudget budget_;
  Work loops_;
  bool over_budget_ = false;
  bool exhausted_ = false;
};

// Appends a value as compact JSON; false if it contains a function.
bool append_json(Value& value, std::string& out);

}  // namespace virga
