#include "lsp/queries/generated.h"

#include <algorithm>

namespace virga::lsp {

namespace {

// The resource as written whose text a generated one was made from.
std::string origin_of(const Template& written, const Resource& generated) {
  // An API that several functions share is made from each of them; its key is made from the first.
  for (const TextRange range : {generated.member.key->range, generated.body()->range}) {
    for (const Resource& resource : written.resources()) {
      const TextRange whole{resource.member.key->range.begin, resource.body()->range.end};
      if (whole.begin <= range.begin && range.end <= whole.end) return std::string(resource.name());
    }
  }
  return {};
}

}  // namespace

GeneratedResources generated_resources(const Snapshot& snapshot) {
  GeneratedResources found;
  const Template& written = snapshot.written().model();
  if (!written.is_sam()) return found;
  // While a template is being written, it often lacks what a build would add.
  const Semantics* expanded = snapshot.expanded();
  if (expanded == nullptr) expanded = snapshot.assumed();
  if (expanded == nullptr) return found;
  for (const Resource& resource : expanded->model().resources()) {
    if (written.find_resource(resource.name()) != nullptr) continue;
    found.push_back({std::string(resource.name()), std::string(resource.type), origin_of(written, resource)});
  }
  return found;
}

bool is_generated_for(const GeneratedResources& generated, std::string_view origin, std::string_view type) {
  return generated.empty() || std::any_of(generated.begin(), generated.end(), [&](const GeneratedResource& resource) {
           return resource.type == type && resource.origin == origin;
         });
}

}  // namespace virga::lsp
