// Opens the schema database of a run.
#pragma once

#include <memory>
#include <string>

#include "compiler/driver/settings.h"
#include "compiler/support/result.h"
#include "schemas/schema_database.h"

namespace virga {

// The built-in database, or that of --schema-db, with --registry-schemas and --override-spec layered on top.
class Facts {
public:
  Result<void> open(const Settings& settings);
  const SchemaDatabase& get() const { return *current_; }

private:
  std::vector<std::unique_ptr<SchemaDatabase>> owned_;
  const SchemaDatabase* current_ = nullptr;
};

}  // namespace virga
