// Phrases about schemas.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schemas/schema.h"

namespace virga {

// "string", "list of integer", "map of string", "{Key, Value}", "string or object"; `depth` levels of lists and maps.
std::string type_phrase(Schema schema, int depth = 4);

// "1 to 900", "at most 5 items", "matches ^a": one entry a constraint on a single value.
std::vector<std::string> constraint_phrases(Schema schema);

// "exactly one of A, B", "A excludes B": what properties of an object have to do with each other.
std::vector<std::string> relation_phrases(Schema schema);

// Constants of enum, enumCaseInsensitive and const, as one writes them.
std::vector<std::string> allowed_values(Schema schema);

// The object whose properties a schema is about: itself, its items, its values, or the first alternative that has
// properties. Falsy when there is none.
Schema object_within(Schema schema);

}  // namespace virga
