// Changes of a template that a person asks for. All compose their text with compiler/edit.
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
  // Is it worth offering? Cheap: editors ask at each move of the cursor.
  bool (*applies)(const Analysis&, TextRange selection);
  // Edits of the document for a selection; empty where it cannot be done after all.
  std::vector<TextEdit> (*run)(const Analysis&, TextRange selection);
};
std::span<const Refactoring> refactorings();

}  // namespace virga::lsp
