// E3043: parameters passed to a nested stack, compared with those that its template defines.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "rules/engine/fix_values.h"
#include "rules/engine/fixes.h"
#include "rules/engine/macros.h"
#include "rules/engine/parameter_constraints.h"
#include "rules/resources/checks.h"

namespace virga {
namespace {

class NestedStackCheck {
public:
  NestedStackCheck(const Compilation& compilation, Reporter& reporter)
      : compilation_(compilation), validation_(compilation, reporter), reporter_(reporter) {}

  void run(const Resource& resource, const Location& resources) {
    nested_ = compilation_.nested_template(resource);
    if (nested_ == nullptr || nested_->has_open_parameters()) return;
    scenario_.clear();
    if (resource.condition != nullptr && resource.condition->value->is_string()) {
      if (auto id = compilation_.conditions().id(resource.condition->value->text())) scenario_.push_back({*id, true});
    }
    const Location at{&resources, resource.member.key, resource.member.value, 0};
    const Location properties{&at, resource.properties->key, resource.properties->value, 0};
    const Member* parameters = resource.properties->value->find("Parameters");
    if (parameters != nullptr) {
      const Location parameters_at{&properties, parameters->key, parameters->value, 0};
      judge(*parameters->value, parameters_at, scenario_, 0);
    } else if (!has_macro_call(*resource.properties->value)) {
      judge_missing(nullptr, properties, scenario_, {});
    }
  }

private:
  // Of a parameter of the nested template, the key that is probably a misspelling of it.
  using Misspellings = std::map<std::string_view, std::string_view>;

  // `given` may select between several sets of parameters.
  void judge(const Node& given, const Location& where, const Scenario& scenario, int depth) {
    const Node* argument = given.argument();
    if (given.function == Function::If && argument->is_sequence() && argument->size == 3 && depth < 8) {
      auto id = argument->item_list[0]->is_string() ? compilation_.conditions().id(argument->item_list[0]->text())
                                                    : std::nullopt;
      if (!id) return;
      for (std::uint32_t branch : {1U, 2U}) {
        Scenario extended = scenario;
        extended.push_back({*id, branch == 1});
        if (!compilation_.conditions().possible(extended)) continue;
        judge(*argument->item_list[branch], where, extended, depth + 1);
      }
      return;
    }
    if (!given.is_mapping() || given.function != Function::None) return;
    const std::string when = when_of(scenario);
    std::vector<std::string_view> known;
    for (const Parameter& parameter : nested_->model.parameters()) known.push_back(parameter.name());
    Misspellings misspellings;
    for (const Member& member : given.members()) {
      std::string_view name = member.key->text();
      if (name.starts_with("Fn::")) continue;
      const Location at{&where, member.key, member.value, 0};
      if (const Parameter* parameter = nested_->model.find_parameter(name)) {
        judge_value(*parameter, at, scenario);
        continue;
      }
      std::string message = fmt::format("The nested template has no parameter '{}'{}", name, when);
      const NearName near = near_declared(name, known);
      const bool is_misspelt = near.found() && given.find(near.name) == nullptr;
      if (is_misspelt) message += did_you_mean(near);
      if (is_misspelt && when.empty()) misspellings.emplace(near.name, name);
      reporter_.report(finding("E3043", when.empty() ? at : where, std::move(message))
                           .focus(*member.key)
                           .fix(is_misspelt ? rename_key_fix(compilation_, given, member, near)
                                            : remove_member_fix(compilation_, given, *member.key,
                                                                fmt::format("Remove '{}'", name), FixSafety::Unsafe)));
    }
    judge_missing(&given, where, scenario, misspellings);
  }

  // `given` is null if no parameters are passed.
  void judge_missing(const Node* given, const Location& where, const Scenario& scenario,
                     const Misspellings& misspellings) {
    Context context;
    context.functions = kPropertyFunctions;
    context.scenario = &scenario;
    for (const Parameter& parameter : nested_->model.parameters()) {
      if (parameter.default_value != nullptr) continue;
      const Node* value = given != nullptr ? given->get(parameter.name()) : nullptr;
      if (value != nullptr && validation_.presence(*value, context) != Verdict::Invalid) continue;
      const auto misspelt = misspellings.find(parameter.name());
      Finding found =
          finding("E3043", where,
                  fmt::format("Missing value for parameter '{}' of the nested template, which has no Default{}",
                              parameter.name(), when_of(scenario)));
      if (misspelt != misspellings.end()) {
        found.misspelled_as(misspelt->second);
      } else {
        found.fix(add_fix(given, *where.value, parameter, when_of(scenario)));
      }
      report(found, parameter);
    }
  }

