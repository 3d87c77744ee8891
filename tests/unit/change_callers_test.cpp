// Policies that everyone can use although they have a Condition, and ranges of addresses that are open.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr const char* kAround =
    "Parameters: {P: {Type: String}, Open: {Type: String, AllowedValues: ['*']}}\n"
    "Conditions: {C: !Equals [!Ref P, x]}\n";

std::string bucket_policy(const std::string& statement) {
  return one_resource("AWS::S3::BucketPolicy",
                      "Bucket: b, PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: "
                      "'arn:aws:s3:::b/*', " +
                          statement + "}]}",
                      {}, kAround);
}
const std::string kClosed = bucket_policy("Principal: {AWS: '123456789012'}");

std::vector<std::string> opened_by(const std::string& condition, const std::string& principal = "'*'") {
  return opened(kClosed, bucket_policy("Principal: " + principal + ", Condition: " + condition));
}

TEST(ChangeCallers, OnlyAKeyThatTellsWhoOrWhereClosesAPolicy) {
  for (const char* condition : {
           "{Bool: {'aws:SecureTransport': 'true'}}",
           "{Bool: {'aws:securetransport': true}, DateGreaterThan: {'aws:CurrentTime': '2020-01-01T00:00:00Z'}}",
           "{StringLike: {'aws:Referer': 'https://example.com/*'}}",
           "{StringEquals: {'aws:UserAgent': secret}}",
           "{StringEquals: {'aws:PrincipalTag/team': a}}",
           "{StringEquals: {'aws:PrincipalType': User}}",
           "{StringEquals: {'aws:username': joe}}",
           "{StringEquals: {'aws:ResourceAccount': '123456789012'}}",
           "{IpAddress: {'aws:VpcSourceIp': 10.0.0.0/16}}",
           "{StringEquals: {'s3:x-amz-acl': private}}",
           "{NumericLessThan: {'s3:TlsVersion': 1.2}}",
           "{StringEquals: {'s3:ExistingObjectTag/public': 'yes'}}",
           // Conditions that take every value.
           "{}",
           "{StringLike: {'aws:PrincipalArn': '*'}}",
           "{ArnEquals: {'aws:PrincipalArn': 'arn:aws:iam::*:role/admin'}}",
           "{ArnLike: {'AWS:PRINCIPALARN': !Sub 'arn:${AWS::Partition}:iam::*:role/admin'}}",
           "{StringLike: {'aws:PrincipalOrgID': ['o-*']}}",
           "{StringLike: {'aws:PrincipalAccount': !Ref Open}}",
           "{StringLike: {'aws:SourceAccount': ['123456789012', '*']}}",
           "{ArnLike: {'aws:SourceArn': 'arn:aws:sns:*:*:topic'}}",
           "{ArnLike: {'aws:SourceArn': 'arn:aws:s3:::my-*'}}",
           "{StringLike: {'aws:SourceVpc': 'vpc-*'}}",
           "{StringLike: {'aws:userid': '*:session'}}",
           "{StringEquals: {'aws:SourceAccount': '${aws:PrincipalAccount}'}}",
           "{'ForAnyValue:StringLike': {'aws:PrincipalOrgPaths': ['o-*/r-ab12/*']}}",
           "{IpAddress: {'aws:SourceIp': 0.0.0.0/0}}",
           "{IpAddress: {'aws:SourceIp': ['0.0.0.0/1', '128.0.0.0/1']}}",
           "{IpAddress: {'aws:SourceIp': ['203.0.113.0/24', '::/0']}}",
           "{Bool: {'aws:PrincipalIsAWSService': 'false'}}",
           // Operators that let others through.
           "{StringNotEquals: {'aws:PrincipalOrgID': o-abcdefghij}}",
           "{ArnNotLike: {'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/x'}}",
           "{NotIpAddress: {'aws:SourceIp': 203.0.113.7/32}}",
           "{StringEqualsIfExists: {'aws:PrincipalOrgID': o-abcdefghij}}",
           "{stringequalsifexists: {'aws:sourcevpce': vpce-1}}",
           "{IpAddressIfExists: {'aws:SourceIp': 203.0.113.0/24}}",
           "{'ForAllValues:StringEquals': {'aws:PrincipalOrgID': o-abcdefghij}}",
           "{'Null': {'aws:PrincipalOrgID': 'false'}}",
           "{Null: {'aws:SourceVpce': 'false'}}",
       }) {
    EXPECT_THAT(opened_by(condition), ElementsAre(HasSubstr("R allows s3:GetObject to everyone"))) << condition;
  }
  EXPECT_THAT(opened_by("{Bool: {'aws:SecureTransport': 'true'}}"),
              ElementsAre("R allows s3:GetObject to everyone: no Condition limits who calls, or from where"));
  EXPECT_THAT(opened_by("{}"), ElementsAre("R allows s3:GetObject to everyone"));
}

