// What tells the resources of a type apart.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "schemas/schema_database.h"

namespace virga {

// Two resources of a type for which all of these properties are the same cannot exist together. Empty if nothing is
// known of that.
struct Identity {
  std::vector<std::string_view> properties;
  // Those of them that two resources have in common where neither sets them, and what that is the same as.
  std::vector<std::pair<std::string_view, std::string_view>> optional = {};
  // They are the identifier of the type. Otherwise the first one is a name, and the others say where it is unique: what
  // the resource belongs to (its cluster, API or VPC), its kind, or the version. Two resources that do not set one of
  // these have it in common, too.
  bool is_identifier = false;
  std::string_view page = {};  // of the service, which says so; empty if all types of CloudFormation are alike in this
};

Identity identity_of(const SchemaDatabase& facts, std::string_view type);

}  // namespace virga
