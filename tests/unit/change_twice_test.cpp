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

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html
TEST(ChangeTwice, WhatIsUpdatedInPlaceMayGiveItUpBefore) {
  const auto listener = [](const std::string& more) {
    return "Parameters: {P: {Type: String}}\nConditions: {C: !Equals [!Ref P, a]}\nResources:\n" + more;
  };
  const auto rule = [](const std::string& id, const std::string& priority, const std::string& more = {}) {
    return "  " + id + ": {Type: AWS::ElasticLoadBalancingV2::ListenerRule, " + more +
           "Properties: {ListenerArn: 'arn:l', Priority: " + priority + ", Actions: []}}\n";
  };
  const auto refused = [&](const std::string& before, const std::string& after) {
    return refusals(compare(listener(before), listener(after)));
  };
  for (const std::string more : {"", "DependsOn: R, "}) {
    EXPECT_THAT(refused(rule("R", "1"), rule("R", "2") + rule("New", "1", more)), IsEmpty());
    EXPECT_THAT(refused(rule("R", "1"), rule("R", "!If [C, 1, 2]") + rule("New", "1", more)), IsEmpty());
    EXPECT_THAT(refused(rule("R", "1"), rule("R", "!Ref P") + rule("New", "1", more)), IsEmpty());
    EXPECT_THAT(refused(rule("R", "1"), rule("R", "1") + rule("New", "1", more)),
                ElementsAre("New is created with the same Priority and ListenerArn as R, which keeps them; change that "
                            "of R in an update before this one"));
    EXPECT_THAT(refused(rule("R", "1"), rule("R", "1", "Metadata: {A: b}, ") + rule("New", "1", more)),
                ElementsAre(HasSubstr("which keeps them;")));
  }
  // The same of another resource that does not move.
  EXPECT_THAT(refused(rule("R", "1") + rule("S", "1"), rule("R", "2") + rule("S", "1") + rule("New", "1")),
              ElementsAre(HasSubstr("as S, which keeps them;")));
  // It is replaced, so that the old one is there until the end.
  const auto entry = [](const std::string& id, const std::string& number, const std::string& more = {}) {
    return "  " + id + ": {Type: AWS::EC2::NetworkAclEntry, " + more +
           "Properties: {NetworkAclId: acl-1, Protocol: 6, RuleAction: allow, RuleNumber: " + number + "}}\n";
  };
  EXPECT_THAT(refused(entry("A", "1"), entry("A", "2") + entry("B", "1", "DependsOn: A, ")),
              ElementsAre(HasSubstr("as A, which is still there, as CloudFormation creates before it deletes;")));
  EXPECT_THAT(refused(rule("R", "1"), rule("R", "1", "Condition: C, ") + rule("New", "1")),
              ElementsAre(HasSubstr("as R, which is still there, as CloudFormation creates before it deletes;")));
  const auto queue = [](const std::string& id, const std::string& name, const std::string& more = {}) {
    return "  " + id + ": {Type: AWS::SQS::Queue, Properties: {QueueName: " + name + more + "}}\n";
  };
  EXPECT_THAT(refused(queue("A", "q"), queue("A", "q", ", DelaySeconds: 5") + queue("B", "q")),
              ElementsAre("B is created with the name q (QueueName), which A keeps; give it another name, or change "
                          "that of A in an update before this one"));
  EXPECT_THAT(refused(queue("A", "q"), queue("A", "r") + queue("B", "q")),
              ElementsAre(HasSubstr("which A still has, as CloudFormation creates before it deletes;")));
  // A change in place beside one that replaces it.
  std::string elsewhere = rule("R", "2");
  elsewhere.replace(elsewhere.find("arn:l"), 5, "arn:m");
  EXPECT_THAT(refused(rule("R", "1"), elsewhere + rule("New", "1")),
              ElementsAre(HasSubstr("as R, which is still there, as CloudFormation creates before it deletes;")));
}

TEST(ChangeTwice, AnIdIsTheSameHoweverItIsWritten) {
  const auto as = [](const std::string& id, const std::string& group, const std::string& rule,
                     const std::string& more = ", VpcId: vpc-1") {
    return "Resources: {S: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: x" + more + "}}, " + id +
           ": {Type: AWS::EC2::SecurityGroupIngress, Properties: {CidrIp: 10.0.0.0/8, GroupId: " + group + ", " + rule +
           "}}}";
  };
  const std::string ssh = "IpProtocol: tcp, FromPort: 22, ToPort: 22", ref = "!Ref S", id = "!GetAtt S.GroupId";
  EXPECT_THAT(refusals(compare(as("Old", ref, ssh), as("New", id, ssh))), SizeIs(1));
  EXPECT_THAT(refusals(compare(as("Old", id, ssh), as("New", ref, ssh))), SizeIs(1));
  EXPECT_THAT(refusals(compare(as("Old", ref, ssh), as("New", "!Sub '${S.GroupId}'", ssh))), SizeIs(1));
  EXPECT_THAT(refusals(compare(as("Old", ref, ssh, ""), as("New", id, ssh, ""))), IsEmpty());
  EXPECT_THAT(refusals(compare(as("Old", ref, ssh), as("New", "!GetAtt S.VpcId", ssh))), IsEmpty());
  EXPECT_THAT(refusals(compare(as("Old", ref, ssh), as("New", id, ssh, ", VpcId: vpc-2"))), IsEmpty());
  EXPECT_THAT(refusals(compare(as("Old", ref, ssh), as("New", ref, "IpProtocol: '6', FromPort: '22', ToPort: '22'"))),
              SizeIs(1));
  EXPECT_THAT(refusals(compare(as("Old", ref, ssh), as("New", ref, "IpProtocol: udp, FromPort: 22, ToPort: 22"))),
              IsEmpty());
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
