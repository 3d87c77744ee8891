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

// What the documentation lists for a property whose schema takes any string: the methods of events of type Api, the
// events of S3, protocols, kinds of deployments. `event`: the type of the event that has the property, or empty.
// `parent`: the property that holds it.
std::vector<std::string_view> known_values(std::string_view type, std::string_view event, std::string_view parent,
                                           std::string_view property);

// The variable maps of the Fn::Sub calls whose arguments contain an offset.
std::vector<const Node*> sub_maps(const Analysis& analysis, std::uint32_t offset);

}  // namespace virga::lsp
