// What a name means at one place of a template.
#pragma once

#include <string_view>
#include <vector>

#include "compiler/model/template.h"
#include "compiler/resolve/known_names.h"
#include "compiler/resolve/symbols.h"

namespace virga {

// The names of a template, and the loops around the place that is looked at. Borrows the template; not thread-safe.
class NameScope {
public:
  struct Target {
    SymbolKind kind = SymbolKind::Unknown;
    const Member* declaration = nullptr;  // null for what the template does not write: a resource that SAM generates
  };

  explicit NameScope(const Template& model) : model_(model), known_(model) {}

  void enter_loop(std::string_view identifier, const Member& loop) { loops_.push_back({identifier, &loop}); }
  void leave_loop() { loops_.pop_back(); }
  bool in_loop() const { return !loops_.empty(); }
  // The innermost loop with this identifier; null if there is none.
  const Member* find_loop(std::string_view identifier) const;

  // What Ref refers to, and the names that only one section defines. The kind is Unknown if nothing has the name.
  Target name_of_ref(std::string_view name) const;
  Target resource(std::string_view name) const;
  Target condition(std::string_view name) const;
  Target mapping(std::string_view name) const;
  Target parameter(std::string_view name) const;

private:
  struct Loop {
    std::string_view identifier;
    const Member* declaration;
  };

  // Whether a name contains the identifier of a loop, so that it is only known once the loop is expanded.
  bool varies(std::string_view name) const;

  const Template& model_;
  KnownNames known_;
  std::vector<Loop> loops_;
};

}  // namespace virga
