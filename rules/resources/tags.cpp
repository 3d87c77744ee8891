// E3024: invalid tags.
#include <algorithm>
#include <utility>

#include "rules/resources/checks.h"

namespace virga {
namespace {

// A tag with a function that fails is malformed, too, as cfn-lint says. For people it is a part of the function's
// finding (compiler/diagnostics/fold.h).
void repeat_function_failures(const Location& tags, std::vector<Failure>& failures) {
  const auto is_of_function = [](const Failure& failure) {
    return failure.rule.starts_with("E10") && failure.severity == Severity::Error;
  };
  if (std::none_of(failures.begin(), failures.end(), is_of_function)) return;
  const Path top = tags.path();
  for (std::size_t i = 0, count = failures.size(); i < count; ++i) {
    const Failure& failure = failures[i];
    if (!is_of_function(failure) || failure.path.size() < top.size()) continue;
    if (!std::equal(top.begin(), top.end(), failure.path.begin())) continue;
    // What a macro gets is its own affair.
    if (std::find(failure.path.begin(), failure.path.end(), PathElement("Fn::Transform")) != failure.path.end())
      continue;
    Failure tag = failure;
    tag.rule = "E3024";
    tag.parent_rule = failure.rule;
    tag.fixes.clear();
    failures.push_back(std::move(tag));
  }
}

}  // namespace

void check_tags(Validation& validation, const Node& resource, const Location& where) {
  const Member* properties = resource.find("Properties");
  const Node* type_name = resource.get("Type");
  if (properties == nullptr || type_name == nullptr || !type_name->is_string()) return;
  const Member* tags = properties->value->find("Tags");
  if (tags == nullptr) return;
  const Compilation& compilation = validation.compilation();
  auto type = compilation.facts().find_type(type_name->text());
  auto known = type ? type->properties().find(KeywordId::Properties) : std::nullopt;
  if (!known || !known->find("Tags")) return;

  Context context = validation.context();
  context.functions = kPropertyFunctions;
  Scenario scenario;
  const Node* condition = resource.get("Condition");
  if (condition != nullptr && condition->is_string()) {
    if (auto id = compilation.conditions().id(condition->text())) {
      scenario.push_back({*id, true});
      context.scenario = &scenario;
    }
  }
  const Location& at_tags = validation.at(validation.at(where, *properties), *tags);
  validation.check(*tags->value, compilation.facts().find_schema("resource-tags"), at_tags, context);
  // In a text that was not read to its end, the function's rule knows which of its findings can be told.
  if (context.failures != nullptr && compilation.unread() == nullptr)
    repeat_function_failures(at_tags, *context.failures);
}

}  // namespace virga
