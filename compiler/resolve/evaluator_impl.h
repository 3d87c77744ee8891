// Internals of the evaluator, shared by its source files. Do not include elsewhere.
#pragma once

#include <algorithm>
#include <iterator>
#include <optional>
#include <unordered_map>

#include "compiler/resolve/evaluation_budget.h"
#include "compiler/resolve/evaluator.h"
#include "compiler/resolve/intrinsics.h"
#include "compiler/support/arena.h"

namespace virga {

// The most candidates of one expression; a parameter with more AllowedValues is unknown.
inline constexpr std::size_t kMaxCandidates = 512;
// The deepest nesting of functions.
inline constexpr std::uint32_t kMaxEvaluationDepth = 48;
// Limits of the work per expression and per template.
inline constexpr Work kMostOfExpression = {.values = 1'000'000, .bytes = std::size_t{16} << 20};
inline constexpr Work kMostOfTemplate = {.values = 8'000'000, .bytes = std::size_t{64} << 20};
// The most errors kept per expression.
inline constexpr std::size_t kMaxErrors = 16;

// What a value depends on.
struct Basis {
  const Node* source = nullptr;
  Scenario scenario;
  std::vector<ParameterChoice> choices;
  bool secret = false;

  Basis() = default;
  Basis(const Node* from, Scenario assumed, std::vector<ParameterChoice> chosen)
      : source(from), scenario(std::move(assumed)), choices(std::move(chosen)) {}
  explicit Basis(const ResolvedValue& value)
      : source(value.source), scenario(value.scenario), choices(value.choices), secret(value.secret) {}

  // Whether both can hold together.
  bool fits(const ResolvedValue& other) const;
  // Adds what another value depends on; false if both cannot hold together.
  bool add(const ResolvedValue& other);
};

// Keeps all possible values of an expression, each with what it depends on.
struct Evaluator::Impl : Intrinsics<Evaluator::Impl, const Node, Resolution, ResolvedValue> {
  Impl(const Template& m, const ConditionSolver& c, EvaluationOptions o)
      : model(m), conditions(c), options(std::move(o)) {}

  // Builds one draft per combination of the parts' values.
  class Texts {
  public:
    Texts(Impl& impl, const Node& /*call*/) : impl_(impl) { drafts_.emplace_back(); }
    bool text(std::string_view text);
    // A value that is not a scalar makes the whole text unknown.
    bool value(const Resolution& part);
    bool json(const Resolution& part);
    Resolution finish();

  private:
    struct Draft {
      std::string text;
      Basis basis;
    };
    // Appends the text that `render` produces for each value; `render` returns false if there is none.
    template <typename Render>
    bool append(const Resolution& part, Render render);
    bool fail() {
      failed_ = true;
      return false;
    }

    Impl& impl_;
    std::vector<Draft> drafts_;
    bool complete_ = true;
    bool failed_ = false;
  };

  class Variables {
  public:
    Variables(Impl& impl, const Node& /*call*/) : impl_(impl) {}
    const Resolution& value(std::string_view name, const Node* own) {
      return own != nullptr ? impl_.resolve(*own) : impl_.named(name);
    }

  private:
    Impl& impl_;
  };

  // The interface that Intrinsics requires.
  const Resolution& evaluate(const Node& node) { return resolve(node); }
  template <typename F>
  Resolution bind(const Resolution& in, F f);
  static Resolution unknown(const Node&) { return {}; }
  static Resolution wrong(const Node&) { return {}; }
  // Callers of the evaluator handle AWS::NoValue.
  static bool vanishes(const Resolution&) { return false; }
  Resolution reference(std::string_view name, const Node&) { return named(name); }
  Resolution look_up_cell(const Node& call, const Node& argument);
  void find_missing_column(const Node& argument, std::vector<ResolutionError>& errors);
  Resolution choose(const Node& call, const Node& argument);
  Resolution zones(const Node& call, const Node& argument);
  static Resolution past_end(const Node& argument, std::string message, const ResolvedValue* index,
                             const ResolvedValue* list);
  Resolution count(std::size_t items);
  static Resolution count_some(const Node&, const Node&) { return {}; }
  Resolution split_text(const Node& call, std::string_view text, std::string_view delimiter, const ResolvedValue* item);

  const Resolution& resolve(const Node& node);
  Resolution compute(const Node& node);

  const Resolution& parameter(std::uint32_t index);
  Resolution compute_parameter(const Parameter& parameter, std::uint32_t index);
  Resolution pseudo_parameter(std::string_view name);
  const Node* regional_value(std::string_view name, const std::string& region);
  const Resolution& named(std::string_view name);

  const Node* make_scalar(NodeKind kind, std::string_view text, const Node* origin);
  // The value marked as secret: itself if it already is, else a copy.
  const Node* make_secret(const Node* value);
  const Node* make_string(std::string_view text, const Node* origin);
  const Node* make_list(const std::vector<const Node*>& items, const Node* origin);
  const Node* split_list(std::string_view text, std::string_view delimiter, bool trimmed, const Node* origin);
  bool add(Resolution& out, const Node* value, Basis basis);
  bool spend(std::size_t steps, std::size_t bytes);
  // Drops impossible values. The result is unknown if none is left.
  void settle(Resolution& out) const;
  bool possible(const Scenario& scenario, const std::vector<ParameterChoice>& choices) const;
  // The given or declared text of a parameter's value; for a list, before it is split.
  std::string_view choice_text(const ParameterChoice& choice) const;

  const Template& model;
  const ConditionSolver& conditions;
  EvaluationOptions options;
  Arena arena;
  std::unordered_map<const Node*, Resolution> cache;
  std::unordered_map<const Node*, const Resolution*> shared;  // for Ref: one result per parameter
  std::unordered_map<std::uint32_t, Resolution> parameters;
  std::unordered_map<std::uint32_t, std::vector<std::string_view>>
      list_texts;  // for list parameters, by parameter and choice
  std::map<std::string, Resolution, std::less<>> pseudo;
  const Resolution nothing;
  std::uint32_t depth = 0;
  EvaluationBudget budget{kMostOfExpression, kMostOfTemplate};
};

template <typename F>
Resolution Evaluator::Impl::bind(const Resolution& in, F f) {
  Resolution out;
  std::vector<ResolutionError> errors;
  out.complete = in.complete;
  for (const ResolvedValue& item : in.values) {
    Resolution made = f(item);
    out.complete = out.complete && made.complete;
    if (errors.size() < kMaxErrors) std::move(made.errors.begin(), made.errors.end(), std::back_inserter(errors));
    for (const ResolvedValue& value : made.values) {
      if (!spend(1, 0)) return {};
      Basis basis(item);
      if (!basis.add(value)) continue;
      if (value.source != nullptr) basis.source = value.source;
      if (!add(out, value.value, std::move(basis))) return {};
    }
  }
  out.complete = out.complete && out.known;
  if (!out.known) out.errors = std::move(errors);
  return out;
}

}  // namespace virga
