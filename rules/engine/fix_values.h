// The values that fixes write: literals of schemas, those of the table fix-values, and placeholders.
#pragma once

#include <string_view>

#include "compiler/edit/value_maker.h"
#include "rules/engine/compilation.h"
#include "schemas/schema.h"

namespace virga {

// Part of every placeholder, to be replaced by the user.
inline constexpr std::string_view kPlaceholder = "REPLACE_ME";

// A boolean, number or string of a schema.
const Node& literal_node(const Literal& literal, ValueMaker& make);

// The table's value for a rule and a property or value; empty if there is none.
std::string_view table_value(const Compilation& compilation, std::string_view rule, std::string_view key);

// For the missing property that `rule` reports (empty: E3003): the table's value if there is one, else placeholders
// that match its schema, including the properties required in them.
const Node& value_of_property(const Compilation& compilation, std::string_view rule, std::string_view name,
                              Schema schema, ValueMaker& make);

}  // namespace virga
