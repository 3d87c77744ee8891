// What an expression evaluates to, as far as the template tells.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/template.h"
#include "compiler/resolve/conditions.h"

namespace virga {

// "This parameter (an index into Template::parameters(), or kRegionChoice) has its n-th candidate value."
inline constexpr std::uint32_t kRegionChoice = 0xFFFFFFFF;
struct ParameterChoice {
  std::uint32_t parameter = 0;
  std::uint32_t choice = 0;
  friend bool operator==(ParameterChoice, ParameterChoice) = default;
};

// A value that an expression may have.
struct ResolvedValue {
  const Node* value = nullptr;  // free of functions at its top; a node of the tree or of the evaluator's arena
  const Node* source =
      nullptr;        // what decided it: a parameter's Default or AllowedValues item, a mapping's value, or null
  Scenario scenario;  // branches of Fn::If that were taken on the way
  std::vector<ParameterChoice> choices;  // values of parameters that were used, sorted by parameter
  // Rests on the value of a NoEcho parameter: messages must not show it. `value`, which then has the flag
  // Node::kSecret, is described as asterisks; `source` is null, so that no note quotes the line of a Default.
  bool secret = false;
};

// Why an expression can never have a value: a mapping that lacks a key, an index past a list's end.
struct ResolutionError {
  const Node* place = nullptr;  // the argument at fault
  std::uint32_t argument = 0;   // its index in the function's list
  std::string message;          // whole sentence
};

struct Resolution {
  // False: nothing (more) can be said; `values` is then empty.
  bool known = false;
  // True: `values` are all that the expression can be (a Default alone is only one of many).
  bool complete = false;
  std::vector<ResolvedValue> values;
  std::vector<ResolutionError> errors;
};

struct EvaluationOptions {
  std::string region = "us-east-1";
  // Every region that the template is judged for: AWS::Region and what depends on it has a value for each, with the
  // choice kRegionChoice. Empty: `region` alone, without a choice.
  std::vector<std::string> regions;
  // Values given for parameters (--parameters, parameter files); they replace Default and AllowedValues.
  std::map<std::string, std::string, std::less<>> parameters;
  // Sample values stand for account, stack name and so on (123456789012, teststack).
  bool resolve_pseudo_parameters = true;
};

// Evaluates Ref to parameters (AllowedValues, else Default, MinValue and MaxValue) and pseudo parameters,
// FindInMap, Join, Select, Split, Sub, If, GetAZs, ToJsonString, Length. GetAtt, ImportValue, Cidr, Base64,
// Transform and Refs to resources are unknown. AWS::NoValue is unknown here: callers drop it before.
//
// Within one value a parameter has the same value everywhere, and combinations that the conditions exclude are
// left out. The candidates and the work of one expression are capped, and the work of a whole template; past a cap the
// result is unknown. Not thread safe; results are cached by node and stay where they are.
class Evaluator {
public:
  // Template and solver must outlive the evaluator; made nodes live in its own arena.
  Evaluator(const Template& model, const ConditionSolver& conditions, EvaluationOptions options);
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  // `expression`: any node; a node without function evaluates to itself.
  const Resolution& resolve(const Node& expression);

  // Can the value occur in a stack where `outer` holds (the branches of Fn::If and the resource's condition
  // around the use)? Looks at the value's own branches and at the parameter values that it rests on.
  bool possible(const ResolvedValue& value, const Scenario& outer) const;

  const EvaluationOptions& options() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace virga
