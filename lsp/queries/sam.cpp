#include "lsp/queries/sam.h"

#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/tables_data.h"
#include "schemas/sam_facts.h"

namespace virga::lsp {

std::vector<GeneratedName> referable_names(const SchemaDatabase& facts, const Resource& resource) {
  std::vector<GeneratedName> names;
  for (const ReferableProperty& property : referable_properties(facts, resource.type)) {
    names.push_back({std::string(resource.name()) + "." + std::string(property.name), property.type});
  }
  return names;
}

std::vector<PolicyTemplateWords> policy_templates() {
  std::vector<PolicyTemplateWords> found;
  for (const PolicyTemplate& known : sam_tables::policy_templates()) {
    found.push_back({known.name, {known.parameters.begin(), known.parameters.end()}});
  }
  return found;
}

std::vector<std::string_view> http_methods() {
  return {"get", "post", "put", "delete", "patch", "head", "options", "any"};
}

std::vector<const Node*> sub_maps(const Analysis& analysis, std::uint32_t offset) {
  std::vector<const Node*> maps;
  std::vector<const Node*> todo;
  if (analysis.model().root() != nullptr) todo.push_back(analysis.model().root());
  while (!todo.empty()) {
    const Node& node = *todo.back();
    todo.pop_back();
    if (node.function == Function::Sub && node.argument()->items().size() > 1) {
      const Node* map = node.argument()->items()[1];
      if (map->is_mapping()) maps.push_back(map);
    }
    const auto visit = [&](const Node* child) {
      if (child->range.begin <= offset && offset <= child->range.end) todo.push_back(child);
    };
    for (const Node* item : node.items()) visit(item);
    for (const Member& member : node.members()) visit(member.value);
  }
  return maps;
}

}  // namespace virga::lsp
