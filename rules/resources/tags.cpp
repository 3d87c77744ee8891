// E3024: invalid tags.
#include "rules/resources/checks.h"

namespace virga {

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
  validation.check(*tags->value, compilation.facts().find_schema("resource-tags"),
                   validation.at(validation.at(where, *properties), *tags), context);
}

}  // namespace virga
