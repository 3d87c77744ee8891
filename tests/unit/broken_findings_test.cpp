// Findings while somebody types: the templates of the rule goldens, which are full of errors, are broken as they are
// while typing. Findings about the rest must stay, and no new ones may appear except for syntax errors. VIRGA_BATTERY=1
// tries every line and prints the failures.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>

#include "rules/engine/linter.h"
#include "tests/unit/typed_breaks.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<const Snapshot> open_text(std::string text, bool json, const LintOptions& options) {
  return open_snapshot(std::make_shared<const SourceFile>(json ? "t.json" : "t.yaml", std::move(text)), options,
                       Reading::Tolerant);
}

// The text of a finding without line numbers and list indexes, which change with the inserted lines.
std::string words_of(const Diagnostic& finding) {
  std::string words = finding.rule + " ";
  for (const char c : finding.message) words += c >= '0' && c <= '9' ? '#' : c;
  return words;
}

using Said = std::map<std::string, int>;
Said said(const std::vector<Diagnostic>& findings) {
  Said all;
  for (const Diagnostic& finding : findings) {
    if (finding.rule != "E0000") ++all[words_of(finding)];
  }
  return all;
}

// The definition (section and member) that contains an offset, by the keys before it: "Resources/Bucket".
std::string declaration_at(const SyntaxTree& tree, std::uint32_t offset) {
  std::string name;
  if (tree.root == nullptr) return name;
  for (const Member& section : tree.root->members()) {
    if (section.key->range.begin > offset) break;
    name = section.key->text();
    for (const Member& member : section.value->members()) {
      if (member.key->range.begin > offset) break;
      name = std::string(section.key->text()) + "/" + std::string(member.key->text());
    }
  }
  return name;
}

struct Figures {
  int breaks = 0;
  int elsewhere = 0;  // findings of other declarations than the one that was broken
  int kept = 0;       // of those
  int wrong = 0;      // findings that the whole text does not have
  std::string list;   // of those, a line each
};

void try_break(const fs::path& file, const LintResult& whole, const SyntaxTree& tree,
               const std::vector<std::string>& lines, std::size_t at, const testing::Break& kind,
               const LintOptions& options, Figures& figures) {
  const bool print = std::getenv("VIRGA_BATTERY") != nullptr;
  const testing::Broken text = testing::broken(lines, at, kind);
  if (text.lines.empty()) return;
  const auto broken = open_text(testing::joined(text.lines), tree.language == SyntaxLanguage::Json, options);
  if (!broken->is_broken()) return;
  ++figures.breaks;
  const LintResult result = lint_readable(*broken, options);
  // Findings on the typed line are about what was typed.
  const std::size_t typed = std::max<std::size_t>(text.lines.size() - lines.size(), 1);
  const auto is_typed = [&](const Diagnostic& finding) {
    const std::size_t line = broken->source()->lines().line_of(finding.focus().begin);
    return line >= text.line && line < text.line + typed;
  };
  Said now;
  for (const Diagnostic& finding : result.findings) {
    if (finding.rule != "E0000" && !is_typed(finding)) ++now[words_of(finding)];
  }
  const Said before = said(whole.findings);
  const std::string touched =
      declaration_at(tree, tree.source->lines().line_start(static_cast<std::uint32_t>(at)) +
                               static_cast<std::uint32_t>(std::max<std::size_t>(lines[at].find_first_not_of(' '), 0)));
  for (const auto& [words, count] : now) {
    const auto found = before.find(words);
    if (found != before.end() && found->second >= count) continue;
    ++figures.wrong;
    const std::string line =
        "wrong: " + file.string() + ":" + std::to_string(at + 1) + " " + kind.name + ": " + words + "\n";
    if (print) {
      std::cout << line;
    } else {
      figures.list += line;
    }
  }
  for (const Diagnostic& finding : whole.findings) {
    if (finding.path.size() < 2) continue;
    if (declaration_at(tree, finding.range.begin) == touched) continue;
    ++figures.elsewhere;
    if (now.contains(words_of(finding))) {
      ++figures.kept;
    } else if (print) {
      std::cout << "lost: " << file.string() << ":" << at + 1 << " " << kind.name << ": " << finding.rule << " "
                << finding.message << "\n";
    }
  }
}

