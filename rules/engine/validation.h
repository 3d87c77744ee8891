// The validator: one walk over a value with its schema, seeing through intrinsic functions.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/resolve/conditions.h"
#include "compiler/support/arena.h"
#include "rules/engine/compilation.h"
#include "rules/engine/location.h"
#include "rules/engine/reporter.h"
#include "schemas/schema.h"

namespace virga {

// What is known of a value under a schema. Unknown: it depends on a value that only a deployment has.
enum class Verdict : std::uint8_t { Valid, Unknown, Invalid };

class FunctionSet {
public:
  constexpr FunctionSet() = default;
  constexpr FunctionSet(std::initializer_list<Function> functions) {
    for (Function f : functions) add(f);
  }
  constexpr void add(Function f) { bits_ |= std::uint64_t{1} << static_cast<unsigned>(f); }
  constexpr bool contains(Function f) const { return (bits_ >> static_cast<unsigned>(f) & 1) != 0; }
  constexpr bool empty() const { return bits_ == 0; }
  friend constexpr bool operator==(FunctionSet, FunctionSet) = default;

private:
  std::uint64_t bits_ = 0;
};

// The functions that CloudFormation evaluates inside a resource's Properties.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
inline constexpr FunctionSet kPropertyFunctions = {
    Function::Ref,     Function::GetAtt,        Function::Sub,       Function::If,     Function::Join,
    Function::Select,  Function::Split,         Function::FindInMap, Function::GetAZs, Function::ImportValue,
    Function::Cidr,    Function::Base64,        Function::Transform, Function::Length, Function::ToJsonString,
    Function::ForEach, Function::GetStackOutput};

// A finding that the walk has not reported yet: a composite may still drop it, an expression move it. Its parent_rule
// is that of the failed anyOf or oneOf that it belongs to.
struct Failure : Diagnostic {
  KeywordId keyword = KeywordId::Type;  // that is violated
  bool of_keyword = false;              // a keyword failed, not a function or a check
  std::string condition;                // "when IsProd is true", if it only happens then
};

// How a value is judged at one point of the walk. Copied when something changes on the way down.
struct Context {
  FunctionSet functions;                     // that are evaluated here; others are plain mappings
  std::string_view rule;                     // id that replaces the keyword table's, from the keyword `rule`
  std::string_view message;                  // text that replaces the keyword's, from the keyword `message`
  const Scenario* scenario = nullptr;        // conditions assumed on the way; null for none
  std::vector<Failure>* failures = nullptr;  // null: only the verdict counts, the walk stops early
  bool strict_types = false;                 // "10" is no integer
  bool composite = false;                    // below if, anyOf, oneOf or not: what is not known decides nothing
  bool resolved = false;                     // the value came out of the evaluator, not out of the text
  bool split = false;                        // the scenario is one of presence_scenarios(), not what the text says
  std::string_view region;                   // the one region that the value is for; empty where it is for all
  const Node* subject = nullptr;             // the value whose schema has the keyword `message`, for its placeholders
  bool as_one = false;                       // the value's schema has the keyword `singleFinding`
  // Inside a function's argument: the rule that takes the findings of the functions in it. Empty outside.
  std::string_view function_rule;
};

class Validation;

// How a function is judged where it stands. One row a function, in rules/functions.
struct FunctionRule {
  Function function = Function::None;
  std::string_view rule;           // E1010: argument or result is wrong
  std::string_view resolved_rule;  // W1030: what it evaluates to breaks the schema
  // Types that the call may give (json_type bits), 0 when anything is possible.
  std::uint8_t (*result_types)(Validation&, const Node& call) = nullptr;
  // Judges the argument; runs once a call. `where` is the location of the function's key. True when the
  // argument is sound enough to evaluate.
  bool (*check_argument)(Validation&, const Node& call, const Location& where, const Context&) = nullptr;
  // Judges the call against the schema that its value has to meet (formats of references); runs at each use.
  void (*check_use)(Validation&, const Node& call, Schema expected, const Location& where, const Context&) = nullptr;
};

// The rule that a fault of a call belongs to: the outermost function's, save that Ref keeps its own.
std::string_view rule_of_function(const Context& context, const FunctionRule& row);

// Rows of rules/functions; null for functions that have none. Defined in rules/registry.cpp.
const FunctionRule* find_function_rule(Function function);

// A format of strings ("ipv4-network", "AWS::EC2::Subnet.Id"), rows in rules/formats.
struct Format {
  std::string_view name;
  std::string_view rule;  // "E1154"
  bool (*matches)(std::string_view text) = nullptr;
  std::string_view expectation;  // completes "Expected …": "a subnet id such as subnet-0123456789abcdef0"
  // What the service makes of a text that matches; where that is another text, `rewritten_rule` warns.
  std::string (*rewritten)(std::string_view text) = nullptr;
  std::string_view rewritten_rule = {};
};
const Format* find_format(std::string_view name);

// Compares what a Ref or Fn::GetAtt returns with the format that is expected of it, at each use. `where` is the
// location of the function's key. Lives in rules/formats; registry.cpp forwards to it.
void check_reference_format(Validation& validation, const Node& call, Schema expected, const Location& where,
                            const Context& context);

// The rule that a keyword's failure belongs to where the schema names none.
std::string_view rule_of_keyword(KeywordId keyword);

// One template's validation: owns the locations and the caches. Not thread safe.
class Validation {
public:
  Validation(const Compilation& compilation, Reporter& reporter) : compilation_(compilation), reporter_(reporter) {}

