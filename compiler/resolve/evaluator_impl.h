// Inner parts of the evaluator, shared by its two source files. Not for others to include.
#pragma once

#include <optional>
#include <unordered_map>

#include "compiler/resolve/evaluator.h"
#include "compiler/resolve/sub_text.h"
#include "compiler/support/arena.h"

namespace virga {

// Candidates of one expression; a parameter with a longer list of AllowedValues stays unknown.
inline constexpr std::size_t kMaxCandidates = 512;
// Functions inside functions.
inline constexpr std::uint32_t kMaxEvaluationDepth = 48;
// Bytes of text and steps of combining values that one expression may take, and all of a template together.
struct EvaluationBudget {
  std::size_t steps = 0;
  std::size_t bytes = 0;
};
inline constexpr EvaluationBudget kExpressionBudget = {.steps = 1'000'000, .bytes = std::size_t{16} << 20};
inline constexpr EvaluationBudget kTemplateBudget = {.steps = 8'000'000, .bytes = std::size_t{64} << 20};

// What a value rests on, besides the value itself.
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

  // Can both hold together?
  bool fits(const ResolvedValue& other) const;
  // Adds what another value rests on; false when both cannot hold together.
  bool add(const ResolvedValue& other);
};

struct Evaluator::Impl {
  Impl(const Template& m, const ConditionSolver& c, EvaluationOptions o)
      : model(m), conditions(c), options(std::move(o)) {}

  // Texts that grow by parts, one draft a combination of the parts' values.
  class TextProduct {
  public:
    explicit TextProduct(Impl& impl) : impl_(impl) { drafts_.emplace_back(); }
    bool append(std::string_view text);
    // Values that are no scalars make the whole unknown.
    bool append(const Resolution& part);
    // Appends what `render` makes of each value; it returns false where that cannot be said.
    template <typename Render>
    bool append(const Resolution& part, Render render);
    // The drafts as string values.
    void finish(Resolution& out);
    bool complete() const { return complete_; }

  private:
    struct Draft {
      std::string text;
      Basis basis;
    };
    Impl& impl_;
    std::vector<Draft> drafts_;
    bool complete_ = true;
  };

  const Resolution& resolve(const Node& node);
  Resolution compute(const Node& node);

  Resolution reference(const Node& argument);
  const Resolution& parameter(std::uint32_t index);
  Resolution compute_parameter(const Parameter& parameter, std::uint32_t index);
  Resolution pseudo_parameter(std::string_view name);
  const Node* regional_value(std::string_view name, const std::string& region);
  const Resolution& named(std::string_view name);
  Resolution find_in_map(const Node& argument);
  Resolution join(const Node& argument);
  Resolution select(const Node& argument);
  Resolution split(const Node& argument);
  Resolution sub(const Node& argument);
  Resolution if_branches(const Node& argument);
  Resolution zones(const Node& argument);
  Resolution to_json(const Node& argument);
  Resolution length(const Node& argument);

  bool json(const Node& node, TextProduct& out, std::uint32_t depth);
  bool join_list(const Node& list, std::string_view delimiter, TextProduct& out);

  const Node* make_scalar(NodeKind kind, std::string_view text, const Node* origin);
  // The value, marked as secret: itself when it is already, else a copy.
  const Node* make_secret(const Node* value);
  const Node* make_string(std::string_view text, const Node* origin);
  const Node* make_list(const std::vector<const Node*>& items, const Node* origin);
  const Node* split_list(std::string_view text, std::string_view delimiter, bool trimmed, const Node* origin);
  bool add(Resolution& out, const Node* value, Basis basis);
  bool spend(std::size_t steps, std::size_t bytes);
  // Drops impossible values; an empty result is unknown.
  void settle(Resolution& out) const;
  bool possible(const Scenario& scenario, const std::vector<ParameterChoice>& choices) const;
  // The text that was given or is declared for a parameter; of a list, before it is split.
  std::string_view choice_text(const ParameterChoice& choice) const;

  const Template& model;
  const ConditionSolver& conditions;
  EvaluationOptions options;
  Arena arena;
  std::unordered_map<const Node*, Resolution> cache;
  std::unordered_map<const Node*, const Resolution*> shared;  // Refs: one result a parameter
  std::unordered_map<std::uint32_t, Resolution> parameters;
  std::unordered_map<std::uint32_t, std::vector<std::string_view>> list_texts;  // of lists, by parameter and choice
  std::map<std::string, Resolution, std::less<>> pseudo;
  const Resolution unknown;
  std::uint32_t depth = 0;
  EvaluationBudget used_by_expression;  // the one that resolve() was called for
  EvaluationBudget used;
};

template <typename Render>
bool Evaluator::Impl::TextProduct::append(const Resolution& part, Render render) {
  if (!part.known) return false;
  complete_ = complete_ && part.complete;
  std::vector<std::string> texts(part.values.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (!render(*part.values[i].value, texts[i])) return false;
  }
  if (texts.size() == 1 && part.values[0].scenario.empty() && part.values[0].choices.empty() &&
      part.values[0].source == nullptr && !part.values[0].secret) {
    return append(texts[0]);
  }
  std::vector<Draft> grown;
  std::vector<std::size_t> fitting;
  for (Draft& draft : drafts_) {
    fitting.clear();
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (draft.basis.fits(part.values[i])) fitting.push_back(i);
    }
    if (grown.size() + fitting.size() > kMaxCandidates) return false;
    if (!impl_.spend(texts.size() * (1 + draft.basis.choices.size()), 0)) return false;
    for (const std::size_t i : fitting) {
      // The last one takes the draft over: a text of many parts is copied only where it branches.
      const bool last = i == fitting.back();
      if (!impl_.spend(1, texts[i].size() + (last ? 0 : draft.text.size()))) return false;
      Draft next = last ? std::move(draft) : draft;  // NOLINT(bugprone-use-after-move): only the last turn moves it
      next.basis.add(part.values[i]);
      next.text += texts[i];
      grown.push_back(std::move(next));
    }
  }
  if (grown.empty()) return false;
  drafts_ = std::move(grown);
  return true;
}

}  // namespace virga
