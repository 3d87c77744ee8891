// AWS::LanguageExtensions and evaluation beyond what the goldens of golden/expand show.
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
  for (const ExpansionProblem& problem : expansion.problems) problems += problem.diagnostic.message + "\n";
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

TEST(ForEach, TextsThatGrowAreBounded) {
  std::string text = "Transform: AWS::LanguageExtensions\nResources:\n  Fn::ForEach::A:\n    - X\n    - [";
  text.append(200'000, 'x').append("]\n    - T: {Type: AWS::SNS::Topic, Properties: {DisplayName: \"");
  for (int i = 0; i < 2'000; ++i) text += "${X}";
  text += "\"}}\n";
  EXPECT_NE(expanded(text).find("far more than CloudFormation takes"), std::string::npos);
}

TEST(Conditions, AreFollowedOnlySoFar) {
  std::string text = "Transform: AWS::LanguageExtensions\nConditions:\n  C0: !Equals [a, a]\n";
  for (int i = 1; i < 5'000; ++i) {
    text += "  C" + std::to_string(i) + ": !Not [!Condition C" + std::to_string(i - 1) + "]\n";
  }
  // Backwards, so that the first one asked for leads through all.
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

}  // namespace
}  // namespace virga
