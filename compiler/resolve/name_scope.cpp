#include "compiler/resolve/name_scope.h"

#include <algorithm>
#include <string>

namespace virga {

const Member* NameScope::find_loop(std::string_view identifier) const {
  const auto innermost =
      std::find_if(loops_.rbegin(), loops_.rend(), [&](const Loop& loop) { return loop.identifier == identifier; });
  return innermost == loops_.rend() ? nullptr : innermost->declaration;
}

bool NameScope::varies(std::string_view name) const {
  return std::any_of(loops_.begin(), loops_.end(), [&](const Loop& loop) {
    const std::string in_braces = "{" + std::string(loop.identifier) + "}";
    // In Fn::Sub, "${Topic${Name}}" is cut at the first brace: "Topic${Name".
    return name.find("$" + in_braces) != std::string_view::npos ||
           name.find("&" + in_braces) != std::string_view::npos || name.ends_with("${" + std::string(loop.identifier));
  });
}

NameScope::Target NameScope::name_of_ref(std::string_view name) const {
  if (const Member* loop = find_loop(name)) return {SymbolKind::Loop, loop};
  if (const Parameter* found = model_.find_parameter(name)) return {SymbolKind::Parameter, &found->member};
  if (is_pseudo_parameter(name)) return {SymbolKind::PseudoParameter, nullptr};
  return resource(name);
}

NameScope::Target NameScope::resource(std::string_view name) const {
  if (const Resource* found = model_.find_resource(name)) return {SymbolKind::Resource, &found->member};
  if (varies(name) || known_.resource(name)) return {SymbolKind::Resource, nullptr};
  return {};
}

NameScope::Target NameScope::condition(std::string_view name) const {
  if (const Declaration* found = model_.find_condition(name)) return {SymbolKind::Condition, &found->member};
  if (varies(name) || known_.condition(name)) return {SymbolKind::Condition, nullptr};
  return {};
}

NameScope::Target NameScope::mapping(std::string_view name) const {
  if (const Declaration* found = model_.find_mapping(name)) return {SymbolKind::Mapping, &found->member};
  if (varies(name) || known_.mapping(name)) return {SymbolKind::Mapping, nullptr};
  return {};
}

NameScope::Target NameScope::parameter(std::string_view name) const {
  if (const Parameter* found = model_.find_parameter(name)) return {SymbolKind::Parameter, &found->member};
  return {};
}

}  // namespace virga
