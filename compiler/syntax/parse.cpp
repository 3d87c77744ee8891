// The entry points: choose a reader and check the document as a whole.
#include <algorithm>
#include <utility>

#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "compiler/syntax/json_string.h"
#include "compiler/syntax/readers.h"

namespace virga {

namespace {

// Where the text begins, after comments as JavaScript has them; npos if there is nothing else.
std::size_t first_token(std::string_view text) {
  std::size_t at = text.find_first_not_of(" \t\r\n", content_start(text));
  while (at != std::string_view::npos && (text.substr(at, 2) == "//" || text.substr(at, 2) == "/*")) {
    at = text.find_first_not_of(" \t\r\n", end_of_json_comment(text, static_cast<std::uint32_t>(at)));
  }
  return at;
}

// Whether a text that begins with a bracket is probably YAML: its first key has no quotes.
bool suggests_yaml(std::string_view text) {
  const std::size_t first = first_token(text);
  std::size_t next = text.find_first_not_of(" \t\r\n[{", first);
  while (next != std::string_view::npos && text[next] == '#') {
    next = text.find_first_not_of(" \t\r\n[{", end_of_json_comment(text, static_cast<std::uint32_t>(next)));
  }
  if (next == std::string_view::npos) return false;
  const char c = text[next];
  if (is_letter(c) && end_of_half_quoted(text, static_cast<std::uint32_t>(next))) return false;
  return c == '!' || c == '&' || c == '*' || is_letter(c);
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

// Checks that the document is a single mapping.
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
                             "The file is empty; a template has at least a Resources section with one resource",
                             {}});
    }
    return;
  }
  if (nothing || tree.root->is_mapping() || !tree.errors.empty()) return;
  tree.errors.push_back({SyntaxErrorKind::NotAMapping, whole,
                         tree.root->is_sequence() ? "The file is a list, but a template is a map with keys such as "
                                                    "Resources; check that this is the right file"
                                                  : "The file is a string, but a template is a map with keys such as "
                                                    "Resources; check that this is the right file",
                         tree.root->range});
}

// Both readers reject the text. JSON's message explains the cause better, and its place is where the error began,
// unless YAML takes what is wrong there and stops at something else.
SyntaxTree refused(SyntaxTree json, SyntaxTree yaml, bool yaml_takes_it) {
  if (!yaml_takes_it || json.errors.empty() || yaml.errors.empty()) return json;
  const SyntaxError& cause = json.errors.back();
  const SyntaxError& stop = yaml.errors.back();
  const bool is_syntax = cause.kind == SyntaxErrorKind::Syntax && stop.kind == SyntaxErrorKind::Syntax;
  const auto line = [&](const SyntaxError& error) { return json.source->line_column(error.range.begin).line; };
  return is_syntax && line(stop) > line(cause) ? std::move(yaml) : std::move(json);
}

}  // namespace

