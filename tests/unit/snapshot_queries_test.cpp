// The queries of an editor at every offset of every sample, from several threads at once. ThreadSanitizer detects data
// races; without it, the results must still be equal.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "compiler/syntax/node_path.h"
#include "lsp/queries/analysis.h"
#include "lsp/queries/cursor.h"
#include "lsp/queries/evaluation.h"
#include "lsp/queries/occurrences.h"
#include "lsp/queries/schema_place.h"
#include "lsp/queries/workspace.h"
#include "rules/engine/linter.h"
#include "schemas/schema_database.h"

namespace virga::lsp {
namespace {

namespace fs = std::filesystem;

std::shared_ptr<DocumentOptions> options() {
  auto made = std::make_shared<DocumentOptions>();
  made->lint.facts = &SchemaDatabase::built_in();
  made->lint.rules.include = {"E", "W", "I"};
  return made;
}

AnalysisPtr analysis_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  auto document = std::make_shared<Document>();
  document->uri = "file://" + path.string();
  document->language_id = path.extension() == ".json" ? "cloudformation-json" : "cloudformation";
  document->source = std::make_shared<const SourceFile>(path.string(), text.str());
  return std::make_shared<const Analysis>(std::move(document), options());
}

std::vector<fs::path> samples() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(VIRGA_SOURCE_DIR) / "samples")) {
    const std::string name = entry.path().filename().string();
    // Beside its templates, an assembly of the CDK has files of its own.
    const bool is_assembly = entry.path().parent_path().filename() == "cdk.out" && !name.ends_with(".template.json");
    if ((name.ends_with(".yaml") || name.ends_with(".json")) && !is_assembly) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

class NoOtherFiles final : public Workspace {
public:
  AnalysisPtr open(const std::string&) const override { return nullptr; }
  std::vector<AnalysisPtr> sharing_export(std::span<const SharedName>) const override { return {}; }
  std::vector<AnalysisPtr> nesting(const std::string&) const override { return {}; }
  ExportedNames exports() const override { return {}; }
  std::vector<NamedPlace> find_names(std::string_view, std::size_t) const override { return {}; }
};

constexpr std::uint32_t kLargeSample = 40'000;  // bytes

struct Answers {
  std::size_t nodes = 0, symbols = 0, definitions = 0, references = 0, schemas = 0, values = 0;
  friend bool operator==(const Answers&, const Answers&) = default;
};

void ask_at(const Analysis& analysis, std::uint32_t offset, Answers& answers) {
  const NodePath path = node_at(analysis.tree(), offset);
  answers.nodes += path.steps.size();
  if (const Node* leaf = path.leaf(); leaf != nullptr && path.function_step() < path.steps.size()) {
    answers.values += shown_values(analysis, *leaf).size();
  }
  if (const Occurrence* named = occurrence_at(analysis, offset)) {
    ++answers.symbols;
    for (const FoundOccurrence& found : find_occurrences(analysis, NoOtherFiles(), named->symbol)) {
      ++(found.occurrence.is_declaration ? answers.definitions : answers.references);
    }
  }
  const Cursor cursor = find_cursor(analysis.source(), analysis.is_json(), offset);
  answers.schemas += find_place(cursor, analysis.facts()).schemas.size();
}

// Only the threads own each document: whoever opened it releases it long before they are done.
TEST(SnapshotQueries, EveryOffsetOfEverySampleFromSeveralThreads) {
  Answers all;
  for (const fs::path& sample : samples()) {
    AnalysisPtr analysis = analysis_of(sample);
    const auto size = static_cast<std::uint32_t>(analysis->text().size());
    // Every question takes time in proportion to the text: of the large sample, every 29th offset.
    const std::uint32_t step = size < kLargeSample ? 1 : 29;
    std::atomic<bool> in_the_middle = false;
    Answers forwards, backwards;
    std::thread first([&forwards, &in_the_middle, size, step, kept = analysis] {
      for (std::uint32_t offset = 0; offset <= size; offset += step) {
        ask_at(*kept, offset, forwards);
        if (offset >= size / 2) in_the_middle = true;
      }
    });
    std::thread second([&backwards, size, step, kept = analysis] {
      for (std::uint32_t offset = size / step * step + step; offset > 0;) ask_at(*kept, offset -= step, backwards);
    });
    std::thread judge([kept = analysis] { kept->findings_unless_abandoned(); });
    std::thread closes([&in_the_middle, kept = analysis] {
      while (!in_the_middle) std::this_thread::yield();
      kept->abandon();
    });
    analysis.reset();
    for (std::thread* thread : {&first, &second, &judge, &closes}) thread->join();
    EXPECT_EQ(forwards, backwards) << sample;
    // A small sample need not hold a reference.
    for (const std::size_t count : {forwards.nodes, forwards.symbols, forwards.definitions, forwards.schemas}) {
      EXPECT_GT(count, 0U) << sample;
    }
    all.references += forwards.references;
    all.values += forwards.values;
  }
  EXPECT_GT(all.references, 0U);
  EXPECT_GT(all.values, 0U);
}

// Cancels the lint that reads a nested template.
class CancellingFiles final : public FileSystem {
public:
  mutable CancellationSource source;
  ReadResult read(const std::string& path) const override {
    source.cancel();
    return {std::make_shared<const SourceFile>(path, "Resources: {T: {Type: AWS::SNS::Topic}}"), {}};
  }
};

TEST(SnapshotQueries, ALintIsCancelledInTheMiddle) {
  LintOptions how = options()->lint;
  const auto files = std::make_shared<CancellingFiles>();
  how.files = files;
  const auto source = std::make_shared<const SourceFile>("a/parent.yaml",
                                                         "Resources:\n"
                                                         "  Child:\n"
                                                         "    Type: AWS::CloudFormation::Stack\n"
                                                         "    Properties: {TemplateURL: child.yaml}\n"
                                                         "  Bad: {Type: AWS::S3::Bucket, Properties: {Bad: 1}}\n"
                                                         "Outputs:\n"
                                                         "  Arn: {Value: !GetAtt Child.Outputs.Arn}\n");
  const auto snapshot = open_snapshot(source, how);
  const LintResult cancelled = lint(*snapshot, how, files->source.token());
  EXPECT_TRUE(cancelled.cancelled);
  EXPECT_TRUE(cancelled.findings.empty());
  // The snapshot can still be used.
  const LintResult again = lint(*snapshot, how);
  EXPECT_FALSE(again.cancelled);
  EXPECT_FALSE(again.findings.empty());
}

}  // namespace
}  // namespace virga::lsp
