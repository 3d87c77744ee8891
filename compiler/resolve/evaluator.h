// What an expression evaluates to, as far as the template tells.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/template.h"
#include "compiler/resolve/conditions.h"
#include "compiler/support/arena.h"

namespace virga {

// A value that an expression may have.
struct ResolvedValue {
  const Node* value = nullptr;   // free of functions at its top; a node of the tree or of the evaluator's arena
  const Node* source = nullptr;  // what decided it: a parameter's Default or AllowedValues item, a mapping's value, or null
  Scenario scenario;             // branches of Fn::If that were taken on the way
};

// Why an expression can never have a value: a mapping that lacks a key, an index past a list's end.
struct ResolutionError {
  const Node* place = nullptr;     // the argument at fault
  std::uint32_t argument = 0;      // its index in the function's list
  std::string message;             // whole sentence
};

struct Resolution {
  // False: nothing (more) can be said; `values` is then empty.
  bool known = false;
  std::vector<ResolvedValue> values;
  std::vector<ResolutionError> errors;
};

struct EvaluationOptions {
  std::string region = "us-east-1";
  // Values given for parameters (--parameters, parameter files); they replace Default and AllowedValues.
  std::map<std::string, std::string, std::less<>> parameters;
  // Sample values stand for account, stack name and so on (123456789012, teststack).
  bool resolve_pseudo_parameters = true;
};

// Evaluates Ref to parameters (AllowedValues, else Default) and pseudo parameters, FindInMap, Join,
// Select, Split, Sub, If, GetAZs, ToJsonString, Length. GetAtt, ImportValue, Cidr, Base64, Transform and Refs to resources are
// unknown. AWS::NoValue is unknown here: callers drop it before. The candidates of one expression are
// capped; past the cap the result is unknown. Not thread safe; results are cached by node.
class Evaluator {
public:
  // Template and solver must outlive the evaluator; made nodes live in its own arena.
  Evaluator(const Template& model, const ConditionSolver& conditions, EvaluationOptions options);

  // `expression`: any node; a node without function evaluates to itself.
  const Resolution& resolve(const Node& expression);

  const EvaluationOptions& options() const { return options_; }

private:
  struct Impl;
  const Template& model_;
  const ConditionSolver& conditions_;
  EvaluationOptions options_;
  Arena arena_;
  std::map<const Node*, Resolution> cache_;
  std::uint32_t depth_ = 0;
};

}  // namespace virga
