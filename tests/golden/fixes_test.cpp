// Safe fixes do not change the meaning: a template that could be deployed before has the same values afterwards.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/edit/value_maker.h"
#include "compiler/emit/emit.h"
#include "compiler/expand/expansion.h"
#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/fixer.h"
#include "schemas/schema_database.h"
#include "tests/golden/golden_files.h"

namespace virga::golden {
namespace {

namespace fs = std::filesystem;

// A canonical form of values: strings with known and unknown parts as Fn::Sub, however they are composed, and without
// dependencies, since safe fixes only remove redundant ones.
class Canonical {
public:
  const Node& of(const Node& node) {
    if (const auto text = text_of(node)) return make_.call("Fn::Sub", make_.text(*text));
    if (node.is_mapping()) {
      std::vector<std::pair<std::string_view, const Node*>> members;
      for (const Member& member : node.members()) {
        if (member.key->text() != "DependsOn") members.emplace_back(member.key->text(), &of(*member.value));
      }
      return make_.map(members);
    }
    if (!node.is_sequence()) return node;
    std::vector<const Node*> items;
    for (const Node* item : node.items()) items.push_back(&of(*item));
    return make_.list(items);
  }

private:
  // The text of the Fn::Sub that is equivalent to an Fn::Sub or an Fn::Join without a delimiter.
  static std::optional<std::string> text_of(const Node& node) {
    const Node* argument = node.argument();
    if (node.function == Function::Sub) {
      if (argument->is_string()) return std::string(argument->text());
      const Node& text = *argument->items()[0];
      for (const Member& value : argument->items()[1]->members()) {
        if (text.text().find("${" + std::string(value.key->text()) + "}") != std::string_view::npos) return {};
      }
      return std::string(text.text());
    }
    if (node.function != Function::Join || !argument->items()[0]->text().empty()) return {};
    std::string text;
    for (const Node* item : argument->items()[1]->items()) {
      if (item->is_scalar()) {
        text += item->text();
      } else if (item->function == Function::Ref) {
        text += "${" + std::string(item->argument()->text()) + "}";
      } else if (item->function == Function::GetAtt && item->argument()->is_sequence()) {
        text += "${" + std::string(item->argument()->items()[0]->text()) + "." +
                std::string(item->argument()->items()[1]->text()) + "}";
      } else {
        return {};
      }
    }
    return text;
  }

  ValueMaker make_;
};

// The known values of the expanded template as JSON; empty if it is rejected.
std::string values_of(const SourceFilePtr& source, const fs::path& file) {
  const SyntaxTree tree = parse(source);
  if (!tree.ok() || tree.root == nullptr) return {};
  ExpandOptions options;
  options.artifacts = Artifacts::Placeholder;
  options.base_directory = file.parent_path().string();
  const Expansion expansion = evaluate(tree, options);
  if (!expansion.ok()) return {};
  Canonical canonical;
  return emit_json(canonical.of(*expansion.tree.root));
}

std::size_t errors_in(const std::vector<Diagnostic>& findings) {
  return static_cast<std::size_t>(
      std::ranges::count_if(findings, [](const Diagnostic& d) { return d.severity == Severity::Error; }));
}

TEST(SafeFixes, KeepEveryValueOfWhatCouldBeDeployed) {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  options.rules.include = {"E", "W", "I", "V92"};
  std::size_t fixed = 0, serverless = 0;
  for (const char* folder : {"samples", "tests/golden/rules", "tests/golden/expand", "tests/golden/fixes"}) {
    for (const fs::path& file : files_below(repository() / folder)) {
      if (file.extension() != ".yaml" && file.extension() != ".json") continue;
      const std::string text = read_text(file);
      // Skip the many templates without anything that safe fixes of valid templates change.
      if (text.find("Join") == std::string::npos && text.find("Sub") == std::string::npos &&
          text.find("DependsOn") == std::string::npos) {
        continue;
      }
      const auto source = std::make_shared<const SourceFile>(file.filename().string(), text);
      if (errors_in(lint(source, options).findings) > 0) continue;  // a fix may correct an error
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
