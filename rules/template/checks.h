// The algorithms behind the table in rules.cpp. ValueChecks run where a schema names their rule.
#pragma once

#include "rules/engine/rule.h"

namespace virga {

// Sections: names, counts and sizes close to or beyond CloudFormation's quotas.
void check_root(Validation&, const Node& root, const Location&);
void check_description(Validation&, const Node& text, const Location&);
void check_parameter_names(Validation&, const Node& section, const Location&);
void check_mapping_sizes(Validation&, const Node& section, const Location&);
void check_output_names(Validation&, const Node& section, const Location&);
void check_output(Validation&, const Node& output, const Location&);
void check_metadata(Validation&, const Node& section, const Location&);
void check_rule_names(Validation&, const Node& section, const Location&);
void check_template_size(const Compilation&, Reporter&);
void check_transforms(const Compilation&, Reporter&);

// Parameters.
void check_parameter_type(Validation&, const Node& type, const Location&);
void check_parameter_default(Validation&, const Node& parameter, const Location&);
void check_allowed_pattern(Validation&, const Node& pattern, const Location&);
void check_echoed_secrets(const Compilation&, Reporter&);
void check_passwords(const Compilation&, Reporter&);
void check_image_ids(const Compilation&, Reporter&);

// Definitions that nothing refers to.
void check_unused_parameters(const Compilation&, Reporter&);
void check_unused_mappings(const Compilation&, Reporter&);
void check_unused_conditions(const Compilation&, Reporter&);

// Conditions and Rules.
void check_conditions(Validation&, const Node& section, const Location&);
void check_rule_condition(Validation&, const Node& expression, const Location&);
void check_assertion(Validation&, const Node& expression, const Location&);
void check_if_conditions(const Compilation&, Reporter&);

// Outputs.
void check_output_value(Validation&, const Node& value, const Location&);
void check_output_condition(Validation&, const Node& name, const Location&);
void check_export_name(Validation&, const Node& name, const Location&);
void check_passed_on_imports(const Compilation&, Reporter&);

// Others.
void check_interface_parameters(Validation&, const Node& interface, const Location&);
void check_modules(const Compilation&, Reporter&);
void check_merge_keys(const Compilation&, Reporter&);

}  // namespace virga
