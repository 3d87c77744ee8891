// The properties of SAM resources and their types.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/problems.h"
#include "compiler/expand/value.h"

namespace virga {

// A set of types that a property may have. Integer also accepts booleans, as the transform does; StringList and MapList
// together mean a list whose items are strings or maps.
enum class PropertyTypes : std::uint16_t {
  Any = 0,
  String = 1,
  Integer = 2,
  Boolean = 4,
  Map = 8,
  List = 16,
  StringList = 32,
  MapList = 64,
  Float = 128,
  MapOfMaps = 256,
};
constexpr PropertyTypes operator|(PropertyTypes a, PropertyTypes b) {
  return static_cast<PropertyTypes>(static_cast<std::uint16_t>(a) | static_cast<std::uint16_t>(b));
}
constexpr bool has(PropertyTypes set, PropertyTypes one) {
  return (static_cast<std::uint16_t>(set) & static_cast<std::uint16_t>(one)) != 0;
}

// `intrinsics`: a mapping with one key, which the transform takes for a function, is accepted for any type.
// `implied`: the transform has put it where a template has none. It can be missing only where other properties are,
// too.
struct PropertyRule {
  std::string_view name;
  PropertyTypes types = PropertyTypes::Any;
  bool required = false;
  bool intrinsics = true;
  bool implied = false;
};

// Checks the properties of a resource or event and reports unknown names, missing ones and wrong types under
// `logical_id`. `properties` may be null (none were written); `owner` is then what to underline. `kind` names the thing
// in messages: "AWS::Serverless::Function", "event of type SQS". Null values count as absent. True if there are no
// problems.
bool check_properties(Problems& problems, std::string_view logical_id, std::string_view kind, const Value& owner,
                      const Value* properties, std::span<const PropertyRule> rules);

// "Missing required property 'Path' of event 'Upload' (Api)"
std::string missing_property(std::string_view name, std::string_view kind);

std::vector<std::string_view> names_of(std::span<const PropertyRule> rules);
// "Unknown property 'Pth' of event 'Upload' (Api). Did you mean 'Path'?"
Complaint unknown_property(std::string_view name, std::string_view kind, const NearName& near);
// The entry whose key is none of the known names and a misspelling of `name`; null if there is none.
const Entry* misspelt_entry(const Value& map, std::string_view name, std::span<const std::string_view> known);
// The keys of a map, as names that others refer to.
std::vector<std::string_view> keys_of(const Value& map);

// Whether the value has one of the types. Functions count as mappings.
bool has_type(const Value& value, PropertyTypes types);
// "a string or a map", for messages.
std::string describe(PropertyTypes types);
// A value for messages: "a list", "the number 3".
std::string describe(const Value& value);

}  // namespace virga
