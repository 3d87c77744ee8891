// Replaces everything that is known by its value, as printed by `virga eval`.
#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "compiler/expand/language/for_each.h"
#include "compiler/expand/language/known_values.h"
#include "compiler/model/template.h"
#include "compiler/resolve/conditions.h"
#include "compiler/resolve/sub_text.h"

namespace virga {

namespace {

bool is_left_alone(std::string_view key) { return is_loop_key(key) || key == "Fn::Transform"; }

// Whether the function may remove an item from a list.
bool may_vanish(const Value& item) {
  const Function function = item.function();
  return function == Function::If || function == Function::FindInMap || item.is_no_value();
}

class TemplateEvaluator {
public:
  explicit TemplateEvaluator(Stage& stage) : stage_(stage), values_(stage) {
    values_.knows_partition = true;
    // Even a template that a deployment would reject can be evaluated.
    values_.lenient = true;
  }

  void run() {
    if (Value* conditions = section("Conditions")) decide(*conditions);
    for (const std::string_view name : {"Resources", "Outputs"}) {
      if (Value* declarations = section(name)) resolve_declarations(*declarations, name == "Resources");
    }
    for (const std::string_view name : {"Globals", "Hooks"}) {
      if (Value* found = section(name)) resolve_children(*found);
    }
    if (Value* conditions = section("Conditions")) leave_decided_out(*conditions);
  }

private:
  Value* section(std::string_view name) {
    Value* found = stage_.root.get(name);
    return found != nullptr && found->is_mapping() ? found : nullptr;
  }

  // Conditions ----------------------------------------------------------------------------------------

  // First decides each condition by itself, then uses what the solver knows about them together: AllowedValues,
  // mutually exclusive values.
  void decide(Value& conditions) {
    for (const Entry& entry : conditions.entries()) {
      if (!is_left_alone(entry.key->text())) resolve(*entry.value);
    }
    const Template model = Template::build(stage_.make.freeze(stage_.root));
    const ConditionSolver solver(model, known_parameters(model));
    for (const Entry& entry : conditions.entries()) {
      const std::string_view name = entry.key->text();
      if (values_.condition(name).is_known()) continue;
      const auto id = solver.id(name);
      if (!id) continue;
      const bool can_hold = solver.possible({{*id, true}}), can_fail = solver.possible({{*id, false}});
      if (can_hold != can_fail) values_.decide(name, can_hold);
    }
  }

  // The Default of an SSM parameter is only the name of its value.
  ConditionSolver::ParameterValues known_parameters(const Template& model) const {
    ConditionSolver::ParameterValues known = stage_.options.parameters;
    for (const Parameter& parameter : model.parameters()) {
      if (parameter.is_ssm()) {
        known.erase(std::string(parameter.name()));
      } else if (const Node* value = parameter.default_value; value != nullptr && value->is_scalar()) {
        known.try_emplace(std::string(parameter.name()), value->text());
      }
    }
    return known;
  }

  void leave_decided_out(Value& conditions) {
    std::unordered_set<std::string_view> decided;
    for (const Entry& entry : conditions.entries()) {
      if (is_left_alone(entry.key->text())) continue;
      if (values_.condition(entry.key->text()).is_known()) {
        decided.insert(entry.key->text());
      } else {
        simplify(*entry.value);
      }
    }
    conditions.erase_all(decided);
    if (conditions.empty()) stage_.root.erase("Conditions");
  }

  // Removes decided operands from Fn::And and Fn::Or, whose result depends on the others.
  void simplify(Value& expression) {
    Value* argument = expression.argument();
    if (argument == nullptr) return;
    const Function function = expression.function();
    if (function == Function::Not && !argument->items().empty()) simplify(*argument->items()[0]);
    if (function != Function::And && function != Function::Or) return;
    for (std::uint32_t i = 0; i < argument->items().size();) {
      Value& item = *argument->items()[i];
      if (values_.test(item).is_known()) {
        argument->remove_item(i);
      } else {
        simplify(item);
        ++i;
      }
    }
    if (argument->items().size() == 1) expression.become(*argument->items()[0]);
  }

  // Declarations --------------------------------------------------------------------------------------

  void resolve_declarations(Value& section, bool resources) {
    std::unordered_set<std::string_view> gone;
    for (const Entry& entry : section.entries()) {
      const Value* condition = entry.value->get("Condition");
      if (is_left_alone(entry.key->text()) || condition == nullptr || !condition->is_string()) continue;
      const Truth truth = values_.condition(condition->text());
      if (!truth.is_known()) continue;
      if (truth.value) {
        entry.value->erase("Condition");
      } else {
        gone.insert(entry.key->text());
      }
    }
    section.erase_all(gone);
    for (const Entry& entry : section.entries()) {
      if (is_left_alone(entry.key->text())) continue;
      values_.logical_id = entry.key->text();
      resolve_children(*entry.value);
      if (resources) leave_out_dependencies(*entry.value, gone);
    }
    if (section.empty() && !resources) stage_.root.erase("Outputs");
  }

  static void leave_out_dependencies(Value& resource, const std::unordered_set<std::string_view>& gone) {
    Value* names = resource.get("DependsOn");
    if (names == nullptr) return;
    for (std::uint32_t i = 0; i < names->items().size();) {
      if (gone.contains(names->items()[i]->text())) {
        names->remove_item(i);
      } else {
        ++i;
      }
    }
    const bool none_left = names->is_sequence() && names->empty();
    if (none_left || (names->is_string() && gone.contains(names->text()))) resource.erase("DependsOn");
  }

