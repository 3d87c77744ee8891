// Finds the cursor in YAML's block style, by the indentation of the lines around it.
#pragma once

#include "compiler/source/source_file.h"
#include "lsp/queries/cursor.h"

namespace virga::lsp {

// Adds to `cursor` what its offset says: steps, role, word. What is between brackets there is for scan_flow(), which
// this calls.
void find_in_block(const SourceFile& source, ColonEnds colon, Cursor& cursor);

}  // namespace virga::lsp