// The rules of what is found in a text besides the syntax error that it must have.
std::vector<std::string> rules_in(const std::string& text) {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  const auto snapshot = open_text(text, false, options);
  EXPECT_TRUE(snapshot->is_broken()) << text;
  std::vector<std::string> rules;
  for (const Diagnostic& finding : lint_readable(*snapshot, options).findings) {
    if (finding.rule != "E0000") rules.push_back(finding.rule + " " + finding.message);
  }
  return rules;
}

TEST(BrokenFindings, NamesThatAreBeingTypedMayBeTheMissingOnes) {
  const std::string outputs = "Outputs:\n  Name:\n    Value: !Ref Content\n    Export: {Name: !Ref Content}\n";
  EXPECT_EQ(rules_in("Resources:\n  Conten\n    Type: AWS::S3::Bucket\n" + outputs), std::vector<std::string>());
  EXPECT_EQ(
      rules_in("AWSTemplateFormatVersion: '2010-09-09'\nResou\n  Content:\n    Type: AWS::S3::Bucket\n" + outputs),
      std::vector<std::string>());
}

TEST(BrokenFindings, NamesThatNothingUnreadDeclaresAreUndefined) {
  const std::vector<std::string> undefined = {"E3005 Resource 'Nope' is not defined"};
  const std::string topic = "  Topic:\n    Type: AWS::SNS::Topic\n    DependsOn: Nope\n";
  const std::string queue =
      "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n    Properties:\n      DelaySeconds: 1\n      ";
  EXPECT_EQ(rules_in(queue + "Tgs\n" + topic), undefined);
  EXPECT_EQ(rules_in(queue + "Tags: [\n" + topic), undefined);
  EXPECT_EQ(rules_in(queue + "QueueName: \"a\n" + topic), undefined);
  EXPECT_EQ(rules_in("Resources:\n" + topic + "    Prop\n"), undefined);
  EXPECT_EQ(rules_in("Resources:\n  Nope\n" + topic), std::vector<std::string>());
}

TEST(BrokenFindings, NothingDeeperThanTheSectionsIsTheMissingOne) {
  const std::string begin = "AWSTemplateFormatVersion: '2010-09-09'\nMetadata:\n  ";
  EXPECT_EQ(rules_in(begin + "V: {A: b}\n  W\n"), std::vector<std::string>{"E1001 Missing required key 'Resources'"});
  EXPECT_EQ(rules_in(begin + "V: {A: b\nReso\n"), std::vector<std::string>());
  EXPECT_EQ(rules_in("Description: a\n  - b\n Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n"),
            std::vector<std::string>());
}

TEST(BrokenFindings, ASectionWhoseKeyIsLostIsNotTakenForTheOneBefore) {
  EXPECT_EQ(rules_in("Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties:\n      TopicName: 'a'Outputs:\n"
                     "  First:\n    Value: a\n  Second:\n    Value: b\n"),
            std::vector<std::string>());
}

