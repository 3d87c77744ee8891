// `virga schema`: shows the properties of a resource type.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"
#include "schemas/schema_database.h"

namespace virga {

// argv[0] is the program's name ("virga schema"). Returns the exit status: 0, or 1 after a message on standard error.
int run_schema_command(int argc, char** argv);

// The type or property that a path such as "AWS::EC2::Instance.NetworkInterfaces.SubnetId" names. Lists and maps are
// stepped into implicitly; "[]" and "{}" after a name are allowed.
struct SchemaPlace {
  ResourceType type;
  std::vector<std::string> path;     // in the spelling of the schema; empty for the type itself
  std::optional<Property> property;  // the last element of `path`
};

// The error is a sentence that suggests a name.
Result<SchemaPlace> find_schema_place(const SchemaDatabase& facts, std::string_view text);

// The names of the types that contain `filter`, ignoring case, one per line.
std::string schema_list(const SchemaDatabase& facts, std::string_view filter);

// Facts that were entered by hand and may become outdated, oldest first, one per line: age in days, date, overlay file,
// page. `today` is in days since 1970-01-01.
std::string schema_ages(const SchemaDatabase& facts, std::int64_t today);

// A page for people, wrapped to `width` columns.
std::string schema_page(const SchemaDatabase& facts, const SchemaPlace& place, std::size_t width, bool color);

// The type or property as JSON Schema.
std::string schema_json_text(const SchemaDatabase& facts, const SchemaPlace& place);

}  // namespace virga
