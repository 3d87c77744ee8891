// Which properties a SAM resource takes, and of what type.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "compiler/expand/problems.h"
#include "compiler/expand/value.h"

namespace virga {

// Types that a property may have; a set of them. An Integer that is asked for takes booleans too, as the transform
// does; StringList and MapList together are a list whose items are either.
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

// One property. `intrinsics`: a mapping of one key (a function, as far as the transform looks) stands for any type.
struct PropertyRule {
  std::string_view name;
  PropertyTypes types = PropertyTypes::Any;
  bool required = false;
  bool intrinsics = true;
};

// Judges the properties of a resource or event: unknown names, missing ones, wrong types; each is reported under
// `logical_id`. `properties` may be null (none were written); `owner` is what is underlined then. `kind` names the
// thing in messages: "AWS::Serverless::Function", "event of type SQS". A null value counts as absent. True when all is
// well.
bool check_properties(Problems& problems, std::string_view logical_id, std::string_view kind, const Value& owner,
                      const Value* properties, std::span<const PropertyRule> rules);

// Does the value have one of the types? Functions are judged by what they are: mappings.
bool has_type(const Value& value, PropertyTypes types);
// "a string or a map", for messages.
std::string describe(PropertyTypes types);
// What a value is, for messages: "a list", "the number 3".
std::string describe(const Value& value);

}  // namespace virga
