// The entry points: which reader, and what is said of the document as a whole.
#include <algorithm>
#include <utility>

#include "compiler/syntax/readers.h"

namespace virga {

namespace {

bool begins_like_json(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n", content_start(text));
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

// Text that opens with a bracket and yet is meant as YAML: its first key has no quotes.
bool suggests_yaml(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n", content_start(text));
  const std::size_t next = text.find_first_not_of(" \t\r\n[{", first);
  if (next == std::string_view::npos) return false;
  const char c = text[next];
  return c == '!' || c == '&' || c == '*' || c == '#' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

SyntaxTree empty_tree(const SourceFilePtr& source) {
  SyntaxTree tree;
  tree.source = source;
  return tree;
}

const Node* empty_mapping(SyntaxTree& tree) {
  Node* node = tree.arena.make<Node>();
  node->kind = NodeKind::Mapping;
  node->style = NodeStyle::Block;
  node->member_list = nullptr;
  return node;
}

// What the document as a whole must be: one mapping.
void check_document(SyntaxTree& tree) {
  const std::string_view text = tree.source->text();
  const std::uint32_t start = content_start(text);
  const TextRange whole{start, std::min(start + 1, static_cast<std::uint32_t>(text.size()))};
  const bool nothing = tree.root == nullptr || tree.root->kind == NodeKind::Null;
  if (nothing && (tree.errors.empty() || tree.root != nullptr)) {
    tree.root = empty_mapping(tree);
    if (tree.errors.empty()) {
      tree.errors.push_back({SyntaxErrorKind::Empty,
                             whole,
                             "The file holds no template; a template has at least the key Resources with one resource.",
                             {}});
    }
    return;
  }
  if (nothing || tree.root->is_mapping() || !tree.errors.empty()) return;
  tree.errors.push_back(
      {SyntaxErrorKind::NotAMapping, whole,
       tree.root->is_sequence()
           ? "The file is a list, and a template is a mapping with keys such as Resources; check that "
             "this is the right file."
           : "The file is a single text, and a template is a mapping with keys such as Resources; "
             "check that this is the right file.",
       tree.root->range});
}

// Both readers refuse the text. What JSON says names the cause better; where the readers disagree on the line, the
// later place is where reading stopped and the earlier one is where the fault began.
SyntaxTree refused(SyntaxTree json, SyntaxTree yaml) {
  if (json.errors.empty() || yaml.errors.empty()) return json;
  SyntaxError& cause = json.errors.front();
  const SyntaxError& stop = yaml.errors.front();
  const auto line = [&](const SyntaxError& error) { return json.source->line_column(error.range.begin).line; };
  if (cause.kind == SyntaxErrorKind::Syntax && stop.kind == SyntaxErrorKind::Syntax && line(stop) > line(cause)) {
    cause.message += " Reading went on until line " + std::to_string(line(stop)) + ".";
    cause.related = cause.range;
    cause.range = stop.range;
  }
  return json;
}

}  // namespace

SyntaxLanguage detect_language(std::string_view text) {
  return begins_like_json(text) && !suggests_yaml(text) ? SyntaxLanguage::Json : SyntaxLanguage::Yaml;
}

SyntaxTree parse(SourceFilePtr source, const ParseOptions& options) {
  SyntaxTree tree = empty_tree(source);
  if (detect_language(source->text()) == SyntaxLanguage::Json) {
    read_json(tree, options);
    if (!tree.errors.empty() && tree.errors.front().kind == SyntaxErrorKind::Syntax) {
      // YAML takes more than JSON does (trailing commas, comments, single quotes), and so do the tools.
      SyntaxTree yaml = empty_tree(source);
      read_yaml(yaml, options);
      tree = yaml.errors.empty() ? std::move(yaml) : refused(std::move(tree), std::move(yaml));
    }
  } else {
    read_yaml(tree, options);
  }
  check_document(tree);
  return tree;
}

}  // namespace virga
