#include "rules/engine/macros.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace virga {
namespace {

constexpr std::array<std::string_view, 4> kUnknownThings = {"E1001", "E3001", "E3002", "E3006"};

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
    if (finding.severity != Severity::Error ||
        std::find(kUnknownThings.begin(), kUnknownThings.end(), finding.rule) == kUnknownThings.end()) {
      continue;
    }
    finding.severity = Severity::Warning;
    finding.message += fmt::format(" (fine if the macro '{}' handles it)", macro);
  }
}

}  // namespace virga
