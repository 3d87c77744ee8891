// How much the comparison of nested stacks reads and compares. What it finds: tests/golden/cli/diff-nested*.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "tests/unit/change_support.h"

namespace virga {
namespace {

using ::testing::ElementsAre;

// Every file has the same text.
class OneText final : public FileSystem {
public:
  explicit OneText(std::string text) : text_(std::move(text)) {}
  ReadResult read(const std::string& path) const override {
    ++reads;
    return {std::make_shared<const SourceFile>(path, text_), {}};
  }
  mutable std::atomic<int> reads = 0;

private:
  const std::string text_;
};

// Stacks that all name the file, to which they pass this value.
std::string stacks(int count, const std::string& value) {
  std::string text = "Resources:\n";
  for (int i = 0; i < count; ++i) {
    text += "  S" + std::to_string(i) +
            ": {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml, Parameters: {P: " + value + "}}}\n";
  }
  return text;
}

TemplateChange compare_over(const std::shared_ptr<const FileSystem>& files, std::string before, std::string after) {
  const auto side = [&](const char* name, std::string text) {
    auto options = std::make_shared<SemanticOptions>();
    options->facts = &SchemaDatabase::built_in();
    options->files = files;
    return Snapshot::open(std::make_shared<const SourceFile>(name, std::move(text)), std::move(options));
  };
  return compare_templates(*side("old.yaml", std::move(before)), *side("new.yaml", std::move(after)));
}

TEST(NestedStackChanges, AFileIsReadOnceHoweverManyStacksNameIt) {
  for (const std::string& text : {std::string("Resources: {"), "Parameters: {P: {Type: String}}" + topic("!Ref P")}) {
    const auto files = std::make_shared<OneText>(text);
    const TemplateChange change = compare_over(files, stacks(5, "a"), stacks(5, "b"));
    EXPECT_EQ(change.resources.size(), 5U);
    // For each side: to compare it, and to know what its stacks must not show.
    EXPECT_EQ(files->reads, 4);
  }
}

TEST(NestedStackChanges, WhatIsTooMuchToCompareIsSaid) {
  const auto files = std::make_shared<OneText>("Parameters: {P: {Type: String}}" + topic("!Ref P"));
  const TemplateChange change = compare_over(files, stacks(203, "a"), stacks(203, "b"));
  EXPECT_EQ(change.nested.size(), 200U);
  EXPECT_THAT(change.notes, ElementsAre("the templates of 3 nested stacks are not compared; 200 stacks or 32 MiB of "
                                        "templates are the most"));
  const auto large = std::make_shared<OneText>("Parameters: {P: {Type: String}}" + topic("!Ref P") + "#" +
                                               std::string(std::size_t{9} << 20, ' ') + "\n");
  EXPECT_EQ(compare_over(large, stacks(4, "a"), stacks(4, "b")).nested.size(), 2U);
}

}  // namespace
}  // namespace virga
