// Visiting the resources of one type, with the location of their properties.
#pragma once

#include <string_view>

#include "rules/engine/compilation.h"
#include "rules/engine/location.h"

namespace virga {

// Calls `visit(const Resource&, const Location& properties)` for each resource of the type that has a mapping of
// Properties, in source order. The location lives until `visit` returns.
template <typename Visit>
void each_resource_of_type(const Compilation& compilation, std::string_view type, Visit&& visit) {
  const Template& model = compilation.model();
  const Member* section = model.section(Section::Resources);
  if (section == nullptr) return;
  const Location root{nullptr, nullptr, model.root(), 0};
  const Location resources{&root, section->key, section->value, 0};
  for (const Resource& resource : model.resources()) {
    if (resource.type != type || resource.properties == nullptr || !resource.properties->value->is_mapping()) continue;
    const Location at_resource{&resources, resource.member.key, resource.member.value, 0};
    visit(resource, Location{&at_resource, resource.properties->key, resource.properties->value, 0});
  }
}

}  // namespace virga
