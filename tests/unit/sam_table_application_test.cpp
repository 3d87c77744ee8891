// AWS::Serverless::SimpleTable and AWS::Serverless::Application.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/expand_fixture.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Expanded table(const std::string& properties) {
  return Expanded("  T: {Type: AWS::Serverless::SimpleTable, DependsOn: X, Properties: " + properties + "}\n");
}

TEST(SimpleTable, TheKeyIsIdUnlessWritten) {
  const std::string text = table("{}").text("T");
  EXPECT_THAT(text, HasSubstr(R"("DependsOn": "X")"));
  EXPECT_THAT(text, HasSubstr(R"("AttributeDefinitions": [{"AttributeName": "id","AttributeType": "S"}])"));
  EXPECT_THAT(text, HasSubstr(R"("KeySchema": [{"AttributeName": "id","KeyType": "HASH"}])"));
  EXPECT_THAT(text, HasSubstr(R"("BillingMode": "PAY_PER_REQUEST")"));
  EXPECT_EQ(text.find("Tags"), std::string::npos);
}

TEST(SimpleTable, WrittenPropertiesGoOver) {
  const std::string text = table(
                               "{PrimaryKey: {Name: at, Type: Number}, ProvisionedThroughput: {ReadCapacityUnits: 5}, "
                               "TableName: !Ref N, Tags: {a: b}, SSESpecification: {SSEEnabled: true}}")
                               .text("T");
  EXPECT_THAT(text, HasSubstr(R"({"AttributeName": "at","AttributeType": "N"})"));
  EXPECT_THAT(text, HasSubstr(R"("ProvisionedThroughput": {"ReadCapacityUnits": 5})"));
  EXPECT_THAT(text, HasSubstr(R"("TableName": {"Ref": "N"})"));
  EXPECT_THAT(text, HasSubstr(R"("Tags": [{"Key": "a","Value": "b"}])"));
  EXPECT_THAT(text, HasSubstr(R"("SSESpecification": {"SSEEnabled": true})"));
  EXPECT_EQ(text.find("BillingMode"), std::string::npos);
}

TEST(SimpleTable, KeysOfOtherShapes) {
  EXPECT_THAT(table("{PrimaryKey: {Name: a, Type: bogus}}").problems(),
              ElementsAre(HasSubstr("T: Type of PrimaryKey must be String, Number or Binary")));
  EXPECT_THAT(table("{PrimaryKey: {Type: String}}").problems(),
              ElementsAre(HasSubstr("Missing required property 'Name'")));
  EXPECT_THAT(table("{PrimaryKey: {Name: !Ref A, Type: String}}").problems(),
              ElementsAre(HasSubstr("'Name' of PrimaryKey")));
  EXPECT_THAT(table("{PrimaryKey: id}").problems(), ElementsAre(HasSubstr("must be a map")));
}

Expanded application(const std::string& properties) {
  return Expanded(
      "  A: {Type: AWS::Serverless::Application, DependsOn: X, Metadata: {m: n}, Properties: " + properties + "}\n");
}

TEST(Application, ATemplateByItsUrl) {
  const std::string text =
      application(
          "{Location: https://b.s3.amazonaws.com/t.yaml, Parameters: {P: 1}, Tags: {a: b}, TimeoutInMinutes: 5, "
          "NotificationARNs: [arn]}")
          .text("A");
  EXPECT_EQ(
      text,
      R"({"Type": "AWS::CloudFormation::Stack","DependsOn": "X","Properties": {)"
      R"("TemplateURL": "https://b.s3.amazonaws.com/t.yaml","Parameters": {"P": 1},"NotificationARNs": ["arn"],)"
      R"("Tags": [{"Key": "lambda:createdBy","Value": "SAM"},{"Key": "a","Value": "b"}],"TimeoutInMinutes": 5}})");
}

TEST(Application, OfTheRepository) {
  const Expanded result = application("{Location: {ApplicationId: !Ref 'AWS::Region', SemanticVersion: 1.0.0}}");
  EXPECT_THAT(result.text("A"), HasSubstr(R"({"Key": "serverlessrepo:applicationId","Value": "us-east-1"})"));
  EXPECT_THAT(result.text("A"), HasSubstr(R"({"Key": "serverlessrepo:semanticVersion","Value": "1.0.0"})"));
  EXPECT_THAT(result.problems(), ElementsAre(HasSubstr("TemplateURL is left empty")));
}

TEST(Application, LocationsOfOtherShapes) {
  const auto message = [](const std::string& location) {
    const std::vector<std::string> problems = application("{Location: " + location + "}").problems();
    return problems.size() == 1 ? problems[0] : std::to_string(problems.size()) + " problems";
  };
  EXPECT_THAT(message("{SemanticVersion: 1.0.0}"), HasSubstr("requires ApplicationId"));
  EXPECT_THAT(message("{ApplicationId: a, SemanticVersion: }"), HasSubstr("requires SemanticVersion"));
  EXPECT_THAT(message("{ApplicationId: a, SemanticVersion: 1.0}"), HasSubstr("must be a string, found 1.0"));
  EXPECT_THAT(message("{ApplicationId: !Ref Unknown, SemanticVersion: 1.0.0}"), HasSubstr("must be known"));
  EXPECT_THAT(message("{ApplicationId: '{{resolve:ssm:x}}', SemanticVersion: 1.0.0}"), HasSubstr("dynamic references"));
  EXPECT_THAT(message("[a]"), HasSubstr("must be a string or a map, found a list"));
}

}  // namespace
}  // namespace virga
