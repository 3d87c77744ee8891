// Invariants of every expansion, for the samples and all inputs of the expand goldens.
#include "compiler/expand/expansion.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "compiler/emit/emit.h"
#include "compiler/model/template.h"
#include "rules/engine/linter.h"
#include "schemas/schema_database.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

ExpandOptions options_for(const std::string& file) {
  ExpandOptions options;
  options.artifacts = Artifacts::Placeholder;
  options.base_directory = fs::path(file).parent_path().string();
  return options;
}

struct Expanded {
  explicit Expanded(std::string name) : file(std::move(name)), tree(parse(read_source_file(file).file)) {
    if (tree.ok()) expansion = expand(tree, options_for(file));
  }
  std::string file;
  SyntaxTree tree;
  Expansion expansion;
};

// Calls `check` for every template that can be expanded; the goldens cover the others.
template <typename Check>
void for_each_expansion(const Check& check) {
  int checked = 0;
  for (const char* folder : {"/samples", "/tests/golden/expand"}) {
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(std::string(VIRGA_SOURCE_DIR) + folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".yaml" && extension != ".json") continue;
      if (entry.path().parent_path().filename() == "cdk.out" && !entry.path().string().ends_with(".template.json"))
        continue;
      const Expanded expanded(entry.path().string());
      if (!expanded.expansion.ok()) continue;
      SCOPED_TRACE(expanded.file);
      check(expanded);
      ++checked;
    }
  }
  EXPECT_GT(checked, 20);
}

// The path of the first node without a range inside `within`, or with exactly that range.
std::string first_homeless(const Node& node, TextRange within, const std::string& path) {
  if (node.range.size() == 0 || node.range.end > within.end || node.range == within) return path;
  std::uint32_t index = 0;
  for (const Node* item : node.items()) {
    std::string found = first_homeless(*item, within, path + "/" + std::to_string(index++));
    if (!found.empty()) return found;
  }
  for (const Member& member : node.members()) {
    std::string step = path + "/";
    step += member.key->text();
    std::string found = first_homeless(*member.key, within, step + " (key)");
    if (found.empty()) found = first_homeless(*member.value, within, step);
    if (!found.empty()) return found;
  }
  return {};
}

// Each resource and its contents have the range of what they were made from, not of the whole template.
TEST(EveryExpansion, EveryNodeHasAnOrigin) {
  for_each_expansion([](const Expanded& expanded) {
    const Node* resources = expanded.expansion.tree.root->get("Resources");
    ASSERT_NE(resources, nullptr);
    for (const Member& resource : resources->members()) {
      EXPECT_EQ(first_homeless(*resource.key, expanded.tree.root->range, std::string(resource.key->text()) + " (key)"),
                "");
      EXPECT_EQ(first_homeless(*resource.value, expanded.tree.root->range, std::string(resource.key->text())), "");
    }
  });
}

TEST(EveryExpansion, IsTheSameEachTime) {
  for_each_expansion([](const Expanded& expanded) {
    const Expansion again = expand(expanded.tree, options_for(expanded.file));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(emit_json(*again.tree.root), emit_json(*expanded.expansion.tree.root));
    EXPECT_EQ(emit_yaml(*again.tree.root), emit_yaml(*expanded.expansion.tree.root));
  });
}

TEST(EveryExpansion, ReadsBackAndExpandsToItself) {
  for_each_expansion([](const Expanded& expanded) {
    const std::string json = emit_json(*expanded.expansion.tree.root);
    const SyntaxTree read = parse(std::make_shared<const SourceFile>("expanded.json", json));
    ASSERT_TRUE(read.ok());
    const Expansion again = expand(read, options_for(expanded.file));
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(emit_json(*again.tree.root), json);
    const SyntaxTree yaml =
        parse(std::make_shared<const SourceFile>("expanded.yaml", emit_yaml(*expanded.expansion.tree.root)));
    ASSERT_TRUE(yaml.ok());
    EXPECT_EQ(emit_json(*yaml.root), json);
  });
}

// The output of the transform is valid for CloudFormation.
TEST(EveryExpansion, HasNoFaultsOfShape) {
  for_each_expansion([](const Expanded& expanded) {
    if (!Template::build(expanded.tree.root).is_sam()) return;
    LintOptions options;
    options.facts = &SchemaDatabase::built_in();
    options.rules.include = {"E0000", "E3001", "E3002"};
    const auto text = std::make_shared<const SourceFile>("expanded.json", emit_json(*expanded.expansion.tree.root));
    for (const Diagnostic& finding : lint(text, options).findings) {
      ADD_FAILURE() << finding.rule << " " << to_string(finding.path) << ": " << finding.message;
    }
  });
}

}  // namespace
}  // namespace virga
