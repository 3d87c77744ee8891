// `virga convert`: the converted template has the same meaning, before and after expansion.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "compiler/emit/emit.h"
#include "compiler/expand/expansion.h"

namespace virga {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

SyntaxTree tree_of(std::string text) { return parse(std::make_shared<const SourceFile>("t", std::move(text))); }

std::string expanded(const SyntaxTree& tree, const std::filesystem::path& folder) {
  ExpandOptions options;
  options.base_directory = folder.string();
  const Expansion expansion = expand(tree, options);
  return expansion.ok() ? emit_json(*expansion.tree.root) : std::string();
}

TEST(Convert, BothLanguagesExpandToTheSame) {
  namespace fs = std::filesystem;
  std::size_t compared = 0;
  for (const char* folder : {"tests/golden/expand", "samples"}) {
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(VIRGA_SOURCE_DIR) / folder)) {
      const fs::path& path = entry.path();
      if (path.extension() != ".yaml" && path.extension() != ".json") continue;
      std::ostringstream bytes;
      bytes << std::ifstream(path, std::ios::binary).rdbuf();
      const SyntaxTree tree = tree_of(bytes.str());
      if (!tree.ok()) continue;
      const std::string before = expanded(tree, path.parent_path());
      if (before.empty()) continue;
      ++compared;
      const bool yaml = tree.language == SyntaxLanguage::Yaml;
      const SyntaxTree other = tree_of(yaml ? emit_json(*tree.root) : emit_yaml(*tree.root));
      ASSERT_TRUE(other.ok()) << path;
      EXPECT_EQ(expanded(other, path.parent_path()), before) << path;
    }
  }
  EXPECT_GT(compared, 20U);
}

// Whether a map of that form calls a macro or is data, only CloudFormation can tell.
TEST(Convert, KeysNamedTransformStayAsTheyAreWritten) {
  const SyntaxTree tree = tree_of(R"({"Resources": {"C": {"Type": "Custom::X", "Metadata": {"Transform": {"Name": "M"}},
    "Properties": {"Steps": [{"Transform": {"Name": "M", "Parameters": {"A": 1}}, "Id": 3}]}}}})");
  ASSERT_TRUE(tree.ok());
  EXPECT_THAT(emit_yaml(*tree.root), AllOf(HasSubstr("Transform:"), Not(HasSubstr("Fn::"))));
}

}  // namespace
}  // namespace virga
