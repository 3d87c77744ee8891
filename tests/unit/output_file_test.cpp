#include "compiler/workspace/output_file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace virga {
namespace {

namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
protected:
  OutputFileTest() {
    std::string pattern = (fs::temp_directory_path() / "virga-output-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
  }
  ~OutputFileTest() override { fs::remove_all(root_); }

  std::string path(const std::string& name) const { return (root_ / name).string(); }
  std::string read(const std::string& name) const {
    std::ifstream file(root_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(root_), fs::directory_iterator()));
  }

  fs::path root_;
};

TEST_F(OutputFileTest, ReplacesAsAWhole) {
  ASSERT_TRUE(write_file(path("a"), "old"));
  fs::permissions(root_ / "a", fs::perms::owner_read | fs::perms::owner_write);
  Result<OutputFile> file = OutputFile::open(path("a"));
  ASSERT_TRUE(file);
  file->write("new ");
  file->write("text");
  EXPECT_EQ(read("a"), "old");
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(read("a"), "new text");
  EXPECT_EQ(fs::status(root_ / "a").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(files(), 1U);
}

TEST_F(OutputFileTest, WithoutCommitNothingHappens) {
  ASSERT_TRUE(write_file(path("a"), "old"));
  {
    Result<OutputFile> file = OutputFile::open(path("a"));
    ASSERT_TRUE(file);
    file->write("new");
  }
  EXPECT_EQ(read("a"), "old");
  EXPECT_EQ(files(), 1U);
}

// A file size limit simulates a full disk.
TEST_F(OutputFileTest, AFullDiskLeavesTheOldContent) {
  ASSERT_TRUE(write_file(path("a"), "old"));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const Result<void> written = write_file(path("a"), std::string(5000, 'x'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.message(), path("a") + ": cannot write: File too large");
  EXPECT_EQ(read("a"), "old");
  EXPECT_EQ(files(), 1U);
}

TEST_F(OutputFileTest, LinksAreFollowedAndDevicesWritten) {
  ASSERT_TRUE(write_file(path("real"), "old"));
  fs::create_symlink("real", root_ / "link");
  ASSERT_TRUE(write_file(path("link"), "new"));
  EXPECT_TRUE(fs::is_symlink(root_ / "link"));
  EXPECT_EQ(read("real"), "new");
  EXPECT_TRUE(write_file("/dev/null", "x"));
  EXPECT_FALSE(write_file("/dev/full", "x"));
  EXPECT_FALSE(write_file(root_.string(), "x"));
  EXPECT_FALSE(write_file(path("none/file"), "x"));
  EXPECT_NE(partial_name("x"), partial_name("x"));
}

}  // namespace
}  // namespace virga