TEST(ChangeCallers, AFixedCallerOrNetworkClosesAPolicy) {
  for (const char* condition : {
           "{StringEquals: {'aws:PrincipalOrgID': o-abcdefghij}}",
           "{StringEquals: {'aws:PrincipalAccount': ['123456789012', '210987654321']}}",
           "{Bool: {'aws:SecureTransport': 'true'}, StringEquals: {'aws:SourceAccount': '123456789012'}}",
           "{StringEquals: {'aws:SecureTransport': 'true', 'AWS:sourcevpce': vpce-1}}",
           "{ArnLike: {'aws:PrincipalArn': 'arn:aws:iam::123456789012:role/*'}}",
           "{ArnLike: {'aws:PrincipalArn': !Sub 'arn:aws:iam::${AWS::AccountId}:role/*'}}",
           "{ArnLike: {'aws:SourceArn': !Sub '${P}*'}}",
           "{ArnLike: {'aws:SourceArn': 'arn:aws:s3:*:*:my-bucket'}}",
           "{StringLike: {'aws:userid': 'AROAEXAMPLE:*'}}",
           "{StringEquals: {'aws:PrincipalOrgID': '${aws:ResourceOrgID}'}}",
           "{StringEquals: {'aws:PrincipalArn': '*'}}",
           "{'ForAnyValue:StringLike': {'aws:PrincipalOrgPaths': ['o-abcdefghij/r-ab12/ou-*']}}",
           "{IpAddress: {'aws:SourceIp': ['203.0.113.0/24', '10.0.0.0/8', '2001:db8::/32']}}",
           "{StringEquals: {'aws:SourceVpc': !Ref P}}",
           "{StringEquals: {'aws:PrincipalIsAWSService': 'true'}}",
           "{StringEqualsIfExists: {'aws:PrincipalAccount': '123456789012'}}",
           "{IpAddressIfExists: {'aws:SourceIp': 203.0.113.0/24}, StringEqualsIfExists: {'aws:SourceVpc': vpc-1}}",
           "{'ForAllValues:StringEquals': {'aws:PrincipalOrgID': o-a}, 'Null': {'aws:PrincipalOrgId': false}}",
           // What no page decides.
           "{StringEquals: {'kms:ViaService': s3.eu-west-1.amazonaws.com}}",
           "{StringEquals: {'aws:CalledViaFirst': athena.amazonaws.com}}",
           "{StringEqualsIfExists: {'sns:Protocol': https}}",
           "{StringEquals: []}",
           "!Transform {Name: AWS::Include, Parameters: {Location: 's3://b/k'}}",
       }) {
    EXPECT_THAT(opened_by(condition), IsEmpty()) << condition;
  }
}

