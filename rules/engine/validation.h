// The validator: walks a value together with its schema, looking through intrinsic functions.
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

// The validity of a value under a schema. Unknown: it depends on a value that only a deployment has.
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

// A finding that the walk has not reported yet: a composite keyword may still drop it, or an expression move it. Its
// parent_rule is that of the failed anyOf or oneOf that it belongs to.
struct Failure : Diagnostic {
  KeywordId keyword = KeywordId::Type;  // the violated keyword
  bool of_keyword = false;              // a keyword failed, rather than a function or a check
  std::string condition;                // "when IsProd is true", if it only happens under a condition
};

// How to check a value at one point of the walk. Copied when something changes on the way down.
struct Context {
  FunctionSet functions;                     // functions that are evaluated here; others are plain mappings
  std::string_view rule;                     // ID from the schema keyword `rule`, which replaces the keyword table's
  std::string_view message;                  // text from the schema keyword `message`, which replaces the keyword's own
  const Scenario* scenario = nullptr;        // conditions assumed on the way; null for none
  std::vector<Failure>* failures = nullptr;  // null: only the verdict matters, so the walk may stop early
  bool strict_types = false;                 // "10" is not an integer
  bool composite = false;                    // below if, anyOf, oneOf or not, where an unknown value decides nothing
  bool resolved = false;                     // the value comes from the evaluator, not from the text
  bool split = false;                        // the scenario comes from presence_scenarios(), not from the text
  std::string_view region;                   // the region that the value is for; empty if it is for all
  const Node* subject = nullptr;  // the value whose schema has the keyword `message`, for the message's placeholders
  bool as_one = false;            // the value's schema has the keyword `singleFinding`
  // The `if` that is fulfilled, and so asks for what its `then` requires, and the value that both are about.
  Schema cause;
  const Node* caused_by = nullptr;
  // Inside a function's argument: the rule for the findings of nested functions. Empty outside.
  std::string_view function_rule;
};

class Validation;

// How to check calls of a function. One row per function, in rules/functions.
struct FunctionRule {
  Function function = Function::None;
  std::string_view rule;           // E1010: the argument or result is wrong
  std::string_view resolved_rule;  // W1030: the evaluated value violates the schema
  // The types that the call may return (json_type bits); 0 if anything is possible.
  std::uint8_t (*result_types)(Validation&, const Node& call) = nullptr;
  // Checks the argument; runs once per call. `where` is the location of the function's key. True if the argument is
  // sound enough to evaluate.
  bool (*check_argument)(Validation&, const Node& call, const Location& where, const Context&) = nullptr;
  // Checks the call against the schema for its value (formats of references); runs at each use.
  void (*check_use)(Validation&, const Node& call, Schema expected, const Location& where, const Context&) = nullptr;
};

// The rule for a fault of a call: that of the outermost function, except that Ref keeps its own.
std::string_view rule_of_function(const Context& context, const FunctionRule& row);

// The row in rules/functions; null if a function has none. Defined in rules/registry.cpp.
const FunctionRule* find_function_rule(Function function);

// A string format ("ipv4-network", "AWS::EC2::Subnet.Id"); a row in rules/formats.
struct Format {
  std::string_view name;
  std::string_view rule;  // "E1154"
  bool (*matches)(std::string_view text) = nullptr;
  std::string_view expectation;  // completes "Expected …": "a subnet ID such as subnet-0123456789abcdef0"
  // What the service changes a matching string to; if it differs, `rewritten_rule` warns.
  std::string (*rewritten)(std::string_view text) = nullptr;
  std::string_view rewritten_rule = {};
};
const Format* find_format(std::string_view name);

// Compares what a Ref or Fn::GetAtt returns with the expected format, at each use. `where` is the location of the
// function's key. Implemented in rules/formats; registry.cpp forwards to it.
void check_reference_format(Validation& validation, const Node& call, Schema expected, const Location& where,
                            const Context& context);

// The rule for a keyword's failure if the schema names none.
std::string_view rule_of_keyword(KeywordId keyword);

// The validation of one template. Owns the locations and caches. Not thread-safe.
class Validation {
public:
  Validation(const Compilation& compilation, Reporter& reporter) : compilation_(compilation), reporter_(reporter) {}

  const Compilation& compilation() const { return compilation_; }
  Reporter& reporter() { return reporter_; }

  // Checks a value and reports the failures.
  void validate(const Node& value, Schema schema, const Location& where, Context context);
  // Checks a value; appends failures to context.failures if that is set.
  Verdict check(const Node& value, Schema schema, const Location& where, const Context& context);

  // Is a member missing that the schema requires, whatever the conditions? Most conditional schemas end here.
  static bool lacks_required(const Node& value, Schema schema, const Context& context);

  // Locations that live as long as the validation.
  const Location& at(const Location& parent, const Member& member);
  const Location& at(const Location& parent, std::uint32_t index, const Node& item);
  const Location& root(const Node& value);

  // Inside a ValueCheck or FunctionRule: the context of the call.
  const Context& context() const { return *context_; }
  // Adds a finding to the context's list; does nothing if only the verdict is wanted.
  [[gnu::cold]] void fail(const Context& context, Finding& found);
  [[gnu::cold]] void fail(const Context& context, Finding&& found) { fail(context, found); }
  // For a finding with nothing but a message.
  void fail(const Context& context, std::string_view rule, const Location& where, std::string message) {
    if (context.failures != nullptr) fail(context, finding(rule, where, std::move(message)));
  }

