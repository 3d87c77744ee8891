// CloudFormation's quotas for counts and sizes, which are too large for a card.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "rules/engine/linter.h"

namespace virga {
namespace {

// How often the rule fires on a template when only this rule runs.
long count_findings(const std::string& rule, const std::string& text) {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  options.rules.include = {rule};
  LintResult result = lint(std::make_shared<const SourceFile>("template.yaml", text), options);
  EXPECT_FALSE(result.unparsable);
  return std::count_if(result.findings.begin(), result.findings.end(),
                       [&](const Diagnostic& d) { return d.rule == rule; });
}

std::string resources() { return "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n"; }

std::string repeated(std::string_view heading, std::string_view entry, int count) {
  std::string text(heading);
  for (int i = 0; i < count; ++i) text += fmt::format(fmt::runtime(entry), i);
  return text;
}

std::string with_parameters(int count) {
  return resources() + repeated("Parameters:\n", "  Name{}:\n    Type: String\n", count);
}
std::string with_outputs(int count) {
  return resources() + repeated("Outputs:\n", "  Name{}:\n    Value: !Ref Topic\n", count);
}
std::string with_mappings(int count) {
  return resources() + repeated("Mappings:\n", "  Name{}:\n    a:\n      b: c\n", count);
}
std::string with_keys(int count) {
  return resources() + repeated("Mappings:\n  Name:\n", "    key{}:\n      b: c\n", count);
}
std::string with_attributes(int count) {
  return resources() + repeated("Mappings:\n  Name:\n    key:\n", "      name{}: c\n", count);
}

TEST(TemplateLimits, Parameters) {
  EXPECT_EQ(count_findings("E2010", with_parameters(201)), 1);
  EXPECT_EQ(count_findings("E2010", with_parameters(200)), 0);
  EXPECT_EQ(count_findings("I2010", with_parameters(200)), 1);
  EXPECT_EQ(count_findings("I2010", with_parameters(181)), 1);
  EXPECT_EQ(count_findings("I2010", with_parameters(180)), 0);
}

TEST(TemplateLimits, Outputs) {
  EXPECT_EQ(count_findings("E6010", with_outputs(201)), 1);
  EXPECT_EQ(count_findings("E6010", with_outputs(200)), 0);
  EXPECT_EQ(count_findings("I6010", with_outputs(181)), 1);
  EXPECT_EQ(count_findings("I6010", with_outputs(180)), 0);
}

TEST(TemplateLimits, Mappings) {
  EXPECT_EQ(count_findings("E7010", with_mappings(201)), 1);
  EXPECT_EQ(count_findings("E7010", with_mappings(200)), 0);
  EXPECT_EQ(count_findings("E7010", with_keys(201)), 1);
  EXPECT_EQ(count_findings("E7010", with_attributes(201)), 1);
  EXPECT_EQ(count_findings("E7010", with_attributes(200)), 0);
  EXPECT_EQ(count_findings("I7010", with_keys(181)), 1);
  EXPECT_EQ(count_findings("I7010", with_attributes(181)), 1);
  EXPECT_EQ(count_findings("I7010", with_attributes(180)), 0);
}

TEST(TemplateLimits, Bytes) {
  std::string text = resources() + "#";
  text.append(1'000'000 - text.size(), 'x');
  EXPECT_EQ(count_findings("E1002", text), 0);
  EXPECT_EQ(count_findings("I1002", text), 1);
  EXPECT_EQ(count_findings("E1002", text + "x"), 1);
  EXPECT_EQ(count_findings("I1002", text + "x"), 0);
  EXPECT_EQ(count_findings("I1002", text.substr(0, 900'000)), 0);
  EXPECT_EQ(count_findings("I1002", text.substr(0, 900'001)), 1);
}

TEST(TemplateLimits, BytesOfTheDescription) {
  auto text = [](std::size_t bytes) { return fmt::format("Description: {}\n", std::string(bytes, 'x')) + resources(); };
  EXPECT_EQ(count_findings("E1003", text(1024)), 0);
  EXPECT_EQ(count_findings("E1003", text(1025)), 1);
  EXPECT_EQ(count_findings("I1003", text(921)), 0);
  EXPECT_EQ(count_findings("I1003", text(922)), 1);
}

}  // namespace
}  // namespace virga
