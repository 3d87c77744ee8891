#include "rules/ec2/rules.h"

#include "rules/ec2/checks.h"

namespace virga {
namespace {

constexpr Rule kRules[] = {
    {"E3022", "Subnet with two route tables",
     "A subnet has only one route table, so a second association replaces the first or fails.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-ec2-subnetroutetableassociation.html",
     check_route_table_associations},
    {"E3056", "Invalid combination of health checks", "EC2 health checks always run and cannot be listed with others.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-resource-autoscaling-autoscalinggroup.html"},
    {"E3059", "Subnet outside its VPC", "The addresses of a subnet must be within those of its VPC.",
     "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html", check_subnets},
    {"E3060", "Overlapping subnets", "EC2 refuses a subnet whose addresses overlap with another subnet of the VPC.",
     "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html", check_subnets},
    {"E3064", "Endpoints with the same private DNS name",
     "A VPC can only have one endpoint with the private DNS name of a service.",
     "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html", check_endpoint_names},
    {"E3671", "IOPS out of range for the volume type",
     "EC2 refuses a volume whose provisioned IOPS do not suit its type, or are missing where required.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-instance-ebs.html"},
    {"E3673", "Instance without an image", "EC2 cannot launch an instance without an image or a launch template.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-instance.html"},
    {"E3674", "Several primary addresses", "A network interface has only one primary private address.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkinterface.html"},
    {"E3687", "Missing ports", "EC2 refuses a rule for TCP, UDP or ICMP without ports, or ICMP type and code.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-ec2-securitygroup-ingress.html"},
    {"E3688", "Only one port is -1", "EC2 refuses a rule in which only one end of the range is -1 (all ports).",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-ec2-securitygroup-ingress.html"},
    claims(Claim::Missing, {"E3706", "MaxSize is less than MinSize",
                            "Auto Scaling refuses a group whose MinSize is greater than its MaxSize.",
                            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
                            "aws-resource-autoscaling-autoscalinggroup.html"}),
    claims(Claim::Missing, {"E3712", "Scaling policy without effect",
                            "A target tracking policy has no effect on a group whose MinSize and MaxSize are equal.",
                            "https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-scaling-target-tracking.html",
                            check_tracking_policies}),
    {"E3714", "Security group of another VPC",
     "EC2 cannot launch an instance with a security group of one VPC into a subnet of another.",
     "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-launch-templates.html", check_launch_networks},
    {"E3715", "Invalid name of an instance store volume",
     "EC2 only accepts virtual devices named ephemeral0 to ephemeral23.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-ec2-instance-blockdevicemapping.html"},
    {"I3100", "Previous-generation instance type",
     "Previous-generation instances cost more for the same work, and new accounts and zones may not offer them.",
     "https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-type-specifications.html"},
    {"W3671", "Iops is ignored",
     "Volumes of type gp2, sc1, st1 and standard have no provisioned IOPS, so the value has no effect.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-instance-ebs.html"},
    {"W3687", "Ports are ignored",
     "For protocols other than TCP, UDP and ICMP a rule opens all ports, whatever its range.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-ec2-securitygroup-ingress.html"},
    {"W3698", "VirtualName is ignored",
     "A device with Ebs is an EBS volume, so the instance store volume in VirtualName is not attached.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
     "aws-properties-ec2-instance-blockdevicemapping.html"},
    {"W3700", "Unknown domain of an Elastic IP address",
     "EC2 treats every unknown domain as vpc, whatever the template intends.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-eip.html"},
    {"W3703", "Unknown gateway type", "The only type of a virtual private gateway is ipsec.1.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpngateway.html"},
    claims(Claim::Missing, {"V3018",
                            "Rolling update without a free instance",
                            "A rolling update fails if it must keep as many instances as the group can have.",
                            "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
                            "aws-attribute-updatepolicy.html",
                            check_rolling_updates,
                            nullptr,
                            false,
                            {},
                            Severity::Error}),
};

}  // namespace

std::span<const Rule> ec2_rules() { return kRules; }

}  // namespace virga