bool begins_like_json(std::string_view text) {
  const std::size_t first = first_token(text);
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

SyntaxLanguage detect_language(std::string_view text) {
  const bool is_json = (begins_like_json(text) && !suggests_yaml(text)) || lacks_first_brace(text);
  return is_json ? SyntaxLanguage::Json : SyntaxLanguage::Yaml;
}

namespace {

// Recognizes a downloaded file that is not a template: an HTML page (sign-in, error) or XML (an S3 error). No template
// can begin like these.
std::string_view name_of_markup(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n", content_start(text));
  if (first == std::string_view::npos || text[first] != '<') return {};
  const std::string_view start = text.substr(first, 64);
  if (contains_ignoring_case(start, "<!doctype html") || contains_ignoring_case(start, "<html"))
    return "a web page (HTML)";
  if (start.starts_with("<?xml")) return "XML";
  return {};
}

// The first plain scalar that would be a string in JSON if its opening quote were there. In a text written as JSON,
// which only YAML takes for other reasons (comments, trailing commas), such a scalar is a slip.
void report_half_quoted(SyntaxTree& tree) {
  std::optional<SyntaxError> first;
  const auto look = [&](const Node& node, std::string_view message) {
    const bool is_later = first && first->range.begin < node.range.begin;
    if (is_later || !node.is_scalar() || node.style != NodeStyle::Plain || node.is_synthetic()) return;
    const std::string_view written = tree.text(node.range);
    if (std::count(written.begin(), written.end(), '"') % 2 == 0) return;
    first = {SyntaxErrorKind::Syntax, node.range, std::string(message), {}};
  };
  std::vector<const Node*> open;
  if (tree.root != nullptr) open.push_back(tree.root);
  while (!open.empty()) {
    const Node& node = *open.back();
    open.pop_back();
    look(node, kHalfQuotedValue);
    for (const Member& member : node.members()) {
      look(*member.key, kHalfQuotedKey);
      open.push_back(member.value);
    }
    open.insert(open.end(), node.items().begin(), node.items().end());
  }
  if (first) tree.errors.assign(1, *first);
}

SyntaxTree parse_strict(const SourceFilePtr& source, const ParseOptions& options, ReadOutcome& outcome) {
  SyntaxTree tree = empty_tree(source);
  if (const std::string_view markup = name_of_markup(source->text()); !markup.empty()) {
    const auto start = static_cast<std::uint32_t>(source->text().find('<'));
    tree.errors.push_back(
        {SyntaxErrorKind::Syntax,
         {start, start + 1},
         "The file is " + std::string(markup) +
             ", not a template; it is probably a saved sign-in or error page, so get the template again",
         {}});
    outcome.complete = true;  // there is nothing to repair
    tree.root = empty_mapping(tree);
    return tree;
  }
  if (detect_language(source->text()) == SyntaxLanguage::Json) {
    outcome = read_json(tree, options);
    if (!outcome.complete && !outcome.yaml_misreads) {
      // YAML, like other tools, accepts more than JSON does (trailing commas, comments, single quotes).
      SyntaxTree yaml = empty_tree(source);
      const ReadOutcome second = read_yaml(yaml, options);
      if (second.complete) {
        report_half_quoted(yaml);
        outcome = second;
        outcome.complete = yaml.ok() || yaml.errors.front().kind != SyntaxErrorKind::Syntax;
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

// The strict reader stops at an error that may be several lines after its cause; the tolerant reader reports each place
// that it repaired. If both report the same line, the strict reader's error is better; it is also kept if the tolerant
// reader found nothing before it.
void merge_errors(SyntaxTree& tolerant, const SyntaxTree& strict) {
  if (strict.errors.empty()) return;
  const SyntaxError& stop = strict.errors.front();
  const LineIndex& lines = strict.source->lines();
  const auto line = [&](const SyntaxError& error) { return lines.line_of(error.range.begin); };
  auto& errors = tolerant.errors;
  const auto mended = [&](bool same_line) {
    return std::find_if(errors.begin(), errors.end(), [&](const SyntaxError& error) {
      return error.kind == SyntaxErrorKind::Syntax &&
             (same_line ? line(error) == line(stop) : line(error) < line(stop));
    });
  };
  if (mended(false) != errors.end()) return;
  if (const auto same = mended(true); same != errors.end()) {
    // At the end of a text, libyaml's place is behind the word.
    if (stop.range.size() > 0 || same->range.size() == 0) *same = stop;
  } else {
    errors.push_back(stop);
  }
  std::stable_sort(errors.begin(), errors.end(),
                   [](const SyntaxError& a, const SyntaxError& b) { return a.range.begin < b.range.begin; });
}

}  // namespace

// By value, since the tree keeps the source. NOLINTNEXTLINE(performance-unnecessary-value-param)
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
  const SyntaxErrorKind kind = strict.errors.empty() ? SyntaxErrorKind::Syntax : strict.errors.front().kind;
  if (kind == SyntaxErrorKind::InvalidUtf8 || kind == SyntaxErrorKind::NulByte) {  // not a text
    check_document(strict);
    return strict;
  }
  SyntaxTree tolerant = empty_tree(source);
  detect_language(source->text()) == SyntaxLanguage::Json ? read_json_tolerant(tolerant, options)
                                                          : read_yaml_tolerant(tolerant, options);
  merge_errors(tolerant, strict);
  check_document(tolerant);
  return tolerant;
}

}  // namespace virga
