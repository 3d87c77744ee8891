// The names that stacks share, as far as their templates determine them.
#pragma once

#include <span>
#include <unordered_map>
#include <vector>

#include "rules/engine/run_exports.h"

namespace virga::lsp {

class Analysis;
struct Occurrence;

// The names that each export and import of a template may have, by Occurrence::expression: those that the parameter
// sets, Defaults and AllowedValues give it; where they do not determine it, what is known of it. Empty if that is
// nothing. A value of a NoEcho parameter is in none of them.
using ExportNames = std::unordered_map<const Node*, std::vector<SharedName>>;
ExportNames find_export_names(const Analysis& analysis);

// Whether the name depends on the account, region or stack that the template is deployed to.
bool depends_on_deployment(const Analysis& analysis, const Occurrence& exported);

// Whether an export and an import (or two of one kind, unless `crossing`) mean the same name: one that both may have,
// or, for an export and an import, one that nothing known of them rules out.
bool is_shared_name(std::span<const SharedName> names, std::span<const SharedName> others, bool crossing);

}  // namespace virga::lsp
