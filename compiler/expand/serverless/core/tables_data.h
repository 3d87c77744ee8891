// The tables that schemas/generator/sam_tables.mjs generates; use tables.h for lookups. Sorted by their first fields.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "compiler/expand/serverless/core/tables.h"

namespace virga::sam_tables {

// A name within managed_policy_names(), and the index of its prefix in managed_policy_paths().
struct ManagedPolicy {
  std::uint32_t offset = 0;
  std::uint8_t size = 0;
  std::uint8_t path = 0;
};

// For a resource type, "AWS::Serverless::Api", or an event, "AWS::Serverless::Function/Api".
struct PropertyTable {
  std::string_view name;
  std::span<const PropertyRule> rules;
};

std::span<const PropertyTable> property_tables();
std::span<const PolicyTemplate> policy_templates();
std::span<const ConnectorResource> connector_resources();
std::span<const ConnectorProfile> connector_profiles();
std::span<const ManagedPolicy> managed_policies();
std::span<const std::string_view> managed_policy_paths();  // "service-role/", or empty
const char* managed_policy_names();

}  // namespace virga::sam_tables
