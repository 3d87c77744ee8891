// Custom domains of REST, HTTP and WebSocket APIs: the DNS records that lead to them.
#pragma once

#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// {HostedZoneId, DNSName, EvaluateTargetHealth} of a regional domain, from the attributes of the generated resource
// `domain_id`. `route53` is Domain.Route53, a mapping.
Value* regional_alias_target(SamContext& context, std::string_view domain_id, const Value& route53);

// Adds an A record, and with IpV6 an AAAA record, for `domain` (the property Domain, its parameters resolved, with
// Route53 in it) to the AWS::Route53::RecordSetGroup of its hosted zone, which all APIs of the template share, or with
// SeparateRecordSetGroup to one of its own. Does nothing without Route53. `alias_target` is taken over. False when a
// problem was reported.
bool add_record_sets(SamContext& context, const SamResource& api, const Value& domain, Value* alias_target);

}  // namespace virga
