// The lifecycle of Lambda runtimes. https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lsp/queries/schema_place.h"
#include "schemas/schema_database.h"

namespace virga::lsp {

// Dates are in the database's format, "2026-07-31".
struct RuntimeLife {
  std::string_view deprecated;   // no more patches from this date on
  std::string_view no_creation;  // functions cannot be created from this date on
  std::string_view no_update;    // nor updated from this date on
  std::string_view successor;    // the newest runtime of the same language, possibly itself
};
std::optional<RuntimeLife> life_of_runtime(const SchemaDatabase& facts, std::string_view runtime);

// The date `today` days after 1970-01-01 in the database's format, in which dates can be compared as strings.
std::string day_text(std::int64_t today);

// Whether the value at a place is a Lambda runtime.
bool is_runtime_place(const Place& place);

}  // namespace virga::lsp
