// Properties that open a resource to everyone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string resource(const std::string& type, const std::string& properties) {
  return one_resource(type, properties, {}, "Parameters: {P: {Type: String, Default: 'true'}, Q: {Type: String}}");
}

TEST(Exposures, WhatBecomesPublicIsTold) {
  const auto database = [](const std::string& value) { return resource("AWS::RDS::DBInstance", "Engine: a" + value); };
  const std::string nothing =
      "Parameters: {P: {Type: String}, Q: {Type: String}}\nResources: {B: {Type: AWS::SNS::Topic}}";
  const std::string open = "R (AWS::RDS::DBInstance) can be reached from the internet: PubliclyAccessible is true";
  EXPECT_THAT(opened(database(", PubliclyAccessible: false"), database(", PubliclyAccessible: true")),
              ElementsAre(open));
  EXPECT_THAT(opened(database(""), database(", PubliclyAccessible: 'true'")), ElementsAre(open));
  EXPECT_THAT(opened(nothing, database(", PubliclyAccessible: true")), ElementsAre(open));
  EXPECT_THAT(opened(database(""), database(", PubliclyAccessible: !Ref P")), ElementsAre(open + " by default"));
  EXPECT_THAT(opened(database(""), database(", PubliclyAccessible: !Ref Q")), IsEmpty());
  EXPECT_THAT(opened(database(", PubliclyAccessible: true"), database(", PubliclyAccessible: false")), IsEmpty());
  EXPECT_THAT(
      opened(database(", PubliclyAccessible: true"), database(", PubliclyAccessible: true, DBInstanceClass: c")),
      IsEmpty());
}

TEST(Exposures, AConditionInsideTheValueSaysWhen) {
  const auto database = [](const std::string& value) {
    return "Conditions: {C: !Equals [!Ref 'AWS::Region', us-east-1]}\nMappings: {M: {us-east-1: {p: true, q: false}, "
           "us-east-2: {p: false, q: false}}}\n" +
           resource("AWS::RDS::DBInstance", "Engine: a, PubliclyAccessible: " + value);
  };
  const std::string open = "R (AWS::RDS::DBInstance) can be reached from the internet: PubliclyAccessible is true";
  EXPECT_THAT(opened(database("false"), database("!If [C, true, false]")), ElementsAre(open + " when C"));
  EXPECT_THAT(opened(database("!If [C, true, false]"), database("!If [C, false, true]")),
              ElementsAre(open + " when not C"));
  EXPECT_THAT(opened(database("!If [C, true, false]"), database("true")), ElementsAre(open));
  EXPECT_THAT(opened(database("!If [C, true, false]"), database("!If [C, 'true', false]")), IsEmpty());
  EXPECT_THAT(opened(database("false"), database("!If [C, true, 'true']")), ElementsAre(open));
  EXPECT_THAT(opened(database("false"), database("!FindInMap [M, !Ref AWS::Region, p]")),
              ElementsAre(open + " when AWS::Region is us-east-1"));
  EXPECT_THAT(opened(database("false"), database("!FindInMap [M, !Ref AWS::Region, q]")), IsEmpty());
  const auto only_in = [&](const std::string& region) {
    return messages(compare_in(region, database("false"), database("!If [C, true, false]")), RiskKind::Permission);
  };
  EXPECT_THAT(only_in("us-east-1"), ElementsAre(open));
  EXPECT_THAT(only_in("eu-west-1"), IsEmpty());
}

TEST(Exposures, WhatStopsBlockingAccessIsTold) {
  const auto bucket = [](const std::string& block) { return resource("AWS::S3::Bucket", "BucketName: a" + block); };
  const std::string all = ", PublicAccessBlockConfiguration: {BlockPublicAcls: true, BlockPublicPolicy: true}";
  EXPECT_THAT(opened(bucket(all), bucket("")), ElementsAre("R (AWS::S3::Bucket) no longer blocks public access: "
                                                           "BlockPublicAcls is not set, BlockPublicPolicy is not set"));
  EXPECT_THAT(opened(bucket(all),
                     bucket(", PublicAccessBlockConfiguration: {BlockPublicAcls: true, BlockPublicPolicy: false}")),
              ElementsAre("R (AWS::S3::Bucket) no longer blocks public access: BlockPublicPolicy is false"));
  EXPECT_THAT(opened(bucket(""), bucket(all)), IsEmpty());
  EXPECT_THAT(opened(bucket(""), bucket(", AccessControl: Private")), IsEmpty());
}

