// CodeDeploy for functions, AWS::Serverless::LayerVersion and AWS::Serverless::CapacityProvider.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/expand_fixture.h"

namespace virga {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string function(const std::string& id, const std::string& preference, const std::string& attributes = {}) {
  return "  " + id + ":\n    Type: AWS::Serverless::Function\n" + attributes +
         "    Properties: {Runtime: python3.12, Handler: a.b, InlineCode: pass, AutoPublishAlias: live, "
         "DeploymentPreference: " +
         preference + "}\n";
}

TEST(SamDeployment, TrafficShiftsByCodeDeploy) {
  const Expanded expanded(function(
      "F",
      "{Type: Canary10Percent5Minutes, Alarms: [!Ref A], Hooks: {PreTraffic: !Ref H}, TriggerConfigurations: [t]}"));
  EXPECT_THAT(expanded.text("FAliaslive"),
              HasSubstr(R"("UpdatePolicy": {"CodeDeployLambdaAliasUpdate": {"ApplicationName": {"Ref": )"
                        R"("ServerlessDeploymentApplication"},"DeploymentGroupName": {"Ref": "FDeploymentGroup"},)"
                        R"("BeforeAllowTrafficHook": {"Ref": "H"}}})"));
  const std::string group = expanded.text("FDeploymentGroup");
  EXPECT_THAT(group, HasSubstr(R"({"Enabled": true,"Alarms": [{"Name": {"Ref": "A"}}]})"));
  EXPECT_THAT(group, HasSubstr(R"("DeploymentConfigName": {"Fn::Sub": ["CodeDeployDefault.Lambda${ConfigName}",)"
                               R"({"ConfigName": "Canary10Percent5Minutes"}]})"));
  EXPECT_THAT(group, HasSubstr(R"("ServiceRoleArn": {"Fn::GetAtt": ["CodeDeployServiceRole","Arn"]})"));
  EXPECT_THAT(group, HasSubstr(R"("TriggerConfigurations": ["t"])"));
  EXPECT_THAT(expanded.text("CodeDeployServiceRole"), HasSubstr("service-role/AWSCodeDeployRoleForLambda\""));
}

TEST(SamDeployment, NoRoleWhereEachFunctionBringsOne) {
  const Expanded expanded(function("F", "{Type: AllAtOnce, Role: arn}") + function("G", "{Enabled: false}"));
  EXPECT_THAT(expanded.ids(), Not(Contains("CodeDeployServiceRole")));
  EXPECT_THAT(expanded.ids(), Not(Contains("GDeploymentGroup")));
  EXPECT_THAT(expanded.text("FDeploymentGroup"), HasSubstr(R"("ServiceRoleArn": "arn")"));
}

TEST(SamDeployment, ConditionsArePassedOnWhereItIsAsked) {
  const std::string preference = "{Type: Own, PassthroughCondition: true}";
  const Expanded expanded(function("F", preference, "    Condition: C\n") +
                          function("G", preference, "    Condition: D\n"));
  EXPECT_THAT(expanded.text("FDeploymentGroup"), HasSubstr(R"("Condition": "C")"));
  EXPECT_THAT(expanded.text("FDeploymentGroup"), HasSubstr(R"("DeploymentConfigName": "Own")"));
  EXPECT_THAT(expanded.text("ServerlessDeploymentApplication"), HasSubstr(R"("ServerlessCodeDeployCondition")"));
}

TEST(SamDeployment, WrongPreferences) {
  const auto messages = [](const std::string& preference) { return Expanded(function("F", preference)).problems(); };
  EXPECT_THAT(messages("{Alarms: [a]}"), ElementsAre(HasSubstr("requires a Type")));
  EXPECT_THAT(messages("{Type: AllAtOnce, Alarms: a}"), ElementsAre(HasSubstr("must be a list of alarms")));
  EXPECT_THAT(messages("{Type: AllAtOnce, Hooks: [a]}"), ElementsAre(HasSubstr("Hooks of DeploymentPreference")));
  EXPECT_THAT(messages("{Type: AllAtOnce, PassthroughCondition: maybe}"), ElementsAre(HasSubstr("true or false")));
}

Expanded layer(const std::string& properties, const std::string& attributes = {}) {
  return Expanded("  MinimalLayer:\n    Type: AWS::Serverless::LayerVersion\n" + attributes +
                  "    Properties: {ContentUri: 's3://sam-demo-bucket/layer.zip'" + properties + "}\n");
}

TEST(SamLayer, TheIdFollowsTheContent) {
  EXPECT_THAT(layer("").ids(), ElementsAre("MinimalLayer0c7f96cce7"));
  EXPECT_THAT(layer("").text("MinimalLayer0c7f96cce7"),
              HasSubstr(R"("DeletionPolicy": "Retain","Properties": {"Content": {"S3Bucket": "sam-demo-bucket",)"
                        R"("S3Key": "layer.zip"},"LayerName": "MinimalLayer"})"));
  EXPECT_THAT(layer("", "    Metadata: {a: b}\n").ids(), ElementsAre("MinimalLayer0c7f96cce7"));
  EXPECT_NE(layer(", LicenseInfo: MIT").ids(), layer("").ids());
}

TEST(SamLayer, ReferencesFollow) {
  const Expanded expanded(
      "  L: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: 's3://b/k'}}\n"
      "  R: {Type: AWS::SNS::Topic, DependsOn: L, Properties: {TopicName: !Ref L}}\n");
  const std::string id = expanded.ids()[0];
  EXPECT_EQ(expanded.text("R"), R"({"Type": "AWS::SNS::Topic","DependsOn": ")" + id +
                                    R"(","Properties": {"TopicName": {"Ref": ")" + id + R"("}}})");
}

