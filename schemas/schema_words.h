// Describes schemas in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schemas/schema.h"

namespace virga {

// "string", "list of integer", "map of string", "{Key, Value}", "string or object"; descends at most `depth` levels of
// lists and maps.
std::string type_phrase(Schema schema, int depth = 4);

// "1 to 900", "at most 5 items", "matches ^a": one entry per constraint on a single value.
std::vector<std::string> constraint_phrases(Schema schema);

// "exactly one of A, B", "A excludes B": constraints between the properties of an object.
std::vector<std::string> relation_phrases(Schema schema);

// The constants of enum, enumCaseInsensitive and const, as they are written in a template.
std::vector<std::string> allowed_values(Schema schema);

// Those of examples: known values of what takes others, too.
std::vector<std::string> known_values(Schema schema);

// The object schema within a schema: itself, its items, its values, or the first alternative with properties. Falsy if
// there is none.
Schema object_within(Schema schema);

}  // namespace virga
