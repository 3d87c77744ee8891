// E3041: a record set must belong to its hosted zone.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html
#include <fmt/format.h>

#include "compiler/support/text.h"
#include "rules/dns/checks.h"
#include "rules/engine/branches.h"

namespace virga {
namespace {

// Lowercase and without the trailing dot, as Route 53 compares names.
std::string canonical(std::string_view name) {
  std::string text = to_lower(name);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

bool is_outside(const Node& zone, const Node& name) {
  if (!zone.is_string() || !name.is_string()) return false;
  const std::string domain = canonical(zone.text()), record = canonical(name.text());
  return !domain.empty() && record != domain && !record.ends_with("." + domain);
}

void judge(Validation& validation, const Node& zone, const Member& name, const Location& where) {
  const auto pair = first_pair(validation.compilation(), zone, *name.value, {}, is_outside);
  if (!pair) return;
  validation.fail(validation.context(), "E3041", validation.at(where, name),
                  fmt::format("'{}' is not in the hosted zone '{}'; a record name must end with the name of its zone",
                              pair->second->text(), pair->first->text()));
}

}  // namespace

void check_record_names(Validation& validation, const Node& record, const Location& where) {
  const Member* zone = record.find("HostedZoneName");
  if (zone == nullptr) return;
  const Node& value = *zone->value;
  if (value.is_string() && !value.text().empty() && !value.text().ends_with('.')) {
    validation.fail(validation.context(), "E3041", validation.at(where, *zone),
                    fmt::format("HostedZoneName must end with a dot; write '{}.'", value.text()));
  }
  if (const Member* name = record.find("Name")) judge(validation, value, *name, where);
  // The records of a group.
  const Member* records = record.find("RecordSets");
  if (records == nullptr) return;
  const Location& list = validation.at(where, *records);
  for (std::uint32_t i = 0; i < records->value->items().size(); ++i) {
    const Node& item = *records->value->items()[i];
    if (const Member* name = item.find("Name")) judge(validation, value, *name, validation.at(list, i, item));
  }
}

}  // namespace virga