TEST(SamLayer, WrongLayers) {
  EXPECT_THAT(layer(", RetentionPolicy: Snapshot").problems(), ElementsAre(HasSubstr("'Retain' or 'Delete'")));
  EXPECT_THAT(layer(", RetentionPolicy: !If [A, Retain, Delete]").problems(),
              ElementsAre(HasSubstr("known in advance, found Fn::If")));
  EXPECT_THAT(layer(", CompatibleArchitectures: [mips]").problems(), ElementsAre(HasSubstr("'x86_64' or 'arm64'")));
  ExpandOptions bare;
  bare.artifacts = Artifacts::Require;
  EXPECT_THAT(Expanded("  L: {Type: AWS::Serverless::LayerVersion}\n", bare).problems(),
              ElementsAre(HasSubstr("Missing required property 'ContentUri'")));
}

Expanded provider(const std::string& properties) {
  return Expanded("  P: {Type: AWS::Serverless::CapacityProvider, Properties: {" + properties + "}}\n");
}

TEST(SamCapacityProvider, NamesOfCloudFormation) {
  const Expanded expanded = provider(
      "VpcConfig: {SubnetIds: [s]}, Tags: {a: b}, InstanceRequirements: {AllowedTypes: [m5.large]}, "
      "ScalingConfig: {MaxVCpuCount: 8}");
  EXPECT_THAT(expanded.ids(), ElementsAre("P", "POperatorRole"));
  const std::string text = expanded.text("P");
  EXPECT_THAT(text, HasSubstr(R"("CapacityProviderOperatorRoleArn": {"Fn::GetAtt": ["POperatorRole","Arn"]})"));
  EXPECT_THAT(text, HasSubstr(R"("InstanceRequirements": {"AllowedInstanceTypes": ["m5.large"]})"));
  EXPECT_THAT(text, HasSubstr(R"({"MaxVCpuCount": 8,"ScalingMode": "Auto"})"));
  EXPECT_THAT(text, HasSubstr(R"([{"Key": "a","Value": "b"},{"Key": "lambda:createdBy","Value": "SAM"}])"));
  EXPECT_THAT(expanded.text("POperatorRole"), HasSubstr("policy/AWSLambdaManagedEC2ResourceOperator"));
}

TEST(SamCapacityProvider, WrongProviders) {
  EXPECT_THAT(provider("Tags: {}").problems(), ElementsAre(HasSubstr("Missing required property 'VpcConfig'")));
  EXPECT_THAT(provider("VpcConfig: {SecurityGroupIds: [s]}").problems(),
              ElementsAre(HasSubstr("Missing required property 'SubnetIds'")));
  EXPECT_THAT(provider("VpcConfig: {SubnetIds: [s]}, ScalingConfig: {MaxVCpuCount: many}").problems(),
              ElementsAre(HasSubstr("'MaxVCpuCount'")));
}

}  // namespace
}  // namespace virga
