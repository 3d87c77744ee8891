// Source text and positions in it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace virga {

// Half-open range of bytes [begin, end) in a source file, counted from 0 and including any byte-order mark.
struct TextRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  std::uint32_t size() const { return end - begin; }
  bool contains(std::uint32_t offset) const { return begin <= offset && offset < end; }
  friend bool operator==(TextRange, TextRange) = default;
};

// A position for people and for cfn-lint's output formats: line and column from 1, the column in code points.
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  friend bool operator==(LineColumn, LineColumn) = default;
};

// An LSP position: line and character from 0, the character in UTF-16 code units (or bytes if the client negotiated
// UTF-8).
struct Utf16Position {
  std::uint32_t line = 0;
  std::uint32_t character = 0;
  friend bool operator==(Utf16Position, Utf16Position) = default;
};

// Maps byte offsets to lines and back. A line ends with "\n", "\r\n" or a lone "\r". Immutable after construction and
// may be shared between threads. Does not own the text.
class LineIndex {
public:
  explicit LineIndex(std::string_view text);

  std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size()); }
  // The zero-based line of an offset; offsets past the end are on the last line.
  std::uint32_t line_of(std::uint32_t offset) const;
  // The text of a zero-based line, without its line break.
  std::string_view line_text(std::uint32_t line) const;
  std::uint32_t line_start(std::uint32_t line) const { return starts_[line]; }

  LineColumn line_column(std::uint32_t offset) const;
  Utf16Position utf16(std::uint32_t offset) const;
  // The byte offset of an LSP position, clamped to the line.
  std::uint32_t offset_of(Utf16Position position) const;
  // The byte offset of a line and column, clamped to the line.
  std::uint32_t offset_of(LineColumn position) const;

private:
  // The number of code points before an offset; `astral` counts those that take two UTF-16 code units.
  struct Count {
    std::uint32_t code_points = 0;
    std::uint32_t astral = 0;
    void operator+=(Count other) {
      code_points += other.code_points;
      astral += other.astral;
    }
  };
  static constexpr std::uint32_t kBlock = 1024;

  std::uint32_t line_end(std::uint32_t line) const;
  Count count_before(std::uint32_t offset) const;
  static Count count_in(std::string_view text);

  std::string_view text_;
  std::vector<std::uint32_t> starts_;
  std::vector<Count> blocks_;  // counts before every kBlock-th byte; empty for ASCII text
};

// The bytes of one template. Immutable; shared between threads by shared_ptr<const SourceFile>.
class SourceFile {
public:
  // `name` is the path as the user wrote it, or "-" for standard input, and is shown in findings.
  SourceFile(std::string name, std::string text);
  SourceFile(const SourceFile&) = delete;  // the line index points into the text
  SourceFile& operator=(const SourceFile&) = delete;

  const std::string& name() const { return name_; }
  // The bytes as read. A UTF-8 byte-order mark is kept and counts towards offsets.
  std::string_view text() const { return text_; }
  const LineIndex& lines() const { return lines_; }

  LineColumn line_column(std::uint32_t offset) const { return lines_.line_column(offset); }
  std::string_view slice(TextRange range) const { return text().substr(range.begin, range.size()); }

private:
  std::string name_;
  std::string text_;
  LineIndex lines_;
};

using SourceFilePtr = std::shared_ptr<const SourceFile>;

// Why a file could not be read: a sentence for the user, without the path.
struct ReadError {
  std::string message;
};

struct ReadResult {
  SourceFilePtr file;  // null when `error` is set
  ReadError error;
};

// The largest input that is accepted (64 MiB); larger files yield a ReadError.
inline constexpr std::size_t kMaxSourceBytes = std::size_t{64} << 20;

// Reads a whole file, or standard input for "-". Never throws; directories, unreadable files and files larger than
// kMaxSourceBytes yield an error.
ReadResult read_source_file(const std::string& path);

}  // namespace virga
