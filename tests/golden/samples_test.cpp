// samples/ as users see them: without findings, except for those in samples/faulty/, whose findings are in
// tests/golden/samples/. All rules run.
#include <gtest/gtest.h>

#include <cstdio>
#include <set>
#include <sstream>

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
  const auto source = std::make_shared<const SourceFile>(GetParam().filename().string(), read_text(GetParam()));
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

// The examples in README.md must match the program's output; "…" stands for omitted lines.
void expect_example(const std::string& start, const std::string& options) {
  const std::string page = read_text(repository() / "README.md");
  const std::size_t begin = page.find(start);
  ASSERT_NE(begin, std::string::npos);
  std::istringstream example(page.substr(begin, page.find("```", begin) - begin));
  std::string command;
  std::getline(example, command);
  const std::string arguments = command.substr(std::string("$ virga").size());
  const std::string call = "cd '" + repository().string() + "' && '" VIRGA_PROGRAM "'" + arguments + options;
  std::FILE* pipe = ::popen(call.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string output = "\n";
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) output.append(buffer, n);
  ::pclose(pipe);
  std::size_t place = 0;
  for (std::string line; std::getline(example, line);) {
    if (line == "…" || line.empty()) continue;
    const std::size_t found = output.find("\n" + line + "\n", place);
    EXPECT_NE(found, std::string::npos) << "README.md shows a line that the program does not print there: " << line;
    if (found != std::string::npos) place = found + 1;
  }
}

TEST(Samples, ReadmeShowsRealOutput) {
  expect_example("$ virga lint ", " --format rich");
  expect_example("$ virga lint samples/faulty/cdk", " --format rich");
  expect_example("$ virga diff ", "");
}

}  // namespace
}  // namespace virga::golden
