// W3002, W3010, I3037: property values that work, but not the way people mean.
#include <fmt/format.h>

#include <algorithm>

#include "rules/resources/checks.h"

namespace virga {
namespace {

bool is_inside_function(const Location& where) {
  for (const Location* at = &where; at != nullptr; at = at->parent) {
    if (at->parent != nullptr && at->parent->value != nullptr && at->parent->value->function != Function::None) return true;
  }
  return false;
}

bool is_made_by_cdk(const Template& model) {
  return std::any_of(model.resources().begin(), model.resources().end(),
                     [](const Resource& resource) { return resource.type == "AWS::CDK::Metadata"; });
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

void check_repeated_items(Validation& validation, const Node& value, const Location& where) {
  if (!value.is_sequence() || value.size > 1024 || validation.context().resolved) return;
  for (std::uint32_t i = 1; i < value.size; ++i) {
    for (std::uint32_t k = 0; k < i; ++k) {
      if (!equal_values(*value.item_list[k], *value.item_list[i])) continue;
      if (is_no_value(*value.item_list[i])) continue;
      validation.fail(validation.context(), "I3037", where,
                      fmt::format("Items {} and {} of the list are the same ({}), which has no effect of its own", k + 1,
                                  i + 1, describe_value(*value.item_list[i])));
      return;
    }
  }
}

}  // namespace virga
