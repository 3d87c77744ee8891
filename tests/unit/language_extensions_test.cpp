// AWS::LanguageExtensions and evaluation, beyond the golden tests in golden/expand.
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "compiler/emit/emit.h"
#include "compiler/expand/expansion.h"
#include "compiler/expand/language/for_each.h"

namespace virga {
namespace {

SyntaxTree read(const std::string& text) { return parse(std::make_shared<const SourceFile>("t.yaml", text)); }

using Maker = Expansion (*)(const SyntaxTree&, const ExpandOptions&);

std::string expanded(const std::string& text, const ExpandOptions& options = {}, Maker make = expand) {
  const SyntaxTree tree = read(text);
  EXPECT_TRUE(tree.ok());
  const Expansion expansion = make(tree, options);
  if (expansion.ok()) return emit_yaml(*expansion.tree.root);
  std::string problems;
  for (const Diagnostic& problem : expansion.problems) problems += problem.message + "\n";
  return problems;
}

constexpr const char* kLoop =
    "Transform: AWS::LanguageExtensions\n"
    "Parameters:\n"
    "  Names: {Type: CommaDelimitedList}\n"
    "Mappings:\n"
    "  Map: {prod: {Names: [a]}, dev: {Names: [b, c]}}\n"
    "Resources:\n"
    "  Fn::ForEach::Topics:\n"
    "    - Name\n"
    "    - COLLECTION\n"
    "    - Topic${Name}: {Type: AWS::SNS::Topic}\n";

std::string loop_over(const std::string& collection) {
  std::string text = kLoop;
  return text.replace(text.find("COLLECTION"), 10, collection);
}

TEST(ForEach, IdentifiersAreReplacedAsAWhole) {
  EXPECT_EQ(substitute_identifier("${A}-${AB}-${ A}-&{A}-{A}-$A", "A", "x-1"), "x-1-${AB}-${ A}-x1-{A}-$A");
  EXPECT_EQ(substitute_identifier("${A", "A", "x"), "${A");
  EXPECT_EQ(substitute_identifier("{A}", "A", "x"), "{A}");
  EXPECT_EQ(substitute_identifier("$${A}}", "A", ""), "$}");
  EXPECT_EQ(substitute_identifier("", "A", "x"), "");
}

TEST(ForEach, ValuesOfParametersComeBeforeDefaults) {
  ExpandOptions options;
  options.parameters["Names"] = "x , y";
  const std::string text = expanded(loop_over("!Ref Names"), options);
  EXPECT_NE(text.find("  Topicx:\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  Topicy:\n"), std::string::npos) << text;
}

TEST(ForEach, CopiesStandOnTheLoopAndSayWhichIteration) {
  const SyntaxTree tree = read(loop_over("[a, b]"));
  const Expansion expansion = expand(tree, {});
  ASSERT_TRUE(expansion.ok());
  const Node* type = expansion.tree.root->get("Resources")->get("Topicb")->get("Type");
  ASSERT_NE(type, nullptr);
  EXPECT_EQ(tree.text(type->range), "AWS::SNS::Topic");
  ASSERT_NE(type->extra, nullptr);
  ASSERT_NE(type->extra->origin, nullptr);
  EXPECT_EQ(type->extra->origin->note, "iteration 2 of Fn::ForEach::Topics (Name = b)");
}

// A deployment's ID is hashed from the API's text, whoever wrote that: text from a loop counts as the template's own.
TEST(ForEach, WhatALoopMakesIsTextOfTheTemplateToSam) {
  const auto deployment = [](const std::string& paths) {
    const std::string text = expanded(
        "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n"
        "Resources:\n"
        "  Api:\n"
        "    Type: AWS::Serverless::Api\n"
        "    Properties: {StageName: v1, DefinitionBody: {swagger: '2.0', paths: " +
        paths + "}}\n");
    const std::size_t at = text.find("ApiDeployment");
    return at == std::string::npos ? text : text.substr(at, 23);
  };
  EXPECT_EQ(deployment("{/orders: {get: {responses: {'200': {description: orders}}}}}"), "ApiDeployment2d6e945687");
  EXPECT_EQ(deployment("{'Fn::ForEach::Paths': [N, [orders], {'/${N}': {get: {responses: {'200': "
                       "{description: !Sub '${N}'}}}}}]}"),
            "ApiDeployment2d6e945687");
}

TEST(ForEach, TextsThatGrowAreBounded) {
  std::string text = "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - X\n    - [";
  text.append(200'000, 'x').append("]\n    - T: {Type: AWS::SNS::Topic, Properties: {DisplayName: \"");
  for (int i = 0; i < 2'000; ++i) text += "${X}";
  text += "\"}}\n";
  EXPECT_NE(expanded(text).find("far more than CloudFormation accepts"), std::string::npos);
}

TEST(Conditions, AreFollowedOnlySoFar) {
  std::string text = "Transform: AWS::LanguageExtensions\nConditions:\n  C0: !Equals [a, a]\n";
  for (int i = 1; i < 5'000; ++i) {
    text += "  C" + std::to_string(i) + ": !Not [!Condition C" + std::to_string(i - 1) + "]\n";
  }
  // In reverse order, so that evaluating the first condition goes through all others.
  text += "Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: !If [C4999, a, b]}}\n";
  EXPECT_NE(expanded(text).find("C4999"), std::string::npos);
}

TEST(Evaluation, KeepsSecretsAndNamesOfSsmParameters) {
  ExpandOptions options;
  options.parameters["Secret"] = "hunter2";
  const std::string text = expanded(
      "Parameters:\n"
      "  Secret: {Type: String, NoEcho: true}\n"
      "  Image: {Type: AWS::SSM::Parameter::Value<String>, Default: /images/latest}\n"
      "Conditions:\n"
      "  HasSecret: !Not [!Equals [!Ref Secret, '']]\n"
      "  IsLatest: !Equals [!Ref Image, /images/latest]\n"
      "Resources:\n"
      "  A: {Type: T, Condition: HasSecret, Properties: {A: !Ref Secret, B: !Sub 'x-${Image}'}}\n"
      "  B: {Type: T, Condition: IsLatest}\n",
      options, evaluate);
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  EXPECT_NE(text.find("A: !Ref Secret"), std::string::npos) << text;
  EXPECT_NE(text.find("x-${Image}"), std::string::npos) << text;
  EXPECT_EQ(text.find("HasSecret"), std::string::npos) << text;
  EXPECT_NE(text.find("Condition: IsLatest"), std::string::npos) << text;
}

TEST(Evaluation, WhatIsPutIntoSubIsNotReadAgain) {
  ExpandOptions options;
  options.parameters["Text"] = "${AWS::Region}";
  const std::string text = expanded(
      "Parameters:\n  Text: {Type: String}\n"
      "Resources:\n  A: {Type: T, Properties: {A: !Sub '${Text}-${B}', C: !Sub '${Text}'}}\n  B: {Type: T}\n",
      options, evaluate);
  EXPECT_NE(text.find("A: !Sub ${!AWS::Region}-${B}"), std::string::npos) << text;
  EXPECT_NE(text.find("C: ${AWS::Region}\n"), std::string::npos) << text;
}

TEST(Evaluation, LeavesEmptySectionsOut) {
  const std::string text = expanded(
      "Conditions:\n  Never: !Equals [a, b]\n"
      "Resources:\n  A: {Type: T}\n"
      "Outputs:\n  O: {Condition: Never, Value: 1}\n",
      {}, evaluate);
  EXPECT_EQ(text, "Resources:\n  A:\n    Type: T\n");
}

// Budgets apply per expression, and the error names it.
std::string doubling(int depth) {
  std::string text = "x";
  for (int i = 0; i < depth; ++i) text = "{'Fn::Sub': ['${a}${a}', {a: " + text + "}]}";
  return text;
}

TEST(Budgets, DoublingTextsEndInEvaluation) {
  const std::string text = expanded(
      "Resources:\n  T: {Type: AWS::SNS::Topic, Properties: {A: " + doubling(60) + ", B: !Sub 'x-${AWS::Region}'}}\n",
      {}, evaluate);
  EXPECT_NE(text.find("B: x-us-east-1"), std::string::npos);
  EXPECT_NE(text.find("${a}${a}"), std::string::npos);
  EXPECT_LT(text.size(), 10'000'000U);
}

TEST(Budgets, DoublingTextsAreRefusedByExpansion) {
  const std::string problems = expanded(
      "Transform: AWS::LanguageExtensions\nResources:\n  T: {Type: AWS::SNS::Topic, Properties: {A: " + doubling(60) +
      "}}\n");
  EXPECT_NE(problems.find("Evaluating this expression"), std::string::npos) << problems.substr(0, 500);
  EXPECT_EQ(problems.find("loop"), std::string::npos) << problems.substr(0, 500);
  const std::string loop = expanded(loop_over("[" + doubling(60) + "]"));
  EXPECT_NE(loop.find("Evaluating this expression"), std::string::npos) << loop.substr(0, 500);
}

TEST(Budgets, LargeExpressionsGoThrough) {
  std::string variables;
  for (int i = 0; i < 10'000; ++i) variables += "${AWS::Region}${T}";
  std::string widgets;
  for (int i = 0; i < 800; ++i) {
    widgets += "        - {type: metric, x: 0, y: " + std::to_string(i) +
               ", width: 12, height: 6, properties: {metrics: [[AWS/SNS, NumberOfMessagesPublished, TopicName, "
               "!GetAtt T.TopicName]], region: !Ref AWS::Region, title: '" +
               std::string(500, 't') + "'}}\n";
  }
  const std::string text =
      "Transform: AWS::LanguageExtensions\nResources:\n  T: {Type: AWS::SNS::Topic}\n  D:\n    Type: Custom::D\n"
      "    Properties:\n      Text: !Sub '" +
      variables + "'\n      Body:\n       Fn::ToJsonString:\n        widgets:\n" + widgets +
      "      Known:\n       Fn::ToJsonString: ['" + std::string(600'000, 'k') + "', !Ref AWS::Region]\n";
  const std::string out = expanded(text);
  EXPECT_EQ(out.find("Fn::ToJsonString"), std::string::npos) << out.substr(0, 500);
  EXPECT_GT(out.size(), 1'000'000U) << out.substr(0, 500);
  EXPECT_GT(expanded(text, {}, evaluate).size(), 1'000'000U);
}

TEST(Evaluation, WhatIsKnownOfASubIsPutIn) {
  const std::string out = expanded(
      "Parameters:\n  Stage: {Type: String, Default: live}\nResources:\n  T: {Type: AWS::SNS::Topic}\n  U:\n    Type: "
      "AWS::SNS::Topic\n"
      "    Properties:\n      A: !Sub 'x-${ Stage }-${T}'\n      B: !Sub ['${ Stage }${ v }${!Stage}${T.Arn}', {v: "
      "!Ref Stage}]\n",
      {}, evaluate);
  EXPECT_NE(out.find("A: !Sub x-live-${T}\n"), std::string::npos) << out;
  EXPECT_NE(out.find("B: !Sub livelive${!Stage}${T.Arn}\n"), std::string::npos) << out;
}

// A Default is not used in a branch that it excludes, since only other deployments take that branch.
TEST(Defaults, ConditionsExcludeThem) {
  const std::string out = expanded(
      "Transform: AWS::Serverless-2016-10-31\nParameters:\n  RoleArn: {Type: String, Default: ''}\nConditions:\n"
      "  Given: !Not [!Equals [!Ref RoleArn, '']]\nResources:\n  F:\n    Type: AWS::Serverless::Function\n    "
      "Properties:\n"
      "      Handler: a.b\n      Runtime: python3.13\n      InlineCode: x\n"
      "      Role: !If [Given, !Ref RoleArn, !Sub 'arn:aws:iam::123456789012:role/x']\n");
  EXPECT_NE(out.find("- !Ref RoleArn"), std::string::npos) << out;
}

TEST(Defaults, SecretsAndNamesOfStoredParametersAreNotWritten) {
  const std::string out = expanded(
      "Transform: AWS::Serverless-2016-10-31\nParameters:\n  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', "
      "Default: /a/b}\n"
      "  Hidden: {Type: String, NoEcho: true, Default: hunter2}\nResources:\n  L:\n    Type: "
      "AWS::Serverless::LayerVersion\n    Properties:\n"
      "      ContentUri: s3://bucket/key\n      LayerName: !Ref Stored\n  M:\n    Type: "
      "AWS::Serverless::LayerVersion\n    Properties:\n"
      "      ContentUri: s3://bucket/key\n      LayerName: !Ref Hidden\n");
  EXPECT_NE(out.find("LayerName: !Ref Stored"), std::string::npos) << out;
  EXPECT_NE(out.find("LayerName: !Ref Hidden"), std::string::npos) << out;
}

}  // namespace
}  // namespace virga
