// Edits that take a declaration out of a template.
#pragma once

#include <optional>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/model/template.h"

namespace virga {

// The edit that removes a declaration of a section, with its comma in JSON and its lines in YAML; the section goes
// too when nothing else is in it. None where the text does not show how (merge keys, aliases, one line for all).
std::optional<TextEdit> removal_of(const SourceFile& source, const Template& model, Section section,
                                   const Member& member);

}  // namespace virga
