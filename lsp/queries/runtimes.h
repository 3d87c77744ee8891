// The life of Lambda's runtimes.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "lsp/queries/cursor.h"
#include "lsp/queries/schema_place.h"
#include "schemas/schema_database.h"

namespace virga::lsp {

// Days are those of the facts, "2026-07-31".
struct RuntimeLife {
  std::string_view deprecated;   // gets no more patches from this day on
  std::string_view no_creation;  // no functions can be created
  std::string_view no_update;    // nor updated
  std::string_view successor;    // the newest of its language: itself, perhaps
};
std::optional<RuntimeLife> life_of_runtime(const SchemaDatabase& facts, std::string_view runtime);

// The day that is `today` days after 1970-01-01, as the facts write it: so days compare as texts.
std::string day_text(std::int64_t today);

// Does a runtime of Lambda stand at the end of the path?
bool is_runtime_place(const Cursor& cursor, const Place& place);

}  // namespace virga::lsp
