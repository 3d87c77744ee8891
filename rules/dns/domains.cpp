// E3057, E3503: relations between origins, and between domains.
#include <fmt/format.h>

#include <set>
#include <string_view>

#include "rules/dns/checks.h"

namespace virga {
namespace {

// Collects the Id of each item. False if a part of the list is not written out.
bool collect_ids(const Node* list, std::set<std::string_view>& ids) {
  if (list == nullptr) return true;
  if (!list->is_sequence()) return false;
  for (const Node* item : list->items()) {
    const Node* id = item->get("Id");
    if (item->function != Function::None || id == nullptr || !id->is_string()) return false;
    ids.insert(id->text());
  }
  return true;
}

}  // namespace

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-certificatemanager-certificate-domainvalidationoption.html
void check_validation_domain(Validation& validation, const Node& option, const Location& where) {
  const Member* domain = option.find("DomainName");
  const Node* validated = option.get("ValidationDomain");
  if (domain == nullptr || validated == nullptr) return;
  const Compilation& compilation = validation.compilation();
  const Resolution names = compilation.evaluator().resolve(*domain->value);
  const Resolution& parents = compilation.evaluator().resolve(*validated);
  for (const ResolvedValue& a : names.values) {
    for (const ResolvedValue& b : parents.values) {
      // A parameter's value may be overridden.
      if (!a.choices.empty() || !b.choices.empty()) continue;
      const std::string_view name = a.value->text();
      const std::string_view parent = b.value->text();
      if (parent.empty() || name == parent || name.ends_with(fmt::format(".{}", parent))) continue;
      Scenario both = a.scenario;
      both.insert(both.end(), b.scenario.begin(), b.scenario.end());
      if (!compilation.conditions().possible(both)) continue;
      validation.fail(
          validation.context(), "E3503", validation.at(where, *domain),
          fmt::format("ValidationDomain must be '{}' or one of its parent domains, found '{}'", name, parent));
      return;
    }
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-cloudfront-distribution-defaultcachebehavior.html
void check_target_origins(Validation& validation, const Node& distribution, const Location& where) {
  std::set<std::string_view> ids;
  const Node* origins = distribution.get("Origins");
  const Node* groups = distribution.get("OriginGroups");
  if (origins == nullptr || !collect_ids(origins, ids)) return;
  if (groups != nullptr && !collect_ids(groups->get("Items"), ids)) return;
  const auto judge = [&](const Node& behavior, const Location& at) {
    const Member* target = behavior.find("TargetOriginId");
    if (target == nullptr || !target->value->is_string() || ids.contains(target->value->text())) return;
    validation.fail(
        validation.context(), "E3057", validation.at(at, *target),
        fmt::format("Origin or origin group '{}' is not defined in this distribution", target->value->text()));
  };
  if (const Member* standard = distribution.find("DefaultCacheBehavior")) {
    judge(*standard->value, validation.at(where, *standard));
  }
  const Member* others = distribution.find("CacheBehaviors");
  if (others == nullptr) return;
  const Location& list = validation.at(where, *others);
  for (std::uint32_t i = 0; i < others->value->items().size(); ++i) {
    const Node& item = *others->value->items()[i];
    judge(item, validation.at(list, i, item));
  }
}

}  // namespace virga
