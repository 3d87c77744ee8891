#include "rules/engine/suppression.h"

#include <gtest/gtest.h>

#include "compiler/syntax/syntax_tree.h"

namespace virga {
namespace {

class Suppression : public testing::Test {
protected:
  // The remaining findings of the given rules, each on the given line (from 1) and path.
  std::vector<std::string> kept(const std::string& text,
                                const std::vector<std::tuple<std::string, std::uint32_t, Path>>& found) {
    const auto source = std::make_shared<const SourceFile>("t.yaml", text);
    options_.facts = &SchemaDatabase::built_in();
    const SyntaxTree tree = parse(source);
    const Semantics semantics(tree, options_);
    const Compilation compilation(semantics, options_);
    std::vector<Diagnostic> findings;
    for (const auto& [rule, line, path] : found) {
      Diagnostic finding;
      finding.rule = rule;
      finding.range.begin = finding.range.end = source->lines().line_start(line - 1);
      finding.path = path;
      findings.push_back(finding);
    }
    std::vector<std::string> rules;
    for (const Diagnostic& finding : apply_suppressions(compilation, findings)) rules.push_back(finding.rule);
    return rules;
  }

  LintOptions options_;
};

using Rules = std::vector<std::string>;

TEST_F(Suppression, CommentOnTheLine) {
  const std::string text = "A: 1  # virga: ignore[E3012, W2]\nB: 2\n";
  EXPECT_EQ(kept(text, {{"E3012", 1, {}}, {"W2001", 1, {}}, {"E3002", 1, {}}, {"E3012", 2, {}}}),
            (Rules{"E3002", "E3012"}));
}

TEST_F(Suppression, CommentAboveTheLine) {
  const std::string text = "# virga: ignore[E3012] the vendor wants it so\n# more\nA: 1\nB: 2\n";
  EXPECT_EQ(kept(text, {{"E3012", 3, {}}, {"W2001", 3, {}}, {"E3012", 4, {}}}), (Rules{"W2001", "E3012"}));
}

TEST_F(Suppression, CommentWithoutAList) {
  EXPECT_EQ(kept("A: 1 # virga: ignore\nB: 2\n", {{"E3012", 1, {}}, {"W2001", 1, {}}, {"E1", 2, {}}}), Rules{"E1"});
  EXPECT_EQ(kept("A: 1 # virga: ignore because\n", {{"E3012", 1, {}}}), Rules{});
}

TEST_F(Suppression, CommentsThatSayNothing) {
  for (const std::string comment : {"# virga ignore", "# see virga: ignore[E3012]", "# cfn-lint: ignore"}) {
    EXPECT_EQ(kept("A: 1 " + comment + "\n", {{"E3012", 1, {}}}), Rules{"E3012"}) << comment;
  }
  // These look as if they had an effect, so they are reported.
  for (const std::string comment : {"# virga: ignored", "# virga: ignore[]", "# virga: ignore[E3012"}) {
    EXPECT_EQ(kept("A: 1 " + comment + "\n", {{"E3012", 1, {}}}), (Rules{"E3012", "V1002"})) << comment;
  }
}

TEST_F(Suppression, IdsInAnyForm) {
  for (const std::string comment : {"# virga: ignore E3012", "# virga: ignore[e3012]", "# virga: ignore e3012, w2 why",
                                    "# virga: ignore[W2 E3012]"}) {
    EXPECT_EQ(kept("A: 1 " + comment + "\n", {{"E3012", 1, {}}, {"E3002", 1, {}}}), Rules{"E3002"}) << comment;
  }
}

// A transform may use the parameter, so the rule is silent and nothing tells whether its ignore is needed.
TEST_F(Suppression, WhetherItIsUsedIsOpenWhereATransformSilencesTheRule) {
  const std::string text =
      "Parameters:\n  P: {Type: String}  # virga: ignore[W2001]\nResources: {} # virga: ignore[E3002]\n";
  EXPECT_EQ(kept(text, {}), (Rules{"V1002", "V1002"}));
  EXPECT_EQ(kept("Transform: Macro\n" + text, {}), Rules{"V1002"});
}

// A naive search would walk from each comment down to the last one.
TEST_F(Suppression, ManyCommentsAboveOneLine) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "# virga: ignore[E3012]\n";
  EXPECT_EQ(kept(text + "A: 1\n", {{"E3012", 20'001, {}}, {"E3002", 20'001, {}}}), Rules{"E3002"});
}

TEST_F(Suppression, MetadataOfAResource) {
  const std::string text =
      "Resources:\n  A:\n    Metadata:\n      cfn-lint:\n        config:\n          ignore_checks: [E3012]\n  B: {}\n";
  const Path in_a = {std::string("Resources"), std::string("A"), std::string("Type")};
  const Path in_b = {std::string("Resources"), std::string("B")};
  EXPECT_EQ(kept(text, {{"E3012", 2, in_a}, {"E3002", 2, in_a}, {"E3012", 7, in_b}}), (Rules{"E3002", "E3012"}));
}

TEST_F(Suppression, MandatoryRulesAreNeverDropped) {
  options_.rules.mandatory = {"E3"};
  EXPECT_EQ(kept("A: 1 # virga: ignore\n", {{"E3012", 1, {}}, {"W2001", 1, {}}}), Rules{"E3012"});
}

constexpr const char* kConfigured =
    "Metadata:\n  cfn-lint:\n    config:\n      ignore_checks: [E3012]\n      include_checks: [I]\n"
    "      regions: [eu-west-1, us-east-1]\n      configure_rules:\n        E3012: {strict: true}\n";

std::optional<LintOptions> configured(const LintOptions& base, const char* text = kConfigured) {
  const SyntaxTree tree = parse(std::make_shared<const SourceFile>("t.yaml", text));
  return options_with_metadata(tree.root, base);
}

TEST(TemplateConfiguration, ReplacesThatOfAFile) {
  LintOptions base;
  base.rules.ignore = {"W"};
  const auto options = configured(base);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->rules.ignore, Rules{"E3012"});
  EXPECT_EQ(options->rules.include, (Rules{"E", "W", "I"}));
  EXPECT_EQ(options->rules.option("E3012", "strict", "false"), "true");
  EXPECT_EQ(options->regions, (std::vector<std::string>{"eu-west-1", "us-east-1"}));
  EXPECT_EQ(options->evaluation.region, "eu-west-1");
}

