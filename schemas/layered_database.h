// Databases layered over another one: private resource types, and changes to public ones.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"
#include "schemas/schema_database.h"

namespace virga {

// `base` with the resource types of resource provider schemas
// (https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html) added, replacing its own.
// `paths` are files, or folders that are searched recursively for *.json files. Errors name the file. `base` must
// outlive the result.
Result<std::unique_ptr<SchemaDatabase>> with_registry_schemas(const SchemaDatabase& base,
                                                              const std::vector<std::string>& paths);

// `base` as modified by an --override-spec file: {"IncludeResourceTypes": [name or wildcard], "ExcludeResourceTypes":
// […], "Patches": {type: [JSON Patch (RFC 6902) of its resource provider schema]}}. Types that are not included, or are
// excluded, become unknown. `base` must outlive the result.
Result<std::unique_ptr<SchemaDatabase>> with_override_spec(const SchemaDatabase& base, const std::string& path);
Result<std::unique_ptr<SchemaDatabase>> with_overrides(const SchemaDatabase& base, const nlohmann::json& overrides);

}  // namespace virga
