// Trees of broken text as printed by `virga dump --phase=syntax --tolerant`: golden/tolerant/<case>.yaml or .json
// beside <case>.<extension>.expected.
#include <gtest/gtest.h>

#include "compiler/syntax/syntax_tree.h"
#include "tests/golden/golden_files.h"

namespace virga::golden {
namespace {

namespace fs = std::filesystem;

fs::path folder() { return repository() / "tests/golden/tolerant"; }

std::vector<fs::path> inputs() {
  std::vector<fs::path> files = files_below(folder());
  std::erase_if(files, [](const fs::path& file) { return file.extension() == ".expected"; });
  return files;
}

class Tolerant : public testing::TestWithParam<fs::path> {};

TEST_P(Tolerant, Tree) {
  const auto source = std::make_shared<const SourceFile>(GetParam().filename().string(), read_text(GetParam()));
  expect_file(GetParam().string() + ".expected", dump(parse_tolerant(source)));
}

INSTANTIATE_TEST_SUITE_P(All, Tolerant, testing::ValuesIn(inputs()),
                         [](const auto& item) { return test_name(item.param.filename().string()); });

TEST(TolerantGolden, ExpectationsHaveAnInput) {
  for (const fs::path& file : files_below(folder())) {
    if (file.extension() == ".expected") {
      EXPECT_TRUE(fs::exists(fs::path(file).replace_extension())) << file << " has lost its input";
    }
  }
}

}  // namespace
}  // namespace virga::golden
