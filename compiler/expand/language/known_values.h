// What is known of a template's values before it is deployed.
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

// How much is known, from most to least: a value made of several is known as little as the least of them.
enum class Knowledge : std::uint8_t {
  Constant,  // follows from the template's text alone
  Given,     // with the values of parameters and the region
  Later,     // the service knows it when it expands: a parameter without a value, a pseudo parameter
  Never,     // only a deployed stack has it: an attribute, a physical id, an import; or nothing declares the name
  Wrong,     // it cannot be; the reason is reported
};

// What an expression is. `value` is free of functions, belongs to the template or to the evaluation, and has to be
// copied before it is put anywhere; it is null when it is not known, and when the value vanishes (AWS::NoValue).
struct Known {
  Knowledge knowledge = Knowledge::Constant;
  Value* value = nullptr;
  bool vanishes = false;
  const Value* cause = nullptr;  // what is not known
  Value* instead = nullptr;      // what stands for it whatever its value will be: a DefaultValue with functions

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

// Evaluates the functions of a working tree, which are those of Intrinsics, and of conditions. What is wrong (a mapping
// without the key, an index past the end) is reported at its place unless `lenient`. What one expression takes is
// bounded, in values and bytes of text, and what all of a template take; so is what loops make. Borrows the stage.
class KnownValues : private Intrinsics<KnownValues, Value, Known, Known> {
public:
  explicit KnownValues(Stage& stage);

  // The tree is not changed.
  Known evaluate(Value& expression);
  // What Ref of a name gives.
  Known reference(std::string_view name, const Value& place);
  // Of an expression of condition functions.
  Truth test(Value& expression);
  // Of a condition that the Conditions section declares; Never for others.
  Truth condition(std::string_view name);
  // From now on the condition has this value.
  void decide(std::string_view name, bool value);
  bool declares_condition(std::string_view name) const;
  // A list where Ref gives one.
  bool is_list_parameter(std::string_view name) const;
  const Value* parameter(std::string_view name) const;
  const Value* section(std::string_view name) const;

  // A deep copy at `place`; parts that the evaluation made stand there too.
  Value* copy(const Value& value, const Provenance& place);
  // Where what a function gives stands: at the function, with an origin that names it.
  Provenance place_of_result(const Value& call);
  // Puts what the call is known to be in its place; false when that vanishes.
  bool replace(Value& call, const Known& known);
  // Makes {"Ref": "AWS::NoValue"} of a value that vanishes where something has to stand.
  void put_no_value(Value& value);
  // Counts work on an expression: values made, and bytes of text. False once it was too much for the expression, which
  // is reported and then has no value, or for the template, which ends the expansion.
  bool spend(std::size_t values, std::size_t bytes, const Value* place);
  // The same for what loops make.
  bool spend_on_loops(std::size_t values, std::size_t bytes, const Value* place);
  bool exhausted() const { return exhausted_; }
  // The expression that was evaluated last took too much.
  bool over_budget() const { return over_budget_; }

  // AWS::Partition and AWS::URLSuffix are known by the region. The service does not take them for that where it reads
  // values while it expands.
  bool knows_partition = false;
  // In values that the conditions leave out nothing is reported.
  bool lenient = false;
  // Whose values are evaluated: for reports.
  std::string_view logical_id;
  void error(const Value* place, std::string message);

private:
  friend class Intrinsics<KnownValues, Value, Known, Known>;

  // A text of parts, as little known as the least of them. Those behind an unknown one are looked at all the same: the
  // cause is what is known least.
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
    std::size_t counted_ = 0;  // bytes of text_ that the budget has seen
    Known all_;
  };

  // Each is evaluated once, however often it stands there.
  class Variables {
  public:
    Variables(KnownValues& values, Value& call) : values_(values), call_(call) {}
    const Known& value(std::string_view name, Value* own);

  private:
    KnownValues& values_;
    Value& call_;
    std::unordered_map<std::string_view, Known> known_;
  };

  // What Intrinsics asks for.
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

  // Functions inside functions, conditions that name conditions.
  static constexpr std::uint32_t kMostDepth = 250;

  Stage& stage_;
  std::unordered_map<std::string_view, ConditionState> conditions_;
  std::vector<std::string_view> running_;               // conditions that are being evaluated, outermost first
  std::unordered_map<std::string_view, Value*> lists_;  // values of list parameters
  std::uint32_t depth_ = 0;
  EvaluationBudget budget_;
  Work loops_;
  bool over_budget_ = false;
  bool exhausted_ = false;
};

// Appends the compact JSON of a value; false where a function stands in it.
bool append_json(Value& value, std::string& out);

}  // namespace virga
