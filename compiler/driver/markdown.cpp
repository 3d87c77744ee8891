#include "compiler/driver/markdown.h"

#include <algorithm>
#include <vector>

#include "compiler/diagnostics/text.h"

namespace virga {

namespace {

std::string_view without_indent(std::string_view line) {
  const std::size_t first = line.find_first_not_of(' ');
  return first == std::string_view::npos ? std::string_view{} : line.substr(first);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

class Writer {
public:
  Writer(std::size_t width, bool color) : width_(width), color_(color), colored_(color) {}

  std::string run(std::string_view markdown) {
    bool fenced = false;
    while (!markdown.empty()) {
      const std::size_t end = std::min(markdown.find('\n'), markdown.size());
      std::string_view line = markdown.substr(0, end);
      markdown.remove_prefix(std::min(end + 1, markdown.size()));
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (without_indent(line).starts_with("```")) {
        flush();
        fenced = !fenced;
        if (fenced) gap();
        after_block_ = !fenced;
      } else if (fenced) {
        code(line);
      } else {
        text_line(line);
      }
    }
    flush();
    return std::move(out_);
  }

private:
  void text_line(std::string_view line) {
    const std::string_view text = without_indent(line);
    if (text.empty()) {
      flush();
      return;
    }
    if (text.front() == '#') return heading(text);
    if (text.front() == '|' || text.front() == '<') {
      flush();
      if (!in_verbatim_) gap();
      out_ += std::string(line) + "\n";
      in_verbatim_ = true;
      after_block_ = true;
      return;
    }
    const std::size_t indent = line.size() - text.size();
    const bool bullet = text.size() > 1 && (text.front() == '-' || text.front() == '*') && text[1] == ' ';
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const bool numbered = digits > 0 && text.substr(digits).starts_with(". ");
    if (bullet || numbered) {
      const bool follows_item = in_item_;
      flush();
      if (follows_item) after_block_ = false;
      const std::size_t marker = bullet ? 1 : digits + 1;
      lead_ = std::string(indent, ' ') + (bullet ? "•" : std::string(text.substr(0, marker))) + " ";
      hang_ = indent + marker + 1;
      paragraph_ = without_indent(text.substr(marker));
      in_item_ = true;
      return;
    }
    if (paragraph_.empty() && indent >= 4 && !in_item_) return code(line.substr(4));
    if (!paragraph_.empty()) paragraph_ += ' ';
    paragraph_ += text;
  }

  void heading(std::string_view text) {
    flush();
    const std::size_t level = std::min(text.find_first_not_of('#'), text.size());
    const std::string title = spans(without_indent(text.substr(level)), false);
    gap();
    out_ += color_.bold;
    out_ += title;
    out_ += color_.reset;
    out_ += '\n';
    if (level == 1) out_ += repeated("─", std::min(width_, display_width(title))) + "\n";
    after_block_ = level == 1;
  }

  void code(std::string_view line) {
    out_ += "    ";
    out_ += color_.cyan;
    out_ += line;
    out_ += color_.reset;
    out_ += '\n';
    after_block_ = true;
  }

  // Exactly one blank line between blocks, and none at the top.
  void gap() {
    if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
    after_block_ = false;
  }

  void flush() {
    in_verbatim_ = false;
    if (paragraph_.empty()) {
      in_item_ = false;
      return;
    }
    if (after_block_) gap();
    wrap(spans(paragraph_, colored_));
    paragraph_.clear();
    lead_.clear();
    hang_ = 0;
    after_block_ = true;
    in_item_ = false;
  }

  void wrap(std::string_view text) {
    std::string line = lead_;
    std::size_t column = hang_;
    bool any = false;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(' '), text.size());
      const std::string_view word = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (word.empty()) continue;
      const std::size_t width = visible_width(word);
      if (any && column + 1 + width > width_) {
        out_ += line + "\n";
        line = std::string(hang_, ' ');
        column = hang_;
        any = false;
      }
      if (any) {
        line += ' ';
        ++column;
      }
      line += word;
      column += width;
      any = true;
    }
    out_ += line + "\n";
  }

  // The width without escape sequences for colors.
  static std::size_t visible_width(std::string_view word) {
    std::size_t width = 0;
    while (!word.empty()) {
      if (word.front() == '\x1b') {
        word.remove_prefix(std::min(word.find('m') + 1, word.size()));
        continue;
      }
      width += display_width(next_code_point(word));
    }
    return width;
  }

  // Renders emphasis, code spans and links of one paragraph.
  std::string spans(std::string_view text, bool color) const {
    std::string out;
    const Palette paint(color);
    while (!text.empty()) {
      const char c = text.front();
      if (c == '`') {
        const std::size_t end = text.find('`', 1);
        if (end != std::string_view::npos) {
          // Without color, backticks distinguish code from text.
          out += color ? std::string(paint.cyan) + std::string(text.substr(1, end - 1)) + std::string(paint.reset)
                       : std::string(text.substr(0, end + 1));
          text.remove_prefix(end + 1);
          continue;
        }
      } else if (text.starts_with("**")) {
        const std::size_t end = text.find("**", 2);
        if (end != std::string_view::npos) {
          out += paint.bold;
          out += text.substr(2, end - 2);
          out += paint.reset;
          text.remove_prefix(end + 2);
          continue;
        }
      } else if (c == '[') {
        const std::size_t middle = text.find("](");
        const std::size_t end = middle == std::string_view::npos ? middle : text.find(')', middle);
        if (end != std::string_view::npos && text.find(']') == middle) {
          out += text.substr(1, middle - 1);
          out += " (";
          out += text.substr(middle + 2, end - middle - 2);
          out += ')';
          text.remove_prefix(end + 1);
          continue;
        }
      } else if (c == '<' && (text.starts_with("<http"))) {
        const std::size_t end = text.find('>');
        if (end != std::string_view::npos) {
          out += text.substr(1, end - 1);
          text.remove_prefix(end + 1);
          continue;
        }
      }
      out += c;
      text.remove_prefix(1);
    }
    return out;
  }

  std::size_t width_;
  Palette color_;
  bool colored_;
  std::string out_;
  std::string paragraph_;
  std::string lead_;
  std::size_t hang_ = 0;
  bool after_block_ = false;
  bool in_item_ = false;
  bool in_verbatim_ = false;
};

}  // namespace

std::string markdown_for_terminal(std::string_view markdown, std::size_t width, bool color) {
  return Writer(std::clamp<std::size_t>(width, 40, 100), color).run(markdown);
}

}  // namespace virga
