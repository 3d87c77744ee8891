#include "compiler/semantics/snapshot.h"

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <map>
#include <sstream>
#include <thread>

#include "rules/engine/linter.h"
#include "schemas/schema_database.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

LintOptions lint_options() {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  options.rules.include = {"E", "W", "I"};
  return options;
}

SourceFilePtr source_of(std::string text, std::string name = "t.yaml") {
  return std::make_shared<const SourceFile>(std::move(name), std::move(text));
}

std::vector<fs::path> samples() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(VIRGA_SOURCE_DIR) / "samples")) {
    if (entry.path().extension() == ".yaml" || entry.path().extension() == ".json") found.push_back(entry.path());
  }
  return found;
}

constexpr const char* kLoops = R"(Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources:
  Fn::ForEach::Topics:
    - Name
    - [A, B]
    - Topic${Name}: {Type: AWS::SNS::Topic}
  F:
    Type: AWS::Serverless::Function
    Properties: {InlineCode: 'x', Handler: a.b, Runtime: python3.12}
)";

TEST(Snapshot, ViewsShowWhatEachTransformMakes) {
  const auto snapshot = open_snapshot(source_of(kLoops), lint_options());
  EXPECT_EQ(snapshot->written().model().find_resource("TopicA"), nullptr);
  EXPECT_NE(snapshot->unrolled().model().find_resource("TopicA"), nullptr);
  EXPECT_EQ(snapshot->unrolled().model().find_resource("FRole"), nullptr);
  ASSERT_NE(snapshot->expanded(), nullptr);
  EXPECT_NE(snapshot->expanded()->model().find_resource("FRole"), nullptr);
  EXPECT_EQ(&snapshot->written(), &snapshot->written());
}

TEST(Snapshot, WithoutLoopsTheUnrolledViewIsTheWrittenOne) {
  const auto snapshot = open_snapshot(source_of("Resources: {A: {Type: AWS::SNS::Topic}}"), lint_options());
  EXPECT_EQ(&snapshot->unrolled(), &snapshot->written());
}

TEST(Snapshot, ARefusedTransformHasProblemsAndNoExpandedView) {
  const auto snapshot = open_snapshot(source_of("Transform: AWS::Serverless-2016-10-31\n"
                                                "Resources: {F: {Type: AWS::Serverless::StateMachine}}"),
                                      lint_options());
  EXPECT_EQ(snapshot->expanded(), nullptr);
  EXPECT_FALSE(snapshot->expansion(View::Expanded).problems.empty());
}

TEST(Snapshot, BrokenTextHasOneToo) {
  const auto snapshot = Snapshot::open(source_of("Resources:\n  A:\n    Type: AWS::SNS::Topic\n  B: [\n"),
                                       std::make_shared<const SemanticOptions>(lint_options()), Reading::Tolerant, 7);
  EXPECT_TRUE(snapshot->is_broken());
  EXPECT_EQ(snapshot->version(), 7);
  EXPECT_NE(snapshot->written().model().find_resource("A"), nullptr);
  const LintResult result = lint(*snapshot, lint_options());
  ASSERT_FALSE(result.findings.empty());
  for (const Diagnostic& finding : result.findings) EXPECT_EQ(finding.rule, "E0000");
}

TEST(Snapshot, OutlivesTheOptionsItWasOpenedWith) {
  std::shared_ptr<const Snapshot> snapshot;
  {
    LintOptions options = lint_options();
    options.evaluation.parameters["Stage"] = "prod";
    snapshot = open_snapshot(source_of(kLoops), options);
  }
  EXPECT_EQ(snapshot->options().evaluation.parameters.at("Stage"), "prod");
  EXPECT_NE(snapshot->expanded(), nullptr);
}

class MemoryFiles final : public FileSystem {
public:
  std::map<std::string, std::string> files;
  ReadResult read(const std::string& path) const override {
    const auto found = files.find(path);
    if (found == files.end()) return {nullptr, {"There is no such file."}};
    return {source_of(found->second, path), {}};
  }
};

TEST(Snapshot, NestedTemplatesComeFromTheFileSystemOfTheOptions) {
  LintOptions options = lint_options();
  auto files = std::make_shared<MemoryFiles>();
  files->files["a/child.yaml"] = "Resources: {T: {Type: AWS::SNS::Topic}}\nOutputs: {Arn: {Value: !Ref T}}";
  options.files = files;
  const auto snapshot = open_snapshot(source_of("Resources:\n"
                                                "  Child:\n"
                                                "    Type: AWS::CloudFormation::Stack\n"
                                                "    Properties: {TemplateURL: child.yaml}\n"
                                                "Outputs:\n"
                                                "  Good: {Value: !GetAtt Child.Outputs.Arn}\n"
                                                "  Bad: {Value: !GetAtt Child.Outputs.Arm}\n",
                                                "a/parent.yaml"),
                                      options);
  std::vector<std::uint32_t> lines;
  for (const Diagnostic& finding : lint(*snapshot, options).findings) {
    if (finding.rule == "E6101" || finding.rule == "E1010") {
      lines.push_back(snapshot->source()->line_column(finding.range.begin).line);
    }
  }
  EXPECT_EQ(lines, std::vector<std::uint32_t>{7});
}

