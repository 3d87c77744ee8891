#include "rules/engine/macros.h"

#include <fmt/format.h>

namespace virga {
namespace {

std::string_view own_macro(const Template& model) {
  for (const std::string_view name : model.transforms()) {
    if (!name.starts_with("AWS::")) return name;
  }
  return {};
}

}  // namespace

bool has_own_macro(const Template& model) { return !own_macro(model).empty(); }

void soften_for_macros(const Compilation& compilation, std::vector<Diagnostic>& findings) {
  const std::string_view macro = own_macro(compilation.model());
  if (macro.empty()) return;
  for (Diagnostic& finding : findings) {
    const Rule* rule = find_rule(finding.rule);
    if (finding.severity != Severity::Error || (rule != nullptr && rule->before_macros)) continue;
    finding.severity = Severity::Warning;
    finding.message += fmt::format(" (fine if the macro '{}' handles it)", macro);
  }
}

}  // namespace virga