TEST(ChangeCallers, ConditionsOfTheTemplateDecideInsideAPolicy) {
  const char* some = "{StringEquals: {'aws:SourceVpc': !If [C, vpc-1, !Ref AWS::NoValue]}}";
  EXPECT_THAT(opened_by(some), ElementsAre(HasSubstr("to everyone when not C: no Condition")));
  EXPECT_THAT(opened_by("!If [C, {StringEquals: {'aws:SourceVpc': vpc-1}}, !Ref AWS::NoValue]"),
              ElementsAre("R allows s3:GetObject to everyone when not C"));
  EXPECT_THAT(opened_by("{StringLike: {'aws:PrincipalArn': [!If [C, '*', 'arn:aws:iam::123456789012:root']]}}"),
              ElementsAre(HasSubstr("R allows s3:GetObject to everyone when C: no Condition")));
  EXPECT_THAT(opened_by("{Bool: {'aws:SecureTransport': true}}", "!If [C, '*', {AWS: '123456789012'}]"),
              ElementsAre(HasSubstr("to everyone when C")));
}

TEST(ChangeCallers, EveryoneIsSaidInManyWays) {
  const std::string over_tls = "{Bool: {'aws:SecureTransport': 'true'}}";
  for (const char* principal : {"{AWS: '*'}", "{AWS: ['123456789012', '*']}", "{AWS: !Ref Open}"}) {
    EXPECT_THAT(opened_by(over_tls, principal), ElementsAre(HasSubstr("to everyone:"))) << principal;
  }
  EXPECT_THAT(opened_by(over_tls, "{Service: s3.amazonaws.com}"), IsEmpty());
  const std::string all_but = "NotPrincipal: {AWS: '123456789012'}";
  EXPECT_THAT(opened(kClosed, bucket_policy(all_but)),
              ElementsAre("R allows s3:GetObject to everyone but {AWS: 123456789012}"));
  EXPECT_THAT(opened(kClosed, bucket_policy(all_but + ", Condition: {StringEquals: {'aws:SourceVpc': vpc-1}}")),
              IsEmpty());
  EXPECT_THAT(opened(kClosed, bucket_policy("NotPrincipal: '*'")), IsEmpty());
  const auto all_actions = [](const std::string& principal) {
    return one_resource("AWS::SQS::QueuePolicy",
                        "Queues: [q], PolicyDocument: {Statement: {Effect: Allow, NotAction: 'sqs:PurgeQueue', "
                        "Resource: 'arn:aws:sqs:eu-west-1:123456789012:q', Principal: " +
                            principal + "}}");
  };
  EXPECT_THAT(opened(all_actions("{AWS: '123456789012'}"), all_actions("'*'")),
              ElementsAre("R allows every action but sqs:PurgeQueue to everyone"));
}

TEST(ChangeCallers, WhatIsOpenedAlreadyIsNotToldAgain) {
  const std::string open = bucket_policy("Principal: '*'"),
                    over_tls = bucket_policy("Principal: '*', Condition: {Bool: {'aws:SecureTransport': 'true'}}");
  EXPECT_THAT(opened(open, over_tls), IsEmpty());
  EXPECT_THAT(opened(over_tls, open), IsEmpty());
  EXPECT_THAT(opened(open, bucket_policy("Principal: '*', Condition: {IpAddress: {'aws:SourceIp': 0.0.0.0/0}}")),
              IsEmpty());
  const std::string limited =
      bucket_policy("Principal: '*', Condition: {StringEquals: {'aws:PrincipalOrgID': o-abcdefghij}}");
  EXPECT_THAT(opened(limited, over_tls), ElementsAre(HasSubstr("to everyone:")));
  // Of a policy without a principal, any Condition is a limit.
  const auto managed = [](const std::string& condition) {
    return one_resource("AWS::IAM::ManagedPolicy",
                        "PolicyDocument: {Statement: [{Effect: Allow, Action: '*', Resource: '*'" + condition + "}]}");
  };
  EXPECT_THAT(opened(managed(", Condition: {Bool: {'aws:MultiFactorAuthPresent': true}}"), managed("")),
              ElementsAre("R allows every action on everything"));
}