TEST(TemplateConfiguration, GivesWayToTheCommandLine) {
  LintOptions base;
  base.rules.ignore = {"W"};
  base.rules.ignore_fixed = base.rules.include_fixed = base.rules.options_fixed = base.regions_fixed = true;
  const auto options = configured(base);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->rules.ignore, Rules{"W"});
  EXPECT_EQ(options->rules.include, (Rules{"E", "W"}));
  EXPECT_EQ(options->rules.option("E3012", "strict", "false"), "false");
  EXPECT_EQ(options->regions, std::vector<std::string>{"us-east-1"});
}

TEST(TemplateConfiguration, IsJoinedWhereConfigurationsAreMerged) {
  LintOptions base;
  base.rules.ignore = {"W"};
  base.rules.ignore_fixed = true;
  base.rules.merge = true;
  const auto options = configured(base);
  ASSERT_TRUE(options);
  EXPECT_EQ(options->rules.ignore, (Rules{"W", "E3012"}));
}

TEST(TemplateConfiguration, OfAnyShapeIsHarmless) {
  for (const char* text : {"Metadata: []\n", "Metadata:\n  cfn-lint: x\n", "Metadata:\n  cfn-lint:\n    config: []\n",
                           "[]\n", "", "Metadata:\n  cfn-lint:\n    config:\n      ignore_checks: {a: b}\n"}) {
    const auto options = configured(LintOptions(), text);
    if (options) {
      EXPECT_TRUE(options->rules.ignore.empty()) << text;
    }
  }
}

}  // namespace
}  // namespace virga
