#include "compiler/package/archive.h"

#include <gtest/gtest.h>
#include <minizip/unzip.h>

#include <chrono>
#include <fstream>

namespace virga {
namespace {

namespace fs = std::filesystem;

class ArchiveTest : public testing::Test {
protected:
  ArchiveTest() {
    std::string pattern = (fs::temp_directory_path() / "virga-archive-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
  }
  ~ArchiveTest() override {
    std::error_code error;
    fs::remove_all(root_, error);
  }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name, std::ios::binary) << text;
  }
  static std::string read(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  std::vector<ArchiveEntry> list(const std::string& folder) {
    Result<std::vector<ArchiveEntry>> entries = list_folder(root_ / folder, {});
    EXPECT_TRUE(entries) << entries.message();
    return entries ? std::move(*entries) : std::vector<ArchiveEntry>();
  }
  std::string hash(const std::string& folder) {
    const Result<std::string> digits = hash_entries(list(folder));
    EXPECT_TRUE(digits) << digits.message();
    EXPECT_EQ(digits->size(), 32U);
    return *digits;
  }
  std::string refusal(const std::string& folder) {
    const Result<std::vector<ArchiveEntry>> entries = list_folder(root_ / folder, {});
    EXPECT_FALSE(entries);
    return entries.message();
  }

  fs::path root_;
};

TEST_F(ArchiveTest, HoldsWhatTheFolderHolds) {
  const std::string large(300'000, 'x');
  write("in/b.txt", "b");
  write("in/a/large.txt", large);
  write("in/empty", "");
  write("in/\xC3\xA9.txt", "e");
  fs::permissions(root_ / "in/b.txt", fs::perms::owner_all);
  ASSERT_TRUE(write_archive(list("in"), hash("in"), root_ / "out.zip"));
  EXPECT_TRUE(is_archive(root_ / "out.zip"));
  EXPECT_FALSE(is_archive(root_ / "in/b.txt"));
  EXPECT_TRUE(is_whole_archive(root_ / "out.zip"));
  fs::copy_file(root_ / "out.zip", root_ / "cut.zip");
  fs::resize_file(root_ / "cut.zip", fs::file_size(root_ / "cut.zip") - 7);
  EXPECT_FALSE(is_whole_archive(root_ / "cut.zip"));

  unzFile zip = unzOpen64((root_ / "out.zip").c_str());
  ASSERT_NE(zip, nullptr);
  std::vector<std::string> names;
  for (int at = unzGoToFirstFile(zip); at == UNZ_OK; at = unzGoToNextFile(zip)) {
    char name[256] = {};
    unz_file_info64 info{};
    ASSERT_EQ(unzGetCurrentFileInfo64(zip, &info, name, sizeof name, nullptr, 0, nullptr, 0), UNZ_OK);
    names.emplace_back(name);
    EXPECT_EQ(info.dosDate, 0x00210000U);
    EXPECT_EQ(info.external_fa >> 16U, names.back() == "b.txt" ? 0100755U : 0100644U);
    ASSERT_EQ(unzOpenCurrentFile(zip), UNZ_OK);
    std::string content(info.uncompressed_size + 1, '\0');
    const int size = unzReadCurrentFile(zip, content.data(), static_cast<unsigned>(content.size()));
    ASSERT_EQ(static_cast<std::size_t>(size), info.uncompressed_size);
    content.resize(static_cast<std::size_t>(size));
    EXPECT_EQ(content, read(root_ / "in" / name));
    EXPECT_EQ(unzCloseCurrentFile(zip), UNZ_OK);
  }
  unzClose(zip);
  EXPECT_EQ(names, (std::vector<std::string>{"a/large.txt", "b.txt", "empty", "\xC3\xA9.txt"}));
}

TEST_F(ArchiveTest, AFileThatChangesIsNotStoredUnderTheOldName) {
  write("in/a.txt", "a");
  const std::string before = hash("in");
  write("in/a.txt", "b");
  const Result<void> written = write_archive(list("in"), before, root_ / "out.zip");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.message(), "a file changed during packaging; try again when nothing writes there");
}

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, 4.4.4: bit 11 means that the name is UTF-8.
TEST_F(ArchiveTest, OnlyNamesInUtf8AreMarkedSo) {
  write("in/caf\xE9.txt", "e");
  write("in/caf\xC3\xA9.txt", "e");
  ASSERT_TRUE(write_archive(list("in"), hash("in"), root_ / "out.zip"));
  unzFile zip = unzOpen64((root_ / "out.zip").c_str());
  ASSERT_NE(zip, nullptr);
  std::vector<bool> marked;
  for (int at = unzGoToFirstFile(zip); at == UNZ_OK; at = unzGoToNextFile(zip)) {
    unz_file_info64 info{};
    ASSERT_EQ(unzGetCurrentFileInfo64(zip, &info, nullptr, 0, nullptr, 0, nullptr, 0), UNZ_OK);
    marked.push_back((info.flag & 1U << 11U) != 0);
  }
  unzClose(zip);
  EXPECT_EQ(marked, (std::vector<bool>{true, false}));
}

TEST_F(ArchiveTest, SameContentSameBytes) {
  for (const std::string folder : {"one", "two"}) {
    write(folder + "/z.txt", "z");
    write(folder + "/a.txt", "a");
  }
  fs::last_write_time(root_ / "two/z.txt", fs::file_time_type::clock::now() - std::chrono::hours(1000));
  ASSERT_TRUE(write_archive(list("one"), hash("one"), root_ / "one.zip"));
  ASSERT_TRUE(write_archive(list("two"), hash("two"), root_ / "two.zip"));
  EXPECT_EQ(read(root_ / "one.zip"), read(root_ / "two.zip"));
  EXPECT_EQ(hash("one"), hash("two"));
}

TEST_F(ArchiveTest, NamesTellContentsApart) {
  write("one/a", "bc");
  write("two/ab", "c");
  write("three/a", "bc");
  fs::permissions(root_ / "three/a", fs::perms::owner_all);
  EXPECT_NE(hash("one"), hash("two"));
  EXPECT_NE(hash("one"), hash("three"));
}

TEST_F(ArchiveTest, FollowsLinksToAnEnd) {
  write("shared/file", "s");
  write("in/own", "o");
  fs::create_directory_symlink("../shared", root_ / "in/shared");
  EXPECT_EQ(list("in").size(), 2U);
  fs::create_directory_symlink(".", root_ / "in/self");
  EXPECT_NE(refusal("in").find("leads back"), std::string::npos);
  fs::remove(root_ / "in/self");
  fs::create_symlink("nowhere", root_ / "in/dangling");
  EXPECT_NE(refusal("in").find("Cannot read"), std::string::npos);
}

TEST_F(ArchiveTest, RefusesAFolderWithoutFiles) {
  fs::create_directories(root_ / "in/deeper");
  EXPECT_NE(refusal("in").find("contains no files"), std::string::npos);
  EXPECT_NE(refusal("missing").find("Cannot read"), std::string::npos);
}

TEST_F(ArchiveTest, LeavesOutWhatItIsTold) {
  write("in/kept", "k");
  write("in/out/artifact", "a");
  const Result<std::vector<ArchiveEntry>> entries = list_folder(root_ / "in", {fs::canonical(root_ / "in/out")});
  ASSERT_TRUE(entries) << entries.message();
  ASSERT_EQ(entries->size(), 1U);
  EXPECT_EQ(entries->front().name, "kept");
}

}  // namespace
}  // namespace virga