  // Passes a value to a parameter; `owner` holds the parameters, or is what lacks them where `given` is null.
  // `when` says of which branch, as the finding does.
  std::optional<Fix> add_fix(const Node* given, const Node& owner, const Parameter& parameter,
                             std::string_view when) const {
    const std::string_view name = parameter.name();
    EditBuilder edit(compilation_.tree());
    ValueMaker make;
    const Node& value = value_for(parameter, make);
    const Member* there = given == nullptr ? nullptr : given->find(name);
    if (there != nullptr) {
      if (!there->value->is(NodeKind::Null)) return std::nullopt;
      edit.set_value(*there, value);
      return edit.take_fix(fmt::format("Fill in '{}'{}", name, when), FixSafety::Unsafe);
    }
    if (given != nullptr) {
      edit.add_member(*given, name, value);
      return edit.take_fix(fmt::format("Add '{}'{}", name, when), FixSafety::Unsafe);
    }
    edit.add_member(owner, "Parameters", make.map({{name, &value}}));
    return edit.take_fix(fmt::format("Add 'Parameters' with '{}'", name), FixSafety::Unsafe);
  }

  // The template's own parameter of this name, which is mostly there to be passed on; else a placeholder.
  const Node& value_for(const Parameter& parameter, ValueMaker& make) const {
    const Parameter* own = compilation_.model().find_parameter(parameter.name());
    if (own != nullptr && !own->type.empty() && !own->is_list()) return make.ref(parameter.name());
    const auto is_literal = [](const Node& value) { return value.is_scalar() && !value.is(NodeKind::Null); };
    if (parameter.allowed_values != nullptr && parameter.allowed_values->size > 0) {
      const Node& first = *parameter.allowed_values->items()[0];
      if (is_literal(first)) return make.scalar(first.kind, first.text());
    }
    if (parameter.type != "Number" && parameter.type != "List<Number>") return make.text(kPlaceholder);
    for (const std::string_view limit : {"MinValue", "MaxValue"}) {
      const Node* bound = parameter.body()->get(limit);
      if (bound != nullptr && is_literal(*bound)) return make.scalar(bound->kind, bound->text());
    }
    return make.scalar(NodeKind::Integer, "1");
  }

  // Checks the known values against what the nested template accepts.
  void judge_value(const Parameter& parameter, const Location& at, const Scenario& scenario) {
    if (!parameter.body()->is_mapping()) return;
    const Resolution& resolution = compilation_.evaluator().resolve(*at.value);
    for (const ResolvedValue& value : resolution.values) {
      // Values of our own parameters are chosen by whoever deploys.
      const bool is_chosen = std::any_of(value.choices.begin(), value.choices.end(),
                                         [](const ParameterChoice& c) { return c.parameter != kRegionChoice; });
      if (is_chosen || !value.value->is_scalar() || value.value->is(NodeKind::Null)) continue;
      const std::string_view text = value.value->text();
      if (text.find("{{resolve:") != std::string_view::npos) continue;
      if (!compilation_.evaluator().possible(value, scenario)) continue;
      const std::vector<std::string> refusals =
          ParameterConstraints(*parameter.body()).refusals_of_value(parameter, text);
      Scenario all = scenario;
      all.insert(all.end(), value.scenario.begin(), value.scenario.end());
      for (const std::string& refusal : refusals) {
        Finding found = finding("E3043", at,
                                fmt::format("Invalid value for parameter '{}' of the nested template: {}{}",
                                            parameter.name(), refusal, when_of(all)));
        report(found, parameter);
      }
    }
  }

  // Adds a note at the definition in the nested template.
  void report(Finding& found, const Parameter& parameter) const {
    reporter_.report(found.note(parameter.member.key->range, "The parameter is defined here", nested_->tree.source));
  }

  // Empty if nothing is assumed beyond the resource's own condition.
  std::string when_of(const Scenario& scenario) const {
    if (scenario.size() <= scenario_.size()) return {};
    const Scenario added(scenario.begin() + static_cast<std::ptrdiff_t>(scenario_.size()), scenario.end());
    return fmt::format(" when {}", compilation_.conditions().describe(added));
  }

  const Compilation& compilation_;
  Validation validation_;
  Reporter& reporter_;
  const NestedTemplate* nested_ = nullptr;
  Scenario scenario_;  // the scenario of the stack itself
};

}  // namespace

void check_nested_stacks(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const Member* section = model.section(Section::Resources);
  if (section == nullptr) return;
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location resources{&root, section->key, section->value, 0};
  NestedStackCheck check(compilation, reporter);
  for (const Resource& resource : model.resources()) check.run(resource, resources);
}

}  // namespace virga
