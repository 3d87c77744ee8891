// The command line as users see it: tests/golden/cli/<case>/ contains a shell script `cmd` and its files. The runner
// compares standard output, standard error, the exit status, and what the script leaves in out/.
//
// Each case runs in a fresh copy of its folder, on top of a copy of tests/golden/cli/common, with virga and
// virga-cfn-lint in PATH, an empty HOME, no AWS variables, and the date set to 2026-11-22.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <set>

#include "tests/golden/golden_files.h"

namespace virga::golden {
namespace {

namespace fs = std::filesystem;

const fs::path kCases = repository() / "tests/golden/cli";

std::vector<fs::path> cases() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(kCases)) {
    if (entry.is_directory() && entry.path().filename() != "common") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool is_expectation(const fs::path& name) { return name.extension() == ".expected" || name == "exit"; }

// A temporary folder that is removed after the test.
class Scratch {
public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "virga-cli-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code error;
    fs::permissions(path_, fs::perms::owner_all, fs::perm_options::add, error);
    fs::remove_all(path_, error);
  }
  const fs::path& path() const { return path_; }

private:
  fs::path path_;
};

void copy_inputs(const fs::path& from, const fs::path& to) {
  for (const fs::path& file : files_below(from)) {
    const fs::path name = fs::relative(file, from);
    if (is_expectation(name.filename()) || name == "cmd") continue;
    fs::create_directories((to / name).parent_path());
    fs::copy_file(file, to / name, fs::copy_options::overwrite_existing);
  }
}

// The name of the scratch folder differs in every run.
std::string without(std::string text, const std::string& folder) {
  for (std::size_t at = text.find(folder); at != std::string::npos; at = text.find(folder, at)) {
    text.replace(at, folder.size(), "{scratch}");
  }
  return text;
}

// An empty expectation has no file.
void expect_text(const fs::path& expected, const std::string& actual) {
  if (!actual.empty()) return expect_file(expected, actual);
  if (!fs::exists(expected)) return;
  if (updating()) {
    fs::remove(expected);
  } else {
    EXPECT_EQ(read_text(expected), actual) << "nothing was written";
  }
}

class Cli : public testing::TestWithParam<fs::path> {};

TEST_P(Cli, Run) {
  const fs::path folder = GetParam();
  const Scratch scratch;
  const fs::path work = scratch.path() / "work";
  fs::create_directories(work);
  fs::create_directories(scratch.path() / "home");
  copy_inputs(kCases / "common", work);
  copy_inputs(folder, work);

  const std::string program = fs::path(VIRGA_PROGRAM).parent_path().string();
  const std::string command = "cd '" + work.string() + "' && env -i PATH='" + program + ":/usr/bin:/bin' HOME='" +
                              (scratch.path() / "home").string() +
                              "' LC_ALL=C.UTF-8 SOURCE_DATE_EPOCH=1795305600 sh '" + (folder / "cmd").string() +
                              "' >../stdout 2>../stderr </dev/null";
  const int status = std::system(command.c_str());  // NOLINT(cert-env33-c): the script is ours
  ASSERT_TRUE(WIFEXITED(status)) << "ended by a signal";

  const std::string place = scratch.path().string();
  expect_text(folder / "stdout.expected", without(read_text(scratch.path() / "stdout"), place));
  expect_text(folder / "stderr.expected", without(read_text(scratch.path() / "stderr"), place));
  expect_file(folder / "exit", std::to_string(WEXITSTATUS(status)) + "\n");

  std::set<fs::path> wanted = {folder / "stdout.expected", folder / "stderr.expected"};
  for (const fs::path& file : files_below(work / "out")) {
    const fs::path expected = folder / "out" / (fs::relative(file, work / "out").string() + ".expected");
    wanted.insert(expected);
    expect_text(expected, without(read_text(file), place));
  }
  for (const fs::path& file : files_below(folder)) {
    if (file.extension() == ".expected") {
      EXPECT_TRUE(wanted.contains(file)) << file << " is expected, but the script does not write it";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Cli, testing::ValuesIn(cases()),
                         [](const auto& item) { return test_name(item.param.filename().string()); });

TEST(CliCases, EachHasAScript) {
  for (const fs::path& folder : cases()) {
    EXPECT_TRUE(fs::exists(folder / "cmd")) << folder << " has no script `cmd`";
  }
}

}  // namespace
}  // namespace virga::golden
