// Names that functions bind: the variables in the map of an Fn::Sub, and the identifiers of loops.
#pragma once

#include <span>
#include <string>

#include "compiler/diagnostics/diagnostic.h"
#include "lsp/queries/analysis.h"

namespace virga::lsp {

// Why these edits, each of which gives a name another text, would make a use of a name mean something else, as a
// sentence; "" if all mean what they meant.
std::string why_captured(const Analysis& analysis, std::span<const TextEdit> edits);

}  // namespace virga::lsp
