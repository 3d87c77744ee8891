// Fixes of the functions family: before and after, in each notation.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "rules/engine/linter.h"
#include "tests/unit/fixed_text.h"

namespace virga {
namespace {

LintResult run(const std::string& rule, const std::string& text) {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  options.rules.include = {rule};
  return lint(std::make_shared<const SourceFile>("template", text), options);
}

// The text after the fixes of the rule's findings.
std::string fixed(const std::string& rule, const std::string& text) {
  return fixed_text(text, run(rule, text).findings);
}

// A topic with this display name as written.
std::string yaml(const std::string& name) {
  return "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName:" + name + "\n";
}
std::string json(const std::string& name) {
  return R"({"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"DisplayName": )" + name + "}}}}\n";
}

TEST(FunctionFixes, RemoveSubFromTheShortForm) {
  EXPECT_EQ(fixed("W1020", yaml(" !Sub orders  # all")), yaml(" orders  # all"));
  EXPECT_EQ(fixed("W1020", yaml(" !Sub 'a: b'")), yaml(" 'a: b'"));
}

TEST(FunctionFixes, RemoveSubFromABlockText) {
  EXPECT_EQ(fixed("W1020", yaml(" !Sub |\n        one\n        two")), yaml(" |\n        one\n        two"));
}

TEST(FunctionFixes, RemoveSubFromTheLongForm) {
  EXPECT_EQ(fixed("W1020", yaml("\n        Fn::Sub: orders")), yaml("\n        orders"));
  EXPECT_EQ(fixed("W1020", json(R"({"Fn::Sub": "orders"})")), json(R"("orders")"));
}

TEST(FunctionFixes, RemoveSubWithItsValues) {
  EXPECT_EQ(fixed("W1020", json(R"({"Fn::Sub": ["orders", {}]})")), json(R"("orders")"));
}

TEST(FunctionFixes, RemoveSubAndItsEscapes) {
  EXPECT_EQ(fixed("W1020", json(R"({"Fn::Sub": "echo ${!HOME}"})")), json(R"("echo ${HOME}")"));
}

TEST(FunctionFixes, AddSub) {
  EXPECT_EQ(fixed("E1029", yaml(" \"in ${AWS::Region}\"")), yaml(" !Sub \"in ${AWS::Region}\""));
  EXPECT_EQ(fixed("E1029", json(R"("in ${AWS::Region}")")), json(R"({"Fn::Sub": "in ${AWS::Region}"})"));
}

TEST(FunctionFixes, AddNoSecondTag) {
  const std::string text = yaml(" !Base64 \"in ${AWS::Region}\"");
  EXPECT_EQ(run("E1029", text).findings.size(), 1U);
  EXPECT_EQ(fixed("E1029", text), text);
}

TEST(FunctionFixes, UseRef) {
  EXPECT_EQ(fixed("W1054", yaml(" AWS::Region")), yaml(" !Ref AWS::Region"));
  EXPECT_EQ(fixed("W1054", json(R"("AWS::Region")")), json(R"({"Ref": "AWS::Region"})"));
}

// Fixed problems are not found again.
TEST(FunctionFixes, Settle) {
  for (const auto& [rule, text] : {std::pair<std::string, std::string>{"W1020", yaml(" !Sub orders")},
                                   {"E1029", yaml(" \"in ${AWS::Region}\"")},
                                   {"W1054", json(R"("AWS::Region")")}}) {
    EXPECT_FALSE(run(rule, text).findings.empty()) << rule;
    EXPECT_TRUE(run(rule, fixed(rule, text)).findings.empty()) << rule;
  }
}

// The place of a value that comes from a parameter is the parameter.
TEST(FunctionValues, AreJudgedOneByOne) {
  const std::string text =
      "Parameters:\n"
      "  Days:\n"
      "    Type: Number\n"
      "    AllowedValues: [7, 8, 9]\n"
      "Resources:\n"
      "  Log:\n"
      "    Type: AWS::Logs::LogGroup\n"
      "    Properties:\n"
      "      RetentionInDays: !Ref Days\n";
  LintResult result = run("W1030", text);
  ASSERT_EQ(result.findings.size(), 2U);
  EXPECT_EQ(to_string(result.findings[0].path), "Parameters/Days/AllowedValues/1");
  EXPECT_EQ(to_string(result.findings[1].path), "Parameters/Days/AllowedValues/2");
}

}  // namespace
}  // namespace virga
