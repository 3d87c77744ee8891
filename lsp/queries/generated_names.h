// What a rename does to the names of generated resources.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "compiler/diagnostics/diagnostic.h"
#include "lsp/queries/analysis.h"

namespace virga::lsp {

struct GeneratedNames {
  std::map<std::string, std::string, std::less<>> renamed;  // of those that the template refers to: old to new
  std::string refusal;                                      // a sentence, if that cannot be told
};

// What the resources that SAM generates are called once `edits` rename something, of those that the template refers to.
// Expands the template as it is and as it would be: no list of patterns says what the transform does. `stem`: what the
// names begin with that derive from the old one ("Function", "FunctionEvent"); empty if none does, for a parameter,
// which only the digests of generated names depend on.
GeneratedNames generated_names_after(const Analysis& analysis, std::span<const TextEdit> edits, std::string_view stem);

}  // namespace virga::lsp
