// The schemas of what Fn::GetAtt returns.
#pragma once

#include <optional>
#include <string_view>

#include "schemas/schema_database.h"

namespace virga {

// The schema of an attribute, or of a property that the type also returns as an attribute; nullopt if there is no such
// attribute.
std::optional<Schema> find_attribute_schema(const SchemaDatabase& facts, const ResourceType& type,
                                            std::string_view name);

}  // namespace virga
