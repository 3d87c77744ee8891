#include "rules/engine/attributes.h"

#include <algorithm>
#include <string>

namespace virga {

std::optional<Schema> find_attribute_schema(const SchemaDatabase& facts, const ResourceType& type,
                                            std::string_view name) {
  if (auto attribute = type.find_attribute(name)) return attribute->schema;
  // "Outputs.*": the names depend on the individual resource, not on its type.
  if (const std::size_t dot = name.find('.'); dot != std::string_view::npos && dot + 1 < name.size()) {
    std::string family(name.substr(0, dot));
    if (auto attribute = type.find_attribute(family += ".*")) return attribute->schema;
  }
  // Some types also return properties that the template set.
  std::vector<std::string_view> settable = facts.lookup("settable-attributes", type.name());
  if (settable.empty()) return std::nullopt;
  if (settable.front() != "*" && std::find(settable.begin(), settable.end(), name) == settable.end())
    return std::nullopt;
  Schema schema = type.properties();
  for (std::string_view rest = name; !rest.empty();) {
    const std::size_t dot = rest.find('.');
    auto properties = schema.find(KeywordId::Properties);
    auto property = properties ? properties->find(rest.substr(0, dot)) : std::nullopt;
    if (!property) return std::nullopt;
    schema = property->schema;
    if (dot == std::string_view::npos) return schema;
    rest.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

}  // namespace virga