  // Whether the value of this member is present in the context's scenario, looking through Fn::If for AWS::NoValue.
  // Unknown if it depends on open conditions.
  Verdict presence(const Node& value, const Context& context) const;
  // The conditions on which the presence of a mapping's members or a list's items depends.
  std::vector<std::uint32_t> presence_conditions(const Node& value, const Context& context) const;
  // The scenarios, within the context's own, in which a mapping's members or a list's items differ in presence; a
  // single empty scenario if there is no difference. Empty if there are too many.
  std::vector<Scenario> presence_scenarios(const Node& value, const Context& context) const;
  // The conditions, apart from those that the context assumes, of each Fn::If that a keyword's schemas read in the
  // value and in the resources that it refers to. Empty if there are too many.
  std::vector<std::uint32_t> conditions_read(const Node& value, Schema schema, Keyword keyword,
                                             const Context& context) const;

  // The definition of the resource that a Ref or Fn::GetAtt refers to; null if unknown.
  const Member* related_resource(const Node& value, const Context& context) const;
  // Checks the JSON in a string. `is_sub`: the string belongs to an Fn::Sub. Unknown if it is not JSON, or is not for
  // some values of its variables.
  Verdict check_content(const Node& text, Schema schema, const Location& where, const Context& context, bool is_sub);

  // Checks the argument of a function against a schema, whose `functions` keyword says which functions are allowed.
  // Failures belong to the function's rule, or to that of the enclosing function. True if the argument is sound.
  bool check_argument(const Node& argument, Schema schema, const Location& where, const Context& context,
                      const FunctionRule& row);

  // Inside a FunctionRule's check_argument: whether another call in place of this one would return what the place
  // takes, as far as is known. `where` is the location of the call.
  [[gnu::cold]] bool may_replace_call(const Node& other, const Location& where);

  // Reports collected failures.
  void report(std::vector<Failure> failures);

private:
  // The functions that the keyword `functions` lists.
  FunctionSet functions_of(Keyword keyword);
  Verdict check_keywords(const Node& value, Schema schema, const Location& where, const Context& context);
  // For a schema with `singleFinding`.
  Verdict check_as_one(const Node& value, Schema schema, const Location& where, const Context& context, Keyword checks);
  Verdict judge_keywords(const Node& value, Schema schema, const Location& where, const Context& context,
                         Keyword checks);
  Verdict check_scenario_keywords(const Node& value, Schema schema, const Location& where, const Context& context);
  // For a keyword whose verdict may be open: if it is, checks once for each combination of the conditions that it
  // reads.
  Verdict check_composite(const Node& value, Schema schema, Keyword keyword, const Location& where,
                          const Context& context);
  Verdict check_in_scenarios(const Node& value, Schema schema, const Location& where, const Context& context);
  // `described`: the number of members that this schema's `properties` covers.
  Verdict check_keyword(const Node& value, Schema schema, Keyword keyword, const Location& where,
                        const Context& context, std::uint32_t& described);
  Verdict check_function(const Node& call, Schema schema, const Location& where, const Context& context);
  bool argument_is_sound(const Node& call, Schema schema, const FunctionRule& row, const Location& at_call,
                         const Context& context);
  Verdict check_if(const Node& call, Schema schema, const Location& where, const Context& context);
  Verdict check_resolved(const Node& call, Schema schema, const Location& where, const Context& context,
                         const FunctionRule& row);
  void walk(const Node& value, const Location& where, const Context& context);
  void report_unknown_function(const Node& value, const Location& where, const Context& context);
  std::string_view region_of(const ResolvedValue& candidate, const Context& context) const;
  std::string when_of(const ResolvedValue& candidate, const Node& call, const Scenario& outer) const;
  // The location of a parameter's candidate value, or null.
  const Location* parameter_value(const ResolvedValue& candidate);

  // Walks a value whose schema describes none of its members, unless the last walk was the same.
  void walk_once(const Node& value, const Location& where, const Context& context);

  struct Walked {
    const Node* value = nullptr;
    const Location* where = nullptr;
    const std::vector<Failure>* failures = nullptr;
    FunctionSet functions;
    friend bool operator==(const Walked&, const Walked&) = default;
  };

  struct KnownFunctions {
    const SchemaStore* store = nullptr;
    std::uint32_t record = 0;
    FunctionSet functions;
  };

  const Compilation& compilation_;
  Reporter& reporter_;
  Arena arena_;
  std::array<KnownFunctions, 32> known_functions_;  // a cache of recently read keywords
  Walked walked_;
  const Context* context_ = nullptr;
  Schema place_;  // of the call whose argument is being checked
  std::unordered_map<const Node*, bool> arguments_checked_;
  std::unordered_map<const Node*, const Node*> contents_;  // string -> the JSON in it, or null
  std::uint32_t depth_ = 0;
  std::uint64_t steps_ = 0;  // values checked so far, see kMaxSteps
};

// Whether the node is {"Ref": "AWS::NoValue"}.
bool is_no_value(const Node& node);
// Whether a map may stand where one is found. Where none may, one with the key "Sub" alone lacks "Fn::".
enum class MapUse : std::uint8_t { Allowed, Refused };
// The message about a mapping that calls an unknown function, `!Subb …` or {"Fn::Subb": …}; empty for all other values.
// Only one of `allowed`, the functions that may stand there, is near.
std::string fault_of_unknown_function(const Node& value, MapUse use, FunctionSet allowed);
// Deep equality of values, ignoring style, key order and short forms. What a macro or an include returns equals
// nothing.
bool equal_values(const Node& a, const Node& b);
// Compares a value with a literal of a schema, with CloudFormation's loose typing ("1" equals 1) unless `strict`.
bool equals_literal(const Node& value, const Literal& literal, bool strict);
// A short form of a value for messages: 'text', 10, a list, a map; truncated at 60 characters. Asterisks for secrets.
[[gnu::cold]] std::string describe_value(const Node& value);
// "string, integer or boolean", for json_type bits.
[[gnu::cold]] std::string describe_types(std::uint8_t types);

}  // namespace virga
