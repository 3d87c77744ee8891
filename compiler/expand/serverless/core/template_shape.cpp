#include <fmt/format.h>

#include <algorithm>

#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"

namespace virga {
namespace {

void check_resource(SamContext& context, const Entry& entry) {
  const std::string_view id = entry.key->text();
  const Value& body = *entry.value;
  if (!body.string_at("Type").starts_with("AWS::Serverless::")) return;
  if (const Value* properties = body.get("Properties"); properties != nullptr && !properties->is_mapping()) {
    context.problems.error(
        id, properties,
        fmt::format("Properties must be a map, found {}; check its indentation", describe(*properties)));
  }
  const Value* condition = body.get("Condition");
  if (condition != nullptr && !condition->is_null() && !condition->is_string()) {
    context.problems.error(id, condition,
                           fmt::format("Condition must be the name of a condition, found {}", describe(*condition)));
  }
}

}  // namespace

bool check_template_shape(SamContext& context) {
  Problems& problems = context.problems;
  const std::size_t before = problems.errors();
  const Value* resources = context.root.get("Resources");
  if (resources == nullptr || !resources->is_mapping() || resources->empty()) {
    problems.error({}, resources != nullptr ? resources : &context.root,
                   "The template requires a Resources section with at least one resource");
    return false;
  }
  for (const Entry& entry : resources->entries()) {
    if (entry.value->is_mapping()) {
      check_resource(context, entry);
    } else if (function_of_key(entry.key->text()) != Function::ForEach) {  // a loop that was not expanded
      problems.error(entry.key->text(), entry.value,
                     fmt::format("A resource must be a map with Type and Properties, found {}; check its indentation",
                                 describe(*entry.value)));
    }
  }
  for (const std::string_view section : {"Parameters", "Mappings", "Conditions"}) {
    const Value* value = context.root.get(section);
    if (value != nullptr && !value->is_mapping() && (!value->is_null() || section == "Mappings")) {
      problems.error({}, value, fmt::format("Section {} must be a map, found {}", section, describe(*value)));
    }
  }
  return problems.errors() == before;
}

}  // namespace virga