TEST(ChangeCallers, PoliciesInTextHaveConditions) {
  const auto policy = [](const std::string& condition) {
    return one_resource("AWS::Logs::ResourcePolicy",
                        R"(PolicyName: p, PolicyDocument: '{"Statement": [{"Effect": "Allow", "Action": "logs:*", )"
                        R"("Resource": "*", "Principal": "*", "Condition": )" +
                            condition + "}]}'");
  };
  const std::string closed = policy(R"({"StringEquals": {"aws:SourceAccount": "123456789012"}})");
  EXPECT_THAT(opened(closed, policy(R"({"Bool": {"aws:SecureTransport": "true"}})")),
              ElementsAre(HasSubstr("R allows logs:* to everyone:")));
  EXPECT_THAT(opened(closed, policy(R"({"ArnLike": {"aws:SourceArn": "arn:aws:es:*:123456789012:*"}})")), IsEmpty());
}

TEST(ChangeCallers, APolicyOfANetworkIsNoDoorOfItsOwn) {
  const auto endpoint = [](const std::string& principal) {
    return one_resource("AWS::EC2::VPCEndpoint",
                        "VpcId: v, ServiceName: s, PolicyDocument: {Statement: [{Effect: Allow, Action: 's3:GetObject'"
                        ", Resource: x, Principal: " +
                            principal + "}]}");
  };
  EXPECT_THAT(opened(endpoint("{AWS: '123456789012'}"), endpoint("'*'")), IsEmpty());
  const auto access_point = [](const std::string& network, const std::string& principal) {
    return one_resource("AWS::S3::AccessPoint",
                        "Bucket: b" + network +
                            ", Policy: {Statement: [{Effect: Allow, Action: 's3:GetObject', Resource: x, Principal: " +
                            principal + "}]}");
  };
  const std::string of_vpc = ", VpcConfiguration: {VpcId: vpc-1}";
  EXPECT_THAT(opened(access_point(of_vpc, "{AWS: '123456789012'}"), access_point(of_vpc, "'*'")), IsEmpty());
  EXPECT_THAT(opened(access_point("", "{AWS: '123456789012'}"), access_point("", "'*'")),
              ElementsAre("R allows s3:GetObject to everyone"));
}

