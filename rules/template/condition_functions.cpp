// The boolean functions of Conditions and Rules.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-conditions.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-rules.html
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/macro_calls.h"
#include "compiler/model/name_limits.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "rules/engine/fixes.h"
#include "rules/engine/messages.h"
#include "rules/engine/validation.h"
#include "rules/engine/walk.h"
#include "rules/template/checks.h"
#include "rules/template/names.h"

namespace virga {
namespace {

constexpr FunctionSet kOperandFunctions = {
    Function::Ref,    Function::FindInMap,    Function::Sub,    Function::Join,   Function::Select, Function::Split,
    Function::Length, Function::ToJsonString, Function::GetAZs, Function::Base64, Function::If};
constexpr std::array<std::string_view, 5> kConditionFunctions = {"Fn::And", "Fn::Equals", "Fn::Not", "Fn::Or",
                                                                 "Condition"};
constexpr std::array<std::string_view, 7> kRuleFunctions = {
    "Fn::And", "Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::Equals", "Fn::Not", "Fn::Or"};

// The rule of a condition's outermost function, under which all problems inside are reported.
std::string_view rule_of(Function function) {
  switch (function) {
    case Function::Equals:
      return "E8003";
    case Function::And:
      return "E8004";
    case Function::Not:
      return "E8005";
    case Function::Or:
      return "E8006";
    case Function::Condition:
      return "E8007";
    default:
      return "E8001";
  }
}

class Expressions {
public:
  Expressions(Validation& validation, bool in_rules) : v_(validation), in_rules_(in_rules) {}

  // Checks an expression that must be true or false.
  void judge(const Node& node, const Location& where, std::string_view rule) {
    if (node.is(NodeKind::Boolean) || find_macro_call(node) != nullptr) return;
    if (!is_boolean_function(node)) {
      Finding found = finding(rule, where, not_a_condition(node));
      if (const NearName near = near_function(node); near.found()) {
        found.fix(rename_key_fix(v_.compilation(), node, node.members()[0], near));
      }
      fail(found);
      if (node.is(NodeKind::Null)) fail_null(where);
      return;
    }
    const Node& argument = *node.argument();
    const Location& at = v_.at(where, node.members()[0]);
    if (argument.is(NodeKind::Null)) fail_null(at);
    switch (node.function) {
      case Function::And:
      case Function::Or:
        judge_list(argument, at, rule, 2, 10);
        break;
      case Function::Not:
        judge_list(argument, at, rule, 1, 1);
        break;
      case Function::Equals:
        judge_equals(argument, where, at, rule);
        break;
      case Function::Condition:
        judge_name(argument, at, rule);
        break;
      default:
        judge_membership(node, at, rule);
        break;
    }
  }

private:
  bool is_boolean_function(const Node& node) const {
    switch (node.function) {
      case Function::And:
      case Function::Or:
      case Function::Not:
      case Function::Equals:
        return true;
      case Function::Condition:
        return !in_rules_;
      case Function::Contains:
      case Function::EachMemberEquals:
      case Function::EachMemberIn:
        return in_rules_;
      default:
        return false;
    }
  }

  std::span<const std::string_view> known_functions() const {
    return in_rules_ ? std::span<const std::string_view>(kRuleFunctions)
                     : std::span<const std::string_view>(kConditionFunctions);
  }

  // The function that a misspelt one may have been meant to be.
  NearName near_function(const Node& node) const {
    return node.is_mapping() && node.size == 1 && node.function == Function::None
               ? virga::near_function(node.members()[0].key->text(), known_functions())
               : NearName{};
  }

  std::string not_a_condition(const Node& node) const {
    if (node.is_mapping() && node.size > 1) {
      return fmt::format("A condition must be a single function, found {} keys; combine them with Fn::And or Fn::Or",
                         node.size);
    }
    const std::span<const std::string_view> known = known_functions();
    if (in_rules_ && node.function == Function::Condition) {
      return fmt::format("Rules are evaluated before conditions and cannot refer to one; write it out with {}",
                         fmt::join(known, ", "));
    }
    if (node.is_mapping() && node.size == 1) {
      std::string_view name = node.members()[0].key->text();
      if (const NearName near = near_function(node); near.found()) {
        return fmt::format("'{}' is not a condition function{}", name, did_you_mean(near));
      }
      return fmt::format("'{}' is not a condition function; use {}", name, fmt::join(known, ", "));
    }
    return fmt::format("Expected a condition, found {}; use {}", describe_value(node), fmt::join(known, ", "));
  }

