// `virga schema`: what a resource type takes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"
#include "schemas/schema_database.h"

namespace virga {

// argv[0] is the program's name ("virga schema"). Gives the exit status: 0, or 1 with a sentence on standard error.
int run_schema_command(int argc, char** argv);

// What a path like "AWS::EC2::Instance.NetworkInterfaces.SubnetId" leads to. Lists and maps are stepped into without
// being named, "[]" and "{}" after a name are allowed.
struct SchemaPlace {
  ResourceType type;
  std::vector<std::string> path;     // as the schema spells it; empty for the type itself
  std::optional<Property> property;  // the last of `path`
};

// Nothing with `error` set to a sentence that suggests a name.
Result<SchemaPlace> find_schema_place(const SchemaDatabase& facts, std::string_view text);

// Names of the types that contain `filter`, in any case; one a line.
std::string schema_list(const SchemaDatabase& facts, std::string_view filter);

// What was read by hand and goes stale, the oldest first, one a line: age in days, day, file of the overlay, page.
// `today` is in days since 1970-01-01.
std::string schema_ages(const SchemaDatabase& facts, std::int64_t today);

// Pages for people, wrapped to `width` columns.
std::string schema_page(const SchemaDatabase& facts, const SchemaPlace& place, std::size_t width, bool color);

// The type or property as JSON Schema.
std::string schema_json_text(const SchemaDatabase& facts, const SchemaPlace& place);

}  // namespace virga
