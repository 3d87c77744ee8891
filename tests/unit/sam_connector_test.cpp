// AWS::Serverless::Connector, the attribute Connectors, and GraphQL APIs, whose roles use connections.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/expand_fixture.h"

namespace virga {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kEnds = R"(
  Role: {Type: AWS::IAM::Role}
  Function: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}
  Queue: {Type: AWS::SQS::Queue}
  Topic: {Type: AWS::SNS::Topic}
  Table: {Type: AWS::DynamoDB::Table}
)";

std::string connector(const std::string& source, const std::string& destination, const std::string& permissions,
                      const std::string& more = "") {
  return "\n  C:\n    Type: AWS::Serverless::Connector\n" + more + "    Properties: {Source: " + source +
         ", Destination: " + destination + ", Permissions: " + permissions + "}\n";
}

TEST(Connectors, APolicyForTheRoleOfTheSource) {
  const Expanded result(kEnds + connector("{Id: Function}", "{Id: Table}", "[Read]"));
  EXPECT_THAT(result.problems(), ElementsAre());
  EXPECT_EQ(result.resource("C"), nullptr);
  const std::string text = result.text("CPolicy");
  EXPECT_THAT(text, HasSubstr(R"("Type": "AWS::IAM::ManagedPolicy")"));
  EXPECT_THAT(text, HasSubstr(R"("Roles": [{"Ref": "Role"}])"));
  EXPECT_THAT(text, HasSubstr(R"("dynamodb:GetItem")"));
  EXPECT_THAT(
      text,
      HasSubstr(R"({"Fn::Sub": ["${DestinationArn}/index/*",{"DestinationArn": {"Fn::GetAtt": ["Table","Arn"]}}]})"));
  EXPECT_THAT(text, HasSubstr(R"("aws:sam:connectors": {"C": {"Source": {"Type": "AWS::Lambda::Function"})"));
  EXPECT_EQ(text.find("dynamodb:PutItem"), std::string::npos);
}

TEST(Connectors, SeveralDestinationsAreNumbered) {
  const Expanded result(kEnds + connector("{Id: Topic}", "[{Id: Queue}, {Id: Function}]", "[Write]"));
  EXPECT_THAT(result.problems(), ElementsAre());
  EXPECT_THAT(result.text("CQueuePolicyDestination0"), HasSubstr(R"("Queues": [{"Ref": "Queue"}])"));
  EXPECT_THAT(result.text("CWriteLambdaPermissionDestination1"), HasSubstr(R"("Principal": "sns.amazonaws.com")"));
}

TEST(Connectors, DependsOnFollows) {
  const Expanded result(kEnds + connector("{Id: Function}", "{Id: Queue}", "[Write]", "    DependsOn: Table\n") + R"(
  D:
    Type: AWS::Serverless::Connector
    DependsOn: C
    Properties: {Source: {Id: Topic}, Destination: {Id: Queue}, Permissions: [Write]}
  Last: {Type: AWS::SNS::Topic, DependsOn: [C, Topic]}
)");
  EXPECT_THAT(result.text("CPolicy"), HasSubstr(R"("DependsOn": "Table")"));
  EXPECT_THAT(result.text("DQueuePolicy"), HasSubstr(R"("DependsOn": ["CPolicy"])"));
  EXPECT_THAT(result.text("Last"), HasSubstr(R"("DependsOn": ["Topic","CPolicy"])"));
}

TEST(Connectors, AnEventSourceMappingWaitsForItsPolicy) {
  const Expanded result(kEnds + connector("{Id: Queue}", "{Id: Function}", "[Read, Write]") + R"(
  Mapping: {Type: AWS::Lambda::EventSourceMapping, Properties: {FunctionName: !Ref Function, EventSourceArn: !GetAtt Queue.Arn}}
)");
  EXPECT_THAT(result.text("Mapping"), HasSubstr(R"("DependsOn": ["CPolicy"])"));
}

TEST(Connectors, AnEndThatIsDescribed) {
  const Expanded result(kEnds + connector("{Type: AWS::Serverless::Function, RoleName: other}",
                                          "{Type: AWS::SQS::Queue, Arn: !ImportValue Arn}", "[Read]"));
  EXPECT_THAT(result.text("CPolicy"), HasSubstr(R"("Roles": ["other"])"));
  EXPECT_THAT(result.text("CPolicy"), HasSubstr(R"({"Fn::ImportValue": "Arn"})"));
}

TEST(Connectors, EmbeddedOnesStandInTheirSource) {
  const Expanded result(std::string(kEnds) + R"(
  Rule:
    Type: AWS::Events::Rule
    Connectors:
      ToTopic:
        Condition: Cond
        Properties: {Destination: {Id: Topic}, Permissions: [Write]}
)");
  EXPECT_THAT(result.problems(), ElementsAre());
  EXPECT_EQ(result.text("Rule"), R"({"Type": "AWS::Events::Rule"})");
  EXPECT_THAT(result.text("RuleToTopicTopicPolicy"), HasSubstr(R"("Condition": "Cond")"));
}

TEST(Connectors, WhatCannotBeConnected) {
  const auto message = [](const std::string& text) {
    const std::vector<std::string> problems = Expanded(kEnds + text).problems();
    return problems.size() == 1 ? problems[0] : std::to_string(problems.size()) + " problems";
  };
  EXPECT_THAT(message(connector("{Id: Queue}", "{Id: Topic}", "[Read]")),
              HasSubstr("do not support the destination type AWS::SNS::Topic; expected AWS::Lambda::Function"));
  EXPECT_THAT(message(connector("{Id: Role}", "{Id: Topic}", "[Read]")),
              HasSubstr("do not support the source type AWS::IAM::Role"));
  EXPECT_THAT(message(connector("{Id: Queue}", "{Id: Function}", "[Read]")),
              HasSubstr("Read and Write, not Read alone"));
  EXPECT_THAT(message(connector("{Id: Topic}", "{Id: Queue}", "[Read]")),
              HasSubstr("supports the Permissions Write, not"));
  EXPECT_THAT(message(connector("{Id: Topic}", "{Id: Queue}", "[]")), HasSubstr("at least one of them"));
  EXPECT_THAT(message(connector("{Id: Nothing}", "{Id: Queue}", "[Write]")),
              HasSubstr("not a resource that can be connected"));
  EXPECT_THAT(message(connector("{Id: Topic, Arn: x}", "{Id: Queue}", "[Write]")), HasSubstr("either the Id"));
  EXPECT_THAT(message(connector("{Arn: x}", "{Id: Queue}", "[Write]")), HasSubstr("neither Id nor Type"));
  EXPECT_THAT(message(connector("{Id: 5}", "{Id: Queue}", "[Write]")), HasSubstr("found 5"));
  EXPECT_THAT(message(connector("{Id: Topic}", "{Type: AWS::SQS::Queue, Arn: x}", "[Write]")),
              HasSubstr("requires the QueueUrl"));
  EXPECT_THAT(message(connector("{Id: Topic}", "{Type: AWS::Lambda::Function}", "[Write]")),
              HasSubstr("requires the Arn"));
  EXPECT_THAT(message(connector("{Type: AWS::Lambda::Function}", "{Id: Queue}", "[Write]")), HasSubstr("set RoleName"));
  EXPECT_THAT(message(connector("{Id: Topic}", "[]", "[Write]")), HasSubstr("empty list"));
  EXPECT_THAT(message(connector("{Id: Topic}", "{Id: Queue}", "!Ref P")), HasSubstr("must be a list"));
}

TEST(Connectors, EmbeddedOnesOfOtherShapes) {
  const Expanded result(R"(
  Queue:
    Type: AWS::SQS::Queue
    Connectors:
      Text: foo
      Empty: {}
      Source: {Properties: {SourceReference: 5}}
      Id: {Properties: {SourceReference: {Id: x}}}
      Taken: {Properties: {Destination: {Id: x}, Permissions: [Read]}}
  QueueTaken: {Type: AWS::SQS::Queue}
  Other: {Type: AWS::SQS::Queue, Connectors: [1]}
)");
  EXPECT_THAT(
      result.problems(),
      ElementsAre(HasSubstr("QueueText: A connector must be a map"), HasSubstr("Queue: Connector 'Empty' requires"),
                  HasSubstr("Queue: SourceReference must be a map"), HasSubstr("Id: SourceReference cannot have an Id"),
                  HasSubstr("Queue: Connector 'Taken' generates the logical ID 'QueueTaken'"),
                  HasSubstr("Other: Connectors must be a map")));
}

TEST(GraphqlApi, PartsBecomeResources) {
  const Expanded result(R"(
  Api:
    Type: AWS::Serverless::GraphQLApi
    Properties:
      SchemaInline: "type Query { get: String }"
      Auth: {Type: AWS_LAMBDA, LambdaAuthorizer: {AuthorizerUri: arn}, Additional: [{Type: API_KEY}]}
      ApiKeys: {Key: {ExpiresOn: 5}}
      DataSources: {DynamoDb: {Table: {TableName: t, TableArn: ta, Permissions: [Read]}}, Lambda: {Code: {FunctionArn: fa}}}
      DomainName: {CertificateArn: ca, DomainName: example.com}
      Functions:
        Plain: {DataSource: none, InlineCode: code, Runtime: {Name: APPSYNC_JS, Version: 1.0.0}}
        Given: {Id: known}
        Reader: {DataSource: Table, CodeUri: s3://b/k, Runtime: {Name: APPSYNC_JS, Version: 1.0.0}}
      Resolvers:
        Query: {get: {Pipeline: [Plain, Given, Reader], Runtime: {Name: APPSYNC_JS, Version: 1.0.0}}}
)");
  EXPECT_THAT(result.problems(), ElementsAre());
  EXPECT_THAT(result.ids(),
              ::testing::UnorderedElementsAre(
                  "Api", "ApiSchema", "ApiToLambdaAuthConnector1WriteLambdaPermission", "ApiCloudWatchRole", "ApiKey",
                  "ApiTableDynamoDBDataSource", "ApiTableDynamoDBDataSourceRole",
                  "ApiTableDynamoDBDataSourceToTableConnectorPolicy", "ApiCodeLambdaDataSource",
                  "ApiCodeLambdaDataSourceRole", "ApiCodeLambdaDataSourceToLambdaConnectorPolicy", "ApiDomainName",
                  "ApiDomainNameApiAssociation", "ApiPlain", "ApiReader", "ApiNoneDataSource", "ApiQueryget"));
  EXPECT_THAT(
      result.text("ApiQueryget"),
      HasSubstr(
          R"("Functions": [{"Fn::GetAtt": ["ApiPlain","FunctionId"]},"known",{"Fn::GetAtt": ["ApiReader","FunctionId"]}])"));
  EXPECT_THAT(result.text("ApiReader"),
              HasSubstr(R"("DataSourceName": {"Fn::GetAtt": ["ApiTableDynamoDBDataSource","Name"]})"));
  EXPECT_THAT(result.text("Api"),
              HasSubstr(R"("AdditionalAuthenticationProviders": [{"AuthenticationType": "API_KEY"}])"));
  EXPECT_THAT(result.text("ApiKey"), HasSubstr(R"("Expires": 5)"));
}

TEST(GraphqlApi, AllThatIsWrongIsSaid) {
  const Expanded result(R"(
  Api:
    Type: AWS::Serverless::GraphQLApi
    Properties:
      Auth: {Type: AWS_IAM, UserPool: {UserPoolId: x}}
      Functions: {F: {DataSource: Nope, InlineCode: code, Runtime: {Name: n, Version: v}}, G: {Id: i, Name: n}}
      Resolvers: {Query: {a: {Runtime: {Name: n, Version: v}}, b: {Pipeline: [Nope], Runtime: {Name: n, Version: v}}}}
)");
  EXPECT_THAT(result.problems(),
              ElementsAre(HasSubstr("requires SchemaInline"), HasSubstr("does not support UserPool"),
                          HasSubstr("'Nope' is not defined in DataSources"), HasSubstr("cannot have other keys"),
                          HasSubstr("requires a Pipeline"), HasSubstr("Function 'Nope' in the Pipeline")));
}

}  // namespace
}  // namespace virga