  const Compilation& compilation() const { return compilation_; }
  Reporter& reporter() { return reporter_; }

  // Judges and reports.
  void validate(const Node& value, Schema schema, const Location& where, Context context);
  // Judges; failures go to context.failures where it is set.
  Verdict check(const Node& value, Schema schema, const Location& where, const Context& context);

  // Judges a value with a part of its schema: a branch of allOf, a `then`. The schema around it leads to the members.
  Verdict check_part(const Node& value, Schema whole, Schema part, const Location& where, const Context& context);
  // Is a member missing that the schema requires, whatever the conditions? Most conditional schemas end here.
  static bool lacks_required(const Node& value, Schema schema, const Context& context);

  // Locations that live as long as the validation.
  const Location& at(const Location& parent, const Member& member);
  const Location& at(const Location& parent, std::uint32_t index, const Node& item);
  const Location& root(const Node& value);

  // Inside a ValueCheck or FunctionRule: the context of the call.
  const Context& context() const { return *context_; }
  // Adds a finding to the context's list; nothing where only the verdict counts.
  [[gnu::cold]] void fail(const Context& context, Finding& found);
  [[gnu::cold]] void fail(const Context& context, Finding&& found) { fail(context, found); }
  // For a finding that is no more than this.
  void fail(const Context& context, std::string_view rule, const Location& where, std::string message) {
    if (context.failures != nullptr) fail(context, finding(rule, where, std::move(message)));
  }

  // Is the value of this member there under the context's scenario? Unknown when conditions leave it open.
  // Looks through Fn::If for AWS::NoValue.
  Verdict presence(const Node& value, const Context& context) const;
  // The conditions that a mapping's members or a list's items come and go with.
  std::vector<std::uint32_t> presence_conditions(const Node& value, const Context& context) const;
  // The scenarios in which a mapping's members or a list's items differ in presence, within the context's own;
  // a single empty scenario when there is nothing to tell apart. Empty when there are too many.
  std::vector<Scenario> presence_scenarios(const Node& value, const Context& context) const;
  // The conditions, beside those that the context assumes, of each Fn::If that a keyword's schemas read in the value
  // and in the resources that it names. Empty when there are too many.
  std::vector<std::uint32_t> conditions_read(const Node& value, Schema schema, Keyword keyword,
                                             const Context& context) const;

