// W3002, W3010, I3037: property values that work, but not the way people mean.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "rules/resources/checks.h"

namespace virga {
namespace {

bool is_inside_function(const Location& where) {
  for (const Location* at = &where; at != nullptr; at = at->parent) {
    if (at->parent != nullptr && at->parent->value != nullptr && at->parent->value->function != Function::None) return true;
  }
  return false;
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> repeated_items(const Node& list) {
  for (std::uint32_t i = 1; i < list.size; ++i) {
    if (is_no_value(*list.item_list[i])) continue;
    for (std::uint32_t k = 0; k < i; ++k) {
      if (equal_values(*list.item_list[k], *list.item_list[i])) return std::pair{k, i};
    }
  }
  return std::nullopt;
}

bool is_made_by_cdk(const Template& model) {
  return std::any_of(model.resources().begin(), model.resources().end(),
                     [](const Resource& resource) { return resource.type == "AWS::CDK::Metadata"; });
}

// Lists that the schema describes and whose items may repeat; others are E3037's or of unknown meaning.
void look_for_repeated_items(Validation& validation, const Node& value, Schema schema, const Location& where, int depth) {
  if (depth > 32 || !schema) return;
  if (value.is_sequence()) {
    auto items = schema.find(KeywordId::Items);
    if (!items) return;
    auto unique = schema.find(KeywordId::UniqueItems);
    if (!(unique && unique->boolean()) && value.size <= 1024) {
      if (auto pair = repeated_items(value)) {
        validation.fail(validation.context(), "I3037", where,
                        fmt::format("Items {} and {} of the list are the same ({}): the second adds nothing", pair->first + 1,
                                    pair->second + 1, describe_value(*value.item_list[pair->second])));
      }
    }
    std::uint32_t index = 0;
    for (const Node* item : value.items()) {
      look_for_repeated_items(validation, *item, items->schema(), validation.at(where, index, *item), depth + 1);
      ++index;
    }
    return;
  }
  if (!value.is_mapping() || value.function != Function::None) return;
  auto properties = schema.find(KeywordId::Properties);
  for (const Member& member : value.members()) {
    if (member.value->is_scalar()) continue;
    auto property = properties ? properties->find(member.key->text()) : std::nullopt;
    if (property) {
      look_for_repeated_items(validation, *member.value, property->schema, validation.at(where, member), depth + 1);
    }
  }
}

}  // namespace

void check_packaged_path(Validation& validation, const Node& value, const Location& where) {
  const Template& model = validation.compilation().model();
  if (!value.is_string() || validation.context().resolved || model.is_sam()) return;
  std::string_view text = value.text();
  if (text.starts_with("s3://") || text.starts_with("https://")) return;
  validation.fail(validation.context(), "W3002", where,
                  fmt::format("{} is a path on your machine: CloudFormation only takes it after 'aws cloudformation "
                              "package' has uploaded it; deploy the packaged template",
                              describe_value(value)));
}

void check_availability_zone(Validation& validation, const Node& value, const Location& where) {
  if (!value.is_string() || validation.context().resolved || value.text() == "all" || is_inside_function(where)) return;
  if (is_made_by_cdk(validation.compilation().model())) return;
  validation.fail(validation.context(), "W3010", where,
                  fmt::format("The zone {} ties the template to one region, and not every account sees it: use Fn::GetAZs "
                              "or a parameter",
                              describe_value(value)));
}

void check_repeated_items(Validation& validation, const Node& resource, const Location& where) {
  const Member* properties = resource.find("Properties");
  const Node* type = resource.get("Type");
  if (properties == nullptr || type == nullptr || !type->is_string()) return;
  if (auto facts = validation.compilation().facts().find_type(type->text())) {
    look_for_repeated_items(validation, *properties->value, facts->properties(), validation.at(where, *properties), 0);
  }
}

}  // namespace virga
