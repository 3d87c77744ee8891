// Parses a template into a tree and its syntax errors.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source_file.h"
#include "compiler/support/arena.h"
#include "compiler/syntax/node.h"

namespace virga {

enum class SyntaxLanguage : std::uint8_t { Yaml, Json };

struct Comment {
  TextRange range;  // from "#" to the end of the line
};

enum class SyntaxErrorKind : std::uint8_t {
  Syntax,
  DuplicateKey,
  NullKey,
  UnknownTag,
  TooDeep,
  TooManyAliases,
  InvalidUtf8,
  NulByte,
  Empty,
  SeveralDocuments,
  NotAMapping,
  Unreadable,
};

struct SyntaxError {
  SyntaxErrorKind kind = SyntaxErrorKind::Syntax;
  TextRange range;
  std::string message;  // a whole sentence that says what to do
  TextRange related;    // the first of two duplicate keys, or empty
};

// A parsed template. Movable; nodes keep their addresses. Once built, immutable and may be shared between threads.
// `root` is null only if nothing could be read.
class SyntaxTree {
public:
  SourceFilePtr source;
  SyntaxLanguage language = SyntaxLanguage::Yaml;
  const Node* root = nullptr;
  std::vector<SyntaxError> errors;  // in source order
  std::vector<Comment> comments;    // in source order
  Arena arena;
  // Of an expansion: the root of the tree that it was made from, which is the text as written; else null. Borrowed.
  const Node* written = nullptr;

  bool ok() const { return root != nullptr && errors.empty(); }
  std::string_view text(TextRange range) const { return source->slice(range); }
};

struct ParseOptions {
  // Deeper nesting is an error (E0000). The readers never recurse deeper than this.
  std::uint32_t max_depth = 200;
  // The total number of nodes that aliases may stand for; more is an error, as the document may be an alias bomb.
  std::uint32_t max_alias_nodes = 200'000;
};

// Detects the language of a text: JSON if the first non-white-space character is "{" or "[" and the strict reader
// accepts the text or nothing suggests YAML; otherwise YAML.
SyntaxLanguage detect_language(std::string_view text);

// Parses a template with the readers that decide validity: libyaml's events for YAML, our own reader for JSON. Text
// that begins with a bracket is read as JSON first and, if that fails, as YAML. Never throws; errors are in
// SyntaxTree::errors, and whatever could be read stays in the tree (kBroken where reading stopped).
SyntaxTree parse(SourceFilePtr source, const ParseOptions& options = {});

// The editor's parser: returns the same tree as parse() if that reads the text to its end. Otherwise reads on after
// each error and reports each one where it is. What is half typed (a key without ':', an open quote) is marked kBroken.
// A collection marked so may contain more than could be read, so nothing in it may be reported as missing or unused.
SyntaxTree parse_tolerant(SourceFilePtr source, const ParseOptions& options = {});

// An indented text form of a tree with kinds, styles, ranges and flags, as printed by `virga dump --phase=syntax`.
std::string dump(const SyntaxTree& tree);

}  // namespace virga