  // The declaration of the resource that a Ref or Fn::GetAtt names; null where that is not known.
  const Member* related_resource(const Node& value, const Context& context) const;
  // Judges the JSON that a string of the template holds. `is_sub`: it is the text of an Fn::Sub. Unknown where it is
  // not JSON (any more than its variables allow).
  Verdict check_content(const Node& text, Schema schema, const Location& where, const Context& context, bool is_sub);

  // Judges the argument of a function with a schema, whose `functions` say what may stand where. Failures belong
  // to the function's rule, or to that of the function around it. True when it is sound.
  bool check_argument(const Node& argument, Schema schema, const Location& where, const Context& context,
                      const FunctionRule& row);

  // Reports a collected list.
  void report(std::vector<Failure> failures);

private:
  // What the keyword `functions` lists.
  FunctionSet functions_of(Keyword keyword);
  Verdict check_keywords(const Node& value, Schema schema, const Location& where, const Context& context);
  // A schema with `singleFinding`.
  Verdict check_as_one(const Node& value, Schema schema, const Location& where, const Context& context, Keyword checks);
  Verdict judge_keywords(const Node& value, Schema schema, const Location& where, const Context& context,
                         Keyword checks);
  Verdict check_scenario_keywords(const Node& value, Schema schema, const Location& where, const Context& context);
  // A keyword whose verdict may be open: where it is, once for each combination of the conditions that it reads.
  Verdict check_composite(const Node& value, Schema schema, Keyword keyword, const Location& where,
                          const Context& context);
  Verdict check_in_scenarios(const Node& value, Schema schema, const Location& where, const Context& context);
  // `described`: members that the keyword `properties` of this schema knows.
  Verdict check_keyword(const Node& value, Schema schema, Keyword keyword, const Location& where,
                        const Context& context, std::uint32_t& described);
  Verdict check_function(const Node& call, Schema schema, const Location& where, const Context& context);
  bool argument_is_sound(const Node& call, const FunctionRule& row, const Location& at_call, const Context& context);
  Verdict check_if(const Node& call, Schema schema, const Location& where, const Context& context);
  Verdict check_resolved(const Node& call, Schema schema, const Location& where, const Context& context,
                         const FunctionRule& row);
  void walk(const Node& value, const Location& where, const Context& context);
  void report_unknown_function(const Node& value, const Location& where, const Context& context);
  std::string_view region_of(const ResolvedValue& candidate, const Context& context) const;
  std::string when_of(const ResolvedValue& candidate, const Node& call, const Scenario& outer) const;
  // Where a parameter's candidate value is written, or null.
  const Location* parameter_value(const ResolvedValue& candidate);

  struct KnownFunctions {
    const SchemaStore* store = nullptr;
    std::uint32_t record = 0;
    FunctionSet functions;
  };

  const Compilation& compilation_;
  Reporter& reporter_;
  Arena arena_;
  std::array<KnownFunctions, 32> known_functions_;  // the keywords that were read last
  const Context* context_ = nullptr;
  const Node* led_into_ = nullptr;  // the value of check_part(), where the schema around leads to all members
  std::unordered_map<const Node*, bool> arguments_checked_;
  std::unordered_map<const Node*, const Node*> contents_;  // text -> the JSON in it, or null
  std::uint32_t depth_ = 0;
  std::uint64_t steps_ = 0;  // values judged so far, see kMaxSteps
};

// "AWS::NoValue"?
bool is_no_value(const Node& node);
// The message about a mapping that calls a function which does not exist, `!Subb …` or {"Fn::Subb": …}; empty for all
// other values.
std::string fault_of_unknown_function(const Node& value);
// Deep equality of values, blind to style, key order and short forms.
bool equal_values(const Node& a, const Node& b);
// A literal of a schema against a value, with CloudFormation's loose typing ("1" equals 1) unless strict.
bool equals_literal(const Node& value, const Literal& literal, bool strict);
// Short rendering of a value for messages: 'text', 10, a list, an object; cut at 60 characters. A secret is asterisks.
[[gnu::cold]] std::string describe_value(const Node& value);
// "string, integer or boolean" for json_type bits.
[[gnu::cold]] std::string describe_types(std::uint8_t types);

}  // namespace virga
