// The resources that the SAM transform generates, by the names that references give them.
#pragma once

#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "compiler/semantics/semantics.h"

namespace virga {

// Unknown: the deployment decides, or the expansion left something to the service.
enum class Existence : std::uint8_t { Exists, Missing, Unknown };

struct ExpandedName {
  Existence existence = Existence::Unknown;
  const Resource* resource = nullptr;  // of the expanded view, if the name is exactly one resource's
};

// The names of one template's expansion. Borrows both views.
class ExpansionNames {
public:
  ExpansionNames(const Semantics& written, const Semantics& expanded);

  // What a name stands for that the template does not define: "FunctionRole", "Function.Alias".
  ExpandedName find(std::string_view name) const;

private:
  ExpandedName find_referable(std::string_view name, std::size_t dot) const;

  const Semantics& written_;
  const Semantics& expanded_;
  bool is_complete_ = false;                                                       // nothing is left to the service
  std::map<std::pair<std::string_view, std::string_view>, const Resource*> made_;  // by source and type, the first
  std::set<std::string_view> untraced_;  // types of what the transform made of nobody knows what
  std::set<std::string_view> hashed_;    // names of resources without the hash that ends them
};

}  // namespace virga
