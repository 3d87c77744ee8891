// Fixes of the template family: before and after.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

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

}  // namespace
}  // namespace virga