  void judge_list(const Node& list, const Location& at, std::string_view rule, std::uint32_t least,
                  std::uint32_t most) {
    std::string_view name = at.key->text();
    std::string wanted =
        most == 1 ? "a list of 1 condition" : fmt::format("a list of {} to {} conditions", least, most);
    if (!list.is_sequence()) {
      fail(rule, at, fmt::format("{} requires {}, found {}", name, wanted, describe_value(list)));
      return;
    }
    if (list.size < least || list.size > most) {
      fail(rule, at, fmt::format("{} requires {}, found {}", name, wanted, list.size));
      return;
    }
    std::uint32_t index = 0;
    for (const Node* item : list.items()) {
      judge(*item, v_.at(at, index, *item), rule);
      ++index;
    }
  }

  void judge_equals(const Node& list, const Location& where, const Location& at, std::string_view rule) {
    if (!list.is_sequence() || list.size != 2) {
      fail(rule, at,
           list.is_sequence() ? fmt::format("Fn::Equals requires a list of 2 values, found {}", list.size)
                              : "Fn::Equals requires a list of 2 values");
      return;
    }
    bool sound = true;
    for (std::uint32_t i : {0U, 1U}) sound &= judge_operand(*list.items()[i], v_.at(at, i, *list.items()[i]), rule);
    if (sound) judge_use(*list.items()[0], *list.items()[1], where);
  }

  bool judge_operand(const Node& node, const Location& where, std::string_view rule) {
    if (is_boolean_function(node)) {
      std::size_t before = failures_;
      judge(node, where, rule);
      return failures_ == before;
    }
    if (node.is(NodeKind::Null)) fail_null(where);
    bool is_rule_value = in_rules_ && (node.function == Function::ValueOf || node.function == Function::ValueOfAll ||
                                       node.function == Function::RefAll);
    if (is_rule_value) return true;
    if (node.is_mapping() && !kOperandFunctions.contains(node.function)) {
      fail(rule, where,
           node.function == Function::None
               ? std::string("Fn::Equals compares strings; a map cannot be compared")
               : fmt::format("{} has no value when {} are evaluated; compare parameters, mappings and literals",
                             node.function_key()->text(), in_rules_ ? "rules" : "conditions"));
      return false;
    }
    return judge_value(node, where, rule) && judge_names(node, where, rule);
  }

  // Checks the arguments and results of nested functions with their own rules.
  bool judge_value(const Node& node, const Location& where, std::string_view rule) {
    std::vector<Failure> found;
    Context context = v_.context();
    context.functions = kOperandFunctions;
    context.rule = {};
    context.message = {};
    context.failures = &found;
    v_.check(node, v_.compilation().facts().find_schema("condition-operand"), where, context);
    bool sound = true;
    std::vector<Failure> kept;
    for (Failure& failure : found) {
      bool of_function = failure.rule.starts_with("E10");
      bool of_keyword = failure.rule.starts_with("E3");
      sound &= failure.rule.starts_with('W');
      if (of_function && in_rules_) kept.push_back(failure);
      const bool keeps_rule = failure.rule == "E1020" && !in_rules_;  // Ref keeps its rule
      if ((of_function && !keeps_rule) || of_keyword) failure.rule = rule;
      kept.push_back(std::move(failure));
    }
    failures_ += found.size();
    v_.report(std::move(kept));
    return sound;
  }

  // Conditions and rules are evaluated before any resource exists.
  bool judge_names(const Node& node, const Location& where, std::string_view rule) {
    bool sound = true;
    const Template& model = v_.compilation().model();
    walk_values(node, where, [&](const Node& part, const Location& at) {
      each_name(part, at, v_.compilation().source().text(), [&](std::string_view name, const Location& at_name) {
        const Resource* resource = model.find_resource(name.substr(0, name.find('.')));
        if (resource == nullptr || model.find_parameter(name) != nullptr) return;
        sound = false;
        fail(rule, at_name,
             fmt::format("'{}' is a resource, which does not exist when {} are evaluated", resource->name(),
                         in_rules_ ? "rules" : "conditions"));
      });
      return true;
    });
    return sound;
  }

  // W8003: a comparison whose result never changes. Reported at the comparison, not at its key.
  void judge_use(const Node& left, const Node& right, const Location& where) {
    bool literals = left.is_scalar() && right.is_scalar();
    bool equal = literals ? left.text() == right.text() : equal_values(left, right);
    if (!literals && !equal) return;
    v_.reporter().report("W8003", where,
                         literals ? fmt::format("Always {2}: {0} and {1} are literals", describe_value(left),
                                                describe_value(right), equal)
                                  : std::string("Always true: both sides are the same expression"));
  }

  void judge_name(const Node& name, const Location& at, std::string_view rule) {
    const Template& model = v_.compilation().model();
    if (!name.is_string()) {
      fail(rule, at, fmt::format("Condition must be the name of a condition, found {}", describe_value(name)));
      return;
    }
    for (const Reference* use : v_.compilation().symbols().uses(SymbolKind::Condition, name.text())) {
      if (use->node == &name) return;  // defined, or made by a loop
    }
    std::vector<std::string_view> known;
    for (const Declaration& condition : model.conditions()) known.push_back(condition.name());
    if (std::find(known.begin(), known.end(), name.text()) != known.end()) return;
    ++failures_;
    v_.reporter().report(no_condition(v_.compilation(), rule, at, name, known));
  }

