// Fixes of the template family: before and after.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "rules/engine/fixer.h"
#include "rules/engine/linter.h"
#include "tests/unit/fixed_text.h"

namespace virga {
namespace {

// The text after all fixes of the rule's findings.
std::string fixed(const std::string& rule, const std::string& text) {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  options.rules.include = {rule};
  LintResult result = lint(std::make_shared<const SourceFile>("template", text), options);
  return fixed_text(text, result.findings);
}

TEST(TemplateFixes, RemovesAParameterInTheMiddle) {
  EXPECT_EQ(fixed("W2001",
                  "Parameters:\n"
                  "  Owner:  # nobody\n"
                  "    Type: String\n"
                  "    Default: me  # not used\n"
                  "  Name:\n"
                  "    Type: String\n"
                  "Resources:\n"
                  "  Topic:\n"
                  "    Type: AWS::SNS::Topic\n"
                  "    Properties:\n"
                  "      TopicName: !Ref Name\n"),
            "Parameters:\n"
            "  Name:\n"
            "    Type: String\n"
            "Resources:\n"
            "  Topic:\n"
            "    Type: AWS::SNS::Topic\n"
            "    Properties:\n"
            "      TopicName: !Ref Name\n");
}

TEST(TemplateFixes, RemovesTheSectionWithItsOnlyParameter) {
  EXPECT_EQ(fixed("W2001",
                  "Parameters:\n"
                  "  Owner:\n"
                  "    Type: String\n"
                  "\n"
                  "Resources:\n"
                  "  Topic:\n"
                  "    Type: AWS::SNS::Topic\n"),
            "\n"
            "Resources:\n"
            "  Topic:\n"
            "    Type: AWS::SNS::Topic\n");
}

TEST(TemplateFixes, RemovesTheLastConditionOfAFile) {
  EXPECT_EQ(fixed("W8001",
                  "Resources:\n"
                  "  Topic:\n"
                  "    Type: AWS::SNS::Topic\n"
                  "    Condition: A\n"
                  "Conditions:\n"
                  "  A: !Equals [a, b]\n"
                  "  B: !Equals [a, b]"),
            "Resources:\n"
            "  Topic:\n"
            "    Type: AWS::SNS::Topic\n"
            "    Condition: A\n"
            "Conditions:\n"
            "  A: !Equals [a, b]\n");
}

TEST(TemplateFixes, RemovesTheCommaInJson) {
  const std::string resources =
      R"("Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "A"}}}}})";
  EXPECT_EQ(fixed("W2001", R"({"Parameters": {"A": {"Type": "String"}, "B": {"Type": "String"}}, )" + resources),
            R"({"Parameters": {"A": {"Type": "String"}}, )" + resources);
  EXPECT_EQ(fixed("W2001", R"({"Parameters": {"B": {"Type": "String"}, "A": {"Type": "String"}}, )" + resources),
            R"({"Parameters": {"A": {"Type": "String"}}, )" + resources);
  EXPECT_EQ(fixed("W7001", R"({"Mappings": {"B": {"a": {"b": "c"}}}, )" + resources), "{" + resources);
}

TEST(TemplateFixes, ChangesTheTypeOfAnImageId) {
  const std::string resources =
      "Resources:\n"
      "  Host:\n"
      "    Type: AWS::EC2::Instance\n"
      "    Properties:\n"
      "      ImageId: !Ref Image\n";
  EXPECT_EQ(fixed("W2506", "Parameters:\n  Image:\n    Type: \"String\"\n" + resources),
            "Parameters:\n  Image:\n    Type: \"AWS::EC2::Image::Id\"\n" + resources);
}

// The text that --fix --unsafe-fixes leaves.
std::string fixed_unsafely(const std::string& text) {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  const auto source = std::make_shared<const SourceFile>("template", text);
  return std::string(fix_template(source, options, {.unsafe = true}).source->text());
}

// A template in which everything is used once, with one name or key written otherwise.
std::string template_with(const std::string& from, const std::string& to) {
  std::string text =
      "Parameters:\n"
      "  KeyName:\n"
      "    Type: String\n"
      "Mappings:\n"
      "  RegionMap:\n"
      "    us-east-1:\n"
      "      Name: x\n"
      "Conditions:\n"
      "  IsEast: !Equals [!Ref AWS::Region, us-east-1]\n"
      "  IsProd: !Not [Condition: IsEast]\n"
      "Resources:\n"
      "  Topic:\n"
      "    Type: AWS::SNS::Topic\n"
      "    Condition: IsProd\n"
      "    Properties:\n"
      "      TopicName: !Sub 'a-${KeyName}'\n"
      "      DisplayName: !FindInMap [RegionMap, us-east-1, Name]\n";
  if (!from.empty()) text.replace(text.find(from), from.size(), to);
  return text;
}

// What is not used because of a fault elsewhere is what the mend of that refers to.
TEST(TemplateFixes, KeepsWhatAFaultyPartMayUse) {
  const std::string whole = template_with("", "");
  EXPECT_EQ(fixed_unsafely(whole), whole);
  EXPECT_EQ(fixed_unsafely(template_with("Resources:", "Rsources:")), whole);
  EXPECT_EQ(fixed_unsafely(template_with("Condition: IsProd", "Condition: IsPrd")), whole);
  EXPECT_EQ(fixed_unsafely(template_with("    Condition: IsProd", "    Conditon: IsProd")), whole);
  EXPECT_EQ(fixed_unsafely(template_with("[Condition: IsEast", "[Conditon: IsEast")), whole);
  EXPECT_EQ(fixed_unsafely(template_with("${KeyName}", "${Keyame}")), whole);
  EXPECT_EQ(fixed_unsafely(template_with("!Sub 'a", "'a")), whole);
  EXPECT_EQ(fixed_unsafely(template_with("!FindInMap", "!FindInMapp")), whole);
  // Nothing tells which is meant, so that a person has to.
  for (const auto& [from, to] : {std::pair("[RegionMap", "[Zones"), std::pair("Condition: IsProd", "Condition: Live"),
                                 std::pair("${KeyName}", "${Label}"), std::pair("!FindInMap", "!Lookup")}) {
    const std::string text = template_with(from, to);
    EXPECT_EQ(fixed_unsafely(text), text);
  }
}

TEST(TemplateFixes, RemovesWhatNoFaultIsAbout) {
  const std::string text = template_with("${KeyName}", "${AWS::Region}");
  EXPECT_EQ(fixed_unsafely(text), text.substr(text.find("Mappings:")));
  // An unknown mapping says nothing of a parameter.
  const std::string other =
      template_with("'a-${KeyName}'", "'a-${AWS::Region}'\n      KmsMasterKeyId: !FindInMap [Z, a, b]");
  EXPECT_EQ(fixed_unsafely(other), other.substr(other.find("Mappings:")));
}

TEST(TemplateFixes, FillsInWhatHasNoValue) {
  EXPECT_EQ(fixed_unsafely("Resources:\n  Q:\n    Type:\n    Properties: {}\n"),
            "Resources:\n  Q:\n    Type: REPLACE_ME\n    Properties: {}\n");
  EXPECT_EQ(fixed_unsafely("{\"Resources\": {\"Q\": {\"Type\": null}}}"),
            "{\"Resources\": {\"Q\": {\"Type\": \"REPLACE_ME\"}}}");
}

}  // namespace
}  // namespace virga
