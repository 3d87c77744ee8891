// What is accepted goes with what is written before and behind it.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "tests/unit/lsp_completion.h"

namespace virga {
namespace {

using testing::Piece;

constexpr std::string_view kYaml = R"(Transform: AWS::Serverless-2016-10-31
Parameters:
  P:
    Type: String
Mappings:
  M:
    k:
      f: v
Resources:
  Q:
    Type: AWS::SQS::Queue
  F:
    Type: AWS::Serverless::Function
    Properties:
      {}
  Z:
    Type: AWS::SQS::Queue
)";

constexpr std::string_view kJson = R"({{
  "Transform": "AWS::Serverless-2016-10-31",
  "Mappings": {{"M": {{"k": {{"f": "v"}}}}}},
  "Resources": {{
    "Q": {{"Type": "AWS::SQS::Queue"}},
    "F": {{"Type": "AWS::Serverless::Function", "Properties": {{{}}}}}
  }}
}}
)";

class LspAccepted : public testing::AcceptedPieces {
protected:
  void expect(const std::string& language, const Piece& piece) {
    AcceptedPieces::expect(language, language == "json" ? kJson : kYaml, piece);
  }
};

TEST_F(LspAccepted, APlaceholderIsClosedOnce) {
  for (const Piece& piece : {
           Piece{"Handler: !Sub a-${‸", "Q", "Handler: !Sub a-${Q}"},
           {"Handler: !Sub a-${‸}", "Q", "Handler: !Sub a-${Q}"},
           {"Handler: !Sub a-${Z‸}-b", "Q", "Handler: !Sub a-${Q}-b"},
           {"Handler: !Sub \"{ \\\"a\\\": \\\"${‸\\\" }\"", "Q", "Handler: !Sub \"{ \\\"a\\\": \\\"${Q}\\\" }\""},
           {"Handler: !Sub |\n        {\"a\": \"${‸\"}", "Q", "Handler: !Sub |\n        {\"a\": \"${Q}\"}"},
           {"Handler: !Sub |\n        {\"a\": ${‸ }", "Q", "Handler: !Sub |\n        {\"a\": ${Q} }"},
           {"Handler: !Sub |\n        {\"a\": ${‸} }", "Q", "Handler: !Sub |\n        {\"a\": ${Q} }"},
           {"Handler: !Sub |\n        echo ${‸ && { true; }", "Q", "Handler: !Sub |\n        echo ${Q} && { true; }"},
       }) {
    expect("yaml", piece);
  }
  expect("json",
         {R"("Handler": {"Fn::Sub": "{\"a\": \"${‸\"}"})", "Q", R"("Handler": {"Fn::Sub": "{\"a\": \"${Q}\"}"})"});
}

TEST_F(LspAccepted, AVariableInJsonOfAText) {
  constexpr std::string_view kFrame = R"(Resources:
  Q:
    Type: AWS::SQS::Queue
  S:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      DefinitionString: !Sub |
        {{"StartAt": "A", "States": {{"A": {{"Type": "Task", {}}}}}}}
)";
  for (const auto& [before, after] : {
           std::pair{R"("Resource": "${‸", "End": true)", R"("Resource": "${Q}", "End": true)"},
           {R"("Resource": "${‸ "End": true)", R"("Resource": "${Q}", "End": true)"},
           {R"("Resource": "${‸}" "End": true)", R"("Resource": "${Q}", "End": true)"},
           {R"("TimeoutSeconds": ${‸}, "End": true)", R"("TimeoutSeconds": ${Q}, "End": true)"},
       }) {
    const auto accepted = completions_.accepted(fmt::format(fmt::runtime(kFrame), before), "yaml", "Q");
    ASSERT_TRUE(accepted) << before;
    EXPECT_EQ(*accepted, fmt::format(fmt::runtime(kFrame), after));
  }
}

TEST_F(LspAccepted, ATagInFrontOfItsArgument) {
  for (const Piece& piece : {
           Piece{"Handler: !R‸ P", "!Ref", "Handler: !Ref P"},
           {"Handler: !R‸", "!Ref", "Handler: !Ref "},
           {"Handler: !R‸ # P", "!Ref", "Handler: !Ref  # P"},
           {"Handler: !S‸ \"${P}\"", "!Sub", "Handler: !Sub \"${P}\""},
           {"Handler: !S‸\n        - a\n        - b: c", "!Sub", "Handler: !Sub\n        - a\n        - b: c"},
           {"Layers:\n        - !R‸ P", "!Ref", "Layers:\n        - !Ref P"},
           {"Layers:\n        - !R‸\n        - P", "!Ref", "Layers:\n        - !Ref \n        - P"},
           {"Layers: [a, !R‸ P, b]", "!Ref", "Layers: [a, !Ref P, b]"},
           {"Handler: !Join [\"\", [!R‸ P]]", "!Ref", "Handler: !Join [\"\", [!Ref P]]"},
           {"Handler: !Base64 !S‸ x", "!Sub", "Handler:\n        Fn::Base64: !Sub x"},
           {"Handler: !If [C, !R‸ P]", "!Ref", "Handler: !If [C, !Ref P]"},
           {"KmsKeyArn: !R‸ P", "!Ref P", ""},
       }) {
    expect("yaml", piece);
  }
}

TEST_F(LspAccepted, ATagOfYamlStays) {
  expect("yaml", {"PackageType: !!str ‸", "Zip", "PackageType: !!str Zip"});
  expect("yaml", {"PackageType: !!str Z‸", "Zip", "PackageType: !!str Zip"});
  expect("yaml", {"Layers: [a, !!str ‸]", "!Ref", ""});
  expect("yaml", {"PackageType: !!str ‸", "!Ref", ""});
  expect("yaml", {"PackageType: ! ‸", "!Ref", "PackageType: !Ref "});
}

TEST_F(LspAccepted, APolicyTemplateInQuotes) {
  expect("json",
         {R"("Policies": ["S‸"])", "SQSPollerPolicy", R"("Policies": [{ "SQSPollerPolicy": { "QueueName": "" } }])"});
  expect("json", {R"("Policies": ["S‸" "x"])", "SQSPollerPolicy",
                  R"("Policies": [{ "SQSPollerPolicy": { "QueueName": "" } }, "x"])"});
  expect("json", {R"("Policies": ["A‸"])", "AmazonS3FullAccess", R"("Policies": ["AmazonS3FullAccess"])"});
  for (const Piece& piece : {
           Piece{"Policies: [\"S‸\"]", "SQSPollerPolicy", "Policies: [{\"SQSPollerPolicy\": {QueueName: }}]"},
           {"Policies: [\"A‸, x]", "AmazonS3FullAccess", "Policies: [\"AmazonS3FullAccess\", x]"},
           {"Policies:\n        - 'S‸'", "SQSPollerPolicy",
            "Policies:\n        - 'SQSPollerPolicy':\n            QueueName: "},
           {"Policies:\n        - \"A‸\"", "AmazonS3FullAccess", "Policies:\n        - \"AmazonS3FullAccess\""},
           {"Policies: \"A‸\"", "AmazonS3FullAccess", "Policies: \"AmazonS3FullAccess\""},
           {"Policies:\n        - S‸", "SQSPollerPolicy",
            "Policies:\n        - SQSPollerPolicy:\n            QueueName: "},
       }) {
    expect("yaml", piece);
  }
}

TEST_F(LspAccepted, KeysOfTheMapsThatFunctionsTake) {
  for (const Piece& piece : {
           Piece{"Handler: !Sub [\"${a}-${b}\", {a: x, ‸}]", "b", "Handler: !Sub [\"${a}-${b}\", {a: x, b: }]"},
           {"Handler: !Sub [\"${a}-${b}\", {a: x, ‸}]", "a", ""},
           {"Handler: !Sub [\"${AWS::Region}${Q.Arn}${b}\", {‸}]", "AWS::Region", ""},
           {"Handler: !Sub\n        - ${a}-${b}\n        - ‸", "b",
            "Handler: !Sub\n        - ${a}-${b}\n        - b: "},
           {"Handler: !Sub\n        - ${a}-${b}\n        - a: x\n          ‸", "b",
            "Handler: !Sub\n        - ${a}-${b}\n        - a: x\n          b: "},
           {"Handler: {Fn::Transform: {‸}}", "Name", "Handler: {Fn::Transform: {Name: }}"},
       }) {
    expect("yaml", piece);
  }
  expect("json", {R"("Handler": {"Fn::Sub": ["${a}", {"‸"}]})", "a", R"("Handler": {"Fn::Sub": ["${a}", {"a": ""}]})"});
}

TEST_F(LspAccepted, AFunctionAsAnArgument) {
  for (const Piece& piece : {
           Piece{"Handler: !FindInMap [M, !R‸ P, f]", "!Ref", "Handler: !FindInMap [M, !Ref P, f]"},
           {"Handler: !FindInMap [M, ‸]", "k", "Handler: !FindInMap [M, k]"},
           {"Handler: !FindInMap [M, ‸]", "!GetAtt", ""},
           {"Handler: !GetAtt [Q, ‸]", "!Ref", "Handler: !GetAtt [Q, !Ref ]"},
       }) {
    expect("yaml", piece);
  }
  expect("json", {R"("Handler": {"Fn::FindInMap": ["M", {"R‸": "P"}, "f"]})", "Ref",
                  R"("Handler": {"Fn::FindInMap": ["M", {"Ref": "P"}, "f"]})"});
}

// While a bracket is missing elsewhere.
TEST_F(LspAccepted, ABracketIsClosedDeeperThanItIsOpened) {
  for (const Piece& piece : {
           Piece{"Tracing: x\n  G:\n    Type: AWS::SQS::Queue\n    Properties: {\n        Tags: [{Key: a}\n          "
                 "],\n        ‸",
                 "QueueName",
                 "Tracing: x\n  G:\n    Type: AWS::SQS::Queue\n    Properties: {\n        Tags: [{Key: a}\n          "
                 "],\n        QueueName: "},
           {"VpcConfig: {\n        SubnetIds: [\n          a\n          ],\n        ‸", "SecurityGroupIds",
            "VpcConfig: {\n        SubnetIds: [\n          a\n          ],\n        SecurityGroupIds: "},
       }) {
    expect("yaml", piece);
  }
}

TEST_F(LspAccepted, AKeyThatIsOnlyAColon) {
  constexpr std::string_view kText = "‸: x\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n";
  EXPECT_EQ(completions_.accepted(std::string(kText), "yaml", "Description"),
            "Description: x\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n");
}

// Without it, the text is no template.
TEST_F(LspAccepted, TheNameOfTheSectionOfResources) {
  EXPECT_EQ(completions_.accepted("Description: x\nRes‸:\n  Q:\n    Type: AWS::SQS::Queue\n", "yaml", "Resources"),
            "Description: x\nResources:\n  Q:\n    Type: AWS::SQS::Queue\n");
  EXPECT_EQ(completions_.accepted("openapi: x\nRes‸:\n  Q:\n    Type: x\n", "yaml", "Resources"), std::nullopt);
}

TEST_F(LspAccepted, AValueThatOnlyTheDocumentationLists) {
  expect(
      "yaml",
      {"Tracing: x\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      Subscription:\n        - Protocol: s‸",
       "sqs",
       "Tracing: x\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      Subscription:\n        - Protocol: sqs"});
}

}  // namespace
}  // namespace virga
