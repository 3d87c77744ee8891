// SAM facts for the editor.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/template.h"
#include "lsp/queries/analysis.h"
#include "schemas/schema_database.h"

namespace virga::lsp {

// A generated resource that templates may refer to: "Function.Alias".
struct GeneratedName {
  std::string name;
  std::string_view type;
};
std::vector<GeneratedName> referable_names(const SchemaDatabase& facts, const Resource& resource);

struct PolicyTemplateWords {
  std::string_view name;
  std::vector<std::string_view> parameters;
};
// All policy templates, sorted.
std::vector<PolicyTemplateWords> policy_templates();

// The HTTP methods that events of type Api and HttpApi accept.
std::vector<std::string_view> http_methods();

// The variable maps of the Fn::Sub calls whose arguments contain an offset.
std::vector<const Node*> sub_maps(const Analysis& analysis, std::uint32_t offset);

}  // namespace virga::lsp
