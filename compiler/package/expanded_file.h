// Reads and expands a template, for all commands that work on expansions.
#pragma once

#include <string>
#include <vector>

#include "compiler/expand/expansion.h"

namespace virga {

struct ExpandedFile {
  std::string name;        // as the user wrote it, "-" for standard input
  std::string unreadable;  // why the file could not be read, else empty
  SyntaxTree tree;         // borrowed from by `expansion`
  Expansion expansion;     // not ok() if the text does not parse
  std::vector<Diagnostic> problems;

  bool ok() const { return expansion.ok(); }
};

// expand() and evaluate() for a file. Syntax errors become problems too (rule E0000); duplicate keys are warnings.
// Paths in the template are relative to its folder or, for standard input, to the working directory. Shares nothing
// with other calls. Results larger than 64 MiB are refused. Parameter values are checked as in lint (rule E2900),
// except that a value for a parameter that the template does not define is a warning, since a set of values may be
// meant for several templates.
ExpandedFile expand_file(const std::string& name, const ExpandOptions& options);
ExpandedFile evaluate_file(const std::string& name, const ExpandOptions& options);

// Whether the template has no errors other than duplicate keys, of which the service takes the last.
bool only_repeats_keys(const SyntaxTree& tree);
// The syntax errors of a text as problems; warnings if there are only duplicate keys.
std::vector<Diagnostic> syntax_problems(const SyntaxTree& tree);
// Whether the text is no template, or its Transform holds what names no transform. Adds a problem if so.
bool no_template(const SyntaxTree& tree, std::vector<Diagnostic>& problems);
// Whether the result is too large to write. Adds a problem if so.
bool too_large(const Node& root, std::vector<Diagnostic>& problems);

}  // namespace virga