TEST(ChangeCallers, TypesThatGrantByPropertiesAreOpenedToo) {
  struct Case {
    const char *type, *properties, *limit, *no_limit;
  };
  for (const Case& one : {
           Case{"AWS::Events::EventBusPolicy", "StatementId: s, Action: 'events:PutEvents'",
                "Condition: {Type: StringEquals, Key: 'aws:PrincipalOrgID', Value: o-abcdefghij}",
                "Condition: {Type: StringLike, Key: 'aws:PrincipalOrgID', Value: 'o-*'}"},
           Case{"AWS::Lambda::LayerVersionPermission", "Action: 'lambda:GetLayerVersion', LayerVersionArn: l",
                "OrganizationId: o-abcdefghij", nullptr},
           Case{"AWS::Lambda::Permission", "Action: 'lambda:InvokeFunction', FunctionName: f",
                "SourceArn: 'arn:aws:sns:*:123456789012:*'", "SourceArn: 'arn:aws:sns:*:*:topic'"},
           Case{"AWS::Signer::ProfilePermission", "Action: 'signer:StartSigningJob', ProfileName: p, StatementId: s",
                nullptr, nullptr},
       }) {
    const auto with = [&](const std::string& principal, const char* more) {
      return one_resource(one.type, std::string(one.properties) + ", Principal: " + principal +
                                        (more == nullptr ? std::string() : std::string(", ") + more));
    };
    const std::string closed = with("'123456789012'", nullptr);
    EXPECT_THAT(opened(closed, with("'*'", nullptr)), ElementsAre(HasSubstr("to everyone"))) << one.type;
    if (one.limit != nullptr) {
      EXPECT_THAT(opened(closed, with("'*'", one.limit)), IsEmpty()) << one.type;
    }
    if (one.no_limit != nullptr) {
      EXPECT_THAT(opened(closed, with("'*'", one.no_limit)),
                  ElementsAre(HasSubstr("to everyone: no Condition limits who calls, or from where")))
          << one.type;
    }
  }
  const auto service = [](const std::string& principals) {
    return one_resource("AWS::EC2::VPCEndpointServicePermissions", "ServiceId: s, AllowedPrincipals: " + principals, {},
                        kAround);
  };
  EXPECT_THAT(opened(service("['arn:aws:iam::123456789012:root']"), service("['*']")),
              ElementsAre("R (AWS::EC2::VPCEndpointServicePermissions) admits endpoints of everyone: "
                          "AllowedPrincipals includes *"));
  EXPECT_THAT(opened(service("[a]"), service("[b, !If [C, '*', c]]")), ElementsAre(HasSubstr("includes * when C")));
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
TEST(ChangeCallers, ADenialForAllOthersClosesAPolicy) {
  const auto api = [](const std::string& statements) {
    return one_resource("AWS::ApiGateway::RestApi",
                        "Name: a, Policy: {Statement: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', "
                        "Resource: 'execute-api:/*'}" +
                            statements + "]}");
  };
  const std::string closed = one_resource("AWS::ApiGateway::RestApi", "Name: a");
  const auto denied = [&](const std::string& condition, const std::string& principal = "Principal: '*'",
                          const std::string& action = "'execute-api:*'", const std::string& resource = "'*'") {
    return opened(closed, api(", {Effect: Deny, " + principal + ", Action: " + action + ", Resource: " + resource +
                              (condition.empty() ? "" : ", Condition: {" + condition + "}") + "}"));
  };
  for (const char* condition :
       {"", "StringNotEquals: {'aws:SourceVpce': vpce-1}", "NotIpAddress: {'aws:SourceIp': [203.0.113.0/24]}",
        "NotIpAddressIfExists: {'aws:SourceIp': 203.0.113.0/24}, StringNotEqualsIfExists: {'aws:SourceVpc': vpc-1}",
        "StringNotEqualsIfExists: {'aws:PrincipalOrgID': o-a}, BoolIfExists: {'aws:PrincipalIsAWSService': 'false'}"}) {
    EXPECT_THAT(denied(condition), IsEmpty()) << condition;
  }
  EXPECT_THAT(denied("", "NotPrincipal: {AWS: '123456789012'}"), IsEmpty());
  EXPECT_THAT(denied("", "Principal: '*'", "['execute-api:Invoke', a]", "'execute-api:/*'"), IsEmpty());
  for (const char* condition :
       {"Bool: {'aws:SecureTransport': 'false'}", "StringEquals: {'aws:SourceVpce': vpce-1}",
        "StringNotEquals: {'aws:SourceVpce': vpce-1}, Bool: {'aws:SecureTransport': 'false'}",
        "StringNotLike: {'aws:PrincipalArn': 'arn:aws:iam::*:role/*'}", "'Null': {'aws:SourceVpce': 'true'}",
        "'ForAnyValue:StringNotLike': {'aws:PrincipalOrgPaths': 'o-a/*'}"}) {
    EXPECT_THAT(denied(condition), SizeIs(1)) << condition;
  }
  const std::string network = "StringNotEquals: {'aws:SourceVpce': vpce-1}";
  EXPECT_THAT(denied(network, "Principal: {AWS: '123456789012'}"), SizeIs(1));
  EXPECT_THAT(denied(network, "Principal: '*'", "'execute-api:ManageConnections'"), SizeIs(1));
  EXPECT_THAT(denied(network, "Principal: '*'", "'*'", "'execute-api:/prod/*'"), SizeIs(1));
}

TEST(ChangeCallers, WideRangesAreOpen) {
  const auto group = [](const std::string& range) {
    return one_resource(
        "AWS::EC2::SecurityGroup",
        "GroupDescription: g, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, " + range + "}]");
  };
  const std::string closed = group("SourcePrefixListId: pl-1");
  for (const char* range : {"CidrIp: 0.0.0.0/1", "CidrIp: 128.0.0.0/2", "CidrIp: 8.0.0.0/7", "CidrIpv6: '2000::/3'",
                            "CidrIpv6: '::/0'", "CidrIpv6: '0:0:0::/0'", "CidrIpv6: '2001::/31'"}) {
    EXPECT_THAT(opened(closed, group(range)), SizeIs(1)) << range;
  }
  for (const char* range : {"CidrIp: 10.0.0.0/8", "CidrIp: 8.0.0.0/8", "CidrIp: 224.0.0.0/4", "CidrIpv6: 'fc00::/7'",
                            "CidrIpv6: '2001:db8::/32'", "CidrIp: 0.0.0.0/33", "CidrIp: '/0'"}) {
    EXPECT_THAT(opened(closed, group(range)), IsEmpty()) << range;
  }
  EXPECT_THAT(opened(closed, group("CidrIp: 0.0.0.0/1")), ElementsAre("R opens port 22 to 0.0.0.0/1"));
  // A part of what was open.
  EXPECT_THAT(opened(group("CidrIp: 0.0.0.0/0"), group("CidrIp: 64.0.0.0/2")), IsEmpty());
  EXPECT_THAT(opened(group("CidrIp: 0.0.0.0/1"), group("CidrIp: 128.0.0.0/1")), SizeIs(1));
}

TEST(ChangeCallers, ListsOfRangesOpenWhatTheyGuard) {
  struct Case {
    const char *type, *before, *after;
  };
  for (const Case& one : {
           Case{"AWS::CodePipeline::Webhook", "AuthenticationConfiguration: {AllowedIPRange: ", "}"},
           Case{"AWS::EKS::Cluster", "ResourcesVpcConfig: {PublicAccessCidrs: [", "]}"},
           Case{"AWS::GameLift::Fleet", "EC2InboundPermissions: [{FromPort: 1, IpRange: ", "}]"},
           Case{"AWS::MediaConnect::Flow", "Source: {WhitelistCidr: ", "}"},
           Case{"AWS::MediaLive::InputSecurityGroup", "WhitelistRules: [{Cidr: 203.0.113.0/24}, {Cidr: ", "}]"},
           Case{"AWS::RDS::DBSecurityGroupIngress", "CIDRIP: ", ""},
           Case{"AWS::SageMaker::Workforce", "SourceIpConfig: {Cidrs: [203.0.113.0/24, ", "]}"},
           Case{"AWS::WorkSpacesWeb::IpAccessSettings", "IpRules: [{IpRange: ", "}]"},
       }) {
    const auto with = [&](const std::string& range) {
      return one_resource(one.type, one.before + range + one.after, {}, kAround);
    };
    EXPECT_THAT(opened(with("198.51.100.0/24"), with("0.0.0.0/1")), ElementsAre(HasSubstr(" 0.0.0.0/1"))) << one.type;
    EXPECT_THAT(opened(with("0.0.0.0/0"), with("0.0.0.0/1")), IsEmpty()) << one.type;
    EXPECT_THAT(opened(with("198.51.100.0/24"), with("198.51.100.0/23")), IsEmpty()) << one.type;
    EXPECT_THAT(opened(with("198.51.100.0/24"), with("!If [C, 0.0.0.0/0, 198.51.100.0/24]")),
                ElementsAre(HasSubstr(" 0.0.0.0/0 when C")))
        << one.type;
  }
  const auto endpoint = [](const std::string& ranges) {
    return one_resource("AWS::EKS::Cluster", "ResourcesVpcConfig: {PublicAccessCidrs: [" + ranges + "]}", {}, kAround);
  };
  EXPECT_THAT(opened(endpoint("198.51.100.0/24"), endpoint("0.0.0.0/0, 198.51.100.0/24, !Ref P")),
              ElementsAre(HasSubstr("PublicAccessCidrs includes 0.0.0.0/0")));
  const auto workforce = [](const std::string& more) {
    return one_resource("AWS::SageMaker::Workforce", "WorkforceName: w" + more);
  };
  EXPECT_THAT(opened(workforce(", SourceIpConfig: {Cidrs: [203.0.113.0/24]}"), workforce("")),
              ElementsAre(HasSubstr("can be reached from the internet: Cidrs is not set")));
  EXPECT_THAT(opened(workforce(""), workforce(", WorkforceVpcConfig: {VpcId: v}")), IsEmpty());
  const auto bucket = [](const std::string& access) {
    return one_resource("AWS::S3::Bucket", "AccessControl: " + access);
  };
  EXPECT_THAT(opened(bucket("Private"), bucket("AuthenticatedRead")),
              ElementsAre(HasSubstr("can be read by every AWS account")));
}

TEST(ChangeCallers, AnEntryOfANetworkAclIsAsOpenAsItsRange) {
  const auto entry = [](const std::string& range) {
    return one_resource("AWS::EC2::NetworkAclEntry",
                        "NetworkAclId: a, RuleNumber: 1, RuleAction: allow, Protocol: -1, CidrBlock: " + range);
  };
  EXPECT_THAT(opened(entry("10.0.0.0/8"), entry("0.0.0.0/2")),
              ElementsAre("R (AWS::EC2::NetworkAclEntry) lets all traffic in from 0.0.0.0/2"));
  EXPECT_THAT(opened(entry("0.0.0.0/1"), entry("0.0.0.0/2")), IsEmpty());
  EXPECT_THAT(opened(entry("0.0.0.0/1"), entry("128.0.0.0/1")), SizeIs(1));
}

TEST(ChangeCallers, EntriesOfANetworkAclAreRangesOfPorts) {
  const auto acl = [](const std::vector<std::string>& entries) {
    std::string text = "Resources:\n";
    int number = 0;
    for (const std::string& one : entries) {
      text += "  E" + std::to_string(number) + ": {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: a, " +
              "RuleNumber: " + std::to_string(number) + ", " + one + "}}\n";
      ++number;
    }
    return text;
  };
  const auto ports = [](int first, int last, const std::string& range = "0.0.0.0/0",
                        const std::string& action = "allow") {
    return "Protocol: 6, RuleAction: " + action + ", CidrBlock: " + range +
           ", PortRange: {From: " + std::to_string(first) + ", To: " + std::to_string(last) + "}";
  };
  const std::string all = "Protocol: -1, RuleAction: allow, CidrBlock: 0.0.0.0/0";
  const std::string ssh = ports(22, 22);
  EXPECT_THAT(opened(acl({ports(22, 22, "10.0.0.0/8")}), acl({ssh})),
              ElementsAre("E0 (AWS::EC2::NetworkAclEntry) lets port 22 in from 0.0.0.0/0"));
  EXPECT_THAT(opened(acl({ports(20, 25)}), acl({ssh})), IsEmpty());
  EXPECT_THAT(opened(acl({ports(20, 25)}), acl({ports(20, 26)})), SizeIs(1));
  EXPECT_THAT(opened(acl({all}), acl({ssh})), IsEmpty());
  EXPECT_THAT(opened(acl({ssh}), acl({all})), SizeIs(1));
  // In another entry of the same ACL, and in two that are one now.
  EXPECT_THAT(opened(acl({ports(80, 80), ssh}), acl({ssh})), IsEmpty());
  EXPECT_THAT(opened(acl({ports(20, 22), ports(23, 25)}), acl({ports(20, 25)})), IsEmpty());
  EXPECT_THAT(opened(acl({ports(20, 21), ports(23, 25)}), acl({ports(20, 25)})), SizeIs(1));
  // One that denied may have come first.
  EXPECT_THAT(opened(acl({ports(22, 22, "0.0.0.0/0", "deny"), ports(20, 25)}), acl({ssh})), SizeIs(1));
  // Answers, and sites.
  EXPECT_THAT(opened(acl({ports(1, 1)}), acl({ports(1024, 65535)})), IsEmpty());
  EXPECT_THAT(opened(acl({ports(1, 1)}), acl({ports(443, 443)})), IsEmpty());
}

TEST(ChangeCallers, TheEntryWithTheLowestNumberDecides) {
  const auto acl = [](const std::vector<std::string>& entries) {
    std::string text = "Parameters: {P: {Type: String, Default: 0.0.0.0/0}, N: {Type: Number}}\nResources:\n";
    for (const std::string& one : entries) {
      text += "  " + one.substr(0, 1) + ": {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: a" +
              one.substr(1) + "}}\n";
    }
    return text;
  };
  const auto entry = [](const std::string& id, const std::string& number, const std::string& action,
                        const std::string& rule = "Protocol: -1", const std::string& range = "0.0.0.0/0") {
    return id + ", RuleNumber: " + number + ", RuleAction: " + action + ", CidrBlock: " + range + ", " + rule;
  };
  const std::string ssh = "Protocol: 6, PortRange: {From: 22, To: 22}";
  const std::string all = entry("E", "100", "allow"), no = entry("D", "50", "deny"),
                    no_ssh = entry("D", "50", "deny", ssh);
  const std::string start = "D (AWS::EC2::NetworkAclEntry) no longer denies ", end = " from 0.0.0.0/0";
  EXPECT_THAT(opened(acl({all, no}), acl({all})), ElementsAre(start + "all traffic" + end));
  EXPECT_THAT(opened(acl({all, no_ssh}), acl({all})), ElementsAre(start + "port 22" + end));
  EXPECT_THAT(opened(acl({all, no}), acl({all, entry("D", "150", "deny")})), ElementsAre(start + "all traffic" + end));
  EXPECT_THAT(opened(acl({all, no}), acl({all, no_ssh})), ElementsAre(start + "all traffic" + end));
  EXPECT_THAT(opened(acl({entry("E", "100", "allow", ssh), no}), acl({entry("E", "100", "allow", ssh)})),
              ElementsAre(start + "port 22" + end));
  EXPECT_THAT(opened(acl({all, no}), acl({entry("E", "10", "allow"), no})),
              ElementsAre("E (AWS::EC2::NetworkAclEntry) lets all traffic in from 0.0.0.0/0"));
  // One that is there as well, or that decided nothing.
  EXPECT_THAT(opened(acl({all, no, entry("F", "60", "deny")}), acl({all, entry("F", "60", "deny")})), IsEmpty());
  EXPECT_THAT(opened(acl({all, entry("D", "150", "deny")}), acl({all})), IsEmpty());
  EXPECT_THAT(opened(acl({all, entry("D", "50", "deny", ssh, "1.2.3.0/24")}), acl({all})), IsEmpty());
  EXPECT_THAT(opened(acl({no}), acl({})), IsEmpty());
  EXPECT_THAT(opened(acl({all, no}), acl({all, entry("D", "60", "deny")})), IsEmpty());
  EXPECT_THAT(opened(acl({all, no}), acl({all, entry("D", "!Ref N", "deny")})), IsEmpty());
  EXPECT_THAT(opened(acl({entry("E", "100", "allow", "Protocol: 6, PortRange: {From: 443, To: 443}"), no}),
                     acl({entry("E", "100", "allow", "Protocol: 6, PortRange: {From: 443, To: 443}")})),
              IsEmpty());
  // A new allowance that a denial comes before opens nothing.
  EXPECT_THAT(opened(acl({no}), acl({no, all})), IsEmpty());
  EXPECT_THAT(opened(acl({}), acl({all, no_ssh})), SizeIs(1));
  // What a parameter is by default.
  EXPECT_THAT(opened(acl({entry("E", "1", "allow", "Protocol: -1", "10.0.0.0/8")}),
                     acl({entry("E", "1", "allow", "Protocol: -1", "!Ref P")})),
              ElementsAre("E (AWS::EC2::NetworkAclEntry) lets all traffic in from 0.0.0.0/0 by default"));
  EXPECT_THAT(opened(acl({entry("E", "1", "allow", "Protocol: -1", "!Ref P")}),
                     acl({entry("E", "2", "allow", "Protocol: -1", "!Ref P")})),
              IsEmpty());
}

}  // namespace
}  // namespace virga
