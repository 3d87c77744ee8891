// Linting through Fn::ForEach.
#include "rules/engine/loops.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "rules/engine/linter.h"
#include "schemas/schema_database.h"

namespace virga {
namespace {

std::vector<Diagnostic> lint_text(const std::string& text, std::vector<std::string> include = {"E", "W"}) {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  options.rules.include = std::move(include);
  return lint(std::make_shared<const SourceFile>("t.yaml", text), options).findings;
}

std::string in_loop(const std::string& body, const std::string& collection = "!Ref Names") {
  return "Transform: AWS::LanguageExtensions\n"
         "Parameters:\n"
         "  Names: {Type: CommaDelimitedList, Default: \"a,b,c,d\"}\n"
         "Resources:\n"
         "  Fn::ForEach::Topics:\n"
         "    - Name\n"
         "    - " +
         collection +
         "\n"
         "    - Topic${Name}:\n"
         "        Type: AWS::SNS::Topic\n" +
         body;
}

TEST(Loops, WhatIsWrongInEachIterationIsSaidOnce) {
  const std::vector<Diagnostic> findings = lint_text(in_loop("        Properties:\n          Displayname: x\n"));
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].rule, "E3002");
  EXPECT_EQ(to_string(findings[0].path), "Resources/Topica/Properties/Displayname");
  ASSERT_EQ(findings[0].fixes.size(), 1U);
  EXPECT_EQ(findings[0].fixes[0].title, "Change it to 'DisplayName'");
  EXPECT_EQ(findings[0].fixes[0].edits.size(), 1U);
  ASSERT_EQ(findings[0].notes.size(), 1U);
  EXPECT_EQ(findings[0].notes[0].message,
            "In iteration 1 of Fn::ForEach::Topics (Name = a); iteration 2 of Fn::ForEach::Topics (Name = b); and 2 "
            "more");
}

TEST(Loops, WhatIsWrongInOneIterationNamesIt) {
  const std::string text =
      in_loop("        Properties:\n          KmsMasterKeyId: !GetAtt [!Sub \"Topic${Name}\", !Ref Name]\n",
              "[TopicArn, Nothing]");
  const std::vector<Diagnostic> findings = lint_text(text, {"E1010"});
  ASSERT_EQ(findings.size(), 1U);
  ASSERT_EQ(findings[0].notes.empty(), false);
  EXPECT_EQ(findings[0].notes.back().message, "In iteration 2 of Fn::ForEach::Topics (Name = Nothing)");
}

TEST(Loops, CollectionsUseWhatTheyNeed) {
  EXPECT_TRUE(lint_text(in_loop(""), {"W2001"}).empty());
  const std::string text =
      "Transform: AWS::LanguageExtensions\n"
      "Mappings:\n  Map: {a: {b: [c, d]}}\n"
      "Resources:\n  Fn::ForEach::Topics:\n    - Name\n    - !FindInMap [Map, a, b]\n"
      "    - Topic${Name}: {Type: AWS::SNS::Topic}\n";
  EXPECT_TRUE(lint_text(text, {"W7001"}).empty());
}

TEST(Loops, CommentsAndMetadataSuppressInside) {
  EXPECT_TRUE(lint_text(in_loop("        Properties:\n          Displayname: x  # virga: ignore[E3002]\n")).empty());
  EXPECT_TRUE(lint_text(in_loop("        Metadata: {cfn-lint: {config: {ignore_checks: [E3002]}}}\n"
                                "        Properties:\n          Displayname: x\n"))
                  .empty());
  // An unused one is told of once.
  EXPECT_EQ(lint_text(in_loop("        Metadata: {cfn-lint: {config: {ignore_checks: [E3012]}}}\n")).size(), 1U);
}

TEST(Loops, RefusedLoopsAreFindingsAndTheRestIsJudged) {
  std::string text = in_loop("        Properties:\n          DisplayName: x\n", "[a, a]");
  text += "  Plain:\n    Type: AWS::SNS::Topic\n    Properties:\n      Displayname: x\n";
  const std::vector<Diagnostic> findings = lint_text(text, {"E"});
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].rule, "E0001");
  EXPECT_EQ(findings[1].rule, "E3002");
  EXPECT_TRUE(lint_text(text, {"E3002"}).size() == 1);
}

TEST(Loops, WithoutTheTransformNothingIsExpanded) {
  std::string text = in_loop("        Properties:\n          Displayname: x\n");
  text.erase(0, text.find('\n') + 1);
  const std::vector<Diagnostic> findings = lint_text(text, {"E3002"});
  EXPECT_TRUE(findings.empty());
}

}  // namespace
}  // namespace virga
