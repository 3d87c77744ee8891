// Visits the resources of a type and follows references between resources.
#pragma once

#include <algorithm>
#include <string_view>

#include "rules/engine/compilation.h"
#include "rules/engine/location.h"

namespace virga {

// The resource of the template that a Ref or Fn::GetAtt refers to; null for all other values.
inline const Resource* resource_named_by(const Template& model, const Node& value) {
  const Node* argument = value.argument();
  if (argument == nullptr) return nullptr;
  if (value.function == Function::Ref) return model.find_resource(argument->text());
  if (value.function != Function::GetAtt) return nullptr;
  const std::string_view text =
      argument->size > 0 && argument->is_sequence() ? argument->items()[0]->text() : argument->text();
  return model.find_resource(text.substr(0, text.find('.')));
}

// Whether a stack can have both resources, considering their conditions and `more`.
inline bool can_meet(const Compilation& compilation, const Resource& a, const Resource& b, Scenario more = {}) {
  for (const Resource* resource : {&a, &b}) {
    if (resource->condition == nullptr) continue;
    const auto id = compilation.conditions().id(resource->condition->value->text());
    if (!id) return false;
    if (std::find(more.begin(), more.end(), Assumption{*id, true}) == more.end()) more.push_back({*id, true});
  }
  return compilation.conditions().possible(more);
}

// The location of a member of a resource's properties. The steps live as long as this object.
class PropertyLocation {
public:
  PropertyLocation(const Template& model, const Resource& resource, const Member& property)
      : root_{nullptr, nullptr, model.root(), 0},
        section_{&root_, model.section(Section::Resources)->key, model.section(Section::Resources)->value, 0},
        resource_{&section_, resource.member.key, resource.member.value, 0},
        properties_{&resource_, resource.properties->key, resource.properties->value, 0},
        property_{&properties_, property.key, property.value, 0} {}
  PropertyLocation(const PropertyLocation&) = delete;
  PropertyLocation& operator=(const PropertyLocation&) = delete;
  const Location& get() const { return property_; }

private:
  Location root_, section_, resource_, properties_, property_;
};

// Calls `visit(const Resource&, const Location& properties)` for each resource of the type whose Properties is a
// mapping, in source order. The location is valid until `visit` returns.
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
