// DNS records for custom domains of REST, HTTP and WebSocket APIs.
#pragma once

#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// {HostedZoneId, DNSName, EvaluateTargetHealth} for a regional domain, from attributes of the generated resource
// `domain_id`. `route53` is Domain.Route53, a mapping.
Value* regional_alias_target(SamContext& context, std::string_view domain_id, const Value& route53);

// Adds an A record and, with IpV6, an AAAA record for `domain` (the property Domain with its parameters resolved) to
// the AWS::Route53::RecordSetGroup of its hosted zone. All APIs of the template share that group unless
// SeparateRecordSetGroup is set. Does nothing without Route53. Takes ownership of `alias_target`. False if a problem
// was reported.
bool add_record_sets(SamContext& context, const SamResource& api, const Value& domain, Value* alias_target);

}  // namespace virga
