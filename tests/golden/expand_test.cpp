// Expansions: golden/expand/<kind>/<case>.yaml beside <case>.expected, which is the expanded template as YAML followed
// by notes or, if it is rejected, the problems as people see them. Options are in the first line: "# golden:
// region=eu-west-1 artifacts=placeholder parameter.Name=value". "origins=true" adds the generated values with their
// origin; "evaluate=true" resolves known values like `virga eval`; evaluating the result again must not change it, here
// and for the samples. Lint and expand must agree on what is rejected, here, for the samples and for the templates of
// the rules.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <vector>

#include "compiler/emit/emit.h"
#include "compiler/expand/expansion.h"
#include "rules/engine/linter.h"
#include "schemas/schema_database.h"
#include "tests/golden/golden_files.h"

namespace virga::golden {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMark = "# golden: ";

fs::path folder() { return repository() / "tests/golden/expand"; }

bool is_template(const fs::path& file) { return file.extension() == ".yaml" || file.extension() == ".json"; }

std::vector<fs::path> templates() {
  std::vector<fs::path> files = files_below(folder());
  std::erase_if(files, [](const fs::path& file) { return !is_template(file); });
  return files;
}

struct Case {
  ExpandOptions options;
  bool origins = false;
  bool evaluates = false;
};

Case case_of(const std::string& text) {
  Case found;
  ExpandOptions& options = found.options;
  if (!text.starts_with(kMark)) return found;
  std::istringstream words(text.substr(kMark.size(), text.find('\n') - kMark.size()));
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    const std::string key = word.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
    if (key == "region") {
      options.region = value;
    } else if (key == "artifacts" && value == "placeholder") {
      options.artifacts = Artifacts::Placeholder;
    } else if (key == "evaluate") {
      found.evaluates = value == "true";
    } else if (key == "origins") {
      found.origins = value == "true";
    } else if (key.starts_with("parameter.")) {
      options.parameters[key.substr(10)] = value;
    } else {
      ADD_FAILURE() << "unknown option of a golden case: " << word;
    }
  }
  return found;
}

// One line for each value whose origin differs from that of the value around it.
void list_origins(const Node& node, const std::string& path, const Origin* around, const SourceFile& source,
                  std::string& out) {
  const Origin* origin = node.extra != nullptr ? node.extra->origin : nullptr;
  if (origin != around && origin != nullptr) {
    std::string chain;
    for (const Origin* at = origin; at != nullptr; at = at->parent) {
      chain += (chain.empty() ? "" : ", in ") + std::string(at->note);
    }
    const LineColumn at = source.line_column(node.range.begin);
    out += fmt::format("{} ({}:{}): {}\n", path, at.line, at.column, chain);
  }
  std::size_t index = 0;
  for (const Node* item : node.items()) list_origins(*item, fmt::format("{}/{}", path, index++), origin, source, out);
  for (const Member& member : node.members()) {
    list_origins(*member.value, fmt::format("{}/{}", path, member.key->text()), origin, source, out);
  }
}

class Expand : public testing::TestWithParam<fs::path> {};

TEST_P(Expand, Template) {
  const std::string text = read_text(GetParam());
  Case golden = case_of(text);
  golden.options.base_directory = GetParam().parent_path().string();
  const auto source = std::make_shared<const SourceFile>(GetParam().filename().string(), text);
  const SyntaxTree tree = parse(source);
  ASSERT_TRUE(tree.errors.empty()) << GetParam() << ": " << tree.errors.front().message;
  const Expansion expansion = golden.evaluates ? evaluate(tree, golden.options) : expand(tree, golden.options);
  const std::vector<Diagnostic>& problems = expansion.problems;
  std::string out = expansion.ok() ? emit_yaml(*expansion.tree.root) : std::string();
  if (golden.origins && expansion.ok()) {
    out += "---\n";
    list_origins(*expansion.tree.root, "", nullptr, *source, out);
  }
  if (!problems.empty()) out += (out.empty() ? "" : "---\n") + render(*source, problems);
  expect_file(fs::path(GetParam()).replace_extension(".expected"), out);
}

INSTANTIATE_TEST_SUITE_P(All, Expand, testing::ValuesIn(templates()),
                         [](const auto& item) { return test_name(fs::relative(item.param, folder()).string()); });

// The evaluated template as YAML; empty if the template is rejected.
std::string evaluated(const std::string& name, const std::string& text, const ExpandOptions& options) {
  const SyntaxTree tree = parse(std::make_shared<const SourceFile>(name, text));
  if (!tree.ok()) return {};
  const Expansion expansion = evaluate(tree, options);
  return expansion.ok() ? emit_yaml(*expansion.tree.root) : std::string();
}

// The same property of `virga expand` is tested in unit/expansion_test.cpp.
class Evaluation : public testing::TestWithParam<fs::path> {};

TEST_P(Evaluation, WhatCameOutStays) {
  const std::string text = read_text(GetParam());
  ExpandOptions options = case_of(text).options;
  options.base_directory = GetParam().parent_path().string();
  const std::string once = evaluated("once", text, options);
  if (once.empty()) GTEST_SKIP() << "is refused";
  EXPECT_EQ(evaluated("twice", once, options), once);
}

std::vector<fs::path> templates_and_samples() {
  std::vector<fs::path> files = templates();
  for (const fs::path& file : files_below(repository() / "samples")) {
    if (is_template(file)) files.push_back(file);
  }
  return files;
}

INSTANTIATE_TEST_SUITE_P(All, Evaluation, testing::ValuesIn(templates_and_samples()),
                         [](const auto& item) { return test_name(fs::relative(item.param, repository()).string()); });

// If expand accepts a template, lint reports no error of a transform; if expand rejects it, lint reports an error, or a
// warning if a parameter's value or a build step would resolve the problem.
class Agreement : public testing::TestWithParam<fs::path> {};

TEST_P(Agreement, OfLintAndExpand) {
  const std::string text = read_text(GetParam());
  const auto source = std::make_shared<const SourceFile>(GetParam().string(), text);
  const SyntaxTree tree = parse(source);
  if (!tree.ok()) GTEST_SKIP() << "cannot be read";
  ExpandOptions how;
  how.artifacts = Artifacts::Placeholder;
  const bool accepted = expand(tree, how).ok();
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  const std::vector<Diagnostic> findings = lint(source, options).findings;
  const auto has = [&](auto&& wanted) { return std::any_of(findings.begin(), findings.end(), wanted); };
  if (accepted) {
    EXPECT_FALSE(has([](const Diagnostic& finding) { return finding.rule == "E0001"; })) << GetParam();
  } else {
    EXPECT_TRUE(has([](const Diagnostic& finding) { return finding.severity != Severity::Informational; }))
        << GetParam();
  }
}

std::vector<fs::path> templates_everywhere() {
  std::vector<fs::path> files = templates_and_samples();
  for (const fs::path& file : files_below(repository() / "tests/golden/rules")) {
    if (is_template(file)) files.push_back(file);
  }
  return files;
}

INSTANTIATE_TEST_SUITE_P(All, Agreement, testing::ValuesIn(templates_everywhere()),
                         [](const auto& item) { return test_name(fs::relative(item.param, repository()).string()); });

TEST(ExpandGolden, ExpectationsHaveATemplate) {
  for (const fs::path& file : files_below(folder())) {
    if (file.extension() != ".expected") continue;
    EXPECT_TRUE(fs::exists(fs::path(file).replace_extension(".yaml")) ||
                fs::exists(fs::path(file).replace_extension(".json")))
        << file << " has lost its template";
  }
}

}  // namespace
}  // namespace virga::golden
