// Fixes of SAM policy templates.
#pragma once

#include <optional>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// Of a policy template that the transform refuses (E0001): adds the parameters that it lacks, with placeholders.
// Unsafe.
std::optional<Fix> policy_parameters_fix(const SyntaxTree& tree, const Diagnostic& finding);

}  // namespace virga
