// Opens the facts that a run uses.
#pragma once

#include <memory>
#include <string>

#include "compiler/driver/settings.h"
#include "compiler/support/result.h"
#include "schemas/schema_database.h"

namespace virga {

// The built-in facts, or those of --schema-db, with --registry-schemas and --override-spec laid over them.
class Facts {
public:
  Result<void> open(const Settings& settings);
  const SchemaDatabase& get() const { return *current_; }

private:
  std::vector<std::unique_ptr<SchemaDatabase>> owned_;
  const SchemaDatabase* current_ = nullptr;
};

}  // namespace virga
