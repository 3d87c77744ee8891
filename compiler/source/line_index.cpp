#include <algorithm>
#include <cstring>

#include "compiler/source/source_file.h"
#include "compiler/support/words.h"

namespace virga {

namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }
bool is_four_byte_lead(char c) { return static_cast<unsigned char>(c) >= 0xF0U; }

}  // namespace

LineIndex::LineIndex(std::string_view text) : text_(text) {
  starts_.reserve(text.size() / 32 + 1);
  starts_.push_back(0);
  const bool carriage_returns = std::memchr(text.data() == nullptr ? "" : text.data(), '\r', text.size()) != nullptr;
  std::size_t i = 0;
  if (!carriage_returns) {
    for (std::size_t next = text.find('\n'); next != std::string_view::npos; next = text.find('\n', i)) {
      i = next + 1;
      starts_.push_back(static_cast<std::uint32_t>(i));
    }
  } else {
    for (; i < text.size(); ++i) {
      if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))) {
        starts_.push_back(static_cast<std::uint32_t>(i + 1));
      }
    }
  }
  if (is_ascii(text)) return;
  // Non-ASCII text: keep running counts so that computing columns stays fast on very long lines.
  blocks_.reserve(text.size() / kBlock + 2);
  Count count;
  for (std::size_t offset = 0; offset < text.size(); offset += kBlock) {
    blocks_.push_back(count);
    count += count_in(text.substr(offset, kBlock));
  }
  blocks_.push_back(count);
}

// Runs of ASCII, which are most of the text, are counted by their size.
LineIndex::Count LineIndex::count_in(std::string_view text) {
  Count count;
  for (std::size_t i = 0; i < text.size();) {
    if (i + sizeof(std::uint64_t) <= text.size() && (load_word(text.data() + i) & kHighBits) == 0) {
      count.code_points += sizeof(std::uint64_t);
      i += sizeof(std::uint64_t);
      continue;
    }
    if (!is_continuation(text[i])) ++count.code_points;
    if (is_four_byte_lead(text[i])) ++count.astral;
    ++i;
  }
  return count;
}

LineIndex::Count LineIndex::count_before(std::uint32_t offset) const {
  if (blocks_.empty()) return {offset, 0};
  Count count = blocks_[offset / kBlock];
  count += count_in(text_.substr(offset - offset % kBlock, offset % kBlock));
  return count;
}

std::uint32_t LineIndex::line_of(std::uint32_t offset) const {
  const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
  return static_cast<std::uint32_t>(after - starts_.begin()) - 1;
}

std::uint32_t LineIndex::line_end(std::uint32_t line) const {
  if (line + 1 >= starts_.size()) return static_cast<std::uint32_t>(text_.size());
  std::uint32_t end = starts_[line + 1];
  if (end > starts_[line] && text_[end - 1] == '\n') --end;
  if (end > starts_[line] && text_[end - 1] == '\r') --end;
  return end;
}

std::string_view LineIndex::line_text(std::uint32_t line) const {
  if (line >= starts_.size()) return {};
  return text_.substr(starts_[line], line_end(line) - starts_[line]);
}

LineColumn LineIndex::line_column(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const std::uint32_t line = line_of(offset);
  const std::uint32_t column = count_before(offset).code_points - count_before(starts_[line]).code_points;
  // The byte-order mark does not count as a character of the first line.
  const bool mark = line == 0 && column > 0 && text_.starts_with("\xEF\xBB\xBF");
  return {line + 1, column + (mark ? 0 : 1)};
}

Utf16Position LineIndex::utf16(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const std::uint32_t line = line_of(offset);
  const Count until = count_before(offset);
  const Count before = count_before(starts_[line]);
  return {line, until.code_points + until.astral - before.code_points - before.astral};
}

std::uint32_t LineIndex::offset_of(Utf16Position position) const {
  if (position.line >= starts_.size()) return static_cast<std::uint32_t>(text_.size());
  const std::uint32_t end = line_end(position.line);
  std::uint32_t offset = starts_[position.line];
  for (std::uint32_t units = 0; offset < end && units < position.character;) {
    units += is_four_byte_lead(text_[offset]) ? 2 : 1;
    for (++offset; offset < end && is_continuation(text_[offset]);) ++offset;
  }
  return offset;
}

std::uint32_t LineIndex::offset_of(LineColumn position) const {
  if (position.line == 0) return 0;
  if (position.line > starts_.size()) return static_cast<std::uint32_t>(text_.size());
  const std::uint32_t line = position.line - 1;
  const std::uint32_t end = line_end(line);
  std::uint32_t offset = starts_[line];
  if (line == 0 && text_.starts_with("\xEF\xBB\xBF")) offset = 3;
  for (std::uint32_t column = 1; offset < end && column < position.column; ++column) {
    for (++offset; offset < end && is_continuation(text_[offset]);) ++offset;
  }
  return offset;
}

}  // namespace virga
