// Which values of SAM resources the transform only passes on.
#pragma once

#include <string_view>
#include <tuple>

#include "compiler/expand/value.h"

namespace virga {

// Whether a value is a call of a transform, or a mapping into which a transform adds keys.
bool calls_transform(const Value* value);

// Whether the logical IDs or hashes that a resource is expanded to are made from more of it than usual.
struct Hashed {
  bool code = false;            // a function's version
  bool all_properties = false;  // the same, with AutoPublishAliasAllProperties
  bool name = false;            // a function's name, for the deployment of an API
  bool operator<(const Hashed& other) const {
    return std::tie(code, all_properties, name) < std::tie(other.code, other.all_properties, other.name);
  }
};

// The first mapping with a call of a transform in `properties` of a SAM resource or of its section of Globals whose
// result decides what else is written: which resources, and their IDs. One whose result is only passed on does not,
// unless it is merged with what `other`, the other of the two, has in its place. Null if there is none.
const Value* find_deciding_call(std::string_view type, const Value* properties, const Value* other, Hashed hashed);

}  // namespace virga