TEST(Snapshot, ALintThatIsCancelledHasNoFindings) {
  const auto snapshot = open_snapshot(source_of("Resources: {A: {Type: AWS::S3::Bucket, Bad: 1}}"), lint_options());
  CancellationSource source;
  EXPECT_FALSE(lint(*snapshot, lint_options(), source.token()).findings.empty());
  source.cancel();
  const LintResult result = lint(*snapshot, lint_options(), source.token());
  EXPECT_TRUE(result.cancelled);
  EXPECT_TRUE(result.findings.empty());
}

// Lints with each value of a parameter in turn: sharing what no value decides must not show.
void expect_same_as_alone(const SourceFilePtr& source, const std::string& parameter,
                          std::initializer_list<const char*> values) {
  SettledFindings settled;
  std::shared_ptr<const Snapshot> snapshot;
  for (const char* value : values) {
    LintOptions options = lint_options();
    options.evaluation.parameters[parameter] = value;
    snapshot = snapshot == nullptr ? open_snapshot(source, options) : open_snapshot(*snapshot, options);
    const LintResult shared = lint(*snapshot, options, {}, &settled), alone = lint(source, options);
    ASSERT_EQ(shared.findings.size(), alone.findings.size()) << value;
    for (std::size_t i = 0; i < alone.findings.size(); ++i) {
      EXPECT_EQ(shared.findings[i].rule, alone.findings[i].rule) << value;
      EXPECT_EQ(shared.findings[i].range, alone.findings[i].range) << value;
      EXPECT_EQ(shared.findings[i].message, alone.findings[i].message) << value;
    }
  }
}

// A check that uses no values runs once for all sets; the findings are the same as when linting with each set.
TEST(Snapshot, ParameterSetsShareWhatNoValueDecides) {
  const SourceFilePtr source = source_of(
      "Parameters: {Stage: {Type: String}, Unused: {Type: String}}\n"
      "Conditions: {Prod: !Equals [!Ref Stage, prod]}\n"
      "Mappings: {Unused: {a: {b: c}}}\n"
      "Resources:\n"
      "  A: {Type: AWS::SNS::Topic, Properties: {DisplayName: '${Stage}', TopicName: !If [Prod, !Ref Stage, 7]}}\n"
      "  B: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref Stage}}\n");
  expect_same_as_alone(source, "Stage", {"prod", "NOT A BUCKET", "test", "prod"});
}

// A value decides whether SAM expands a template, and with that whether a permission is missing.
TEST(Snapshot, WhatAnExpansionSaysIsNotSharedBetweenParameterSets) {
  const SourceFilePtr source = source_of(
      "Transform: AWS::Serverless-2016-10-31\n"
      "Parameters: {Alias: {Type: String}}\n"
      "Resources:\n"
      "  Rule:\n"
      "    Type: AWS::Events::Rule\n"
      "    Properties: {ScheduleExpression: rate(5 minutes), Targets: [{Id: a, Arn: !GetAtt F.Arn}]}\n"
      "  F:\n"
      "    Type: AWS::Serverless::Function\n"
      "    Properties: {Handler: a.b, Runtime: nodejs22.x, InlineCode: x, AutoPublishAlias: !Ref Alias}\n");
  expect_same_as_alone(source, "Alias", {"not an alias", "live", ""});
}

// Two threads request everything at once while a third one cancels a lint. ThreadSanitizer detects data races; without
// it, the results must still be equal.
TEST(Snapshot, IsSharedBetweenThreads) {
  const LintOptions options = lint_options();
  for (const fs::path& sample : samples()) {
    std::ifstream file(sample, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    const auto snapshot = open_snapshot(source_of(text.str(), sample.string()), options);
    std::size_t found[2] = {};
    CancellationSource cancellation;
    std::thread cancelled([&] { lint(*snapshot, options, cancellation.token()); });
    const auto ask = [&](std::size_t& count) {
      if (const Semantics* expanded = snapshot->expanded()) count += expanded->model().resources().size();
      count += snapshot->unrolled().symbols().references().size() + lint(*snapshot, options).findings.size();
    };
    std::thread other([&] { ask(found[0]); });
    cancellation.cancel();
    ask(found[1]);
    other.join();
    cancelled.join();
    EXPECT_EQ(found[0], found[1]) << sample;
  }
}

}  // namespace
}  // namespace virga