TEST(Exposures, AMethodThatNeverHadAuthorizationIsNone) {
  const auto method = [](const std::string& type) {
    return resource("AWS::ApiGateway::Method", "HttpMethod: GET, AuthorizationType: " + type);
  };
  EXPECT_THAT(opened(method("AWS_IAM"), method("NONE")),
              ElementsAre("R (AWS::ApiGateway::Method) can be called by everyone: AuthorizationType is NONE"));
  EXPECT_THAT(opened("Resources: {B: {Type: AWS::SNS::Topic}}", method("NONE")), IsEmpty());
  const auto url = [](const std::string& type) {
    return resource("AWS::Lambda::Url", "TargetFunctionArn: a, AuthType: " + type);
  };
  EXPECT_THAT(opened("Resources: {B: {Type: AWS::SNS::Topic}}", url("NONE")),
              ElementsAre("R (AWS::Lambda::Url) can be called by everyone: AuthType is NONE"));
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-vpc.html
TEST(Exposures, AnAccessPointThatLosesItsVpcIsTold) {
  const auto point = [](const std::string& more) { return resource("AWS::S3::AccessPoint", "Bucket: b" + more); };
  const std::string inside = ", VpcConfiguration: {VpcId: !Ref Q}";
  const std::string open = "R (AWS::S3::AccessPoint) can be reached from the internet: VpcId is not set";
  EXPECT_THAT(opened(point(inside), point("")), ElementsAre(open));
  EXPECT_THAT(opened(point(", VpcConfiguration: {VpcId: v}"), point(", Name: n")), ElementsAre(open));
  EXPECT_THAT(opened(point(""), point(inside)), IsEmpty());
  EXPECT_THAT(opened(point(inside), point(", VpcConfiguration: {VpcId: other}")), IsEmpty());
}

TEST(Exposures, APublicAddressIsToldWhereThereWasNone) {
  const std::string told = " gets a public address: ";
  const auto service = [](const std::string& value) {
    return resource("AWS::ECS::Service",
                    "NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [s], AssignPublicIp: " + value + "}}");
  };
  EXPECT_THAT(opened(service("DISABLED"), service("ENABLED")),
              ElementsAre("R (AWS::ECS::Service)" + told + "AssignPublicIp is ENABLED"));
  EXPECT_THAT(opened(service("ENABLED"), service("DISABLED")), IsEmpty());
  EXPECT_THAT(opened("Resources: {B: {Type: AWS::SNS::Topic}}", service("ENABLED")), IsEmpty());
  const auto instance = [](const std::string& interfaces) {
    return resource("AWS::EC2::Instance", "NetworkInterfaces: " + interfaces);
  };
  const std::string closed = "[{DeviceIndex: '0', AssociatePublicIpAddress: false}]";
  const std::string open = "[{DeviceIndex: '0', AssociatePublicIpAddress: true}]";
  EXPECT_THAT(opened(instance(closed), instance(open)),
              ElementsAre("R (AWS::EC2::Instance)" + told + "AssociatePublicIpAddress is true"));
  EXPECT_THAT(opened(instance("[]"), instance(open)), IsEmpty());
  EXPECT_THAT(opened(instance(open), instance(open + " ")), IsEmpty());
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-networkaclentry.html
TEST(Exposures, AnEntryThatLetsAllTrafficInIsTold) {
  const auto entry = [](const std::string& more, const std::string& range = "0.0.0.0/0") {
    return resource("AWS::EC2::NetworkAclEntry", "RuleNumber: 100, CidrBlock: " + range + ", " + more);
  };
  const std::string all = "Protocol: -1, RuleAction: allow";
  const std::string told = "R (AWS::EC2::NetworkAclEntry) lets all traffic in from 0.0.0.0/0";
  EXPECT_THAT(opened(entry(all, "10.0.0.0/8"), entry(all)), ElementsAre(told));
  EXPECT_THAT(opened("Resources: {B: {Type: AWS::SNS::Topic}}", entry(all)), ElementsAre(told));
  EXPECT_THAT(opened(entry("Protocol: -1, RuleAction: deny"), entry(all)), ElementsAre(told));
  EXPECT_THAT(opened(entry(all, "10.0.0.0/8"), entry(all + ", Egress: true")), IsEmpty());
  EXPECT_THAT(opened(entry(all, "10.0.0.0/8"), entry("Protocol: 6, RuleAction: allow")), IsEmpty());
  EXPECT_THAT(opened(entry(all), entry(all + ", Egress: false")), IsEmpty());
  EXPECT_THAT(opened(entry(all, "10.0.0.0/8"),
                     entry(all, "!If [C, 0.0.0.0/0, 10.0.0.0/8]") + "\nConditions: {C: !Equals [!Ref Q, a]}\n"),
              ElementsAre(told + ", when C"));
}

// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
TEST(Exposures, WhatIsOpenWhereNothingIsSaidIsTold) {
  const std::string nothing = "Parameters: {Q: {Type: String}}\nResources: {B: {Type: AWS::SNS::Topic}}";
  const std::string condition = "Conditions: {C: !Equals [!Ref 'AWS::Region', us-east-1]}\n";
  for (const std::string type :
       {"AWS::ElasticLoadBalancing::LoadBalancer", "AWS::ElasticLoadBalancingV2::LoadBalancer"}) {
    const auto balancer = [&](const std::string& scheme) {
      return condition + resource(type, "Subnets: [a]" + scheme);
    };
    const std::string open = "R (" + type + ") can be reached from the internet: Scheme is not set";
    EXPECT_THAT(opened(balancer(", Scheme: internal"), balancer("")), ElementsAre(open));
    EXPECT_THAT(opened(nothing, balancer("")), ElementsAre(open));
    EXPECT_THAT(opened(balancer(", Scheme: internal"), balancer(", Scheme: !If [C, internal, !Ref AWS::NoValue]")),
                ElementsAre(open + " when not C"));
    EXPECT_THAT(opened(balancer(""), balancer(", Scheme: internet-facing")), IsEmpty());
    EXPECT_THAT(opened(balancer(", Scheme: internet-facing"), balancer("")), IsEmpty());
    EXPECT_THAT(opened(balancer(""), balancer(", Scheme: internal")), IsEmpty());
  }
  // One for gateways has no scheme.
  const auto other = [&](const std::string& kind) {
    return resource("AWS::ElasticLoadBalancingV2::LoadBalancer", "Type: " + kind);
  };
  EXPECT_THAT(opened(nothing, other("gateway")), IsEmpty());
  EXPECT_THAT(opened(nothing, other("!Ref Q")), IsEmpty());
  EXPECT_THAT(opened(nothing, other("network")).size(), 1U);
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html
  const auto cluster = [&](const std::string& access) {
    return resource("AWS::EKS::Cluster", "RoleArn: a, ResourcesVpcConfig: {SubnetIds: [a]" + access + "}");
  };
  EXPECT_THAT(opened(cluster(", EndpointPublicAccess: false"), cluster("")),
              ElementsAre("R (AWS::EKS::Cluster) can be reached from the internet: EndpointPublicAccess is not set"));
  EXPECT_THAT(opened(cluster(""), cluster(", EndpointPublicAccess: true")), IsEmpty());
  // The ranges from which that endpoint can be reached.
  const auto ranges = [&](const std::string& list, const std::string& more = "") {
    return cluster(more + ", PublicAccessCidrs: " + list);
  };
  const std::string office = ranges("[203.0.113.0/24]");
  EXPECT_THAT(
      opened(office, ranges("[203.0.113.0/24, '0.0.0.0/0']")),
      ElementsAre("R (AWS::EKS::Cluster) can be reached from the internet: PublicAccessCidrs includes 0.0.0.0/0"));
  EXPECT_THAT(opened(office, cluster("")),
              ElementsAre("R (AWS::EKS::Cluster) can be reached from the internet: PublicAccessCidrs is not set"));
  EXPECT_THAT(opened(office, ranges("[203.0.113.0/24, 198.51.100.0/24]")), IsEmpty());
  EXPECT_THAT(opened(cluster(""), ranges("['0.0.0.0/0']")), IsEmpty());
  EXPECT_THAT(opened(office, ranges("['0.0.0.0/0']", ", EndpointPublicAccess: false")), IsEmpty());
  EXPECT_THAT(opened(office, ranges("[!Ref Q, '0.0.0.0/0']")).size(), 1U);
  EXPECT_THAT(opened(office, ranges("[!Ref Q]")), IsEmpty());
}

}  // namespace
}  // namespace virga
