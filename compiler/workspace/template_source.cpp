#include "compiler/workspace/template_source.h"

#include <algorithm>
#include <utility>

#include "compiler/syntax/syntax_tree.h"

namespace virga {

namespace {

// The output of get-template has two keys, one of which has a short value.
constexpr std::size_t kWrapperHead = 256;

bool may_be_wrapped(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{') return false;
  return text.substr(first, kWrapperHead).find("\"TemplateBody\"") != std::string_view::npos;
}

char blank(char c) { return c == '\n' || c == '\r' ? c : ' '; }

// The text with everything around the range blank.
std::string alone(std::string_view text, std::size_t begin, std::size_t end) {
  std::string out(text);
  std::transform(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(begin), out.begin(), blank);
  std::transform(out.begin() + static_cast<std::ptrdiff_t>(end), out.end(),
                 out.begin() + static_cast<std::ptrdiff_t>(end), blank);
  return out;
}

// Undoes the quotes around a JSON text in place: a string of it that gets shorter has spaces behind it, so that all
// that follows stays where it is.
class QuotedJson {
public:
  QuotedJson(std::string& text, std::size_t begin, std::size_t end)
      : text_(text), at_(begin + 1), end_(end - 1), quote_(text[begin]) {}

  // False if the text is not such JSON, and then partly changed.
  bool undo() {
    text_[at_ - 1] = text_[end_] = ' ';
    std::size_t to = at_;  // where the next character of a string goes
    bool in_string = false, is_escaped = false, is_first = true;
    while (at_ < end_) {
      const std::size_t from = at_;
      char c = 0;
      if (!next(c)) return false;
      const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
      if (!in_string) {
        if (is_first && !is_space && c != '{') return false;
        is_first = is_first && is_space;
        // Of an escaped character the second place is kept free.
        text_[from] = is_space && at_ - from > 1 ? ' ' : c;
        std::fill(text_.begin() + static_cast<std::ptrdiff_t>(from) + 1,
                  text_.begin() + static_cast<std::ptrdiff_t>(at_), ' ');
        in_string = c == '"';
        to = from + 1;
        continue;
      }
      if (c == '\n' || c == '\r') return false;
      text_[to++] = c;
      const bool ends = c == '"' && !is_escaped;
      is_escaped = c == '\\' && !is_escaped;
      if (!ends) continue;
      in_string = false;
      std::fill(text_.begin() + static_cast<std::ptrdiff_t>(to), text_.begin() + static_cast<std::ptrdiff_t>(at_), ' ');
    }
    return !in_string && !is_first;
  }

private:
  // The next character that the quoted text stands for.
  bool next(char& c) {
    c = text_[at_++];
    if (quote_ == '\'') {
      if (c == '\'') ++at_;  // two for one
      return at_ <= end_;
    }
    if (c != '\\') return true;
    if (at_ == end_) return false;
    switch (text_[at_++]) {
      case '"':
        c = '"';
        return true;
      case '\\':
        c = '\\';
        return true;
      case '/':
        c = '/';
        return true;
      case 'n':
        c = '\n';
        return true;
      case 'r':
        c = '\r';
        return true;
      case 't':
        c = '\t';
        return true;
      default:
        return false;
    }
  }

  std::string& text_;
  std::size_t at_;
  const std::size_t end_;
  const char quote_;
};

}  // namespace

SourceFilePtr template_in_string(const SourceFilePtr& file, const Node& string) {
  const std::string_view text = file->text();
  const std::size_t begin = string.range.begin, end = string.range.end;
  if (!string.is_string() || string.function != Function::None || end > text.size() || begin + 1 >= end) return nullptr;
  if (text[begin] == '|') {
    return std::make_shared<const SourceFile>(file->name(), alone(text, std::min(text.find('\n', begin), end), end));
  }
  if ((text[begin] != '"' && text[begin] != '\'') || text[end - 1] != text[begin]) return nullptr;
  std::string json = alone(text, begin, end);
  if (!QuotedJson(json, begin, end).undo()) return nullptr;
  return std::make_shared<const SourceFile>(file->name(), std::move(json));
}

SourceFilePtr unwrapped(SourceFilePtr file) {
  if (!may_be_wrapped(file->text())) return file;
  const SyntaxTree tree = parse(file);
  if (!tree.ok()) return file;
  const Node* body = tree.root->get("TemplateBody");
  if (body == nullptr || tree.root->get("Resources") != nullptr) return file;
  const std::string_view text = file->text();
  std::string inner;
  if (body->is_string()) {
    inner = body->text();
  } else if (body->is_mapping()) {
    inner = alone(text.substr(0, body->range.end), body->range.begin, body->range.end);
  } else {
    return file;
  }
  return std::make_shared<const SourceFile>(file->name(), std::move(inner));
}

ReadResult read_template(const std::string& path) {
  ReadResult read = read_source_file(path);
  if (read.file != nullptr) read.file = unwrapped(std::move(read.file));
  return read;
}

}  // namespace virga
