#include "rules/core/properties.h"

#include <fmt/format.h>

#include "schemas/schema_database.h"

namespace virga {

void check_resource_properties(Validation& validation, const Node& resource, const Location& where) {
  const Compilation& compilation = validation.compilation();
  // Whatever the type is, or was meant to be: what is referred to must be there.
  const Node* type_name = resource.get("Type");
  const bool has_type = type_name != nullptr && type_name->is_string();
  auto type = has_type ? compilation.facts().find_type(type_name->text()) : std::nullopt;

  Context context = validation.context();
  context.functions = kPropertyFunctions;
  context.rule = {};
  context.message = {};
  context.strict_types = compilation.options().rules.option("E3012", "strict", "false") == "true";
  Scenario scenario;
  const Node* condition = resource.get("Condition");
  if (condition != nullptr && condition->is_string()) {
    if (auto id = compilation.conditions().id(condition->text())) {
      scenario.push_back({*id, true});
      context.scenario = &scenario;
    }
  }

  const Schema schema = type ? type->properties() : Schema{};
  const Member* properties = resource.find("Properties");
  if (properties != nullptr) {
    const Node& value = *properties->value;
    if (value.function != Function::None && value.function != Function::If && value.function != Function::Transform &&
        context.functions.contains(value.function)) {
      const Location& at = validation.at(where, *properties);
      validation.fail(context, "E3012", validation.at(at, value.members()[0]),
                      fmt::format("Properties cannot be {} as a whole; use it for single properties",
                                  value.function_key()->text()));
      return;
    }
    validation.check(*properties->value, schema, validation.at(where, *properties), context);
  } else if (type) {
    // A missing Properties counts as empty: required properties are reported at the resource itself.
    static const Node empty = [] {
      Node node;
      node.kind = NodeKind::Mapping;
      node.member_list = nullptr;
      return node;
    }();
    validation.check(empty, schema, where, context);
  }
}

}  // namespace virga
