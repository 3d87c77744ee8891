// What a property of one side is in all cases that can be.
#pragma once

#include <functional>
#include <string_view>

#include "compiler/change/comparison.h"

namespace virga {

// The first step of a path with dots: its name, and in brackets a member that tells items apart, with a value for a
// single one: "List[Key=x].Value" is the item whose Key is x, "List[Key].Value" each item.
struct PropertyStep {
  std::string_view name, member, value, rest;
  bool is_of_list() const { return !member.empty(); }
};
PropertyStep first_step(std::string_view path);

struct PropertyCase {
  const Node* written = nullptr;  // null if it is not set
  const Node* known = nullptr;    // its value; null if that is not known, too
  bool is_default = false;        // `known` is so only if every parameter has its Default
  bool is_amiss = false;          // the path leads on where there is no map, or nothing is known
  std::string_view item = {};     // of a path with each item of a list: the member that tells it apart
  SettledCase in = {};
};

// Calls `visit` for each case of what the path leads to from `value`, which may be null, while its conditions are
// assumed. Of a list without brackets in the path, each item counts.
using PropertyVisitor = std::function<void(const PropertyCase&)>;
void each_property_case(Comparison& values, const Side& side, bool is_old, const Node* value, std::string_view path,
                        const PropertyVisitor& visit);

}  // namespace virga
