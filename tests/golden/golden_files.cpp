#include "tests/golden/golden_files.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace virga::golden {

namespace fs = std::filesystem;

fs::path repository() { return VIRGA_SOURCE_DIR; }

bool updating() { return std::getenv("VIRGA_UPDATE") != nullptr; }

std::string read_text(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return std::move(text).str();
}

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string test_name(const std::string& text) {
  std::string name = text;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

void expect_file(const fs::path& expected, const std::string& actual) {
  if (updating()) {
    if (fs::exists(expected) && read_text(expected) == actual) return;
    fs::create_directories(expected.parent_path());
    std::ofstream(expected, std::ios::binary) << actual;
    return;
  }
  const auto* running = testing::UnitTest::GetInstance()->current_test_info();
  const std::string rerun = fmt::format("{}.{}", running->test_suite_name(), running->name());
  const std::string hint =
      fmt::format("Rerun:  ./dev test -R '{}'\nAccept: ./dev update-goldens -R '{}'   and review the diff of {}\n",
                  rerun, rerun, fs::relative(expected, repository()).string());
  if (!fs::exists(expected)) {
    ADD_FAILURE() << "There is no " << fs::relative(expected, repository()).string() << " yet.\n"
                  << hint << "It would be:\n"
                  << actual;
    return;
  }
  EXPECT_EQ(read_text(expected), actual) << hint;
}

namespace {

std::string place(const SourceFile& source, TextRange range) {
  const LineColumn begin = source.line_column(range.begin);
  const LineColumn end = source.line_column(range.end);
  return fmt::format("{}:{}-{}:{}", begin.line, begin.column, end.line, end.column);
}

// The line where the range begins, underlined to the end of the range or line.
std::string excerpt(const SourceFile& source, TextRange range) {
  const LineColumn begin = source.line_column(range.begin);
  const LineColumn end = source.line_column(range.end);
  const std::string_view line = source.lines().line_text(begin.line - 1);
  const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  const auto columns = static_cast<std::uint32_t>(std::count_if(line.begin(), line.end(), is_start));
  const std::uint32_t last = end.line == begin.line ? end.column : columns + 1;
  const std::uint32_t width = std::max<std::uint32_t>(1, last > begin.column ? last - begin.column : 0);
  return fmt::format("  {:>4} | {}\n       | {}{}\n", begin.line, line, std::string(begin.column - 1, ' '),
                     std::string(width, '^'));
}

}  // namespace

std::string render(const SourceFile& source, const std::vector<Diagnostic>& findings) {
  if (findings.empty()) return "no findings\n";
  std::string text;
  for (const Diagnostic& finding : findings) {
    if (!text.empty()) text += '\n';
    text += fmt::format("{} {} at {} {}\n  {}\n", finding.rule, to_string(finding.severity),
                        place(source, finding.range), to_string(finding.path), finding.message);
    if (finding.focus() != finding.range) text += fmt::format("  focus at {}\n", place(source, finding.focus()));
    text += excerpt(source, finding.focus());
    for (const Note& note : finding.notes) {
      text += fmt::format("  note at {}: {}\n", place(source, note.range), note.message);
      if (note.file == nullptr) text += excerpt(source, note.range);
    }
    for (const Fix& fix : finding.fixes) {
      text += fmt::format("  fix ({}): {}\n", fix.safety == FixSafety::Safe ? "safe" : "unsafe", fix.title);
      for (const TextEdit& edit : fix.edits) {
        text += fmt::format("    {} -> {:?}\n", place(source, edit.range), edit.replacement);
      }
    }
  }
  return text;
}

}  // namespace virga::golden
