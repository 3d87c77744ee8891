#include "compiler/expand/serverless/api/custom_domain.h"

#include <fmt/format.h>

#include "compiler/expand/serverless/api/open_api/base_editor.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kGroupType = "AWS::Route53::RecordSetGroup";

// A property of Route53 that has a value, or null.
const Value* given(const Value& route53, std::string_view name) {
  const Value* value = route53.get(name);
  return !is_nothing(value) ? value : nullptr;
}

Value* record_set(SamContext& context, const Value& domain, const Value& route53, std::string_view type,
                  Value* alias_target) {
  ValueFactory& make = context.make;
  const auto copied = [&](std::string_view name) {
    const Value* value = route53.get(name);
    return value == nullptr || value->is_null() ? nullptr : make.copy(value);
  };
  return make.object({{"Name", make.copy(domain.get("DomainName"))},
                      {"Type", make.string(type)},
                      {"AliasTarget", alias_target},
                      {"Region", copied("Region")},
                      {"SetIdentifier", copied("SetIdentifier")}});
}

}  // namespace

Value* regional_alias_target(SamContext& context, std::string_view domain_id, const Value& route53) {
  ValueFactory& make = context.make;
  const Value* health = route53.get("EvaluateTargetHealth");
  return make.object({{"EvaluateTargetHealth", health == nullptr || health->is_null() ? nullptr : make.copy(health)},
                      {"HostedZoneId", make.get_att(domain_id, "RegionalHostedZoneId")},
                      {"DNSName", make.get_att(domain_id, "RegionalDomainName")}});
}

bool add_record_sets(SamContext& context, const SamResource& api, const Value& domain, Value* alias_target) {
  const Value* route53 = domain.get("Route53");
  if (route53 == nullptr || route53->is_null()) return true;
  if (!route53->is_mapping()) {
    return context.fail(api, route53, fmt::format("Domain.Route53 must be a map, found {}", describe(*route53)),
                        "Domain");
  }
  ValueFactory& make = context.make;
  const ValueFactory::Scope scope(make, *route53);
  const Value* zone = given(*route53, "HostedZoneId");
  const Value* zone_name = given(*route53, "HostedZoneName");
  if (zone == nullptr && zone_name == nullptr) {
    return context.fail(api, route53, "Domain.Route53 requires HostedZoneId or HostedZoneName, the zone of the records",
                        "Domain");
  }
  Value* sets = make.list({record_set(context, domain, *route53, "A", alias_target)});
  const Value* ipv6 = route53->get("IpV6");
  if (ipv6 != nullptr && ipv6->is_boolean() && ipv6->text() == "true") {
    sets->append(record_set(context, domain, *route53, "AAAA", make.copy(alias_target)));
  }
  const Value* separate = given(*route53, "SeparateRecordSetGroup");
  if (separate != nullptr && !separate->is_boolean()) {
    return context.fail(
        api, separate,
        fmt::format("Domain.Route53.SeparateRecordSetGroup must be true or false, found {}", describe(*separate)),
        "Domain");
  }
  const Value* named = zone != nullptr ? zone : zone_name;
  std::string id = "RecordSetGroup";
  if (separate != nullptr) {
    id += short_hash(*make.list({make.copy(named), make.copy(domain.get("DomainName"))}));
  } else {
    id += short_hash(*named);
    if (const auto found = context.apis.record_set_groups.find(id); found != context.apis.record_set_groups.end()) {
      for (Value* set : sets->items()) found->second->append(set);
      return true;
    }
    context.apis.record_set_groups.emplace(id, sets);
  }
  Value* properties = make.object({{"HostedZoneId", zone == nullptr ? nullptr : make.copy(zone)},
                                   {"HostedZoneName", zone_name == nullptr ? nullptr : make.copy(zone_name)},
                                   {"RecordSets", sets}});
  context.add_resource(api, id, kGroupType, properties, derived_attributes(context, api));
  return true;
}

}  // namespace virga
