#include "rules/dns/rules.h"

#include "rules/dns/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3013", "Invalid alternate domain name", "CloudFront only accepts alternate domain names in lower case.",
     "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html"},
    {"E3023", "Value does not match the record type", "Route 53 refuses values that a record of this type cannot hold.",
     "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html"},
    {"E3029", "TTL on an alias record",
     "An alias record uses the TTL of its target, and Route 53 refuses one of its own.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html"},
    {"E3041", "Record outside its hosted zone",
     "Route 53 refuses a record whose name does not end with the name of its zone, which must end with a dot.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html",
     nullptr, check_record_names},
    claims(Claim::Missing, {"E3057", "Cache behavior without an origin",
                            "CloudFront refuses a cache behavior whose origin is not defined in the distribution.",
                            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
                            "aws-properties-cloudfront-distribution-defaultcachebehavior.html"}),
    {"E3503", "Validation domain is not a parent of the domain",
     "Certificate Manager only sends mail to the domain itself or one of its parent domains.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-certificatemanager-certificate-domainvalidationoption.html",
     nullptr, check_validation_domain},
    {"E3661", "Missing property for the health check type",
     "Route 53 refuses a health check that does not say what to check.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-route53-healthcheck-healthcheckconfig.html"},
    {"E3722", "Unknown value of Forward", "CloudFront can forward all cookies, none, or those of a whitelist.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-cloudfront-distribution-cookies.html"},
    {"W3704", "ForwardedValues is ignored",
     "A cache policy defines what is forwarded, so ForwardedValues has no effect.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-cloudfront-distribution-defaultcachebehavior.html"},
};

}  // namespace

std::span<const Rule> dns_rules() { return kRules; }

}  // namespace virga
