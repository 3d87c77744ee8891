// The rules as the renderers and commands know them.
#pragma once

#include "compiler/diagnostics/renderer.h"
#include "rules/engine/custom_rules.h"
#include "rules/engine/rule.h"

namespace virga {

// `custom` may be null; it must outlive the catalog.
RuleCatalog make_catalog(const RuleSelection& selection, const CustomRules* custom);

}  // namespace virga
