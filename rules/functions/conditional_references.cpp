#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "compiler/resolve/sub_text.h"
#include "compiler/syntax/member_index.h"
#include "rules/engine/compilation.h"
#include "rules/engine/reporter.h"
#include "rules/functions/template_checks.h"
#include "rules/functions/text_walk.h"

namespace virga {
namespace {

// Walks the values of a resource or output together with the conditions that hold there.
class Walk {
public:
  Walk(const Compilation& compilation, Reporter& reporter) : compilation_(compilation), reporter_(reporter) {}

  void run(const Location& body) {
    scenario_.clear();
    unreadable_ = 0;
    const Node* condition = body.value->get("Condition");
    if (condition != nullptr && condition->is_string()) assume(condition->text(), true);
    for (const Member& member : body.value->members()) {
      if (member.key->text() == "DependsOn" || member.key->text() == "Condition") continue;
      const Location inner{&body, member.key, member.value, 0};
      value(inner);
    }
  }

private:
  bool assume(std::string_view condition, bool value) {
    auto id = compilation_.conditions().id(condition);
    if (!id) {
      ++unreadable_;
      return false;
    }
    scenario_.push_back({*id, value});
    return true;
  }

  void value(const Location& where) {
    const Node& node = *where.value;
    switch (node.function) {
      case Function::If:
        branches(where);
        return;
      case Function::Ref:
        if (node.argument()->is_string()) use(node.argument()->text(), "Ref", where, content_range(*node.argument()));
        break;
      case Function::GetAtt:
        get_att(where);
        break;
      case Function::Sub:
        sub(where);
        break;
      default:
        break;
    }
    for (const Member& member : node.members()) {
      const Location inner{&where, member.key, member.value, 0};
      value(inner);
    }
    std::uint32_t index = 0;
    for (const Node* item : node.items()) {
      const Location inner{&where, nullptr, item, index++};
      value(inner);
    }
  }

  void branches(const Location& where) {
    const Node& argument = *where.value->argument();
    const Location at_if{&where, where.value->function_key(), &argument, 0};
    const bool well_formed = argument.is_sequence() && argument.size == 3 && argument.items()[0]->is_string();
    std::uint32_t index = 0;
    for (const Node* item : argument.items()) {
      const std::uint32_t branch = index++;
      if (branch == 0) continue;
      const Location inner{&at_if, nullptr, item, branch};
      if (!well_formed) {
        value(inner);
        continue;
      }
      const bool assumed = assume(argument.items()[0]->text(), branch == 1);
      value(inner);
      if (assumed) {
        scenario_.pop_back();
      } else {
        --unreadable_;
      }
    }
  }

  void get_att(const Location& where) {
    const Node& argument = *where.value->argument();
    if (argument.is_string()) {
      use(argument.text().substr(0, argument.text().find('.')), "Fn::GetAtt", where, content_range(argument));
    } else if (argument.is_sequence() && argument.size == 2 && argument.items()[0]->is_string()) {
      use(argument.items()[0]->text(), "Fn::GetAtt", where, content_range(*argument.items()[0]));
    }
  }

  void sub(const Location& where) {
    const Node& argument = *where.value->argument();
    const Node* text = argument.is_sequence() && argument.size > 0 ? argument.items()[0] : &argument;
    const Node* values = argument.is_sequence() && argument.size == 2 ? argument.items()[1] : nullptr;
    if (!text->is_string()) return;
    const MemberIndex own(values);
    for (const SubVariable& variable : sub_variables(*text, compilation_.source().text())) {
      if (own.find(variable.name) != nullptr) continue;
      use(variable.name.substr(0, variable.name.find('.')), "Fn::Sub", where, variable.source);
    }
  }

  void use(std::string_view name, std::string_view how, const Location& where, TextRange text) {
    const Resource* resource = compilation_.model().find_resource(name);
    if (resource == nullptr || resource->condition == nullptr || !resource->condition->value->is_string()) return;
    const ConditionSolver& solver = compilation_.conditions();
    auto id = solver.id(resource->condition->value->text());
    if (!id || unreadable_ > 0) return;
    Scenario absent;
    for (const Assumption& a : scenario_) {
      auto same =
          std::find_if(absent.begin(), absent.end(), [&](const Assumption& b) { return b.condition == a.condition; });
      if (same == absent.end()) {
        absent.push_back(a);
      } else if (same->value != a.value) {
        return;  // never evaluated
      }
    }
    if (std::find(absent.begin(), absent.end(), Assumption{*id, true}) != absent.end()) return;
    if (std::find(absent.begin(), absent.end(), Assumption{*id, false}) == absent.end()) absent.push_back({*id, false});
    if (!solver.possible(absent)) return;
    Scenario present = absent;
    std::find(present.begin(), present.end(), Assumption{*id, false})->value = true;
    // Where the resource never exists, a condition would always leave the value out.
    std::optional<Fix> fix;
    if (present.size() == 1 || solver.possible(present)) fix = condition_fix(*resource->condition->value, where);
    reporter_.report(
        finding("W1001", where,
                fmt::format("{} refers to '{}', which does not exist when {}", how, name, solver.describe(absent)))
            .focus(text)
            .note(resource->condition->value->range, "The resource only exists under this condition")
            .fix(std::move(fix)));
  }

  // The same condition for what needs the resource: an output as a whole, or a value of a property, which AWS::NoValue
  // takes away otherwise.
  std::optional<Fix> condition_fix(const Node& condition, const Location& where) const {
    EditBuilder edit(compilation_.tree());
    ValueMaker make;
    if (key_at(where, 1) == "Outputs") {
      edit.add_member(*step_at(where, 2)->value, "Condition", make.text(condition.text()));
      return edit.take_fix(fmt::format("Add 'Condition: {}' to the output", condition.text()), FixSafety::Unsafe);
    }
    const bool is_argument = function_around(where, false) != Function::None;
    const bool is_behind_tag = where.key != nullptr && where.key->is_synthetic();
    if (key_at(where, 3) != "Properties" || is_argument || is_behind_tag || where.value->function == Function::Sub) {
      return std::nullopt;
    }
    const Node& choice =
        make.call("Fn::If", make.list({&make.text(condition.text()), where.value, &make.ref("AWS::NoValue")}));
    edit.replace(*where.parent->value, *where.value, choice);
    return edit.take_fix(fmt::format("Leave it out unless '{}' is true", condition.text()), FixSafety::Unsafe);
  }

  const Compilation& compilation_;
  Reporter& reporter_;
  Scenario scenario_;
  int unreadable_ = 0;  // number of assumptions about undefined conditions
};

}  // namespace

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html
void check_conditional_references(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  const auto is_conditional = [](const Resource& resource) { return resource.condition != nullptr; };
  if (std::none_of(model.resources().begin(), model.resources().end(), is_conditional)) return;
  Walk walk(compilation, reporter);
  const Location root{nullptr, nullptr, model.root(), 0};
  for (Section section : {Section::Resources, Section::Outputs}) {
    const Member* member = model.section(section);
    if (member == nullptr) continue;
    const Location at_section{&root, member->key, member->value, 0};
    for (const Member& entry : member->value->members()) {
      const Location body{&at_section, entry.key, entry.value, 0};
      walk.run(body);
    }
  }
}

}  // namespace virga
