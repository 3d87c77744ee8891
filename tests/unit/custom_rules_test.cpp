#include "rules/engine/custom_rules.h"

#include <gtest/gtest.h>

#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/compilation.h"

namespace virga {
namespace {

constexpr const char* kTemplate = R"(Conditions:
  IsProd: !Equals [!Ref AWS::Region, us-east-1]
Resources:
  Box:
    Type: AWS::EC2::Instance
    Properties:
      InstanceType: t3.micro
      EbsOptimized: true
      ImageId: !If [IsProd, ami-1, ami-2]
      KeyName: !Ref Key
      UserData: !If [IsProd, !Ref AWS::NoValue, text]
      BlockDeviceMappings:
        - Ebs: {VolumeSize: 10}
        - Ebs: {VolumeSize: 200}
      Tags:
        - {Key: a, Value: x y}
  Bare:
    Type: AWS::S3::Bucket
)";

// The rules' findings as "id line path: message".
std::vector<std::string> run(const std::string& rules, std::vector<std::string> include = {"E", "W"}) {
  const auto custom = CustomRules::parse(rules);
  for (const CustomRuleError& error : custom->errors()) ADD_FAILURE() << error.line << ": " << error.message;
  const auto source = std::make_shared<const SourceFile>("t.yaml", kTemplate);
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  options.rules.include = std::move(include);
  const SyntaxTree tree = parse(source);
  const Semantics semantics(tree, options);
  const Compilation compilation(semantics, options);
  DiagnosticSink sink;
  Reporter reporter(sink, compilation.options().rules);
  custom->run(compilation, reporter);
  std::vector<std::string> found;
  for (const Diagnostic& finding : sink.found()) {
    found.push_back(finding.rule + " " + std::to_string(source->line_column(finding.range.begin).line) + " " +
                    to_string(finding.path) + ": " + finding.message);
  }
  return found;
}

using Found = std::vector<std::string>;

TEST(CustomRules, IdsAreLineNumbersAndLevels) {
  EXPECT_EQ(run("# sizes\n\nAWS::EC2::Instance InstanceType EQUALS m5.large WARN too small\n"),
            Found{"W9003 7 Resources/Box/Properties/InstanceType: too small"});
  EXPECT_EQ(run("AWS::EC2::Instance InstanceType == m5.large ERROR \"Use m5\"\n"),
            Found{"E9001 7 Resources/Box/Properties/InstanceType: Use m5"});
  EXPECT_EQ(run("AWS::EC2::Instance InstanceType == m5.large WARN\n", {"E"}), Found{});
}

TEST(CustomRules, MessageSaysWhatTheRuleWants) {
  EXPECT_EQ(
      run("AWS::EC2::Instance InstanceType == m5.large"),
      Found{"E9001 7 Resources/Box/Properties/InstanceType: InstanceType of AWS::EC2::Instance must be m5.large"});
}

TEST(CustomRules, Equality) {
  EXPECT_TRUE(run("AWS::EC2::Instance InstanceType == T3.Micro").empty());
  EXPECT_EQ(run("AWS::EC2::Instance InstanceType != t3.micro").size(), 1U);
  EXPECT_TRUE(run("AWS::EC2::Instance EbsOptimized EQUALS True").empty());
  EXPECT_TRUE(run("AWS::EC2::Instance Tags.Value EQUALS \"x y\"").empty());
  EXPECT_EQ(run("AWS::EC2::Instance Tags.Value NOT_EQUALS x y ERROR no").size(), 1U);
}

TEST(CustomRules, Sets) {
  EXPECT_TRUE(run("AWS::EC2::Instance InstanceType IN [t3.micro, t3.small]").empty());
  EXPECT_EQ(run("AWS::EC2::Instance InstanceType IN [t3.large, \"t3.small\"]").size(), 1U);
  EXPECT_TRUE(run("AWS::EC2::Instance InstanceType IN t3.large,t3.micro").empty());
  EXPECT_EQ(run("AWS::EC2::Instance InstanceType NOT_IN [t3.micro] WARN").size(), 1U);
}

TEST(CustomRules, NumbersInEveryItem) {
  EXPECT_EQ(run("AWS::EC2::Instance BlockDeviceMappings.Ebs.VolumeSize <= 100"),
            Found{"E9001 14 Resources/Box/Properties/BlockDeviceMappings/1/Ebs/VolumeSize: "
                  "BlockDeviceMappings.Ebs.VolumeSize of AWS::EC2::Instance must be at most 100"});
  EXPECT_EQ(run("AWS::EC2::Instance BlockDeviceMappings.Ebs.VolumeSize > 10").size(), 1U);
  EXPECT_TRUE(run("AWS::EC2::Instance BlockDeviceMappings.Ebs.VolumeSize >= 10").empty());
  EXPECT_EQ(run("AWS::EC2::Instance BlockDeviceMappings.Ebs.VolumeSize < 10").size(), 2U);
  EXPECT_EQ(run("AWS::EC2::Instance InstanceType < 10").size(), 1U);
}

TEST(CustomRules, Patterns) {
  EXPECT_TRUE(run("AWS::EC2::Instance InstanceType REGEX_MATCH ^t[23]").empty());
  EXPECT_EQ(run("AWS::EC2::Instance InstanceType REGEX_MATCH micro").size(), 1U);  // anchored at the start
}

TEST(CustomRules, Presence) {
  EXPECT_TRUE(run("AWS::EC2::Instance KeyName IS DEFINED").empty());
  EXPECT_EQ(run("AWS::EC2::Instance KeyName IS NOT_DEFINED"),
            Found{"E9001 10 Resources/Box/Properties/KeyName: KeyName of AWS::EC2::Instance must be left out"});
  EXPECT_EQ(run("AWS::EC2::Instance Monitoring IS DEFINED"),
            Found{"E9001 6 Resources/Box/Properties: Monitoring of AWS::EC2::Instance must be set"});
  EXPECT_TRUE(run("AWS::EC2::Instance Monitoring IS NOT_DEFINED").empty());
  EXPECT_EQ(run("AWS::S3::Bucket BucketName IS DEFINED"),
            Found{"E9001 17 Resources/Bare: BucketName of AWS::S3::Bucket must be set"});
  // One branch removes the property.
  EXPECT_EQ(run("AWS::EC2::Instance UserData IS DEFINED").size(), 1U);
  EXPECT_EQ(run("AWS::EC2::Instance UserData IS NOT_DEFINED").size(), 1U);
}

TEST(CustomRules, BranchesAreJudgedAndReferencesAreNot) {
  EXPECT_EQ(run("AWS::EC2::Instance ImageId == ami-1"),
            Found{"E9001 9 Resources/Box/Properties/ImageId/Fn::If/2: ImageId of AWS::EC2::Instance must be ami-1"});
  EXPECT_TRUE(run("AWS::EC2::Instance KeyName == admin").empty());
}

TEST(CustomRules, FaultsNameTheLine) {
  const auto rules = CustomRules::parse(
      "AWS::S3::Bucket BucketName\n"
      "AWS::S3::Bucket BucketName LIKE a\n"
      "AWS::S3::Bucket BucketName ==\n"
      "AWS::S3::Bucket BucketName IS GONE\n"
      "AWS::S3::Bucket BucketName > many\n"
      "AWS::S3::Bucket BucketName REGEX_MATCH (\n"
      "AWS::S3::Bucket BucketName == fine\n");
  ASSERT_EQ(rules->errors().size(), 6U);
  for (std::uint32_t i = 0; i < 6; ++i) EXPECT_EQ(rules->errors()[i].line, i + 1);
  EXPECT_EQ(rules->size(), 1U);
  EXPECT_EQ(rules->id(0), "E9007");
}

}  // namespace
}  // namespace virga
