#include "rules/load_balancing/rules.h"

#include "rules/load_balancing/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3676", "Listener without a certificate",
     "A listener for HTTPS or TLS needs a certificate, and is refused without one.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-elasticloadbalancingv2-listener.html"},
    {"E3679", "Classic listener without a certificate",
     "A listener for HTTPS or SSL of a Classic Load Balancer needs a certificate, and is refused without one.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-elasticloadbalancing-loadbalancer-listeners.html"},
    {"E3680", "Application Load Balancer in one subnet",
     "An Application Load Balancer lies in two availability zones at least, and is refused with one subnet.",
     "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html", nullptr,
     check_subnet_count},
    {"E3681", "Property that does not go with the target type",
     "Target groups of functions have no port, protocol or VPC; all others need them.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-elasticloadbalancingv2-targetgroup.html"},
    {"E3683", "GENEVE on another port than 6081", "Gateway load balancers speak GENEVE on port 6081 alone.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-elasticloadbalancingv2-targetgroup.html"},
    {"E3684", "Property that health checks over TCP do not have",
     "A health check over TCP has neither a path nor codes nor a protocol version, and is refused with them.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-elasticloadbalancingv2-targetgroup.html"},
    {"E3711", "HTTP to a group that speaks GENEVE",
     "Only Gateway load balancers speak GENEVE, and the rules of listeners belong to others.",
     "https://docs.aws.amazon.com/elasticloadbalancing/latest/gateway/target-groups.html", check_geneve_targets},
};

}  // namespace

std::span<const Rule> load_balancing_rules() { return kRules; }

}  // namespace virga
