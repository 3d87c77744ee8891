#include "rules/dns/rules.h"

#include "rules/dns/checks.h"

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
    {"E3041", "Record outside of its hosted zone",
     "Route 53 refuses a record whose name does not end with the name of its zone, which is written with a dot at its "
     "end.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html",
     nullptr, check_record_names},
    claims(Claim::Missing, {"E3057", "Behavior without its origin",
                            "CloudFront refuses a cache behavior whose origin the distribution does not have.",
                            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
                            "aws-properties-cloudfront-distribution-defaultcachebehavior.html",
                            nullptr, check_target_origins}),
    {"E3503", "Validation domain is not above the domain",
     "Certificate Manager sends mail only to the domain itself or a domain above it.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-certificatemanager-certificate-domainvalidationoption.html",
     nullptr, check_validation_domain},
    {"E3661", "Property missing for the type of health check",
     "Each type of health check needs to know what it looks at, and Route 53 refuses it otherwise.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-route53-healthcheck-healthcheckconfig.html"},
    {"E3722", "Unknown value of Forward",
     "CloudFront forwards all cookies, none, or those of a list, and takes no other word.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-cloudfront-distribution-cookies.html"},
    {"W3704", "Forwarded values that are ignored",
     "A cache policy says what is forwarded, and ForwardedValues beside it does nothing.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-cloudfront-distribution-defaultcachebehavior.html"},
};

}  // namespace

std::span<const Rule> dns_rules() { return kRules; }

}  // namespace virga
