// Properties that open a resource to everyone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string resource(const std::string& type, const std::string& properties) {
  return "Parameters: {P: {Type: String, Default: 'true'}, Q: {Type: String}}\nResources: {B: {Type: AWS::SNS::Topic}, "
         "R: {Type: '" +
         type + "', Properties: {" + properties + "}}}";
}

std::vector<std::string> told(const std::string& before, const std::string& after) {
  std::vector<std::string> found;
  for (const Risk& risk : compare(before, after).risks) {
    if (risk.kind == RiskKind::Permission) found.push_back(risk.message);
  }
  return found;
}

TEST(Exposures, WhatBecomesPublicIsTold) {
  const auto database = [](const std::string& value) { return resource("AWS::RDS::DBInstance", "Engine: a" + value); };
  const std::string nothing =
      "Parameters: {P: {Type: String}, Q: {Type: String}}\nResources: {B: {Type: AWS::SNS::Topic}}";
  const std::string open = "R (AWS::RDS::DBInstance) can be reached from the internet: PubliclyAccessible is true";
  EXPECT_THAT(told(database(", PubliclyAccessible: false"), database(", PubliclyAccessible: true")), ElementsAre(open));
  EXPECT_THAT(told(database(""), database(", PubliclyAccessible: 'true'")), ElementsAre(open));
  EXPECT_THAT(told(nothing, database(", PubliclyAccessible: true")), ElementsAre(open));
  EXPECT_THAT(told(database(""), database(", PubliclyAccessible: !Ref P")), ElementsAre(open + " by default"));
  EXPECT_THAT(told(database(""), database(", PubliclyAccessible: !Ref Q")), IsEmpty());
  EXPECT_THAT(told(database(", PubliclyAccessible: true"), database(", PubliclyAccessible: false")), IsEmpty());
  EXPECT_THAT(told(database(", PubliclyAccessible: true"), database(", PubliclyAccessible: true, DBInstanceClass: c")),
              IsEmpty());
}

TEST(Exposures, AConditionInsideTheValueSaysWhen) {
  const auto database = [](const std::string& value) {
    return "Conditions: {C: !Equals [!Ref 'AWS::Region', us-east-1]}\nMappings: {M: {us-east-1: {p: true, q: false}, "
           "us-east-2: {p: false, q: false}}}\n" +
           resource("AWS::RDS::DBInstance", "Engine: a, PubliclyAccessible: " + value);
  };
  const std::string open = "R (AWS::RDS::DBInstance) can be reached from the internet: PubliclyAccessible is true";
  EXPECT_THAT(told(database("false"), database("!If [C, true, false]")), ElementsAre(open + " when C"));
  EXPECT_THAT(told(database("!If [C, true, false]"), database("!If [C, false, true]")),
              ElementsAre(open + " when not C"));
  EXPECT_THAT(told(database("!If [C, true, false]"), database("true")), ElementsAre(open));
  EXPECT_THAT(told(database("!If [C, true, false]"), database("!If [C, 'true', false]")), IsEmpty());
  EXPECT_THAT(told(database("false"), database("!If [C, true, 'true']")), ElementsAre(open));
  EXPECT_THAT(told(database("false"), database("!FindInMap [M, !Ref AWS::Region, p]")),
              ElementsAre(open + " when AWS::Region is us-east-1"));
  EXPECT_THAT(told(database("false"), database("!FindInMap [M, !Ref AWS::Region, q]")), IsEmpty());
  const auto only_in = [&](const std::string& region) {
    std::vector<std::string> found;
    for (const Risk& risk : compare_in(region, database("false"), database("!If [C, true, false]")).risks) {
      if (risk.kind == RiskKind::Permission) found.push_back(risk.message);
    }
    return found;
  };
  EXPECT_THAT(only_in("us-east-1"), ElementsAre(open));
  EXPECT_THAT(only_in("eu-west-1"), IsEmpty());
}

TEST(Exposures, WhatStopsBlockingAccessIsTold) {
  const auto bucket = [](const std::string& block) { return resource("AWS::S3::Bucket", "BucketName: a" + block); };
  const std::string all = ", PublicAccessBlockConfiguration: {BlockPublicAcls: true, BlockPublicPolicy: true}";
  EXPECT_THAT(told(bucket(all), bucket("")), ElementsAre("R (AWS::S3::Bucket) no longer blocks public access: "
                                                         "BlockPublicAcls is not set, BlockPublicPolicy is not set"));
  EXPECT_THAT(
      told(bucket(all), bucket(", PublicAccessBlockConfiguration: {BlockPublicAcls: true, BlockPublicPolicy: false}")),
      ElementsAre("R (AWS::S3::Bucket) no longer blocks public access: BlockPublicPolicy is false"));
  EXPECT_THAT(told(bucket(""), bucket(all)), IsEmpty());
  EXPECT_THAT(told(bucket(""), bucket(", AccessControl: Private")), IsEmpty());
}

TEST(Exposures, AMethodThatNeverHadAuthorizationIsNone) {
  const auto method = [](const std::string& type) {
    return resource("AWS::ApiGateway::Method", "HttpMethod: GET, AuthorizationType: " + type);
  };
  EXPECT_THAT(told(method("AWS_IAM"), method("NONE")),
              ElementsAre("R (AWS::ApiGateway::Method) can be called by everyone: AuthorizationType is NONE"));
  EXPECT_THAT(told("Resources: {B: {Type: AWS::SNS::Topic}}", method("NONE")), IsEmpty());
  const auto url = [](const std::string& type) {
    return resource("AWS::Lambda::Url", "TargetFunctionArn: a, AuthType: " + type);
  };
  EXPECT_THAT(told("Resources: {B: {Type: AWS::SNS::Topic}}", url("NONE")),
              ElementsAre("R (AWS::Lambda::Url) can be called by everyone: AuthType is NONE"));
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
    EXPECT_THAT(told(balancer(", Scheme: internal"), balancer("")), ElementsAre(open));
    EXPECT_THAT(told(nothing, balancer("")), ElementsAre(open));
    EXPECT_THAT(told(balancer(", Scheme: internal"), balancer(", Scheme: !If [C, internal, !Ref AWS::NoValue]")),
                ElementsAre(open + " when not C"));
    EXPECT_THAT(told(balancer(""), balancer(", Scheme: internet-facing")), IsEmpty());
    EXPECT_THAT(told(balancer(", Scheme: internet-facing"), balancer("")), IsEmpty());
    EXPECT_THAT(told(balancer(""), balancer(", Scheme: internal")), IsEmpty());
  }
  // One for gateways has no scheme.
  const auto other = [&](const std::string& kind) {
    return resource("AWS::ElasticLoadBalancingV2::LoadBalancer", "Type: " + kind);
  };
  EXPECT_THAT(told(nothing, other("gateway")), IsEmpty());
  EXPECT_THAT(told(nothing, other("!Ref Q")), IsEmpty());
  EXPECT_THAT(told(nothing, other("network")).size(), 1U);
  // https://docs.aws.amazon.com/eks/latest/APIReference/API_VpcConfigRequest.html
  const auto cluster = [&](const std::string& access) {
    return resource("AWS::EKS::Cluster", "RoleArn: a, ResourcesVpcConfig: {SubnetIds: [a]" + access + "}");
  };
  EXPECT_THAT(told(cluster(", EndpointPublicAccess: false"), cluster("")),
              ElementsAre("R (AWS::EKS::Cluster) can be reached from the internet: EndpointPublicAccess is not set"));
  EXPECT_THAT(told(cluster(""), cluster(", EndpointPublicAccess: true")), IsEmpty());
}

}  // namespace
}  // namespace virga
