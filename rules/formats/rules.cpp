#include "rules/formats/rules.h"

#include "rules/formats/texts.h"

namespace virga {
namespace {

constexpr std::string_view kParameterTypes =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html";
constexpr std::string_view kArns = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html";
constexpr std::string_view kKeys = "https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html";
constexpr std::string_view kReturnValues =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-getatt.html";

constexpr Rule kRules[] = {
    {"E1040", "Attribute has the wrong format",
     "The attribute returns an identifier of another kind than the property requires.", kReturnValues},
    {"E1041", "Ref has the wrong format",
     "Ref returns an identifier of another kind than the property requires, or a name instead of an ID or ARN.",
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-ref.html"},
    {"E1103", "String has the wrong format",
     "The service only accepts networks, addresses and dates in their standard notation.",
     "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"},
    {"E1150", "Invalid security group ID",
     "The string is not the ID of a security group, so the service cannot find it.", kParameterTypes},
    {"E1151", "Invalid VPC ID", "The string is not the ID of a VPC, so the service cannot find it.", kParameterTypes},
    {"E1152", "Invalid image ID", "The string is not the ID of a machine image, so the service cannot find it.",
     kParameterTypes},
    {"E1153", "Invalid security group name", "Security group names can only contain certain characters.",
     kParameterTypes},
    {"E1154", "Invalid subnet ID", "The string is not the ID of a subnet, so the service cannot find it.",
     kParameterTypes},
    {"E1155", "Invalid log group name", "Log group names can only contain certain characters.",
     "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html"},
    {"E1156", "Invalid role ARN", "The property requires the ARN of an IAM role, not its name or another ARN.", kArns},
    {"E1157", "Invalid KMS key ARN", "The property requires the ARN of a KMS key.", kKeys},
    {"E1158", "Invalid SNS topic ARN", "The property requires the ARN of an SNS topic, not its name or another ARN.",
     kArns},
    {"E1159", "Invalid certificate ARN", "The property requires the ARN of a certificate.", kArns},
    {"E1160", "Invalid function ARN",
     "The property requires the ARN of a Lambda function, not its name or another ARN.", kArns},
    {"E1161", "Invalid bucket name", "S3 refuses bucket names that do not follow its naming rules.",
     "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"},
    {"E1162", "Invalid KMS key ID", "The property requires the ID or alias of a KMS key.", kKeys},
    {"E1164", "Invalid KMS alias", "KMS aliases start with alias/ and can only contain certain characters.", kKeys},
    {"V1103", "Network with host bits set",
     "The service clears the host bits, so the network is not the one that is written.",
     "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html"},
    {"V1163",
     "Invalid function name",
     "Lambda function names can only contain certain characters.",
     "https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html",
     nullptr,
     nullptr,
     false,
     {},
     Severity::Error},
    {"V1165",
     "Invalid name of a role or an instance profile",
     "The property requires the name, not the ARN, so the service cannot find it.",
     "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
     nullptr,
     nullptr,
     false,
     {},
     Severity::Error},
};

constexpr Format kFormats[] = {
    {"AWS::ACM::Certificate.Arn", "E1159", is_certificate_arn,
     "a valid ACM certificate ARN (such as arn:aws:acm:us-east-1:123456789012:certificate/0f1e2d3c)"},
    {"AWS::EC2::Image.Id", "E1152", is_image_id, "a valid image ID (such as ami-0abcdef1234567890)"},
    {"AWS::EC2::SecurityGroup.Id", "E1150", is_security_group_id,
     "a valid security group ID (such as sg-0abcdef1234567890)"},
    {"AWS::EC2::SecurityGroup.Name", "E1153", is_security_group_name,
     "a valid security group name (letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*)"},
    {"AWS::EC2::Subnet.Id", "E1154", is_subnet_id, "a valid subnet ID (such as subnet-0abcdef1234567890)"},
    {"AWS::EC2::VPC.Id", "E1151", is_vpc_id, "a valid VPC ID (such as vpc-0abcdef1234567890)"},
    {"AWS::IAM::InstanceProfile.Name", "V1165", is_iam_name,
     "a valid name of an instance profile (letters, digits and _+=,.@-)"},
    {"AWS::IAM::Role.Arn", "E1156", is_role_arn, "a valid IAM role ARN (such as arn:aws:iam::123456789012:role/name)"},
    {"AWS::IAM::Role.Name", "V1165", is_iam_name, "a valid name of a role (letters, digits and _+=,.@-)"},
    {"AWS::KMS::Alias.AliasName", "E1164", is_key_alias, "a valid KMS alias (such as alias/orders)"},
    {"AWS::KMS::Key.Arn", "E1157", is_key_arn,
     "a valid KMS key ARN (such as arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab)"},
    {"AWS::KMS::Key.Id", "E1162", is_key_id,
     "a valid KMS key ID (such as 1234abcd-12ab-34cd-56ef-1234567890ab) or alias"},
    {"AWS::Lambda::Function.Arn", "E1160", is_function_arn,
     "a valid Lambda function ARN (such as arn:aws:lambda:us-east-1:123456789012:function:name)"},
    {"AWS::Lambda::Function.Name", "V1163", is_function_name,
     "a valid function name (letters, digits, hyphens and underscores)"},
    {"AWS::Logs::LogGroup.Name", "E1155", is_log_group_name, "a valid log group name (letters, digits and ._-/#)"},
    {"AWS::S3::Bucket.Name", "E1161", is_bucket_name,
     "a valid bucket name (3 to 63 lowercase letters, digits, hyphens and dots, with a letter or digit at both ends)"},
    {"AWS::SNS::Topic.Arn", "E1158", is_topic_arn,
     "a valid SNS topic ARN (such as arn:aws:sns:us-east-1:123456789012:name)"},
    {"date-time", "E1103", is_date_time, "a valid time (such as 2026-01-31T12:00:00Z)"},
    {"ipv4", "E1103", is_ipv4_address, "a valid IPv4 address (such as 10.0.0.1)"},
    {"ipv4-network", "E3002", is_ipv4_network, "a valid IPv4 network (such as 10.0.0.0/16)", without_host_bits,
     "V1103"},
    {"ipv6", "E1103", is_ipv6_address, "a valid IPv6 address (such as 2001:db8::1)"},
    {"ipv6-network", "E3002", is_ipv6_network, "a valid IPv6 network (such as 2001:db8::/64)"},
};

}  // namespace

std::span<const Rule> format_rules() { return kRules; }
std::span<const Format> all_formats() { return kFormats; }

}  // namespace virga
