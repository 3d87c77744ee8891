// Uses that faults elsewhere in a template may hide.
#pragma once

#include <string_view>
#include <vector>

#include "rules/engine/compilation.h"

namespace virga {

// Whether a definition that seems unused may be used after all: by a name that is not defined, in a section or a
// function that CloudFormation does not have, in a loop that could not be expanded, or as a string where a reference
// was meant. To remove it would take what the mend of that fault refers to. Borrows the compilation.
class HiddenUses {
public:
  HiddenUses(const Compilation& compilation, SymbolKind kind);

  bool may_use(std::string_view name) const;

private:
  void look_at_root(const Node& root);
  void look_at_references(const Compilation& compilation, SymbolKind kind);
  void look_at_attributes(SymbolKind kind);
  void look_at(const Node& value);
  void look_at_call(const Node& call);
  void look_at_text(std::string_view text);
  void add(std::string_view name, bool is_misspelt);

  const Template& model_;
  bool may_use_any_ = false;
  std::vector<std::string_view> names_;     // that are written where a reference may have been meant
  std::vector<std::string_view> misspelt_;  // of those, the ones that may be misspelt, too
};

}  // namespace virga
