#include "compiler/driver/facts.h"

#include <utility>

#include "schemas/layered_database.h"

namespace virga {

bool Facts::open(const Settings& settings, std::string& error) {
  current_ = &SchemaDatabase::built_in();
  const auto use = [&](std::unique_ptr<SchemaDatabase> layer) {
    if (layer == nullptr) return false;
    current_ = layer.get();
    owned_.push_back(std::move(layer));
    return true;
  };
  if (!settings.schema_db.empty() && !use(SchemaDatabase::open(settings.schema_db, error))) return false;
  const Config& config = settings.config;
  // Private types first, so that patches reach them too.
  if (!config.registry_schemas.empty() && !use(with_registry_schemas(*current_, config.registry_schemas, error))) {
    return false;
  }
  return config.override_spec.empty() || use(with_override_spec(*current_, config.override_spec, error));
}

}  // namespace virga
