#include "compiler/change/side.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/resolve/regions.h"
#include "compiler/resolve/sub_text.h"

namespace virga {
namespace {

std::optional<bool> decide(const ConditionSolver& solver, std::string_view condition,
                           std::span<const ParameterBinding> region) {
  const auto id = solver.id(condition);
  if (!id) return std::nullopt;
  const bool can_hold = solver.possible({{*id, true}}, region), can_fail = solver.possible({{*id, false}}, region);
  if (can_hold == can_fail) return std::nullopt;
  return can_hold;
}

// The value of an expression if it can have only one.
const Node* only_value(const Resolution& resolution) {
  return resolution.known && resolution.complete && resolution.values.size() == 1 ? resolution.values.front().value
                                                                                  : nullptr;
}

// The expanded view, or as much of it as is known without values of parameters; null if a transform fails.
const Semantics* expanded_view(const Snapshot& snapshot) {
  if (const Semantics* expanded = snapshot.expanded()) return expanded;
  return snapshot.assumed();
}

// The first reason why the template cannot be expanded; empty if it can be.
std::string reason_of(const Snapshot& snapshot) {
  if (snapshot.expanded() != nullptr) return {};
  for (const Diagnostic& problem : snapshot.expansion(View::Expanded).problems) {
    if (problem.severity == Severity::Error) return problem.message;
  }
  return "a transform refuses it";
}

// Whether a loop stays in this view that is expanded in the other one.
bool has_left_loop(const Semantics& view, const Semantics& other, const Snapshot& other_side) {
  for (const Section section : {Section::Conditions, Section::Resources, Section::Outputs}) {
    const Node* here = view.model().section_body(section);
    const Node* there = other.model().section_body(section);
    const Node* written = other_side.written().model().section_body(section);
    if (here == nullptr || there == nullptr || written == nullptr) continue;
    const auto members = here->members();
    if (std::any_of(members.begin(), members.end(), [&](const Member& one) {
          const std::string_view name = one.key->text();
          return function_of_key(name) == Function::ForEach && written->find(name) != nullptr &&
                 there->find(name) == nullptr;
        })) {
      return true;
    }
  }
  return false;
}

}  // namespace

ComparableViews comparable_views(const Snapshot& before, const Snapshot& after, std::vector<std::string>& notes) {
  const Semantics* old_view = expanded_view(before);
  const Semantics* new_view = expanded_view(after);
  if (old_view == nullptr || new_view == nullptr) {
    std::vector<std::string> left;
    PartialExpansions partial = expand_partly(before, after, left);
    if (partial.before != nullptr) {
      const Semantics &old_one = *partial.before->view(), &new_one = *partial.after->view();
      if (!has_left_loop(old_one, new_one, after) && !has_left_loop(new_one, old_one, before)) {
        notes.insert(notes.end(), left.begin(), left.end());
        return {old_one, new_one, false, std::move(partial)};
      }
    }
  }
  // Samples on one side only would look like changes.
  const auto has_samples = [](const Snapshot& snapshot, const Semantics* view) {
    return view != nullptr && snapshot.expanded() == nullptr;
  };
  const auto is_expanded = [](const Snapshot& snapshot, const Semantics* view) {
    return view != nullptr && view->tree().root != snapshot.written().tree().root;
  };
  const bool is_mixed = has_samples(before, old_view) != has_samples(after, new_view) &&
                        is_expanded(before, old_view) && is_expanded(after, new_view);
  const bool are_written = old_view == nullptr || new_view == nullptr || is_mixed;
  for (const Snapshot* snapshot : {&before, &after}) {
    const std::string reason = reason_of(*snapshot);
    if (reason.empty() && !are_written) continue;
    notes.push_back(fmt::format("{} is compared {}{}{}", printable(snapshot->source()->name()),
                                are_written ? "as written" : "with samples for missing values",
                                reason.empty() ? ", as the other one is" : ": ", printable(reason)));
  }
  const Semantics& old_one = are_written ? before.unrolled() : *old_view;
  const Semantics& new_one = are_written ? after.unrolled() : *new_view;
  if (has_left_loop(old_one, new_one, after) || has_left_loop(new_one, old_one, before)) {
    return {before.written(), after.written(), true};
  }
  const bool was_sam = before.written().model().is_sam(), is_sam = after.written().model().is_sam();
  if (was_sam != is_sam && !are_written) {
    auto kept = std::make_unique<const KeptExpansion>(was_sam ? before : after);
    if (const Semantics* view = kept->view())
      return {was_sam ? *view : old_one, is_sam ? *view : new_one, false, {}, std::move(kept)};
  }
  return {old_one, new_one};
}

Side::Side(const Snapshot& snapshot, const Semantics& view, DefaultValues passed)
    : snapshot_(snapshot), view_(&view), passed_(std::move(passed)) {
  // Without a region, all regions are considered (SemanticOptions of `virga diff`).
  const EvaluationOptions& evaluation = snapshot.options().evaluation;
  if (evaluation.resolve_pseudo_parameters) region_.value = evaluation.region;
}

std::span<const ParameterBinding> Side::region_binding() const {
  return region_.value.empty() ? std::span<const ParameterBinding>() : std::span(&region_, 1);
}

const std::string* Side::given(std::string_view parameter) const {
  const auto& given = snapshot_.options().evaluation.parameters;
  const auto found = given.find(parameter);
  return found == given.end() ? nullptr : &found->second;
}

bool Side::is_passed(std::string_view parameter) const {
  return given(parameter) != nullptr || snapshot_.options().evaluation.open_parameters.contains(parameter);
}

const Node* Side::default_of(std::string_view parameter) const {
  if (snapshot_.options().evaluation.open_parameters.contains(parameter)) return nullptr;
  const Parameter* found = model().find_parameter(parameter);
  return found == nullptr ? nullptr : found->default_value;
}

std::optional<std::string_view> Side::default_text(std::string_view parameter) const {
  if (const auto passed = passed_.find(parameter); passed != passed_.end()) return passed->second;
  const Parameter* found = model().find_parameter(parameter);
  const Node* value = found == nullptr || found->is_ssm() ? nullptr : default_of(parameter);
  return value != nullptr && value->is_scalar() ? std::optional(value->text()) : std::nullopt;
}

std::optional<bool> Side::truth(std::string_view condition) const {
  const auto [at, is_new] = truths_.try_emplace(condition);
  if (is_new) at->second = decide(view_->conditions(), condition, region_binding());
  return at->second;
}

const ConditionSolver& Side::default_solver() const {
  if (!default_solver_) {
    ConditionSolver::ParameterValues values = snapshot_.options().evaluation.parameters;
    const std::set<std::string, std::less<>>& open = snapshot_.options().evaluation.open_parameters;
    values.insert(passed_.begin(), passed_.end());
    for (const Parameter& parameter : model().parameters()) {
      if (open.contains(parameter.name())) continue;
      // The Default of an SSM type is the name of a parameter, not its value.
      if (parameter.is_ssm() || parameter.default_value == nullptr || !parameter.default_value->is_scalar()) continue;
      values.try_emplace(std::string(parameter.name()), parameter.default_value->text());
    }
    EvaluationOptions evaluation = snapshot_.options().evaluation;
    evaluation.parameters = values;
    default_solver_.emplace(model(), std::move(values));
    default_evaluator_.emplace(model(), *default_solver_, std::move(evaluation));
  }
  return *default_solver_;
}

bool Side::possible(const std::vector<std::pair<std::string_view, bool>>& conditions) const {
  Scenario scenario;
  for (const auto& [name, value] : conditions) {
    if (const auto id = view_->conditions().id(name)) scenario.push_back({*id, value});
  }
  return scenario.empty() || view_->conditions().possible(scenario, region_binding());
}

void Side::hide_alike(Side& before, Side& after) {
  before.other_ = &after;
  after.other_ = &before;
}

const Secrets& Side::own_secrets() const {
  if (!own_secrets_)
    own_secrets_ = find_secrets(snapshot_.source(), model().root(), *snapshot_.options().files, SecretKinds::ByName, {},
                                {}, snapshot_.options().evaluation.parameters);
  return *own_secrets_;
}

const Secrets& Side::secrets() const {
  if (secrets_) return *secrets_;
  const Secrets& own = own_secrets();
  if (other_ == nullptr) return own;
  const Secrets& others = other_->own_secrets();
  ParameterNames more;
  for (const std::string& name : others.parameters) {
    if (!own.parameters.contains(name) && model().find_parameter(name) != nullptr) more.insert(name);
  }
  const auto& variables = own.variables;
  if (more.empty() &&
      std::includes(variables.begin(), variables.end(), others.variables.begin(), others.variables.end())) {
    return own;
  }
  secrets_ = find_secrets(snapshot_.source(), model().root(), *snapshot_.options().files, SecretKinds::ByName, more,
                          others.variables, snapshot_.options().evaluation.parameters);
  return *secrets_;
}

std::string_view Side::key(const Node& expression) const {
  if (expression.function == Function::Ref && expression.argument()->text() == "AWS::Region") return region_.value;
  const Node* value = constant(expression);
  return value != nullptr && value->is_scalar() ? value->text() : std::string_view();
}

const Node* Side::constant(const Node& expression) const {
  return marked(expression, only_value(view_->evaluator().resolve(expression)));
}

bool Side::uses_secret(const Node& expression) const {
  if (expression.is_scalar()) return false;
  const auto [known, is_new] = use_secrets_.try_emplace(&expression, false);
  if (!is_new) return known->second;
  const auto& parameters = secrets().parameters;
  bool uses = false;
  if (expression.function == Function::Ref) uses = parameters.contains(expression.argument()->text());
  if (expression.function == Function::Sub) {
    const Node& argument = *expression.argument();
    const Node& text = argument.is_sequence() && argument.size > 0 ? *argument.items()[0] : argument;
    for (const SubPart& part : SubText(text.text()))
      uses = uses || (part.is_variable() && parameters.contains(part.name));
  }
  const auto below = [&](const Node& part) { return uses_secret(part); };
  uses =
      uses ||
      std::any_of(expression.items().begin(), expression.items().end(), [&](const Node* one) { return below(*one); }) ||
      std::any_of(expression.members().begin(), expression.members().end(),
                  [&](const Member& one) { return below(*one.value); });
  use_secrets_[&expression] = uses;
  return uses;
}

const Node* Side::marked(const Node& expression, const Node* value) const {
  if (value == nullptr || value->is_secret() || expression.function == Function::None || secrets().parameters.empty() ||
      !uses_secret(expression)) {
    return value;
  }
  Node* copy = arena_.make<Node>(*value);
  copy->flags |= Node::kSecret;
  if (value->is_sequence()) {
    std::vector<const Node*> items;
    for (const Node* item : value->items()) items.push_back(marked(expression, item));
    copy->item_list = arena_.copy(std::span<const Node* const>(items)).data();
  }
  return copy;
}

std::optional<std::string> Side::text_of(std::string_view name) const {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
  if (name.starts_with("AWS::")) {
    const std::string_view partition = partition_of(region_.value);
    if (name == "AWS::Region" && has_region()) return std::string(region_.value);
    if (name == "AWS::Partition" && !partition.empty()) return std::string(partition);
    if (name == "AWS::URLSuffix" && !partition.empty()) return std::string(url_suffix_of(region_.value));
    return std::nullopt;
  }
  const Parameter* parameter = model().find_parameter(name);
  const std::string* value = given(name);
  const bool is_text = parameter != nullptr && value != nullptr && !parameter->is_list() && !parameter->is_ssm();
  return is_text ? std::optional(*value) : std::nullopt;
}

const Node* Side::value_by_default(const Node& expression) const {
  default_solver();
  return marked(expression, only_value(default_evaluator_->resolve(expression)));
}

}  // namespace virga
