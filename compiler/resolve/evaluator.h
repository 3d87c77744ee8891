// Evaluates expressions as far as the template determines them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
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

// A possible value of an expression.
struct ResolvedValue {
  const Node* value = nullptr;  // not itself a function call; a node of the tree or of the evaluator's arena
  const Node* source =
      nullptr;        // what determined it: a parameter's Default or AllowedValues item, a mapping's value, or null
  Scenario scenario;  // branches of Fn::If that were taken
  std::vector<ParameterChoice> choices;  // parameter values that were used, sorted by parameter
  // Derived from a NoEcho parameter, so messages must not show it. `value` has the flag Node::kSecret and is described
  // as asterisks; `source` is null, so that no note quotes the line of a Default.
  bool secret = false;
};

// Why an expression can never have a value: a mapping without the key, an index out of range.
struct ResolutionError {
  const Node* place = nullptr;  // the argument at fault
  std::uint32_t argument = 0;   // its index in the function's argument list
  std::string message;          // a whole sentence
  // What a name could be, and the end of the sentence that lists that. Empty if the message is about no name.
  std::vector<std::string_view> known = {};
  std::string choices = {};
};

struct Resolution {
  // False: nothing (more) is known; `values` is then empty.
  bool known = false;
  // True: `values` are all possible values of the expression (a Default is only one of many).
  bool complete = false;
  std::vector<ResolvedValue> values;
  std::vector<ResolutionError> errors;
};

struct EvaluationOptions {
  std::string region = "us-east-1";
  // All regions that the template is checked for: AWS::Region and whatever depends on it has one value per region, with
  // the choice kRegionChoice. Empty: `region` only, without a choice.
  std::vector<std::string> regions;
  // Given values of parameters (--parameters, parameter files); they take precedence over Default and AllowedValues.
  std::map<std::string, std::string, std::less<>> parameters;
  // Parameters that have a value which is not known: Default, MinValue and MaxValue say nothing about them.
  std::set<std::string, std::less<>> open_parameters;
  // Use sample values for the account, stack name and so on (123456789012, teststack).
  bool resolve_pseudo_parameters = true;
};

// Evaluates Ref to parameters (AllowedValues, else Default, MinValue and MaxValue) and pseudo parameters, FindInMap,
// Join, Select, Split, Sub, If, GetAZs, ToJsonString and Length. GetAtt, ImportValue, Cidr, Base64, Transform and Refs
// to resources are unknown. AWS::NoValue is unknown here; callers drop it beforehand.
//
// Within one value, a parameter has the same value everywhere; combinations that the conditions exclude are left out.
// The candidates and the work are limited per expression, and the work also per template; past a limit the result is
// unknown. Not thread-safe. Results are cached by node and keep their addresses.
class Evaluator {
public:
  // The template and solver must outlive the evaluator; new nodes live in its own arena.
  Evaluator(const Template& model, const ConditionSolver& conditions, EvaluationOptions options);
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  // `expression` may be any node; one without a function evaluates to itself.
  const Resolution& resolve(const Node& expression);

  // Whether the value can occur in a stack where `outer` holds (the enclosing branches of Fn::If and the resource's
  // condition). Considers the value's own branches and the parameter values it depends on.
  bool possible(const ResolvedValue& value, const Scenario& outer) const;

  const EvaluationOptions& options() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace virga
