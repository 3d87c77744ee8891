// What a resource must wait for without referring to it: "when a DependsOn attribute is required".
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "rules/engine/compilation.h"

namespace virga {

// Whether `user` waits for `other`, directly or indirectly, or `other` for it.
bool is_ordered(const Compilation& compilation, const Resource& user, const Resource& other);

// Those of `needed` that `user` can depend on and does not. Empty if it waits for one of them, which is enough for all
// services that we know of, or if it may: because one of them waits for it, or because it depends on something that is
// not in the template as we see it. A resource cannot depend on one that may not exist, so one with a condition of its
// own is left out.
std::vector<const Resource*> missing_dependencies(const Compilation& compilation, const Resource& user,
                                                  std::span<const Resource* const> needed);

std::vector<std::string_view> names_of(std::span<const Resource* const> resources);

}  // namespace virga