// What is not used may be what somebody is about to name. Where no name can stand, it is not.
TEST(BrokenFindings, AHalfTypedFunctionMayUseWhatIsNotUsed) {
  const std::string unused = "W2001 Parameter 'Env' is not used; remove it";
  const auto rest = [&](const std::string& typed) {
    return rules_in(
        "Parameters:\n  Env: {Type: String}\nMappings:\n  M: {a: {b: c}}\nConditions:\n  IsA: !Equals [!Ref "
        "AWS::Region, a]\n"
        "Resources:\n  Queue:\n    Type: AWS::SQS::Queue\n" +
        typed + "  Topic:\n    Type: AWS::SNS::Topic\n");
  };
  for (const std::string_view use : {"QueueName: !Sub \"${En", "QueueName: !Sub \"", "QueueName: !Join [\"\", [a, !Re",
                                     "QueueName: {", "QueueName: {Ref: ", "QueueName: !If [", "QueueName: !FindInMap [",
                                     "QueueName:\n        Fn::If:\n          - \"", "QueueName: [a, "}) {
    EXPECT_EQ(rest("    Properties:\n      " + std::string(use) + "\n"), std::vector<std::string>()) << use;
  }
  EXPECT_EQ(rest("    Condition: \"\n"), std::vector<std::string>());
  for (const std::string_view other : {"Que", "QueueName: \"a", "QueueName: a: b", "QueueName: @"}) {
    const std::vector<std::string> said =
        rest("    Properties:\n      DelaySeconds: 1\n      " + std::string(other) + "\n");
    EXPECT_EQ(said.size(), 3U) << other;
    EXPECT_TRUE(std::find(said.begin(), said.end(), unused) != said.end()) << other;
  }
}

TEST(BrokenFindings, AListThatIsBeingTypedMayGetTheValueYet) {
  EXPECT_EQ(rules_in("Parameters:\n  Stage:\n    Type: String\n    Default: test\n    AllowedValues: [t\n"
                     "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: !Ref Stage}\n"),
            std::vector<std::string>());
}

TEST(BrokenFindings, KeysInAnotherColumnAreInTheWrongMap) {
  EXPECT_EQ(rules_in("Parameters:\n  Stage:    Type: String\n    AllowedValues: [dev]\n    Default: dev\n"
                     "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: !Ref Stage}\n"),
            std::vector<std::string>());
}

TEST(BrokenFindings, StayAndAreNotJoinedByOthers) {
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  options.rules.include = {"E", "W", "I"};
  const bool all = std::getenv("VIRGA_BATTERY") != nullptr;
  Figures figures;
  std::size_t number = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(VIRGA_SOURCE_DIR) / "tests/golden/rules")) {
    const fs::path& file = entry.path();
    if (file.extension() != ".yaml" && file.extension() != ".json") continue;
    const ReadResult read = read_source_file(file.string());
    if (read.file == nullptr || read.file->text().size() > 20'000) continue;
    const bool json = file.extension() == ".json";
    const auto snapshot = open_text(std::string(read.file->text()), json, options);
    if (snapshot->is_broken()) continue;
    const LintResult whole = lint_readable(*snapshot, options);
    const std::vector<std::string> lines = testing::lines_of(read.file->text());
    const std::vector<testing::Break> kinds = json ? testing::json_breaks() : testing::yaml_breaks();
    for (std::size_t k = 0; k < kinds.size(); ++k) {
      // Each template is broken in some ways, selected by its name, at some line.
      const std::size_t seed = std::hash<std::string>()(file.parent_path().filename().string());
      if (!all && (seed + k) % 7 != 0) continue;
      for (std::size_t at = all ? 0 : (seed / 7 + k * 31) % lines.size(); at + 1 < lines.size(); ++at) {
        const int breaks = figures.breaks;
        try_break(file, whole, snapshot->tree(), lines, at, kinds[k], options, figures);
        if (!all && figures.breaks > breaks) break;
      }
    }
    ++number;
  }
  if (all) {
    std::cout << number << " templates, " << figures.breaks << " breaks, kept " << figures.kept << " of "
              << figures.elsewhere << ", wrong " << figures.wrong << "\n";
  }
  EXPECT_GT(figures.breaks, 500);
  // What is missing, not defined or not used may be in the part that cannot be read, so such findings wait.
  EXPECT_GE(figures.kept, 0.9 * figures.elsewhere) << figures.kept << " of " << figures.elsewhere;
  EXPECT_LE(figures.wrong, 0.01 * figures.breaks) << figures.wrong << " in " << figures.breaks << " breaks\n"
                                                  << figures.list;
}

}  // namespace
}  // namespace virga