  void judge_membership(const Node& node, const Location& at, std::string_view rule) {
    const Node& list = *node.argument();
    if (list.is_sequence() && list.size == 2) return;
    fail(rule, at,
         fmt::format("{} requires a list of 2 items: the values, and what to look for in them", at.key->text()));
  }

  void fail(std::string_view rule, const Location& where, std::string message) {
    ++failures_;
    v_.reporter().report(rule, where, std::move(message));
  }
  void fail(Finding& found) {
    ++failures_;
    v_.reporter().report(found);
  }
  void fail_null(const Location& where) {
    if (!in_rules_) fail("E1001", where, "Null is not allowed here; use a condition function");
  }

  Validation& v_;
  bool in_rules_;
  std::size_t failures_ = 0;
};

// AWS's own templates for RDS have a condition Is-EC2-VPC.
bool is_condition_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxNameCharacters && std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter_or_digit(c) || c == '&' || c == '_' || c == '-';
  });
}

void judge_members(Validation& v, Expressions& expressions, const Node& section, const Location& where, bool in_loop) {
  for (const Member& member : section.members()) {
    const Location& at = v.at(where, member);
    std::string_view name = member.key->text();
    if (name.starts_with("Fn::ForEach::")) {
      if (!v.compilation().model().has_language_extensions()) {
        v.reporter().report(finding("E8001", at, requires_language_extensions("Fn::ForEach"))
                                .fix(add_transform_fix(v.compilation(), kLanguageExtensions)));
      }
      std::span<const Node* const> parts = member.value->items();
      if (parts.size() == 3) judge_members(v, expressions, *parts[2], v.at(at, 2, *parts[2]), true);
      continue;
    }
    if (may_be_macro_call(member)) continue;
    if (!in_loop && member.key->is(NodeKind::Boolean)) {
      v.reporter().report("E8001", at,
                          fmt::format("YAML reads the condition name '{}' as a boolean; put it in quotes",
                                      v.compilation().source().slice(member.key->range)));
    } else if (!in_loop && !is_condition_name(name)) {
      v.reporter().report("E8001", at,
                          fmt::format("Invalid condition name '{}'; use 1 to 255 letters, digits, '-', '_' and '&'",
                                      name.substr(0, 60)));
    }
    expressions.judge(*member.value, at, rule_of(member.value->function));
  }
}

// Reports every condition on a cycle, with the path of the cycle.
void report_circles(Validation& v, const Location& where) {
  const Template& model = v.compilation().model();
  const DependencyGraph graph = DependencyGraph::build_of_conditions(model, v.compilation().symbols());
  if (graph.cycles().empty()) return;
  constexpr std::size_t kMostNotes = 12;
  constexpr std::size_t kMostFindings = 512;
  const auto conditions = model.conditions();
  std::size_t found = 0;
  for (std::uint32_t i = 0; i < conditions.size() && found < kMostFindings; ++i) {
    const std::vector<DependencyGraph::Edge> way = graph.circle_through(i);
    if (way.empty()) continue;
    ++found;
    std::vector<std::string_view> names = {conditions[i].name()};
    for (const DependencyGraph::Edge& edge : way) names.push_back(conditions[edge.to].name());
    Finding circle =
        finding("E8007", v.at(where, conditions[i].member),
                fmt::format("Circular condition: '{}' depends on itself ({})", conditions[i].name(), cycle_of(names)));
    for (std::size_t k = 0; k < std::min(way.size(), kMostNotes); ++k) {
      circle.note(way[k].via->range, fmt::format("'{}' refers to '{}' here", conditions[way[k].from].name(),
                                                 conditions[way[k].to].name()));
    }
    v.reporter().report(circle);
  }
}

}  // namespace

void check_conditions(Validation& v, const Node& section, const Location& where) {
  if (section.is(NodeKind::Null)) return;  // check_root() reports it
  if (!section.is_mapping()) {
    v.reporter().report("E1001", where,
                        fmt::format("Conditions must be a map of named conditions, found {}", describe_value(section)));
    return;
  }
  Expressions expressions(v, false);
  judge_members(v, expressions, section, where, false);

  report_circles(v, where);
}

void check_rule_condition(Validation& v, const Node& expression, const Location& where) {
  Expressions(v, true).judge(expression, where, "E1702");
}

void check_assertion(Validation& v, const Node& expression, const Location& where) {
  Expressions(v, true).judge(expression, where, "E1701");
}

}  // namespace virga
