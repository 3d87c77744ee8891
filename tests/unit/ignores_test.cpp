// Ignores: comments that silence findings, added and taken away.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "compiler/edit/edit_builder.h"
#include "rules/engine/fixer.h"
#include "rules/engine/fixes.h"
#include "tests/unit/fixer_support.h"

namespace virga {
namespace {

using testing::HasSubstr;

// The text with the first finding ignored, which must then be gone while all others stay.
std::string ignored(const std::string& text) {
  const LintResult before = lint(source(text), options());
  EXPECT_FALSE(before.findings.empty());
  const SyntaxTree tree = parse(source(text));
  const std::optional<Fix> fix = ignore_comment_fix(tree, before.findings.front());
  if (!fix) return "";
  std::string after = apply_edits(text, fix->edits);
  const LintResult result = lint(source(after), options());
  EXPECT_FALSE(result.unparsable) << after;
  EXPECT_LT(result.findings.size(), before.findings.size()) << after;
  return after;
}

TEST(IgnoreFix, StandsOnTheLine) {
  EXPECT_EQ(ignored(kHead + "    Properties:\n      Nonsense: 1\n"),
            kHead + "    Properties:\n      Nonsense: 1  # virga: ignore[E3002]\n");
  EXPECT_EQ(ignored(kHead + "    Properties:\n      Nonsense: 1  # virga: ignore[W1] why\n"),
            kHead + "    Properties:\n      Nonsense: 1  # virga: ignore[W1, E3002] why\n");
}

TEST(IgnoreFix, StandsAboveWhatCannotHoldAComment) {
  const std::string topic = "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n      DisplayName: ";
  EXPECT_THAT(ignored(topic + "!Sub \"${Nobody}\n        more\"\n"), HasSubstr("# virga: ignore[E1019]\n"));
  EXPECT_THAT(ignored(topic + "!Sub |\n        text\n        ${Nobody}\n"),
              HasSubstr("!Sub |  # virga: ignore[E1019]\n"));
}

TEST(IgnoreFix, StandsInMetadataInJson) {
  const std::string text =
      "{\"Resources\": {\n  \"T\": {\n    \"Type\": \"AWS::SNS::Topic\",\n    \"Properties\": {\"Nonsense\": 1}\n  "
      "}\n}}\n";
  EXPECT_THAT(ignored(text), HasSubstr("\"ignore_checks\": ["));
}

// The result of add_ignores() for a text.
std::string silenced(const std::string& text, const std::vector<std::string>& rules) {
  FixRun run;
  run.source = source(text);
  run.origins = TextOrigins(run.source);
  run.left = lint(run.source, options()).findings;
  add_ignores(run, options(), rules);
  return std::string(run.source->text());
}

TEST(AddIgnores, SilencesWhatIsAskedForAndNothingElse) {
  const std::string text = "Parameters:\n  Owner: {Type: String}\n" + kHead + "    Properties:\n      Nonsense: 1\n";
  EXPECT_EQ(silenced(text, {"W"}), "Parameters:\n  Owner: {Type: String}  # virga: ignore[W2001]\n" + kHead +
                                       "    Properties:\n      Nonsense: 1\n");
  EXPECT_EQ(silenced(text, {"I", "V"}), text);
  // Several ignores on one line share the brackets.
  const std::string line = kHead + "    Properties: {Nonsense: 1, Tags: [{Key: a, Valeu: b}]}\n";
  const std::string both = silenced(line, {"E"});
  EXPECT_THAT(both, HasSubstr("}  # virga: ignore[E3002, E3003]\n"));
  EXPECT_TRUE(lint(source(both), options()).findings.empty());
}

TEST(AddIgnores, EndsWhereNoIgnoreHelps) {
  LintOptions mandatory = options();
  mandatory.rules.mandatory = {"E3002"};
  FixRun run;
  run.source = source(kHead + "    Properties:\n      Nonsense: 1\n");
  run.left = lint(run.source, mandatory).findings;
  add_ignores(run, mandatory, {"E"});
  EXPECT_TRUE(run.made.empty());
  EXPECT_EQ(run.left.size(), 1U);
}

TEST(UnusedIgnores, GoWithTheirLastRule) {
  const std::string bucket = kHead + "    Properties:\n";
  EXPECT_EQ(fixed(bucket + "      # virga: ignore[E3002] once misspelt\n      BucketName: logs\n"),
            bucket + "      BucketName: logs\n");
  EXPECT_EQ(fixed(bucket + "      BucketName: logs  # virga: ignore[E3002]\n"), bucket + "      BucketName: logs\n");
  EXPECT_EQ(fixed(bucket + "      BucketName: logs  # why  # virga: ignore[E3002]\n"),
            bucket + "      BucketName: logs  # why\n");
  EXPECT_EQ(fixed(bucket + "      BucketName: x_y  # virga: ignore[E1161, E3012, E3031] why\n"),
            bucket + "      BucketName: x_y  # virga: ignore[E1161, E3031] why\n");
  const std::string metadata = "    Metadata:\n      cfn-lint: {config: {ignore_checks: [e3002]}}\n";
  EXPECT_EQ(fixed(kHead + metadata), kHead);
}

// What is misspelt is judged once it is mended.
TEST(UnusedIgnores, StayWhereNothingCouldBeJudged) {
  for (const std::string wrong : {"Resources:\n  A:\n    Type: AWS::Nowhere::Thing\n",
                                  "Resources:\n  A:\n    Type: AWS::S3::Bucket\n    Nonsense: 1\n",
                                  "Transform: AWS::Nonsense\nResources:\n  A:\n    Type: AWS::S3::Bucket\n"}) {
    const std::string text = wrong + "    Properties:\n      BucketName: x  # virga: ignore[E3034]\n";
    EXPECT_EQ(fixed(text), text);
  }
  const std::string stack =
      "Resources:\n  A:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: nowhere.yaml\n"
      "      Parameters: {A: b}  # virga: ignore[E3043]\n";
  EXPECT_EQ(fixed(stack), stack);
  // Another resource is none of its business.
  const std::string head = kHead + "    Nonsense: 1\n  Other:\n    Type: AWS::S3::Bucket\n    Properties:\n";
  EXPECT_EQ(fixed(head + "      BucketName: other  # virga: ignore[E3034]\n"), head + "      BucketName: other\n");
}

}  // namespace
}  // namespace virga
