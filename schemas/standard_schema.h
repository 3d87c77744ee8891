// Converts schemas for standard JSON Schema validators.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace virga {

// Converts the output of schema_to_json() and type_to_json() to a draft 7 schema (https://json-schema.org/draft-07):
// sets `$schema`, replaces our keywords by equivalent standard ones, and removes mere advice (rules I, W and V), which
// a validator would report as errors. Remaining unknown keywords are ignored by validators.
void to_standard_schema(nlohmann::json& document);

}  // namespace virga
