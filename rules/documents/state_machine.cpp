// E3601: names of next states, and fields of the other query language. Constraints on individual states are in the
// schema of the Amazon States Language, schemas/overlay/schemas/state-machine.yaml.
// https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/model/states_language.h"
#include "compiler/support/text.h"
#include "rules/documents/checks.h"
#include "rules/engine/embedded_json.h"
#include "rules/engine/fixes.h"

namespace virga {
namespace {

QueryLanguage language_of(const Node& value) {
  return value.is_string() ? query_language(value.text()) : QueryLanguage::Unknown;
}

// The default query language of a machine's states: that of the machine, or of an enclosing one.
QueryLanguage inherited_language(const Node& machine, const Location& where) {
  if (const Node* own = machine.get("QueryLanguage")) return language_of(*own);
  for (const Location* at = where.parent; at != nullptr; at = at->parent) {
    if (at->value == nullptr || at->value->get("States") == nullptr) continue;
    if (const Node* outer = at->value->get("QueryLanguage")) return language_of(*outer);
  }
  return QueryLanguage::JsonPath;
}

class StateMachine {
public:
  StateMachine(Validation& validation, const Node& states) : validation_(validation) {
    for (const Member& state : states.members()) names_.insert(state.key->text());
  }

  // Checks a field that names a state of this machine.
  void judge_target(const Node& holder, const Location& where, std::string_view field) {
    const Member* target = holder.find(field);
    if (target == nullptr || !target->value->is_string()) return;
    const std::string_view name = target->value->text();
    if (name.find("${") != std::string_view::npos) return;  // a substitution
    if (names_.contains(name)) return;
    std::string message = fmt::format("State '{}' is not defined in this state machine", name);
    constexpr std::size_t kMostCandidates = 200;
    const std::vector<std::string_view> candidates(names_.begin(), names_.end());
    const bool may_suggest = candidates.size() <= kMostCandidates;
    const NearName near = may_suggest ? near_name(name, candidates) : NearName{};
    message += did_you_mean(near);
    validation_.fail(validation_.context(), finding("E3601", validation_.at(where, *target), std::move(message))
                                                .fix(rename_fix(validation_.compilation(), *target->value, near)));
  }

  void judge_targets(const Node& state, const Location& where) {
    for (std::string_view field : kNextStateFields) judge_target(state, where, field);
    for (std::string_view list : kNextStateLists) {
      const Member* rules = state.find(list);
      if (rules == nullptr) continue;
      const Location& at = validation_.at(where, *rules);
      for (std::uint32_t i = 0; i < rules->value->items().size(); ++i) {
        const Node& rule = *rules->value->items()[i];
        judge_target(rule, validation_.at(at, i, rule), "Next");
      }
    }
  }

  void judge_language(const Node& state, const Location& where, QueryLanguage language) {
    if (const Node* own = state.get("QueryLanguage")) language = language_of(*own);
    for (const Member& field : state.members()) {
      if (!is_of_other_language(field.key->text(), language)) continue;
      validation_.fail(
          validation_.context(),
          finding("E3601", validation_.at(where, field),
                  language == QueryLanguage::Jsonata
                      ? fmt::format("'{}' is a JSONPath field, but this state uses JSONata", field.key->text())
                      : fmt::format("'{}' is a JSONata field, but this state uses JSONPath; set QueryLanguage to "
                                    "JSONata if it is intended",
                                    field.key->text()))
              .focus(*field.key));
    }
  }

private:
  Validation& validation_;
  std::set<std::string_view> names_;
};

}  // namespace

void check_state_machine(Validation& validation, const Node& machine, const Location& where) {
  if (machine.is_string()) {
    const std::string_view property = where.key != nullptr ? where.key->text() : std::string_view();
    // Of a text that was not read to its end, a string may be a part.
    if (validation.context().resolved || validation.compilation().unread() != nullptr) return;
    if (property == "DefinitionUri" || property == "DefinitionS3Location") {
      return check_definition_file(validation, machine, where);
    }
    if (property != "DefinitionString") return;  // a fault that the schema tells
    std::string fault = fault_of_json_text(machine.text());
    if (!fault.empty()) validation.fail(validation.context(), "E3601", where, std::move(fault));
    return;
  }
  const Member* states = machine.find("States");
  if (states == nullptr || !states->value->is_mapping() || states->value->function != Function::None) return;
  StateMachine judge(validation, *states->value);
  judge.judge_target(machine, where, "StartAt");
  const QueryLanguage language = inherited_language(machine, where);
  const Location& at_states = validation.at(where, *states);
  for (const Member& member : states->value->members()) {
    const Node& state = *member.value;
    if (!state.is_mapping() || state.function != Function::None) continue;
    const Location& at = validation.at(at_states, member);
    judge.judge_targets(state, at);
    judge.judge_language(state, at, language);
  }
}

}  // namespace virga
