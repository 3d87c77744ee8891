// Classifies the lines of a YAML text one by one. Internal to this folder.
#pragma once

#include <cstdint>
#include <string_view>

namespace virga {

// What a line, or the rest of one, starts with.
enum class LineForm : std::uint8_t {
  Dash,      // "- "
  Key,       // a key and its ':'
  Explicit,  // "? "
  Colon,     // ": " alone
  Other,
};

struct YamlLine {
  std::uint32_t start = 0;
  std::uint32_t begin = 0;  // first character that is not white space
  std::uint32_t end = 0;    // end of the line, without the line break
  int column = 0;
  bool tab = false;  // the indentation contains a tab
  LineForm form = LineForm::Other;
};

// The offsets of the parts of "key: value".
struct KeyPlace {
  std::uint32_t begin = 0;  // after any properties
  std::uint32_t end = 0;
  std::uint32_t colon = 0;
};

// Scans lines and parts of them, taking tabs, comments and quotes into account. Stateless.
class YamlLines {
public:
  explicit YamlLines(std::string_view text) : text_(text) {}

  std::uint32_t size() const { return static_cast<std::uint32_t>(text_.size()); }
  bool separates(std::uint32_t at) const {
    return at >= text_.size() || std::string_view(" \t\r\n").find(text_[at]) != std::string_view::npos;
  }
  std::uint32_t end_of_line(std::uint32_t from) const;
  std::uint32_t next_start(std::uint32_t end) const;
  std::uint32_t skip_blanks(std::uint32_t from, std::uint32_t end) const;
  std::uint32_t trim_end(std::uint32_t from, std::uint32_t end) const;
  bool is_comment(std::uint32_t at, std::uint32_t start) const;
  // The end of a line's content, before any comment.
  std::uint32_t content_end(std::uint32_t from, std::uint32_t end) const;
  // The first line at or after `from`, which must be the start of a line, that contains more than white space and
  // comments.
  bool next_line(std::uint32_t from, YamlLine& line) const;
  // YAML does not allow tabs as indentation, and their width depends on the editor. Tabs after spaces are ignored;
  // otherwise each counts as one level.
  void measure(YamlLine& line) const;
  LineForm form(std::uint32_t at, std::uint32_t end, KeyPlace& key) const;
  bool find_key(std::uint32_t at, std::uint32_t end, KeyPlace& key) const;
  // The offset after the closing quote of the string at `at`; 0 if there is none before `end`.
  std::uint32_t quote_end(std::uint32_t at, std::uint32_t end) const;

protected:
  std::string_view text_;
};

}  // namespace virga
