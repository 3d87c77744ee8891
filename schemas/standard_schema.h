// Schemas for validators that know JSON Schema and nothing of ours.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace virga {

// Makes what schema_to_json and type_to_json give a schema of draft 7 (https://json-schema.org/draft-07): says so in
// `$schema`, writes keywords of ours as standard ones where there are such, and leaves out what is only advice (rules
// I, W and V), which a validator would take for an error. Keywords that stay and that it does not know it ignores.
void to_standard_schema(nlohmann::json& document);

}  // namespace virga
