// A template that SAM refuses, with what it lacks.
#pragma once

#include <memory>
#include <string_view>

#include "compiler/semantics/snapshot.h"

namespace virga::lsp {

// The template with a sample for each property that its SAM resources require and do not have yet, and without those
// that the transform refuses all the same: its assumed() view is never null. What SAM generates for a resource is known
// as soon as its type is, and one that is half written hides nothing of the others. Null if there is no such template.
// Names that SAM makes of a sample hold kSampleText.
inline constexpr std::string_view kSampleText = "virgasample";
std::shared_ptr<const Snapshot> completed_template(const Snapshot& refused);

}  // namespace virga::lsp
