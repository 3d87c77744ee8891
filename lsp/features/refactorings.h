// Refactorings on request. All compose their text with compiler/edit.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "lsp/queries/analysis.h"

namespace virga::lsp {

struct Refactoring {
  std::string title;
  std::string_view kind;  // "refactor.rewrite"
  // Whether to offer it. Must be cheap, since editors ask at each move of the cursor, except where it expands.
  bool (*applies)(const Analysis&, TextRange selection);
  // The edits of the document for a selection; empty if it turns out to be impossible.
  std::vector<TextEdit> (*run)(const Analysis&, TextRange selection);
  // Whether applies() expands a template that has transforms.
  bool expands = false;
};
std::span<const Refactoring> refactorings();

}  // namespace virga::lsp