  // Values --------------------------------------------------------------------------------------------

  // False if the value vanishes (AWS::NoValue).
  bool resolve(Value& value) {
    if (value.is_scalar() || values_.exhausted()) return true;
    Value* argument = value.argument();
    if (argument == nullptr || value.function() == Function::ForEach) {
      resolve_children(value);
      return true;
    }
    const Known known = values_.evaluate(value);
    if (known.is_known()) return values_.replace(value, known);
    if (values_.over_budget()) return true;
    if (known.instead != nullptr) {
      value.become(*known.instead);
      return resolve(value);
    }
    switch (value.function()) {
      case Function::If:
        return resolve_if(value, *argument);
      case Function::Sub:
        resolve_sub(value, *argument);
        return true;
      case Function::Join:
        resolve_arguments(*argument);
        join_neighbours(value, *argument);
        return true;
      case Function::Select:
        resolve_arguments(*argument);
        select_unknown(value, *argument);
        return true;
      default:
        if (argument->is_sequence()) {
          resolve_arguments(*argument);
        } else if (!resolve(*argument)) {
          values_.put_no_value(*argument);
        }
        return true;
    }
  }

  void resolve_children(Value& value) {
    std::unordered_set<std::string_view> gone;
    for (const Entry& entry : value.entries()) {
      if (!is_left_alone(entry.key->text()) && !resolve(*entry.value)) gone.insert(entry.key->text());
    }
    value.erase_all(gone);
    for (std::uint32_t i = 0; i < value.items().size();) {
      if (resolve(*value.items()[i])) {
        ++i;
      } else {
        value.remove_item(i);
      }
    }
  }

  // Arguments in fixed positions.
  void resolve_arguments(Value& list) {
    for (Value* item : list.items()) {
      if (!resolve(*item)) values_.put_no_value(*item);
    }
  }

  bool resolve_if(Value& call, Value& argument) {
    if (argument.items().size() != 3) return true;
    const Truth truth = values_.condition(argument.items()[0]->text());
    if (truth.is_known()) {
      call.become(*argument.items()[truth.value ? 1 : 2]);
      return resolve(call);
    }
    resolve_arguments(argument);
    return true;
  }

  // Substitutes variables whose values are known.
  void resolve_sub(Value& call, Value& argument) {
    Value* pattern = &argument;
    Value* map = nullptr;
    if (argument.is_sequence()) {
      if (argument.size() != 2 || !argument.items()[1]->is_mapping()) return;
      pattern = argument.items()[0];
      map = argument.items()[1];
      for (const Entry& entry : map->entries()) {
        if (!resolve(*entry.value)) values_.put_no_value(*entry.value);
      }
    }
    if (!pattern->is_string()) return;
    std::string out;
    std::unordered_map<std::string_view, std::string> texts;  // values of the known variables
    std::vector<std::string> used;
    for (const SubPart& part : SubText(pattern->text())) {
      if (!part.is_variable()) {
        out += part.written;
        continue;
      }
      const auto [text, is_new] = texts.try_emplace(part.name, part.written);
      if (is_new) {
        Value* own = map == nullptr ? nullptr : map->get(part.name);
        const Known known = own != nullptr ? values_.evaluate(*own) : values_.reference(part.name, call);
        if (known.has_value() && known.value->is_scalar()) {
          text->second = escape_sub_text(known.value->text());
          if (own != nullptr) used.emplace_back(part.name);
        }
      }
      out += text->second;
      if (!values_.spend(1, text->second.size(), &call)) return;
    }
    const ValueFactory::Scope scope(stage_.make, values_.place_of_result(call));
    pattern->become(*stage_.make.string(out));
    for (const std::string& name : used) map->erase(name);
    if (map != nullptr && map->empty()) argument.become(*pattern);
  }

  // Merges adjacent strings in Fn::Join.
  void join_neighbours(const Value& call, Value& argument) {
    if (argument.items().size() != 2 || !argument.items()[0]->is_scalar()) return;
    Value& list = *argument.items()[1];
    for (std::uint32_t i = 0; i + 1 < list.items().size();) {
      Value& left = *list.items()[i];
      const Value& right = *list.items()[i + 1];
      if (!left.is_scalar() || !right.is_scalar()) {
        ++i;
        continue;
      }
      std::string text(left.text());
      text.append(argument.items()[0]->text()).append(right.text());
      if (!values_.spend(1, text.size(), &left)) return;
      const ValueFactory::Scope scope(stage_.make, values_.place_of_result(call));
      left.become(*stage_.make.string(text));
      list.remove_item(i + 1);
    }
  }

  // Selects the item if the index is known but the item's value is not.
  void select_unknown(Value& call, Value& argument) {
    if (argument.items().size() != 2) return;
    const Known index = values_.evaluate(*argument.items()[0]);
    const Value& list = *argument.items()[1];
    if (!index.has_value() || !list.is_sequence()) return;
    if (std::any_of(list.items().begin(), list.items().end(), [](const Value* item) { return may_vanish(*item); })) {
      return;
    }
    for (std::uint32_t i = 0; i < list.size(); ++i) {
      if (index.value->text() != std::to_string(i)) continue;
      Value* chosen = list.items()[i];
      call.become(*chosen);
      return;
    }
  }

  Stage& stage_;
  KnownValues values_;
};

}  // namespace

void evaluate_template(Stage& stage) { TemplateEvaluator(stage).run(); }

}  // namespace virga
