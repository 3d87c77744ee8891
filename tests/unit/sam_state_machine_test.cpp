// AWS::Serverless::StateMachine.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/expand_fixture.h"

namespace virga {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Expanded machine(const std::string& properties) {
  return Expanded("  S: {Type: AWS::Serverless::StateMachine, Properties: {" + properties + "}}\n");
}

TEST(StateMachine, TheDefinitionIsText) {
  const std::string text = machine(
                               "Role: r, Definition: {StartAt: B, Empty: {}, B: [!Ref X, '{{resolve:ssm:p}}', é, 1.50, "
                               "true], A: !GetAtt F.Arn}, "
                               "DefinitionSubstitutions: {k: v}")
                               .text("S");
  EXPECT_THAT(
      text, HasSubstr(R"x("DefinitionString": {"Fn::Join": ["\n",["{","    \"A\": \"${definition_substitution_1}\",",)x"
                      R"x("    \"B\": [","        \"${definition_substitution_2}\",",)x"
                      R"x("        \"${definition_substitution_3}\",","        \"\\u00e9\",","        1.5,",)x"
                      R"x("        true","    ],","    \"Empty\": {},","    \"StartAt\": \"B\"","}"]]})x"));
  EXPECT_THAT(text,
              HasSubstr(R"("DefinitionSubstitutions": {"k": "v","definition_substitution_1": {"Fn::GetAtt": ["F",)"
                        R"("Arn"]},"definition_substitution_2": {"Ref": "X"},)"
                        R"("definition_substitution_3": "{{resolve:ssm:p}}"})"));
}

TEST(StateMachine, ADefinitionInS3) {
  EXPECT_THAT(machine("Role: r, DefinitionUri: 's3://b/k?versionId=3'").text("S"),
              HasSubstr(R"("DefinitionS3Location": {"Bucket": "b","Key": "k","Version": "3"})"));
  EXPECT_THAT(machine("Role: r").problems(),
              ElementsAre(HasSubstr("S: A state machine requires Definition or DefinitionUri")));
  EXPECT_THAT(machine("Role: r, DefinitionUri: 's3://b/k', Definition: {a: b}").problems(),
              ElementsAre(HasSubstr("S: Definition and DefinitionUri cannot be used together")));
  EXPECT_THAT(machine("Role: r, Definition: x").problems(), ElementsAre(HasSubstr("S: Property 'Definition'")));
}

TEST(StateMachine, TheRole) {
  const Expanded made = machine(
      "DefinitionUri: 's3://b/k', Tracing: {Enabled: true}, Policies: [CloudWatchFullAccess, {Statement: []}], "
      "RolePath: "
      "/p/, PermissionsBoundary: b, Tags: {k: v}");
  EXPECT_THAT(
      made.text("SRole"),
      AllOf(HasSubstr(R"({"Service": ["states.amazonaws.com"]})"),
            HasSubstr(R"("ManagedPolicyArns": ["arn:aws:iam::aws:policy/CloudWatchFullAccess",)"
                      R"("arn:aws:iam::aws:policy/AWSXrayWriteOnlyAccess"])"),
            HasSubstr("SRolePolicy1"), HasSubstr(R"("Path": "/p/")"), HasSubstr(R"("PermissionsBoundary": "b")"),
            HasSubstr(R"([{"Key": "stateMachine:createdBy","Value": "SAM"},{"Key": "k","Value": "v"}])")));
  EXPECT_THAT(made.text("S"), HasSubstr(R"("RoleArn": {"Fn::GetAtt": ["SRole","Arn"]})"));
  EXPECT_THAT(machine("DefinitionUri: 's3://b/k', Role: r, Policies: P").problems(),
              ElementsAre(HasSubstr("S: Policies and Role cannot be used together")));
}

TEST(StateMachine, VersionsAndAliases) {
  const Expanded result = machine(
      "DefinitionUri: 's3://b/k', Role: r, AutoPublishAlias: live, DeploymentPreference: {Type: LINEAR, Percentage: "
      "1}, "
      "UseAliasAsEventTarget: true, Events: {E: {Type: Schedule, Properties: {Schedule: s}}}");
  EXPECT_EQ(result.text("SVersion"),
            R"({"Type": "AWS::StepFunctions::StateMachineVersion","DeletionPolicy": "Retain","UpdateReplacePolicy": )"
            R"("Retain","Properties": {"StateMachineArn": {"Ref": "S"},"StateMachineRevisionId": {"Fn::GetAtt": ["S",)"
            R"("StateMachineRevisionId"]}}})");
  EXPECT_THAT(
      result.text("SAliaslive"),
      HasSubstr(R"("DeploymentPreference": {"Type": "LINEAR","Percentage": 1,"StateMachineVersionArn": {"Ref": )"
                R"("SVersion"}})"));
  EXPECT_THAT(result.text("SE"), HasSubstr(R"("Targets": [{"Arn": {"Ref": "SAliaslive"},"Id": "SEStepFunctionsTarget",)"
                                           R"("RoleArn": {"Fn::GetAtt": ["SERole","Arn"]}}])"));
  const std::string base = "DefinitionUri: 's3://b/k', Role: r, ";
  EXPECT_THAT(machine(base + "DeploymentPreference: {Type: LINEAR}").problems(),
              ElementsAre(HasSubstr("S: DeploymentPreference requires an alias")));
  EXPECT_THAT(machine(base + "UseAliasAsEventTarget: true").problems(),
              ElementsAre(HasSubstr("S: UseAliasAsEventTarget requires an alias")));
  EXPECT_THAT(machine(base + "AutoPublishAlias: a-b").problems(),
              ElementsAre(HasSubstr("S: AutoPublishAlias becomes")));
}

TEST(StateMachine, Events) {
  const auto with = [](const std::string& events) {
    return machine(
        "DefinitionUri: 's3://b/k', Role: r, PermissionsBoundary: b, Tags: {k: v}, PropagateTags: true, Events: {" +
        events + "}");
  };
  const Expanded result = with(
      "P: {Type: EventBridgeRule, Properties: {Pattern: {source: [a]}, InputTransformer: {InputTemplate: t}}}, V: "
      "{Type: "
      "ScheduleV2, Properties: {ScheduleExpression: s}}");
  EXPECT_THAT(result.text("SP"), HasSubstr(R"("InputTransformer": {"InputTemplate": "t"})"));
  EXPECT_THAT(result.text("SPRole"),
              AllOf(HasSubstr("SPRoleStartExecutionPolicy"), HasSubstr("events.amazonaws.com"),
                    HasSubstr(R"("PermissionsBoundary": "b")"), HasSubstr(R"("Tags": [{"Key": "k","Value": "v"}])")));
  EXPECT_THAT(result.text("SVRole"), AllOf(HasSubstr("\"SVStartExecutionPolicy"), HasSubstr("scheduler.amazonaws.com"),
                                           Not(HasSubstr("PermissionsBoundary"))));
  EXPECT_THAT(with("E: {Type: SQS}").problems(), ElementsAre(HasSubstr("S: ")));
  EXPECT_THAT(with("E: {Type: Schedule}").problems(),
              ElementsAre(HasSubstr("SE: Missing required property 'Schedule' of event 'E' (Schedule)")));
  EXPECT_THAT(with("E: {Type: CloudWatchEvent, Properties: {Enabled: true}}").problems(),
              ElementsAre(HasSubstr("Unknown property 'Enabled' of event 'E' (CloudWatchEvent)")));
}

}  // namespace
}  // namespace virga
