// What safe fixes leave as it was: a template that could be deployed before has the same values afterwards.
#include <gtest/gtest.h>

#include <memory>

#include "compiler/emit/emit.h"
#include "compiler/expand/expansion.h"
#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/fixer.h"
#include "schemas/schema_database.h"
#include "tests/golden/golden_files.h"

namespace virga::golden {
namespace {

namespace fs = std::filesystem;

// Without what safe fixes may take away, which changes no value: dependencies that references say already.
Node* without_depends_on(const Node& node, Arena& arena) {
  Node* copy = arena.make<Node>(node);
  if (node.is_mapping()) {
    std::vector<Member> members;
    for (const Member& member : node.members()) {
      if (member.key->text() == "DependsOn") continue;
      members.push_back({member.key, without_depends_on(*member.value, arena)});
    }
    copy->size = static_cast<std::uint32_t>(members.size());
    copy->member_list = arena.copy(std::span<const Member>(members)).data();
  } else if (node.is_sequence()) {
    std::vector<const Node*> items;
    for (const Node* item : node.items()) items.push_back(without_depends_on(*item, arena));
    copy->item_list = arena.copy(std::span<const Node* const>(items)).data();
  }
  return copy;
}

// All that is known of the expanded template, as JSON; empty where it is refused.
std::string values_of(const SourceFilePtr& source, const fs::path& file) {
  const SyntaxTree tree = parse(source);
  if (!tree.ok() || tree.root == nullptr) return {};
  ExpandOptions options;
  options.artifacts = Artifacts::Placeholder;
  options.base_directory = file.parent_path().string();
  const Expansion expansion = evaluate(tree, options);
  if (!expansion.ok()) return {};
  Arena arena;
  return emit_json(*without_depends_on(*expansion.tree.root, arena));
}

std::size_t errors_in(const std::vector<Diagnostic>& findings) {
  return static_cast<std::size_t>(
      std::ranges::count_if(findings, [](const Diagnostic& d) { return d.severity == Severity::Error; }));
}

TEST(SafeFixes, KeepEveryValueOfWhatCouldBeDeployed) {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  options.rules.include = {"E", "W", "I"};
  std::size_t fixed = 0, serverless = 0;
  for (const char* folder : {"samples", "tests/golden/rules", "tests/golden/expand", "tests/golden/fixes"}) {
    for (const fs::path& file : files_below(repository() / folder)) {
      if (file.extension() != ".yaml" && file.extension() != ".json") continue;
      const std::string text = read_text(file);
      // Most templates have none of what safe fixes of sound templates are about.
      if (text.find("Join") == std::string::npos && text.find("Sub") == std::string::npos &&
          text.find("DependsOn") == std::string::npos) {
        continue;
      }
      const auto source = std::make_shared<const SourceFile>(file.filename().string(), text);
      if (errors_in(lint(source, options).findings) > 0) continue;  // a fix may be about an error
      const FixRun run = fix_template(source, options, {});
      if (run.made.empty()) continue;
      const std::string before = values_of(source, file);
      if (before.empty()) continue;
      ++fixed;
      serverless += text.find("AWS::Serverless-2016-10-31") != std::string::npos ? 1 : 0;
      EXPECT_EQ(before, values_of(run.source, file)) << file << " becomes\n" << run.source->text();
    }
  }
  EXPECT_GE(fixed, 10U) << "too few templates have a safe fix";
  EXPECT_GE(serverless, 2U) << "too few of them are SAM templates";
}

}  // namespace
}  // namespace virga::golden
