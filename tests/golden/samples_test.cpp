// samples/ as users see them: without findings, except for those in samples/faulty/, whose findings are in
// tests/golden/samples/. All rules run. What README.md and samples/README.md show of them is for
// tests/adoption/docs_test.mjs.
#include <gtest/gtest.h>

#include <set>

#include "compiler/workspace/recognition.h"
#include "rules/engine/linter.h"
#include "tests/golden/golden_files.h"

namespace virga::golden {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kToday = 20'779;  // 2026-11-22, days since 1970-01-01

// The expectation of a faulty sample.
fs::path expectation(const fs::path& sample) {
  const fs::path name = fs::relative(sample, repository() / "samples");
  return repository() / "tests/golden/samples" / (name.string() + ".expected");
}

// The templates among the files: an app of the CDK has others.
std::vector<fs::path> samples() {
  std::vector<fs::path> files = files_below(repository() / "samples");
  std::erase_if(files, [](const fs::path& file) { return !recognise(read_text(file)).is_template(); });
  return files;
}

class Sample : public testing::TestWithParam<fs::path> {};

TEST_P(Sample, Lint) {
  // Nested templates are found beside it, and messages that name them hold no path of this machine.
  fs::current_path(repository());
  const std::string name = fs::relative(GetParam(), repository()).string();
  const auto source = std::make_shared<const SourceFile>(name, read_text(GetParam()));
  LintOptions options;
  options.facts = &SchemaDatabase::built_in();
  options.today = kToday;
  options.rules.include = {"E", "W", "I"};
  const LintResult result = lint(source, options);
  EXPECT_FALSE(result.unparsable);
  if (GetParam().string().find("/faulty/") != std::string::npos) {
    expect_file(expectation(GetParam()), render(*source, result.findings));
  } else {
    EXPECT_TRUE(result.findings.empty()) << render(*source, result.findings);
  }
}

INSTANTIATE_TEST_SUITE_P(All, Sample, testing::ValuesIn(samples()), [](const auto& item) {
  return test_name(fs::relative(item.param, repository() / "samples").string());
});

TEST(Samples, ExpectationsHaveATemplate) {
  std::set<fs::path> wanted;
  for (const fs::path& sample : samples()) wanted.insert(expectation(sample));
  for (const fs::path& file : files_below(repository() / "tests/golden/samples")) {
    EXPECT_TRUE(wanted.contains(file)) << file << " has lost its template";
  }
}

}  // namespace
}  // namespace virga::golden
