// What SAM takes and makes, for the editor.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/template.h"
#include "lsp/queries/analysis.h"
#include "schemas/schema_database.h"

namespace virga::lsp {

// Names of resources that the transform makes and templates may refer to: "Function.Alias".
struct GeneratedName {
  std::string name;
  std::string_view type;
};
std::vector<GeneratedName> referable_names(const SchemaDatabase& facts, const Resource& resource);

struct PolicyTemplateWords {
  std::string_view name;
  std::vector<std::string_view> parameters;
};
// The policy templates that there are, sorted.
std::vector<PolicyTemplateWords> policy_templates();

// Methods of HTTP as events of type Api and HttpApi take them.
std::vector<std::string_view> http_methods();

// The maps of the Fn::Sub whose arguments hold an offset.
std::vector<const Node*> sub_maps(const Analysis& analysis, std::uint32_t offset);

}  // namespace virga::lsp
