// E3040, W3002, W3010, I3037: property values that do not work, or not as intended.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "compiler/resolve/regions.h"
#include "rules/engine/equal_items.h"
#include "rules/engine/fixes.h"
#include "rules/resources/checks.h"
#include "rules/resources/described.h"

namespace virga {
namespace {

bool is_inside_function(const Location& where) {
  for (const Location* at = &where; at != nullptr; at = at->parent) {
    if (at->parent != nullptr && at->parent->value != nullptr && at->parent->value->function != Function::None)
      return true;
  }
  return false;
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> repeated_items(const Node& list) {
  return first_equal_items(list, hash_value, [](const Node& earlier, const Node& later) {
    return !is_no_value(later) && equal_values(earlier, later);
  });
}

}  // namespace

void check_packaged_path(Validation& validation, const Node& value, const Location& where) {
  const Template& model = validation.compilation().model();
  if (!value.is_string() || validation.context().resolved || model.is_sam()) return;
  std::string_view text = value.text();
  if (text.starts_with("s3://") || text.starts_with("https://")) return;
  if (text.starts_with("arn:")) {
    validation.fail(validation.context(), "W3002", where,
                    fmt::format("{} is an ARN, but a URL or a local file for 'aws cloudformation package' is expected",
                                describe_value(value)));
    return;
  }
  validation.fail(validation.context(), "W3002", where,
                  fmt::format("{} is a local path, which CloudFormation does not accept; run 'aws cloudformation "
                              "package' and deploy the packaged template",
                              describe_value(value)));
}

namespace {

// The region of a zone that Fn::GetAZs may return: its name and a letter. Empty for other names, as those of local
// zones
// ("us-west-2-lax-1a") are.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getavailabilityzones.html
std::string_view region_of_zone(std::string_view zone) {
  constexpr std::string_view kLetters = "abcdef";
  if (zone.empty() || kLetters.find(zone.back()) == std::string_view::npos) return {};
  const std::string_view region = zone.substr(0, zone.size() - 1);
  return is_region(region) ? region : std::string_view{};
}

// Whether some resource names a zone of another region. A stack is in one region, so one of the two is wrong.
bool names_other_region(const Template& model, std::string_view region) {
  constexpr std::size_t kMostResources = 500;  // of a template
  if (model.resources().size() > kMostResources) return true;
  const auto is_other = [&](const Node& zone) {
    const std::string_view other = zone.is_string() ? region_of_zone(zone.text()) : std::string_view{};
    return !other.empty() && other != region;
  };
  return std::any_of(model.resources().begin(), model.resources().end(), [&](const Resource& resource) {
    const Node* zone = resource.property("AvailabilityZone");
    const Node* zones = resource.property("AvailabilityZones");
    if (zone != nullptr && is_other(*zone)) return true;
    return zones != nullptr &&
           std::any_of(zones->items().begin(), zones->items().end(), [&](const Node* item) { return is_other(*item); });
  });
}

// The letter means a different zone in each account, so any choice is equally good.
std::optional<Fix> pick_zone_fix(const Compilation& compilation, const Node& value, const Location& where) {
  const std::string_view region = region_of_zone(value.text());
  if (region.empty() || where.parent == nullptr || where.value != &value) return std::nullopt;
  if (names_other_region(compilation.model(), region)) return std::nullopt;
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  // Two zones stay two, even if a region with fewer of them refuses the index.
  const Node& index =
      make.scalar(NodeKind::Integer, std::string(1, static_cast<char>('0' + (value.text().back() - 'a'))));
  edit.replace(*where.parent->value, value,
               make.call("Fn::Select", make.list({&index, &make.call("Fn::GetAZs", make.text(""))})));
  return edit.take_fix("Pick a zone of the region", FixSafety::Unsafe);
}

}  // namespace

void check_availability_zone(Validation& validation, const Node& value, const Location& where) {
  if (!value.is_string() || validation.context().resolved || value.text() == "all" || is_inside_function(where)) return;
  if (validation.compilation().model().is_made_by_cdk()) return;
  validation.fail(
      validation.context(),
      finding(
          "W3010", where,
          fmt::format("Hard-coded Availability Zone {}, which only exists in one region; use Fn::GetAZs or a parameter",
                      describe_value(value)))
          .fix(pick_zone_fix(validation.compilation(), value, where)));
}

void check_repeated_items(Validation& validation, const Node& resource, const Location& where) {
  if (!validation.reporter().runs("I3037")) return;
  // Only lists that the schema describes and in which items may repeat; for others see E3037, or their meaning is
  // unknown.
  const auto is_any = [](Schema) { return true; };
  walk_described_resource(
      validation, resource, where, is_any, [&](const Node& value, const Property*, Schema schema, const Location& at) {
        auto unique = schema.find(KeywordId::UniqueItems);
        if (!value.is_sequence() || value.size > 1024 || !schema.find(KeywordId::Items)) return;
        if (unique && unique->boolean()) return;
        auto pair = repeated_items(value);
        if (!pair) return;
        validation.fail(validation.context(),
                        finding("I3037", at,
                                fmt::format("Items {} and {} are identical ({}); remove one", pair->first + 1,
                                            pair->second + 1, describe_value(*value.item_list[pair->second])))
                            .focus(*value.item_list[pair->second])
                            .fix(remove_item_fix(validation.compilation(), value, pair->second, "Remove the duplicate",
                                                 FixSafety::Unsafe)));
      });
}

void check_read_only_properties(Validation& validation, const Node& resource, const Location& where) {
  const auto holds_read_only = [](Schema schema) { return schema.has_read_only(); };
  walk_described_resource(
      validation, resource, where, holds_read_only,
      [&](const Node& value, const Property* property, Schema, const Location& at) {
        if (property == nullptr || !property->read_only || is_no_value(value)) return;
        validation.fail(
            validation.context(),
            finding("E3040", at, fmt::format("'{}' is read-only; remove it (Fn::GetAtt can read it)", property->name))
                .fix(remove_fix(validation.compilation(), at, FixSafety::Unsafe)));
      });
}

}  // namespace virga
