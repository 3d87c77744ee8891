#include "rules/engine/expansion_names.h"

#include <algorithm>

#include "compiler/expand/expansion.h"
#include "schemas/sam_facts.h"

namespace virga {
namespace {

// Whether every transform was applied, so that the view has all resources of the stack.
bool is_applied(const Template& expanded) {
  const Node* resources = expanded.section_body(Section::Resources);
  if (resources == nullptr || !expanded.transforms().empty() || may_bring_sections(expanded)) return false;
  return std::none_of(resources->members().begin(), resources->members().end(), [](const Member& member) {
    const Node* type = member.value->get("Type");
    return member.key->text().starts_with("Fn::") || type == nullptr || type->text().starts_with("AWS::Serverless::") ||
           type->text().ends_with("::MODULE");
  });
}

}  // namespace

ExpansionNames::ExpansionNames(const Semantics& written, const Semantics& expanded)
    : written_(written), expanded_(expanded), is_complete_(is_applied(expanded.model())) {
  for (const Resource& resource : expanded.model().resources()) {
    if (const std::string_view source = sam_resource_of(*resource.member.key); !source.empty()) {
      made_.emplace(std::pair(source, resource.type), &resource);
    } else if (written.model().find_resource(resource.name()) == nullptr) {
      untraced_.insert(resource.type);
    }
    if (const std::string_view stem = before_sam_hash(resource.name()); !stem.empty()) hashed_.insert(stem);
  }
}

ExpandedName ExpansionNames::find(std::string_view name) const {
  if (const Resource* found = expanded_.model().find_resource(name)) return {Existence::Exists, found};
  if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) return find_referable(name, dot);
  const Template& model = written_.model();
  if (!is_complete_ || !is_sam_generated(model, name)) {
    return {written_.known_names().resource(name) ? Existence::Unknown : Existence::Missing};
  }
  // The hash is one of what is deployed, which is packaged by then.
  const std::string_view stem = before_sam_hash(name);
  if (!stem.empty() && hashed_.contains(stem)) return {};
  return {sam_decision(model, name).varies ? Existence::Unknown : Existence::Missing};
}

ExpandedName ExpansionNames::find_referable(std::string_view name, std::size_t dot) const {
  const Template& model = written_.model();
  const std::string_view source = name.substr(0, dot), property = name.substr(dot + 1);
  for (const ReferableProperty& row : referable_properties(written_.facts(), sam_type_of(model, source))) {
    if (row.name != property) continue;
    if (const auto made = made_.find({source, row.type}); made != made_.end()) {
      return {Existence::Exists, made->second};
    }
    // It may be one of those that are made of what a loop makes.
    const bool is_open = !is_complete_ || untraced_.contains(row.type) || sam_decision(model, name).varies;
    return {is_open ? Existence::Unknown : Existence::Missing};
  }
  return {written_.known_names().resource(name) ? Existence::Unknown : Existence::Missing};
}

}  // namespace virga
