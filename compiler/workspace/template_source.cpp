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

}  // namespace

ReadResult read_template(const std::string& path) {
  ReadResult read = read_source_file(path);
  if (read.file == nullptr || !may_be_wrapped(read.file->text())) return read;
  const SyntaxTree tree = parse(read.file);
  if (!tree.ok() || tree.root == nullptr) return read;
  const Node* body = tree.root->get("TemplateBody");
  if (body == nullptr || tree.root->get("Resources") != nullptr) return read;
  const std::string_view text = read.file->text();
  std::string inner;
  if (body->is_string()) {
    inner = body->text();
  } else if (body->is_mapping()) {
    inner.assign(text.substr(0, body->range.end));
    const auto blank = [](char c) { return c == '\n' || c == '\r' ? c : ' '; };
    std::transform(inner.begin(), inner.begin() + body->range.begin, inner.begin(), blank);
  } else {
    return read;
  }
  return {std::make_shared<const SourceFile>(path, std::move(inner)), {}};
}

}  // namespace virga
