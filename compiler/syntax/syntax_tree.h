// Reading a template: bytes in, a tree and the faults of its syntax out.
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
  std::string message;  // whole sentence, our own words, with what to do
  TextRange related;    // first of two duplicate keys, or empty
};

// A parsed template. Movable; nodes stay where they are. Immutable and shareable between threads once
// built. `root` is null only when nothing could be read.
class SyntaxTree {
public:
  SourceFilePtr source;
  SyntaxLanguage language = SyntaxLanguage::Yaml;
  const Node* root = nullptr;
  std::vector<SyntaxError> errors;  // in source order
  std::vector<Comment> comments;    // in source order
  Arena arena;

  bool ok() const { return root != nullptr && errors.empty(); }
  std::string_view text(TextRange range) const { return source->slice(range); }
};

struct ParseOptions {
  // Nesting past this many levels is refused (E0000). The readers never recurse deeper than this.
  std::uint32_t max_depth = 200;
  // Nodes that aliases may stand for, all in all; past it the document is refused (alias bomb).
  std::uint32_t max_alias_nodes = 200'000;
};

// Which language the text is: JSON when the first character that is not white space is "{" or "[" and
// the strict reader can take it or nothing suggests YAML; else YAML.
SyntaxLanguage detect_language(std::string_view text);

// Parses a template with the readers that decide validity: libyaml's events for YAML, a reader of our own for JSON.
// Text that opens with a bracket is read as JSON first and, where JSON refuses it, as YAML. Never throws; faults are in
// SyntaxTree::errors, and whatever could be read stays in the tree (kBroken where reading stopped).
SyntaxTree parse(SourceFilePtr source, const ParseOptions& options = {});

// The editor's reader: the tree of parse() where that reads the text to its end. Broken text is read on after each
// fault, each reported where it lies. What is half typed (a key without ':', an open quote) is marked kBroken. A
// collection so marked may hold more than could be read: say nothing there of what is missing or unused.
SyntaxTree parse_tolerant(SourceFilePtr source, const ParseOptions& options = {});

// Indented text of a tree with kinds, styles, ranges and flags: what `virga dump --phase=syntax` prints.
std::string dump(const SyntaxTree& tree);

}  // namespace virga
