// Makes the catalog of rules for renderers and commands.
#pragma once

#include "compiler/diagnostics/renderer.h"
#include "rules/engine/custom_rules.h"
#include "rules/engine/rule.h"

namespace virga {

// `custom` may be null; it must outlive the catalog.
RuleCatalog make_catalog(const RuleSelection& selection, const CustomRules* custom);

}  // namespace virga
