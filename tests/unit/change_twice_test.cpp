// What a service refuses to create a second time, and what other conditions and values decide.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> moved(const std::string& type, const std::string& before, const std::string& after) {
  const auto as = [&](const std::string& id, const std::string& properties) {
    return "Resources: {V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}, " + id + ": {Type: " + type +
           ", Properties: {" + properties + "}}}";
  };
  return refusals(compare(as("Old", before), as("New", after)));
}

TEST(ChangeTwice, TheSameUnderANewLogicalIdIsRefused) {
  const std::string route = "RouteTableId: rt-1, DestinationCidrBlock: 0.0.0.0/0, ";
  EXPECT_THAT(moved("AWS::EC2::Route", route + "GatewayId: igw-1", route + "NatGatewayId: nat-1"),
              ElementsAre("New is created with the same RouteTableId and DestinationCidrBlock as Old, which is still "
                          "there, as CloudFormation creates before it deletes; keep the logical ID Old, or remove Old "
                          "in an update before this one"));
  EXPECT_THAT(moved("AWS::EC2::Route", route + "GatewayId: igw-1",
                    "RouteTableId: rt-1, DestinationCidrBlock: 10.0.0.0/8, GatewayId: igw-1"),
              IsEmpty());
  EXPECT_THAT(moved("AWS::EC2::Route", route, "RouteTableId: !ImportValue r, DestinationCidrBlock: 0.0.0.0/0"),
              IsEmpty());
  const std::string gateway = "InternetGatewayId: igw-1, VpcId: !Ref V";
  EXPECT_THAT(moved("AWS::EC2::VPCGatewayAttachment", gateway, gateway), SizeIs(1));
  EXPECT_THAT(moved("AWS::EC2::VPCGatewayAttachment", gateway, "InternetGatewayId: igw-2, VpcId: !Ref V"), IsEmpty());
  EXPECT_THAT(moved("AWS::EC2::VPCGatewayAttachment", "VpnGatewayId: a, VpcId: v", "VpnGatewayId: b, VpcId: v"),
              IsEmpty());
  const std::string rule = "GroupId: sg-1, IpProtocol: tcp, FromPort: 22, ToPort: 22, ";
  for (const std::string way : {"Ingress", "Egress"}) {
    EXPECT_THAT(moved("AWS::EC2::SecurityGroup" + way, rule + "CidrIp: 10.0.0.0/8",
                      rule + "CidrIp: 10.0.0.0/8, Description: d"),
                SizeIs(1));
    EXPECT_THAT(moved("AWS::EC2::SecurityGroup" + way, rule + "CidrIp: 10.0.0.0/8", rule + "CidrIp: 10.0.0.0/9"),
                IsEmpty());
    EXPECT_THAT(moved("AWS::EC2::SecurityGroup" + way, rule + "CidrIp: 10.0.0.0/8", rule + "CidrIpv6: '::/0'"),
                IsEmpty());
  }
  const std::string entry = "NetworkAclId: acl-1, RuleAction: allow, CidrBlock: 0.0.0.0/0, ";
  EXPECT_THAT(moved("AWS::EC2::NetworkAclEntry", entry + "RuleNumber: 1", entry + "RuleNumber: 1, Egress: false"),
              SizeIs(1));
  EXPECT_THAT(moved("AWS::EC2::NetworkAclEntry", entry + "RuleNumber: 1", entry + "RuleNumber: 1, Egress: true"),
              IsEmpty());
  EXPECT_THAT(moved("AWS::EC2::NetworkAclEntry", entry + "RuleNumber: 1", entry + "RuleNumber: 2"), IsEmpty());
  const std::string part = "RestApiId: a, ParentId: p, PathPart: ";
  EXPECT_THAT(moved("AWS::ApiGateway::Resource", part + "x", part + "x"), SizeIs(1));
  EXPECT_THAT(moved("AWS::ApiGateway::Resource", part + "x", part + "y"), IsEmpty());
}

TEST(ChangeTwice, AConditionThatSaysTheSameIsNotRepeated) {
  const auto with = [](const std::string& condition, const std::string& other) {
    return "Parameters: {E: {Type: String}, F: {Type: String}}\nConditions: {Prod: !Equals [!Ref E, p], Other: " +
           other + "}\nResources: {T: {Type: AWS::SNS::Topic, Condition: " + condition + "}}";
  };
  const auto told = [&](const std::string& other) {
    std::vector<std::string> whens;
    for (const ResourceChange& one : compare(with("Prod", other), with("Other", other)).resources)
      whens.push_back(one.when);
    return whens;
  };
  EXPECT_THAT(told("!Not [!Condition Prod]"), ElementsAre("Prod", "not Prod"));
  EXPECT_THAT(told("!Equals [!Ref F, x]"), ElementsAre("Prod and not Other", "not Prod and Other"));
}

TEST(ChangeTwice, TheTenancyOfANetworkReplacesItOneWay) {
  const auto changed = [](const std::string& before, const std::string& after) {
    const std::string block = "CidrBlock: 10.0.0.0/16";
    const TemplateChange change =
        compare(one_resource("AWS::EC2::VPC", block + before), one_resource("AWS::EC2::VPC", block + after));
    return change.resources.at(0).effect;
  };
  const std::string shared = ", InstanceTenancy: default", own = ", InstanceTenancy: dedicated";
  EXPECT_EQ(changed(shared, own), UpdateEffect::Replace);
  EXPECT_EQ(changed("", own), UpdateEffect::Replace);
  EXPECT_EQ(changed(own, shared), UpdateEffect::NoInterruption);
  EXPECT_EQ(changed(own, ""), UpdateEffect::NoInterruption);
  EXPECT_EQ(changed(shared, ", InstanceTenancy: !ImportValue a"), UpdateEffect::MayReplace);
}

}  // namespace
}  // namespace virga
