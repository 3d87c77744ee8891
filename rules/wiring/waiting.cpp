#include "rules/wiring/waiting.h"

#include <algorithm>

#include "rules/engine/macros.h"

namespace virga {
namespace {

// Whether it depends on what a macro, module or loop that cannot be expanded may make.
bool depends_on_unknown(const Template& model, const Resource& user) {
  if (user.depends_on == nullptr) return false;
  const Node& value = *user.depends_on->value;
  const auto is_unknown = [&](const Node* name) {
    return !name->is_string() || model.find_resource(name->text()) == nullptr;
  };
  if (!value.is_sequence()) return is_unknown(&value);
  return std::any_of(value.items().begin(), value.items().end(), is_unknown);
}

}  // namespace

bool is_ordered(const Compilation& compilation, const Resource& user, const Resource& other) {
  const Template& model = compilation.model();
  const std::uint32_t own = model.index_of(user);
  const std::uint32_t its = model.index_of(other);
  return compilation.graph().reaches(own, its) || compilation.graph().reaches(its, own);
}

std::vector<const Resource*> missing_dependencies(const Compilation& compilation, const Resource& user,
                                                  std::span<const Resource* const> needed) {
  std::vector<const Resource*> missing;
  if (depends_on_unknown(compilation.model(), user)) return missing;
  for (const Resource* other : needed) {
    if (is_ordered(compilation, user, *other)) return {};
    const bool is_there =
        other->condition == nullptr ||
        (user.condition != nullptr && user.condition->value->text() == other->condition->value->text());
    if (is_there) missing.push_back(other);
  }
  // It may get a reference, or a DependsOn, from a macro or an include.
  if (!missing.empty() && holds_macro_call(*user.member.value)) return {};
  return missing;
}

std::vector<std::string_view> names_of(std::span<const Resource* const> resources) {
  std::vector<std::string_view> names;
  names.reserve(resources.size());
  for (const Resource* resource : resources) names.push_back(resource->name());
  return names;
}

}  // namespace virga
