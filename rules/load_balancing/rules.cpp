#include "rules/load_balancing/rules.h"

#include "rules/load_balancing/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3676", "Listener without a certificate", "An HTTPS or TLS listener requires a certificate.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-elasticloadbalancingv2-listener.html"},
    {"E3679", "Classic listener without a certificate",
     "An HTTPS or SSL listener of a Classic Load Balancer requires a certificate.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-elasticloadbalancing-loadbalancer-listeners.html"},
    claims(Claim::MissingAnywhere,
           {"E3680", "Application Load Balancer in one subnet",
            "An Application Load Balancer requires subnets in at least two Availability Zones.",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html",
            nullptr, check_subnet_count}),
    {"E3681", "Property does not suit the target type",
     "Target groups for Lambda functions have no port, protocol or VPC; all others require them.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-elasticloadbalancingv2-targetgroup.html"},
    {"E3683", "GENEVE on a port other than 6081", "Gateway Load Balancers only support GENEVE on port 6081.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-elasticloadbalancingv2-targetgroup.html"},
    {"E3684", "Property not allowed for TCP health checks",
     "A TCP health check has no path, codes or protocol version.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-elasticloadbalancingv2-targetgroup.html"},
    {"E3711", "HTTP to a GENEVE target group",
     "Only Gateway Load Balancers support GENEVE, and they have no listener rules.",
     "https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/target-groups.html", check_geneve_targets},
};

}  // namespace

std::span<const Rule> load_balancing_rules() { return kRules; }

}  // namespace virga
