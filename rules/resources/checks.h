// The algorithms behind the table in rules.cpp, with one function per rule or group of rules.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// For the Resources section (checks in schemas/overlay/schemas/resources.yaml).
void check_resource_names(Validation& validation, const Node& resources, const Location& where);  // E3001 E3011 I3012
void check_resource_count(Validation& validation, const Node& resources, const Location& where);  // E3010 I3010

// For the body of a resource (schemas/overlay/schemas/resource.yaml).
void check_resource_attributes(Validation& validation, const Node& resource, const Location& where);   // E3001
void check_resource_type(Validation& validation, const Node& resource, const Location& where);         // E3006
void check_resource_condition(Validation& validation, const Node& resource, const Location& where);    // E3015
void check_depends_on(Validation& validation, const Node& resource, const Location& where);            // E3005
void check_redundant_depends_on(Validation& validation, const Node& resource, const Location& where);  // W3005
void check_tags(Validation& validation, const Node& resource, const Location& where);                  // E3024
void check_data_policies(Validation& validation, const Node& resource, const Location& where);         // I3011
void check_deletion_policies(Validation& validation, const Node& resource, const Location& where);     // W3011
void check_metadata_nulls(Validation& validation, const Node& resource, const Location& where);        // E3009 E3028
void check_repeated_items(Validation& validation, const Node& resource, const Location& where);        // I3037
void check_read_only_properties(Validation& validation, const Node& resource, const Location& where);  // E3040

// For property values that overlays name.
void check_packaged_path(Validation& validation, const Node& value, const Location& where);      // W3002
void check_availability_zone(Validation& validation, const Node& value, const Location& where);  // W3010

// Once per template.
void check_cycles(const Compilation& compilation, Reporter& reporter);               // E3004
void check_shared_names(const Compilation& compilation, Reporter& reporter);         // E3007
void check_primary_identifiers(const Compilation& compilation, Reporter& reporter);  // E3019
void check_nested_stacks(const Compilation& compilation, Reporter& reporter);        // E3043
void check_hardcoded_arns(const Compilation& compilation, Reporter& reporter);       // I3042
void check_nested_findings(const Compilation& compilation, Reporter& reporter);      // V3010

}  // namespace virga
