#include "rules/ec2/rules.h"

#include "rules/ec2/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3022", "Subnet with two route tables",
     "A subnet has one route table, so a second association replaces the first or fails.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-ec2-subnetroutetableassociation.html",
     check_route_table_associations},
    {"E3056", "Health check that cannot be combined", "EC2 checks run always and are not listed beside others.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-autoscaling-autoscalinggroup.html"},
    {"E3059", "Subnet outside of its network",
     "The addresses of a subnet are a part of those of its network, and EC2 refuses others.",
     "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html", check_subnets},
    {"E3060", "Subnets overlap", "EC2 refuses a subnet whose addresses another subnet of the network has.",
     "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html", check_subnets},
    {"E3064", "Two endpoints with one private name",
     "A second endpoint with the private name of a service fails, for a network has one of each.",
     "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html", check_endpoint_names},
    {"E3671", "IOPS out of range for the volume type",
     "EC2 refuses a volume whose provisioned IOPS its type does not offer, or lack where they are needed.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-instance-ebs.html"},
    {"E3673", "Instance without an image",
     "EC2 cannot launch an instance of which it knows neither an image nor a launch template that names one.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html"},
    {"E3674", "Two primary addresses",
     "A network interface has one primary private address, and EC2 refuses a second one.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkinterface.html"},
    {"E3687", "Ports missing",
     "EC2 refuses a rule for TCP, UDP or ICMP that does not say which ports, or which ICMP type and code, it opens.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-ec2-securitygroup-ingress.html"},
    {"E3688", "Only one port is -1",
     "EC2 refuses a rule in which one end of the range stands for all ports and the other does not.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-ec2-securitygroup-ingress.html"},
    claims(Claim::Missing, {"E3706", "Group that can never have its least size",
                            "Auto Scaling refuses a group whose MinSize is above its MaxSize.",
                            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
                            "aws-resource-autoscaling-autoscalinggroup.html",
                            nullptr, check_group_sizes}),
    {"E3712", "Group that a policy cannot scale",
     "A target tracking policy does nothing for a group whose least and greatest size are the same.",
     "https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html", check_tracking_policies},
    {"E3714", "Security group of another network",
     "EC2 launches no instance with a security group of one network into a subnet of another.",
     "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html", check_launch_networks},
    {"E3715", "No name of an instance store volume",
     "EC2 refuses virtual devices other than ephemeral0 to ephemeral23.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-ec2-instance-blockdevicemapping.html"},
    {"I3100", "Instance of a previous generation",
     "Instances of previous generations cost more for what they do, and new accounts and zones may not have them.",
     "https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-type-specifications.html"},
    {"W3671", "IOPS that are ignored",
     "Volumes of type gp2, sc1, st1 and standard have no provisioned IOPS: the value does nothing.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-instance-ebs.html"},
    {"W3687", "Ports that are ignored",
     "For protocols other than TCP, UDP and ICMP a rule opens every port, whatever range it names.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-ec2-securitygroup-ingress.html"},
    {"W3698", "Virtual device that is ignored",
     "A device that Ebs describes is an EBS volume, and the instance store volume named beside it is not attached.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-ec2-instance-blockdevicemapping.html"},
    {"W3700", "Domain that is taken as vpc",
     "EC2 takes every domain that it does not know as vpc, whatever the template means by it.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-eip.html"},
    {"W3703", "Unknown type of a gateway",
     "A virtual private gateway has the type ipsec.1, and others may not be there.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpngateway.html"},
};

}  // namespace

std::span<const Rule> ec2_rules() { return kRules; }

}  // namespace virga
