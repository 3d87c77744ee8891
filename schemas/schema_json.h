// Compiled schemas back to JSON Schema, for patches of users and for printing.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "schemas/schema_database.h"

namespace virga {

// The schema as JSON. Schemas that contain themselves are put under `definitions` and referred to.
nlohmann::json schema_to_json(Schema schema);

// The type as a document of the form that schemas/facts_compiler.h reads: compiling it gives the type again. Texts
// of `documentation` become descriptions where it is given.
nlohmann::json type_to_json(const ResourceType& type, const SchemaDatabase* documentation);

// A constant as JSON.
nlohmann::json literal_to_json(const Literal& literal);

}  // namespace virga
