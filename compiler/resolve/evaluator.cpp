#include "compiler/resolve/evaluator.h"

#include <algorithm>

#include "compiler/resolve/evaluator_impl.h"
#include "compiler/resolve/regions.h"
#include "compiler/support/text.h"

namespace virga {

Evaluator::Evaluator(const Template& model, const ConditionSolver& conditions, EvaluationOptions options)
    : impl_(std::make_unique<Impl>(model, conditions, std::move(options))) {}

Evaluator::~Evaluator() = default;

const EvaluationOptions& Evaluator::options() const { return impl_->options; }

const Resolution& Evaluator::resolve(const Node& expression) { return impl_->resolve(expression); }

bool Evaluator::possible(const ResolvedValue& value, const Scenario& outer) const {
  if (outer.empty()) return true;
  Scenario all = outer;
  all.insert(all.end(), value.scenario.begin(), value.scenario.end());
  return impl_->possible(all, value.choices);
}

// Bookkeeping -----------------------------------------------------------------------------------------

bool Basis::fits(const ResolvedValue& other) const {
  for (const Assumption& assumption : other.scenario) {
    for (const Assumption& own : scenario) {
      if (own.condition == assumption.condition && own.value != assumption.value) return false;
    }
  }
  auto at = choices.begin();  // both are sorted
  for (const ParameterChoice& choice : other.choices) {
    at = std::lower_bound(at, choices.end(), choice,
                          [](const auto& a, const auto& b) { return a.parameter < b.parameter; });
    if (at == choices.end()) break;
    if (at->parameter == choice.parameter && at->choice != choice.choice) return false;
  }
  return true;
}

bool Basis::add(const ResolvedValue& other) {
  if (source == nullptr) source = other.source;
  secret = secret || other.secret;
  for (const Assumption& assumption : other.scenario) {
    auto same = std::find_if(scenario.begin(), scenario.end(),
                             [&](const Assumption& a) { return a.condition == assumption.condition; });
    if (same == scenario.end()) {
      scenario.push_back(assumption);
    } else if (same->value != assumption.value) {
      return false;
    }
  }
  for (const ParameterChoice& choice : other.choices) {
    auto place = std::lower_bound(choices.begin(), choices.end(), choice,
                                  [](const auto& a, const auto& b) { return a.parameter < b.parameter; });
    if (place == choices.end() || place->parameter != choice.parameter) {
      choices.insert(place, choice);
    } else if (place->choice != choice.choice) {
      return false;
    }
  }
  return true;
}

bool Evaluator::Impl::spend(std::size_t steps, std::size_t bytes) {
  return budget.spend(steps, bytes) == EvaluationBudget::Verdict::Within;
}

bool Evaluator::Impl::add(Resolution& out, const Node* value, Basis basis) {
  std::size_t bytes = sizeof(ResolvedValue) + basis.choices.size() * sizeof(ParameterChoice) +
                      basis.scenario.size() * sizeof(Assumption);
  if (out.values.size() >= kMaxCandidates || !spend(1, bytes)) return false;
  out.known = true;
  if (basis.secret) {
    value = make_secret(value);
    basis.source = nullptr;
  }
  out.values.push_back({value, basis.source, std::move(basis.scenario), std::move(basis.choices), basis.secret});
  return true;
}

bool Evaluator::Impl::possible(const Scenario& scenario, const std::vector<ParameterChoice>& choices) const {
  if (scenario.empty()) return true;
  std::vector<ParameterBinding> bindings;
  bindings.reserve(choices.size());
  for (const ParameterChoice& choice : choices) {
    if (choice.parameter == kRegionChoice) {
      bindings.push_back({"AWS::Region", options.regions[choice.choice]});
      continue;
    }
    bindings.push_back({model.parameters()[choice.parameter].name(), choice_text(choice)});
  }
  return conditions.possible(scenario, bindings);
}

std::string_view Evaluator::Impl::choice_text(const ParameterChoice& choice) const {
  if (auto lists = list_texts.find(choice.parameter); lists != list_texts.end()) {
    return choice.choice < lists->second.size() ? lists->second[choice.choice] : std::string_view{};
  }
  auto found = parameters.find(choice.parameter);
  if (found == parameters.end() || choice.choice >= found->second.values.size()) return {};
  return found->second.values[choice.choice].value->text();
}

void Evaluator::Impl::settle(Resolution& out) const {
  std::erase_if(out.values, [&](const ResolvedValue& value) { return !possible(value.scenario, value.choices); });
  if (out.values.empty()) {
    out.known = false;
    out.complete = false;
  }
}

const Resolution& Evaluator::Impl::resolve(const Node& node) {
  if (auto found = shared.find(&node); found != shared.end()) return *found->second;
  if (auto found = cache.find(&node); found != cache.end()) return found->second;
  if (node.function == Function::Ref && node.argument()->is_string()) {
    return *shared.emplace(&node, &named(node.argument()->text())).first->second;
  }
  if (depth >= kMaxEvaluationDepth) return nothing;
  if (depth == 0) budget.begin_expression();
  ++depth;
  Resolution result = compute(node);
  --depth;
  settle(result);
  return cache.emplace(&node, std::move(result)).first->second;
}

Resolution Evaluator::Impl::compute(const Node& node) {
  if (node.function != Function::None) return spend(1, 0) ? evaluate_call(node) : Resolution{};
  Resolution itself{.known = true, .complete = true, .values = {}, .errors = {}};
  itself.values.push_back({&node, nullptr, {}, {}, node.is_secret()});
  return itself;
}

// Made nodes ------------------------------------------------------------------------------------------

const Node* Evaluator::Impl::make_string(std::string_view text, const Node* origin) {
  return make_scalar(NodeKind::String, text, origin);
}

const Node* Evaluator::Impl::make_scalar(NodeKind kind, std::string_view text, const Node* origin) {
  spend(0, text.size());
  std::string_view kept = arena.copy(text);
  Node* node = arena.make<Node>();
  node->kind = kind;
  node->flags = Node::kGenerated;
  node->size = static_cast<std::uint32_t>(kept.size());
  node->chars = kept.empty() ? "" : kept.data();
  if (origin != nullptr) node->range = origin->range;
  return node;
}

// Marks list items, too, for Fn::Select and for messages about one of them.
const Node* Evaluator::Impl::make_secret(const Node* value) {
  if (value->is_secret()) return value;
  spend(1, sizeof(Node));
  Node* copy = arena.make<Node>(*value);
  copy->flags |= Node::kSecret;
  if (value->is_sequence()) {
    std::vector<const Node*> items;
    items.reserve(value->size);
    for (const Node* item : value->items()) items.push_back(make_secret(item));
    copy->item_list = arena.copy(std::span<const Node* const>(items)).data();
  }
  return copy;
}

const Node* Evaluator::Impl::make_list(const std::vector<const Node*>& items, const Node* origin) {
  Node* node = arena.make<Node>();
  node->kind = NodeKind::Sequence;
  node->style = NodeStyle::Flow;
  node->flags = Node::kGenerated;
  node->size = static_cast<std::uint32_t>(items.size());
  node->item_list = arena.copy(std::span<const Node* const>(items)).data();
  if (origin != nullptr) node->range = origin->range;
  return node;
}

const Node* Evaluator::Impl::split_list(std::string_view text, std::string_view delimiter, bool trimmed,
                                        const Node* origin) {
  std::vector<const Node*> items;
  for (;;) {
    std::size_t at = text.find(delimiter);
    std::string_view part = text.substr(0, at);
    if (trimmed) part = trim(part);
    spend(0, sizeof(Node));
    items.push_back(make_string(part, origin));
    if (at == std::string_view::npos) break;
    text.remove_prefix(at + delimiter.size());
  }
  return make_list(items, origin);
}

// Names -----------------------------------------------------------------------------------------------

const Resolution& Evaluator::Impl::named(std::string_view name) {
  if (const Parameter* found = model.find_parameter(name)) {
    return parameter(static_cast<std::uint32_t>(found - model.parameters().data()));
  }
  if (!is_pseudo_parameter(name) || !options.resolve_pseudo_parameters) return nothing;
  auto found = pseudo.find(name);
  if (found == pseudo.end()) found = pseudo.emplace(std::string(name), pseudo_parameter(name)).first;
  return found->second;
}

const Resolution& Evaluator::Impl::parameter(std::uint32_t index) {
  auto found = parameters.find(index);
  if (found == parameters.end()) {
    found = parameters.emplace(index, compute_parameter(model.parameters()[index], index)).first;
  }
  return found->second;
}

// The allowed values of an SSM type are names of stored parameters, not what Ref returns.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
Resolution Evaluator::Impl::compute_parameter(const Parameter& parameter, std::uint32_t index) {
  Resolution out;
  if (parameter.type.empty() || parameter.is_ssm()) return out;
  auto candidate = [&](std::string_view text, const Node* source) {
    const Node* value = nullptr;
    if (parameter.is_list()) {
      value = split_list(text, ",", true, source);
      list_texts[index].push_back(text);
    } else if (source != nullptr && source->is_string()) {
      value = source;
    } else {
      value = make_string(text, source);
    }
    auto choice = static_cast<std::uint32_t>(out.values.size());
    Basis basis(source, {}, {{index, choice}});
    basis.secret = parameter.no_echo;
    return add(out, value, std::move(basis));
  };
  auto readable = [](const Node* node) { return node != nullptr && node->is_scalar() && node->kind != NodeKind::Null; };
  if (auto given = options.parameters.find(parameter.name()); given != options.parameters.end()) {
    candidate(given->second, nullptr);
    out.complete = true;
    return out;
  }
  if (parameter.allowed_values != nullptr && parameter.allowed_values->size > 0) {
    for (const Node* item : parameter.allowed_values->items()) {
      if (readable(item) && !candidate(item->text(), item)) return {};
    }
    // Each item of a list is one of the allowed values, so a list has more possible values than these.
    out.complete = !parameter.is_list();
    return out;
  }
  if (options.open_parameters.contains(parameter.name())) return out;
  if (readable(parameter.default_value)) candidate(parameter.default_value->text(), parameter.default_value);
  for (std::string_view bound : {"MinValue", "MaxValue"}) {
    const Node* value = parameter.body()->get(bound);
    if (readable(value)) candidate(value->text(), value);
  }
  return out;
}

// Uses sample values. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
Resolution Evaluator::Impl::pseudo_parameter(std::string_view name) {
  Resolution out;
  auto say = [&](std::string_view text) { add(out, make_string(text, nullptr), Basis()); };
  if (name == "AWS::AccountId") {
    say("123456789012");
  } else if (name == "AWS::StackName") {
    say("teststack");
  } else if (options.regions.empty()) {
    if (const Node* value = regional_value(name, options.region)) add(out, value, Basis());
  } else {
    for (std::uint32_t i = 0; i < options.regions.size(); ++i) {
      const Node* value = regional_value(name, options.regions[i]);
      if (value == nullptr || !add(out, value, Basis(nullptr, {}, {{kRegionChoice, i}}))) return {};
    }
  }
  return out;
}

// A pseudo parameter's value in a region; null if it does not depend on the region.
const Node* Evaluator::Impl::regional_value(std::string_view name, const std::string& region) {
  std::string partition(partition_of(region));
  if (partition.empty()) partition = "aws";
  if (name == "AWS::Region") return make_string(region, nullptr);
  if (name == "AWS::Partition") return make_string(partition, nullptr);
  if (name == "AWS::URLSuffix") return make_string(url_suffix_of(region), nullptr);
  if (name == "AWS::StackId") {
    return make_string("arn:" + partition + ":cloudformation:" + region +
                           ":123456789012:stack/teststack/51af3dc0-da77-11e4-872e-1234567db123",
                       nullptr);
  }
  if (name == "AWS::NotificationARNs") {
    return make_list({make_string("arn:" + partition + ":sns:" + region + ":123456789012:notification", nullptr)},
                     nullptr);
  }
  return nullptr;
}

}  // namespace virga
