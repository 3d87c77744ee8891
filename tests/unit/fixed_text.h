// Applies fixes to a text.
#pragma once

#include <string>
#include <vector>

#include "compiler/edit/edit_builder.h"

namespace virga {

// The text with the first fix of every finding applied, as far as they do not overlap.
inline std::string fixed_text(const std::string& text, const std::vector<Diagnostic>& findings) {
  std::vector<const Fix*> fixes;
  for (const Diagnostic& finding : findings) {
    if (!finding.fixes.empty()) fixes.push_back(&finding.fixes.front());
  }
  return apply_fixes(text, fixes).text;
}

}  // namespace virga
