// Syntax trees as printed by `virga dump --phase=syntax`: golden/syntax/<case>.yaml or .json beside
// <case>.<extension>.expected. For text that parse() can read, the tolerant reader must build the same tree.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "compiler/syntax/readers.h"
#include "compiler/syntax/syntax_tree.h"
#include "tests/golden/golden_files.h"

namespace virga::golden {
namespace {

namespace fs = std::filesystem;

fs::path folder() { return repository() / "tests/golden/syntax"; }

std::vector<fs::path> inputs() {
  std::vector<fs::path> files = files_below(folder());
  std::erase_if(files, [](const fs::path& file) { return file.extension() == ".expected"; });
  return files;
}

SourceFilePtr open(const fs::path& file) {
  return std::make_shared<const SourceFile>(file.filename().string(), read_text(file));
}

class Syntax : public testing::TestWithParam<fs::path> {};

TEST_P(Syntax, Tree) {
  const SourceFilePtr source = open(GetParam());
  const SyntaxTree tree = parse(source);
  expect_file(GetParam().string() + ".expected", dump(tree));
}

TEST_P(Syntax, BothReadersBuildTheSameTree) {
  const SourceFilePtr source = open(GetParam());
  SyntaxTree strict;
  strict.source = source;
  const bool json = detect_language(source->text()) == SyntaxLanguage::Json;
  if (!(json ? read_json(strict, {}) : read_yaml(strict, {})).complete) {
    // Broken text must also be read to its end, and its errors reported.
    const SyntaxTree tolerant = parse_tolerant(source);
    EXPECT_NE(tolerant.root, nullptr);
    EXPECT_EQ(tolerant.errors.empty(), parse(source).errors.empty());
    return;
  }
  // The strict reader drops what cannot be a key, such as {{name}}; the tolerant reader repairs it.
  const auto syntax = [](const SyntaxError& error) { return error.kind == SyntaxErrorKind::Syntax; };
  if (std::any_of(strict.errors.begin(), strict.errors.end(), syntax)) return;
  SyntaxTree tolerant;
  tolerant.source = source;
  json ? read_json_tolerant(tolerant, {}) : read_yaml_tolerant(tolerant, {});
  strict.errors.clear();
  tolerant.errors.clear();
  EXPECT_EQ(dump(strict), dump(tolerant));
}

INSTANTIATE_TEST_SUITE_P(All, Syntax, testing::ValuesIn(inputs()),
                         [](const auto& item) { return test_name(item.param.filename().string()); });

TEST(SyntaxGolden, ExpectationsHaveAnInput) {
  for (const fs::path& file : files_below(folder())) {
    if (file.extension() == ".expected") {
      EXPECT_TRUE(fs::exists(fs::path(file).replace_extension())) << file << " has lost its input";
    }
  }
}

}  // namespace
}  // namespace virga::golden
