// Converts compiled schemas back to JSON Schema, for patching by users and for printing.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "schemas/schema_database.h"

namespace virga {

// The schema as JSON. Recursive schemas are put into `definitions` and referred to.
nlohmann::json schema_to_json(Schema schema);

// The type as a document in the form that schemas/facts_compiler.h reads; compiling that yields the type again. If
// `documentation` is not null, its texts become descriptions.
nlohmann::json type_to_json(const ResourceType& type, const SchemaDatabase* documentation);

// A constant as JSON.
nlohmann::json literal_to_json(const Literal& literal);

}  // namespace virga
