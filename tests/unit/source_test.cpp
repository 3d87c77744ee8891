#include "compiler/source/source_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace virga {
namespace {

namespace fs = std::filesystem;

TEST(LineIndex, LinesEndAfterEachKindOfBreak) {
  const std::string text = "a\nbc\r\nd\re";
  const LineIndex lines(text);
  ASSERT_EQ(lines.line_count(), 4U);
  EXPECT_EQ(lines.line_text(0), "a");
  EXPECT_EQ(lines.line_text(1), "bc");
  EXPECT_EQ(lines.line_text(2), "d");
  EXPECT_EQ(lines.line_text(3), "e");
  EXPECT_EQ(lines.line_text(4), "");
  EXPECT_EQ(lines.line_of(0), 0U);
  EXPECT_EQ(lines.line_of(5), 1U);  // the "\n" of "\r\n"
  EXPECT_EQ(lines.line_of(6), 2U);
  EXPECT_EQ(lines.line_of(99), 3U);
}

TEST(LineIndex, EmptyTextHasOneLine) {
  const LineIndex lines("");
  EXPECT_EQ(lines.line_count(), 1U);
  EXPECT_EQ(lines.line_column(0), (LineColumn{1, 1}));
  EXPECT_EQ(lines.line_column(7), (LineColumn{1, 1}));
}

TEST(LineIndex, ColumnsCountCharactersAndUtf16Units) {
  const std::string text = "x\n\xC3\xA9\xF0\x9F\x98\x80z";  // é and an emoji of four bytes
  const LineIndex lines(text);
  const auto z = static_cast<std::uint32_t>(text.size() - 1);
  EXPECT_EQ(lines.line_column(z), (LineColumn{2, 3}));
  EXPECT_EQ(lines.utf16(z), (Utf16Position{1, 3}));
  EXPECT_EQ(lines.offset_of(LineColumn{2, 3}), z);
  EXPECT_EQ(lines.offset_of(Utf16Position{1, 3}), z);
  EXPECT_EQ(lines.offset_of(Utf16Position{1, 99}), text.size());
  EXPECT_EQ(lines.offset_of(Utf16Position{9, 0}), text.size());
  EXPECT_EQ(lines.offset_of(LineColumn{9, 1}), text.size());
}

TEST(LineIndex, ByteOrderMarkIsNoCharacterOfTheFirstLine) {
  const std::string text = "\xEF\xBB\xBFkey: 1";
  const LineIndex lines(text);
  EXPECT_EQ(lines.line_column(3), (LineColumn{1, 1}));
  EXPECT_EQ(lines.line_column(4), (LineColumn{1, 2}));
  EXPECT_EQ(lines.offset_of(LineColumn{1, 1}), 3U);
}

TEST(LineIndex, EveryOffsetMapsBackToItself) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += i % 7 == 0 ? "\xE2\x82\xAC" : i % 11 == 0 ? "\xF0\x9F\x98\x80" : "a";
  text += "\nshort\n";
  text += text;
  const LineIndex lines(text);
  for (std::uint32_t offset = 0; offset < text.size(); ++offset) {
    const bool starts_character = (static_cast<unsigned char>(text[offset]) & 0xC0U) != 0x80U;
    if (!starts_character) continue;
    EXPECT_EQ(lines.offset_of(lines.line_column(offset)), offset);
    EXPECT_EQ(lines.offset_of(lines.utf16(offset)), offset);
  }
}

class ReadSource : public testing::Test {
protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("virga-source-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  fs::path folder_;
};

TEST_F(ReadSource, KeepsEveryByte) {
  const std::string bytes("\xEF\xBB\xBF a\0b\r\n", 9);
  const ReadResult result = read_source_file(write("t.yaml", bytes));
  ASSERT_NE(result.file, nullptr);
  EXPECT_EQ(result.file->text(), bytes);
  EXPECT_EQ(result.file->name(), (folder_ / "t.yaml").string());
}

TEST_F(ReadSource, SaysWhyAFileCannotBeRead) {
  EXPECT_EQ(read_source_file((folder_ / "none.yaml").string()).file, nullptr);
  EXPECT_NE(read_source_file((folder_ / "none.yaml").string()).error.message.find("No such file"), std::string::npos);
  EXPECT_NE(read_source_file(folder_.string()).error.message.find("folder"), std::string::npos);
  EXPECT_NE(read_source_file(write("f", "") + "/below").error.message.find("not a folder"), std::string::npos);
  if (::geteuid() != 0) {
    const std::string path = write("secret.yaml", "a: 1");
    ::chmod(path.c_str(), 0);
    EXPECT_NE(read_source_file(path).error.message.find("permissions"), std::string::npos);
  }
}

TEST_F(ReadSource, RefusesHugeFilesWithoutReadingThem) {
  const std::string path = write("huge.yaml", "");
  fs::resize_file(path, kMaxSourceBytes + 1);
  const ReadResult result = read_source_file(path);
  EXPECT_EQ(result.file, nullptr);
  EXPECT_NE(result.error.message.find("larger than"), std::string::npos);
  EXPECT_EQ(read_source_file("/dev/zero").file, nullptr);  // endless
}

}  // namespace
}  // namespace virga
