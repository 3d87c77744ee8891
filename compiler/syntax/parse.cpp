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
// later place is where cfn-lint, which reads all text as YAML, stops; the earlier one is where the fault began.
SyntaxTree refused(SyntaxTree json, SyntaxTree yaml, bool yaml_takes_it) {
  if (json.errors.empty() || yaml.errors.empty()) return json;
  SyntaxError& cause = json.errors.back();
  const SyntaxError& stop = yaml.errors.back();
  const auto line = [&](const SyntaxError& error) { return json.source->line_column(error.range.begin).line; };
  if (cause.kind == SyntaxErrorKind::Syntax && stop.kind == SyntaxErrorKind::Syntax && line(stop) > line(cause)) {
    if (yaml_takes_it) return yaml;
    cause.message = "Reading stops here because of line " + std::to_string(line(cause)) + ": " + cause.message;
    cause.related = cause.range;
    cause.range = stop.range;
  }
  return json;
}

}  // namespace

SyntaxLanguage detect_language(std::string_view text) {
  return begins_like_json(text) && !suggests_yaml(text) ? SyntaxLanguage::Json : SyntaxLanguage::Yaml;
}

namespace {

SyntaxTree parse_strict(const SourceFilePtr& source, const ParseOptions& options, ReadOutcome& outcome) {
  SyntaxTree tree = empty_tree(source);
  if (detect_language(source->text()) == SyntaxLanguage::Json) {
    outcome = read_json(tree, options);
    if (!outcome.complete) {
      // YAML takes more than JSON does (trailing commas, comments, single quotes), and so do the tools.
      SyntaxTree yaml = empty_tree(source);
      const ReadOutcome second = read_yaml(yaml, options);
      if (second.complete) {
        outcome = second;
        tree = std::move(yaml);
      } else {
        tree = refused(std::move(tree), std::move(yaml), outcome.yaml_takes_it);
      }
    }
  } else {
    outcome = read_yaml(tree, options);
  }
  return tree;
}

// libtree-sitter 0.20 corrupts its memory on brackets nested some ten thousands deep. Brackets in texts count too.
bool few_brackets(std::string_view text) {
  constexpr int kMaxBrackets = 500;
  int open = 0;
  for (const char c : text) {
    if (c == '[' || c == '{') {
      if (++open > kMaxBrackets) return false;
    } else if ((c == ']' || c == '}') && open > 0) {
      --open;
    }
  }
  return true;
}

// tree-sitter-yaml keeps rows, columns and the stack of indentations in small integers and a buffer of 1,024 bytes
// without checking them. Text that could pass these bounds is not given to it.
bool fits_tree_sitter_yaml(std::string_view text) {
  constexpr std::size_t kMaxBytes = std::size_t{8} << 20U;
  constexpr std::size_t kMaxLines = 30'000;
  constexpr std::size_t kMaxColumns = 30'000;
  constexpr std::size_t kMaxIndents = 200;
  struct Level {
    std::size_t column;
    std::size_t indents;
  };
  if (text.size() > kMaxBytes) return false;
  std::vector<Level> levels;
  std::size_t indents = 0;
  std::size_t lines = 0;
  for (std::size_t start = 0; start < text.size(); ++lines) {
    const std::size_t end = std::min(text.find_first_of("\r\n", start), text.size());
    const std::string_view line = text.substr(start, end - start);
    start = end + 1;
    const std::size_t column = line.find_first_not_of(" \t");
    if (lines > kMaxLines || line.size() > kMaxColumns) return false;
    if (column == std::string_view::npos) continue;
    while (!levels.empty() && levels.back().column >= column) {
      indents -= levels.back().indents;
      levels.pop_back();
    }
    // Each indicator that white space follows may open a level.
    std::size_t opened = 2;
    for (std::size_t i = column; i < line.size(); ++i) {
      const bool spaced = i + 1 == line.size() || line[i + 1] == ' ' || line[i + 1] == '\t';
      if (spaced && (line[i] == '-' || line[i] == '?' || line[i] == ':')) ++opened;
    }
    levels.push_back({column, opened});
    indents += opened;
    if (indents > kMaxIndents) return false;
  }
  return true;
}

}  // namespace

// The tree keeps the source: by value says so. NOLINTNEXTLINE(performance-unnecessary-value-param)
SyntaxTree parse(SourceFilePtr source, const ParseOptions& options) {
  ReadOutcome outcome;
  SyntaxTree tree = parse_strict(source, options, outcome);
  check_document(tree);
  return tree;
}

// NOLINTNEXTLINE(performance-unnecessary-value-param)
SyntaxTree parse_tolerant(SourceFilePtr source, const ParseOptions& options) {
  ReadOutcome outcome;
  SyntaxTree strict = parse_strict(source, options, outcome);
  if (outcome.complete) {
    check_document(strict);
    return strict;
  }
  // The strict reader names the cause best; what it could not read comes from the readers that recover.
  const auto take_better = [&](SyntaxTree other, const ReadOutcome& other_outcome) {
    if (other.root == nullptr || (strict.root != nullptr && other_outcome.nodes <= outcome.nodes)) return;
    other.errors = std::move(strict.errors);
    strict = std::move(other);
    outcome = other_outcome;
  };
  const bool brackets_fit = few_brackets(source->text());
  if (strict.language == SyntaxLanguage::Json) {
    if (!brackets_fit) {
      check_document(strict);
      return strict;
    }
    SyntaxTree json = empty_tree(source);
    const ReadOutcome read = read_json_tolerant(json, options);
    take_better(std::move(json), read);
  } else {
    if (brackets_fit && fits_tree_sitter_yaml(source->text())) {
      SyntaxTree yaml = empty_tree(source);
      const ReadOutcome read = read_yaml_tolerant(yaml, options);
      take_better(std::move(yaml), read);
    }
    SyntaxTree repaired = empty_tree(source);
    const ReadOutcome read = read_yaml_repaired(repaired, options);
    take_better(std::move(repaired), read);
  }
  check_document(strict);
  return strict;
}

}  // namespace virga
