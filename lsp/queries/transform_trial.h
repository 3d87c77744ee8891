// Tries out what the transforms of a template say to a change.
#pragma once

#include <span>

#include "compiler/diagnostics/diagnostic.h"
#include "lsp/queries/analysis.h"

namespace virga::lsp {

// Whether the transforms take the changed text as they take the present one, and transform all of the resource that is
// changed. SAM takes a function in some places only, and no table says which: its expansion does. Expands the template
// with the change, unless nothing transforms it.
bool is_taken_by_transforms(const Analysis& analysis, std::span<const TextEdit> edits, const Path& changed);

}  // namespace virga::lsp
