// AWS::Serverless::Function: code, role, alias and version, URL, destinations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/expand_fixture.h"

namespace virga {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// A function F with these properties in addition to runtime and handler.
Expanded function(const std::string& properties, const ExpandOptions& options = {}) {
  return Expanded("  F:\n    Type: AWS::Serverless::Function\n    Properties: {Runtime: python3.12, Handler: a.b, " +
                      properties + "}\n",
                  options);
}

const std::string kCode = "InlineCode: pass";

TEST(SamFunction, CodeOfAllKinds) {
  EXPECT_THAT(function("CodeUri: 's3://b/dir/k.zip?versionId=v1'").text("F"),
              HasSubstr(R"("Code": {"S3Bucket": "b","S3Key": "dir/k.zip","S3ObjectVersion": "v1"})"));
  EXPECT_THAT(function("CodeUri: {Bucket: !Ref B, Key: k}").text("F"),
              HasSubstr(R"("Code": {"S3Bucket": {"Ref": "B"},"S3Key": "k"})"));
  EXPECT_THAT(function("InlineCode: x, CodeUri: src/").text("F"), HasSubstr(R"("Code": {"ZipFile": "x"})"));
  const Expanded image(
      "  F: {Type: AWS::Serverless::Function, Properties: {PackageType: Image, ImageUri: x.dkr.ecr/y}}\n");
  EXPECT_THAT(image.text("F"), HasSubstr(R"("Code": {"ImageUri": "x.dkr.ecr/y"},"PackageType": "Image")"));
}

TEST(SamFunction, WrongCode) {
  const auto messages = [](const std::string& properties) { return function(properties).problems(); };
  ExpandOptions bare;
  bare.artifacts = Artifacts::Require;
  EXPECT_THAT(function("Description: x", bare).problems(), ElementsAre(HasSubstr("F: A function requires CodeUri")));
  EXPECT_THAT(messages("CodeUri: http://x/y.zip"), ElementsAre(HasSubstr("must be an S3 object")));
  EXPECT_THAT(messages("CodeUri: {Bucket: b}"), ElementsAre(HasSubstr("a map requires Bucket and Key")));
  EXPECT_THAT(messages("CodeUri: ['a']"), ElementsAre(HasSubstr("found a list")));
  EXPECT_THAT(messages("CodeUri: 's3://{{resolve:ssm:/b}}/k'"), ElementsAre(HasSubstr("dynamic references")));
  EXPECT_THAT(messages("PackageType: Tar, CodeUri: s3://b/k"), ElementsAre(HasSubstr("'Zip' or 'Image'")));
  EXPECT_THAT(messages("PackageType: Image, ImageUri: x"), ElementsAre(HasSubstr("the image provides it")));
}

TEST(SamFunction, LocalCode) {
  const Expanded kept = function("CodeUri: src/");
  EXPECT_THAT(kept.text("F"), HasSubstr(R"("Code": "src/")"));
  EXPECT_THAT(kept.problems(), ElementsAre(HasSubstr("run virga package before deploying")));
  ExpandOptions options;
  options.artifacts = Artifacts::Placeholder;
  const Expanded replaced = function("CodeUri: src/", options);
  EXPECT_THAT(replaced.text("F"), HasSubstr(R"("Code": {"S3Bucket": "bucket","S3Key": "value"})"));
  EXPECT_THAT(replaced.problems(), IsEmpty());
  options.artifacts = Artifacts::Require;
  EXPECT_THAT(function("CodeUri: src/", options).problems(), ElementsAre(HasSubstr("package the template first")));
}

TEST(SamFunction, AnImageThatIsBuiltFromADockerfile) {
  const std::string text =
      "  F:\n    Type: AWS::Serverless::Function\n    Metadata: {Dockerfile: Dockerfile}\n"
      "    Properties: {PackageType: Image}\n";
  EXPECT_THAT(Expanded(text).text("F"), HasSubstr("111111111111.dkr.ecr.region.amazonaws.com/repository"));
  ExpandOptions options;
  options.artifacts = Artifacts::Require;
  EXPECT_THAT(Expanded(text, options).problems(), ElementsAre(HasSubstr("requires ImageUri")));
}

TEST(SamFunction, TheRoleHasWhatThePropertiesNeed) {
  const std::string role = function(kCode +
                                    ", Tracing: Active, VpcConfig: {SubnetIds: [s]}, DeadLetterQueue: {Type: SNS, "
                                    "TargetArn: arn}, RolePath: /p/, PermissionsBoundary: b, Tags: {k: v}")
                               .text("FRole");
  EXPECT_THAT(role, HasSubstr("policy/service-role/AWSLambdaBasicExecutionRole"));
  EXPECT_THAT(role, HasSubstr("policy/AWSXrayWriteOnlyAccess"));
  EXPECT_THAT(role, HasSubstr("AWSLambdaVPCAccessExecutionRole"));
  EXPECT_THAT(role, HasSubstr(R"("Action": "sns:Publish","Effect": "Allow","Resource": "arn")"));
  EXPECT_THAT(role, HasSubstr(R"("Path": "/p/")"));
  EXPECT_THAT(role, HasSubstr(R"("PermissionsBoundary": "b")"));
  EXPECT_THAT(role, HasSubstr(R"({"Key": "lambda:createdBy","Value": "SAM"},{"Key": "k","Value": "v"})"));
  ExpandOptions china;
  china.region = "cn-north-1";
  EXPECT_THAT(function(kCode + ", Tracing: Active", china).text("FRole"),
              HasSubstr("arn:aws-cn:iam::aws:policy/AWSXRayDaemonWriteAccess"));
}

TEST(SamFunction, PoliciesOfAllKinds) {
  const std::string role =
      function(kCode +
               ", Policies: [AWSLambdaRole, AWSLambdaRole, 'arn:aws:iam::1:policy/own', !Ref P, {Statement: [{Effect: "
               "Allow}]}, {SQSPollerPolicy: {QueueName: !GetAtt Q.QueueName}}, !If [C, {Statement: []}, !Ref "
               "AWS::NoValue]]")
          .text("FRole");
  EXPECT_THAT(role, HasSubstr(R"(policy/service-role/AWSLambdaRole","arn:aws:iam::1:policy/own",{"Ref": "P"}])"));
  EXPECT_THAT(role, HasSubstr(R"({"PolicyName": "FRolePolicy4","PolicyDocument": {"Statement": [{"Effect")"));
  EXPECT_THAT(role, HasSubstr(R"("PolicyName": "FRolePolicy5","PolicyDocument": {"Statement": [{)"));
  EXPECT_THAT(role, HasSubstr(R"({"queueName": {"Fn::GetAtt": ["Q","QueueName"]}})"));
  EXPECT_THAT(role, HasSubstr(R"({"Fn::If": ["C",{"PolicyName": "FRolePolicy6","PolicyDocument": {"Statement": []}},)"
                              R"({"Ref": "AWS::NoValue"}]})"));
}

TEST(SamFunction, WrongPolicies) {
  const auto messages = [](const std::string& policies) {
    return function(kCode + ", Policies: " + policies).problems();
  };
  EXPECT_THAT(messages("[{NoSuchPolicy: {}}]"), ElementsAre(HasSubstr("Item 1 of Policies is not a policy")));
  EXPECT_THAT(messages("[{SQSPollerPolicy: {}}]"), ElementsAre(HasSubstr("requires a value for QueueName")));
  EXPECT_THAT(messages("[{SQSPollerPolicy: name}]"), ElementsAre(HasSubstr("requires a map of parameters")));
  EXPECT_THAT(messages("[!If [C, AWSLambdaRole, {Statement: []}]]"), Contains(HasSubstr("of the same kind")));
  EXPECT_THAT(messages("[!If [C, AWSLambdaRole]]"), Contains(HasSubstr("three arguments")));
}

TEST(SamFunction, ARoleOnOneSideOfACondition) {
  const Expanded expanded = function(kCode + ", Role: !If [Own, !Ref R, !Ref AWS::NoValue]");
  EXPECT_THAT(expanded.text("F"),
              HasSubstr(R"("Role": {"Fn::If": ["Own",{"Ref": "R"},{"Fn::GetAtt": ["FRole","Arn"]}]})"));
  EXPECT_THAT(expanded.text("FRole"), HasSubstr(R"("Condition": "NOTOwn")"));
  EXPECT_THAT(function(kCode + ", Role: arn:x").ids(), ElementsAre("F"));
}

TEST(SamFunction, AnAliasMakesAVersion) {
  const Expanded expanded = function("CodeUri: s3://sam-demo-bucket/hello.zip, AutoPublishAlias: live-1_a");
  EXPECT_THAT(expanded.ids(), ElementsAre("F", "FVersion640128d35d", "FAliasliveD1Ua", "FRole"));
  EXPECT_THAT(expanded.text("FVersion640128d35d"), HasSubstr(R"("DeletionPolicy": "Retain")"));
  EXPECT_THAT(expanded.text("FAliasliveD1Ua"),
              HasSubstr(R"("FunctionVersion": {"Fn::GetAtt": ["FVersion640128d35d","Version"]})"));
  const Expanded by_hash = function(kCode + ", AutoPublishAlias: a, AutoPublishCodeSha256: 0123456789abcdef");
  EXPECT_THAT(by_hash.ids(), Contains("FVersion0123456789"));
  EXPECT_THAT(by_hash.text("F"), HasSubstr(R"("Description": "0123456789abcdef")"));
}

TEST(SamFunction, VersionsFollowWhatTheyAreMadeFor) {
  const auto version = [](const std::string& more) {
    return function(kCode + ", AutoPublishAlias: a, " + more).ids()[1];
  };
  EXPECT_EQ(version("Timeout: 1"), version("Timeout: 2"));
  EXPECT_NE(version("MemorySize: 128"), version("MemorySize: 256"));
  EXPECT_NE(version("AutoPublishAliasAllProperties: true, Timeout: 1"),
            version("AutoPublishAliasAllProperties: true, Timeout: 2"));
}

TEST(SamFunction, WrongAliases) {
  const auto messages = [](const std::string& properties) { return function(kCode + ", " + properties).problems(); };
  EXPECT_THAT(messages("AutoPublishAlias: 123"), ElementsAre(HasSubstr("must be a string")));
  EXPECT_THAT(messages("AutoPublishAlias: 'a b'"), ElementsAre(HasSubstr("Invalid alias name")));
  EXPECT_THAT(messages("AutoPublishAlias: '12'"), ElementsAre(HasSubstr("Invalid alias name")));
  EXPECT_THAT(messages("AutoPublishAlias: !Ref NoParameter"), ElementsAre(HasSubstr("Ref to a parameter")));
  EXPECT_THAT(messages("ProvisionedConcurrencyConfig: {ProvisionedConcurrentExecutions: 1}"),
              ElementsAre(HasSubstr("set AutoPublishAlias")));
}

TEST(SamFunction, AUrlForEveryone) {
  const Expanded expanded = function(kCode + ", FunctionUrlConfig: {AuthType: NONE, Cors: {MaxAge: 5}}");
  EXPECT_THAT(expanded.ids(),
              ElementsAre("F", "FUrl", "FUrlPublicPermissions", "FURLInvokeAllowPublicAccess", "FRole"));
  EXPECT_THAT(expanded.text("FUrl"),
              HasSubstr(R"({"TargetFunctionArn": {"Ref": "F"},"AuthType": "NONE","Cors": {"MaxAge": 5}})"));
  EXPECT_THAT(function(kCode + ", FunctionUrlConfig: {AuthType: AWS_IAM}").ids(), ElementsAre("F", "FUrl", "FRole"));
  EXPECT_THAT(function(kCode + ", FunctionUrlConfig: {Cors: {}}").problems(),
              ElementsAre(HasSubstr("requires AuthType")));
  EXPECT_THAT(function(kCode + ", FunctionUrlConfig: {AuthType: NONE, Cors: {MaxAge: x}}").problems(),
              ElementsAre(HasSubstr("'MaxAge'")));
}

TEST(SamFunction, DestinationsOfAsynchronousInvocations) {
  const Expanded expanded = function(kCode +
                                     ", EventInvokeConfig: {MaximumRetryAttempts: 0, DestinationConfig: {OnSuccess: "
                                     "{Type: SQS}, OnFailure: {Type: S3Bucket, Destination: arn}}}");
  EXPECT_THAT(expanded.ids(), Contains("FEventInvokeConfigOnSuccessQueue"));
  EXPECT_THAT(expanded.text("FEventInvokeConfig"),
              HasSubstr(R"("OnSuccess": {"Destination": {"Fn::GetAtt": ["FEventInvokeConfigOnSuccessQueue","Arn"]}})"));
  EXPECT_THAT(expanded.text("FEventInvokeConfig"), HasSubstr(R"("MaximumRetryAttempts": 0,"Qualifier": "$LATEST")"));
  EXPECT_THAT(expanded.text("FRole"), HasSubstr("FEventInvokeConfigOnSuccessSQSPolicy"));
  EXPECT_THAT(expanded.text("FRole"), HasSubstr("s3:ListBucket"));
}

TEST(SamFunction, AQueueOnlyWhereNoneIsGiven) {
  const Expanded expanded = function(kCode +
                                     ", EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SNS, Destination: "
                                     "!If [C, arn, !Ref AWS::NoValue]}}}");
  const std::string topic = expanded.text("FEventInvokeConfigOnSuccessTopic");
  EXPECT_THAT(topic, HasSubstr(R"("Condition": "NOTC)"));
  EXPECT_THAT(expanded.text("FEventInvokeConfig"), HasSubstr(R"({"Ref": "FEventInvokeConfigOnSuccessTopic"},"arn"])"));
}

TEST(SamFunction, WrongDestinations) {
  const auto messages = [](const std::string& config) {
    return function(kCode + ", EventInvokeConfig: {DestinationConfig: " + config + "}").problems();
  };
  EXPECT_THAT(messages("x"), ElementsAre(HasSubstr("must be a map")));
  EXPECT_THAT(messages("{OnSuccess: {Type: Mail}}"), ElementsAre(HasSubstr("Type of OnSuccess")));
  EXPECT_THAT(messages("{OnSuccess: {Type: Lambda}}"), ElementsAre(HasSubstr("requires a Destination")));
  EXPECT_THAT(messages("{OnSuccess: {Type: SQS, Destination: !If [C, a]}}"),
              ElementsAre(HasSubstr("FEventInvokeConfig: Fn::If")));
}

TEST(SamFunction, OneEnvironmentATenant) {
  const std::string tenancy = kCode + ", TenancyConfig: {TenantIsolationMode: PER_TENANT}, ";
  EXPECT_THAT(function(tenancy + "SnapStart: {ApplyOn: PublishedVersions}").problems(),
              ElementsAre(HasSubstr("TenancyConfig and SnapStart cannot be used together")));
  EXPECT_THAT(function(tenancy + "Events: {Q: {Type: SQS, Properties: {Queue: q}}}").problems(),
              ElementsAre(HasSubstr("SQS events have no tenant")));
}

TEST(SamFunction, PropertiesOfOtherShapes) {
  const auto messages = [](const std::string& properties) { return function(kCode + ", " + properties).problems(); };
  EXPECT_THAT(messages("Layer: [a]"), ElementsAre(HasSubstr("Did you mean 'Layers'")));
  EXPECT_THAT(messages("Layers: a"), ElementsAre(HasSubstr("'Layers'")));
  EXPECT_THAT(
      messages("Environment: {Variables: a, Others: {}}"),
      ElementsAre(HasSubstr("'Variables' in property 'Environment' of AWS::Serverless::Function must be a map")));
  EXPECT_THAT(messages("Environment: a"), ElementsAre(HasSubstr("a map of maps")));
  EXPECT_THAT(messages("AutoPublishAliasAllProperties: !Ref P"), ElementsAre(HasSubstr("true or false")));
  EXPECT_THAT(messages("DeadLetterQueue: {Type: SQS}"), ElementsAre(HasSubstr("Type and TargetArn")));
  EXPECT_THAT(messages("VersionDeletionPolicy: keep"), ElementsAre(HasSubstr("'Delete' or 'Retain'")));
}

TEST(SamFunction, PropertiesThatExcludeOrNeedEachOther) {
  const auto messages = [](const std::string& properties) { return function(kCode + ", " + properties).problems(); };
  EXPECT_THAT(messages("CapacityProviderConfig: {Arn: a}, VpcConfig: {SubnetIds: [s]}"),
              ElementsAre(HasSubstr("cannot be used together")));
  EXPECT_THAT(messages("FunctionScalingConfig: {MinExecutionEnvironments: 1}"),
              ElementsAre(HasSubstr("requires CapacityProviderConfig")));
  EXPECT_THAT(messages("VersionDeletionPolicy: Delete"), ElementsAre(HasSubstr("requires AutoPublishAlias")));
  EXPECT_THAT(messages("CapacityProviderConfig: {Name: a}"), Contains(HasSubstr("Missing required property 'Arn'")));
}

TEST(SamFunction, TracingThatIsDisabledIsNone) {
  const Expanded expanded = function(kCode + ", Tracing: Disabled");
  EXPECT_THAT(expanded.text("F"), Not(HasSubstr("TracingConfig")));
  EXPECT_THAT(expanded.text("FRole"), Not(HasSubstr("Xray")));
}

TEST(SamFunction, PoliciesAreJudgedWithoutARoleToo) {
  EXPECT_THAT(function(kCode + ", Role: arn, Policies: [{No: {}}]").problems(),
              ElementsAre(HasSubstr("is not a policy")));
  EXPECT_THAT(function(kCode + ", Role: !If [A, b]").problems(), ElementsAre(HasSubstr("three arguments")));
}

TEST(SamFunction, TagsThatArePassedOn) {
  const Expanded expanded =
      function(kCode +
               ", PropagateTags: true, Tags: {k: v}, EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: "
               "SNS}}}");
  EXPECT_THAT(expanded.text("FEventInvokeConfigOnFailureTopic"), HasSubstr(R"("Tags": [{"Key": "k","Value": "v"}])"));
  EXPECT_THAT(expanded.text("FRole"), Not(HasSubstr("createdBy")));
}

}  // namespace
}  // namespace virga
