// What templates become: golden/expand/<kind>/<case>.yaml beside <case>.expected, which is the expanded template as
// YAML, or, where it is refused, the problems as people see them; notes come behind the template. Options stand in the
// first line: "# golden: region=eu-west-1 artifacts=placeholder parameter.Name=value".
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <vector>

#include "compiler/emit/emit.h"
#include "compiler/expand/expansion.h"
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

ExpandOptions options_of(const std::string& text) {
  ExpandOptions options;
  if (!text.starts_with(kMark)) return options;
  std::istringstream words(text.substr(kMark.size(), text.find('\n') - kMark.size()));
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    const std::string key = word.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
    if (key == "region") {
      options.region = value;
    } else if (key == "artifacts" && value == "placeholder") {
      options.artifacts = Artifacts::Placeholder;
    } else if (key.starts_with("parameter.")) {
      options.parameters[key.substr(10)] = value;
    } else {
      ADD_FAILURE() << "unknown option of a golden case: " << word;
    }
  }
  return options;
}

class Expand : public testing::TestWithParam<fs::path> {};

TEST_P(Expand, Template) {
  const std::string text = read_text(GetParam());
  ExpandOptions options = options_of(text);
  options.base_directory = GetParam().parent_path().string();
  const auto source = std::make_shared<const SourceFile>(GetParam().filename().string(), text);
  const SyntaxTree tree = parse(source);
  ASSERT_TRUE(tree.errors.empty()) << GetParam() << ": " << tree.errors.front().message;
  const Expansion expansion = expand(tree, options);
  std::vector<Diagnostic> problems;
  for (const ExpansionProblem& problem : expansion.problems) problems.push_back(problem.diagnostic);
  std::string out = expansion.ok() ? emit_yaml(*expansion.tree.root) : std::string();
  if (!problems.empty()) out += (out.empty() ? "" : "---\n") + render(*source, problems);
  expect_file(fs::path(GetParam()).replace_extension(".expected"), out);
}

INSTANTIATE_TEST_SUITE_P(All, Expand, testing::ValuesIn(templates()),
                         [](const auto& item) { return test_name(fs::relative(item.param, folder()).string()); });

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
