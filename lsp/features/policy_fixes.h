// Fixes of SAM policy templates.
#pragma once

#include <optional>

#include "compiler/diagnostics/diagnostic.h"
#include "lsp/queries/analysis.h"

namespace virga::lsp {

// Of a policy template that the transform refuses: adds the parameters that it lacks, with placeholders.
std::optional<Fix> add_policy_parameters(const Analysis& analysis, const Diagnostic& finding);

}  // namespace virga::lsp
