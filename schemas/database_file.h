// Reads and writes the file format of the schema database (schemas/database.fbs, schemas/documentation.fbs).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"
#include "schemas/schema_store.h"

namespace virga {

// Raised with every change of the format; a program reads its own version only.
inline constexpr std::uint32_t kDatabaseVersion = 7;

// The documentation file is beside the database, with this suffix: "FILE.docs".
inline constexpr std::string_view kDocumentationSuffix = ".docs";

struct DatabaseView {
  SchemaArrays arrays;
  std::string_view provenance;
};

struct DocumentationView {
  std::span<const std::uint32_t> offsets;
  std::string_view bytes;

  std::uint32_t count() const { return offsets.empty() ? 0 : static_cast<std::uint32_t>(offsets.size() - 1); }
  std::string_view text(std::uint32_t id) const;  // empty for an ID out of range
};

std::vector<std::byte> write_database(const SchemaArrays& arrays, std::string_view provenance);
std::vector<std::byte> write_documentation(const std::vector<std::string>& texts);

// Views into `bytes`, which must be aligned to 8 bytes and outlive the views. The read functions verify everything that
// a reader relies on; the trust functions are for the data that this program was built with.
Result<DatabaseView> read_database(std::span<const std::byte> bytes);
Result<DocumentationView> read_documentation(std::span<const std::byte> bytes);
DatabaseView trust_database(std::span<const std::byte> bytes);
DocumentationView trust_documentation(std::span<const std::byte> bytes);

// Checks that every offset, count and index is in range, searched lists are sorted, strings are UTF-8 and no schema is
// endlessly recursive. Empty if so, else what is wrong.
std::string verify_arrays(const SchemaArrays& arrays);

}  // namespace virga
