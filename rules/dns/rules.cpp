#include "rules/dns/rules.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3013", "Alias that is no domain name",
     "CloudFront refuses alternate domain names that are no domain names in lower case.",
     "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html"},
    {"E3023", "Value does not fit the type of the record",
     "Route 53 refuses values that a record of this type cannot hold.",
     "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html"},
    {"E3029", "Time to live on an alias",
     "An alias has the time to live of its target, and Route 53 refuses one of its own.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html"},
};

}  // namespace

std::span<const Rule> dns_rules() { return kRules; }

}  // namespace virga
