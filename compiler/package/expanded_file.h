// Reading a template and expanding it, for all that works on expansions.
#pragma once

#include <string>
#include <vector>

#include "compiler/expand/expansion.h"

namespace virga {

struct ExpandedFile {
  std::string name;        // as the user wrote it, "-" for standard input
  std::string unreadable;  // why the file could not be read, else empty
  SyntaxTree tree;         // what the expansion borrows from
  Expansion expansion;     // not ok() when the text does not parse
  std::vector<Diagnostic> problems;

  bool ok() const { return expansion.ok(); }
};

// expand() and evaluate() of a file. Faults of the syntax become problems too (rule E0000); keys that come twice are
// warnings. Paths in the template start at its folder, or, for standard input, at the working directory. Shares nothing
// with other calls. What is larger than 64 MiB when it is written out is refused.
// Values of parameters are judged as in lint (rule E2900). One for a parameter that the template does not have is a
// warning: a set of values may be meant for several templates.
ExpandedFile expand_file(const std::string& name, const ExpandOptions& options);
ExpandedFile evaluate_file(const std::string& name, const ExpandOptions& options);

// Is the template sound, apart from keys that come twice? Of those the service takes the last.
bool only_repeats_keys(const SyntaxTree& tree);
// The faults of a text that does not parse, as problems; warnings when only keys come twice.
std::vector<Diagnostic> syntax_problems(const SyntaxTree& tree);
// Is there too much to write out? Adds a problem when there is.
bool too_large(const Node& root, std::vector<Diagnostic>& problems);

}  // namespace virga
