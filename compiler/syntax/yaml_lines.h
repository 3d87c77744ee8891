// The lines of a YAML text, read one by one: what each begins with. Internal to this folder.
#pragma once

#include <cstdint>
#include <string_view>

namespace virga {

// What a line, or the rest of one, begins.
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
  std::uint32_t end = 0;    // of the line, without its break
  int column = 0;
  bool tab = false;  // in the indentation
  LineForm form = LineForm::Other;
};

// Where the parts of "key: value" are.
struct KeyPlace {
  std::uint32_t begin = 0;  // properties left out
  std::uint32_t end = 0;
  std::uint32_t colon = 0;
};

// Scans lines and parts of them, tabs, comments and quotes in mind; keeps no state.
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
  // The end of a line's content, a comment left out.
  std::uint32_t content_end(std::uint32_t from, std::uint32_t end) const;
  // The first line at or after `from`, the start of one, that holds more than white space and comments.
  bool next_line(std::uint32_t from, YamlLine& line) const;
  // Tabs indent nothing in YAML, and editors show them as they like. After spaces they say nothing; else each is a
  // level.
  void measure(YamlLine& line) const;
  LineForm form(std::uint32_t at, std::uint32_t end, KeyPlace& key) const;
  bool find_key(std::uint32_t at, std::uint32_t end, KeyPlace& key) const;
  // After the closing quote of the text at `at`; 0 when there is none before `end`.
  std::uint32_t quote_end(std::uint32_t at, std::uint32_t end) const;

protected:
  std::string_view text_;
};

}  // namespace virga
