// Linting of resources that the SAM transform generates.
#include "rules/engine/generated_resources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "rules/engine/linter.h"
#include "schemas/schema_database.h"

namespace virga {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

struct Linted {
  explicit Linted(const std::string& resources, bool expansion = true) {
    LintOptions options;
    options.facts = &SchemaDatabase::built_in();
    options.expansion = expansion;
    const auto source = std::make_shared<const SourceFile>(
        "template.yaml", "Transform: AWS::Serverless-2016-10-31\nResources:\n" + resources);
    findings = lint(source, options).findings;
    for (const Diagnostic& finding : findings) lines.push_back(source->line_column(finding.range.begin).line);
  }
  std::vector<Diagnostic> findings;
  std::vector<std::uint32_t> lines;
};

constexpr const char* kFunction = R"(  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: no handler
)";

TEST(GeneratedResources, AFindingStandsOnTheTextThatTheResourceCameFrom) {
  const Linted linted(kFunction);
  ASSERT_THAT(linted.findings, SizeIs(1));
  const Diagnostic& finding = linted.findings.front();
  EXPECT_EQ(finding.rule, "E3031");
  EXPECT_EQ(linted.lines.front(), 8U);
  ASSERT_TRUE(finding.generated.has_value());
  EXPECT_EQ(finding.generated->logical_id, "Worker");
  EXPECT_EQ(finding.generated->type, "AWS::Lambda::Function");
  EXPECT_THAT(finding.fixes, IsEmpty());
}

TEST(GeneratedResources, NoExpansionLeavesThemOut) { EXPECT_THAT(Linted(kFunction, false).findings, IsEmpty()); }

TEST(GeneratedResources, TheSamResourceAndItsLinesCanIgnoreThem) {
  EXPECT_THAT(
      Linted(std::string(kFunction) + "    Metadata: {cfn-lint: {config: {ignore_checks: [E3031]}}}\n").findings,
      IsEmpty());
  std::string commented = kFunction;
  commented.insert(commented.size() - 1, "  # virga: ignore[E3031]");
  EXPECT_THAT(Linted(commented).findings, IsEmpty());
}

TEST(GeneratedResources, WhatIsReportedAsWrittenIsNotSaidAgain) {
  const Linted linted(R"(  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.run
      Environment:
        Variables:
          TABLE: !Ref Missing
)");
  ASSERT_THAT(linted.findings, SizeIs(1));
  EXPECT_EQ(linted.findings.front().rule, "E1020");
  EXPECT_FALSE(linted.findings.front().generated.has_value());
}

TEST(GeneratedResources, WhatTheTransformRefusesIsSaidWhereItIs) {
  const Linted linted(R"(  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.run
      Policies:
        - SQSPollerPolicy: {Queue: jobs}
)");
  ASSERT_THAT(linted.findings, SizeIs(1));
  EXPECT_EQ(linted.findings.front().rule, "E0001");
  EXPECT_EQ(linted.lines.front(), 10U);
  EXPECT_THAT(linted.findings.front().message, HasSubstr("QueueName"));
  ASSERT_TRUE(linted.findings.front().generated.has_value());
  EXPECT_EQ(linted.findings.front().generated->type, "AWS::Serverless::Function");
}

TEST(GeneratedResources, ParametersWithoutAValueDoNotStopTheJudgement) {
  const Linted linted(R"(  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.run
      AutoPublishAlias: !Ref Alias
Parameters:
  Alias: {Type: String}
)");
  // A value would resolve it, so it is a warning.
  ASSERT_THAT(linted.findings, SizeIs(1));
  EXPECT_EQ(linted.findings.front().rule, "V0001");
}

TEST(GeneratedResources, ReferencesToWhatTheTransformMakesLeadSomewhere) {
  EXPECT_THAT(Linted(R"(  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      CodeUri: src/
      Handler: app.run
      AutoPublishAlias: live
      Layers: [!Ref Library]
  Library:
    Type: AWS::Serverless::LayerVersion
    Properties:
      ContentUri: layer/
Outputs:
  Version:
    Value: !Ref Worker.Version
  Role:
    Value: !GetAtt WorkerRole.Arn
)")
                  .findings,
              IsEmpty());
}

}  // namespace
}  // namespace virga
