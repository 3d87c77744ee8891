#include "compiler/driver/facts.h"

#include <utility>

#include "schemas/layered_database.h"

namespace virga {

Result<void> Facts::open(const Settings& settings) {
  current_ = &SchemaDatabase::built_in();
  std::string error;
  const auto use = [&](std::unique_ptr<SchemaDatabase> layer) {
    if (layer == nullptr) return false;
    current_ = layer.get();
    owned_.push_back(std::move(layer));
    return true;
  };
  const Config& config = settings.config;
  // Private types before patches, so that those reach them too.
  if ((!settings.schema_db.empty() && !use(SchemaDatabase::open(settings.schema_db, error))) ||
      (!config.registry_schemas.empty() && !use(with_registry_schemas(*current_, config.registry_schemas, error))) ||
      (!config.override_spec.empty() && !use(with_override_spec(*current_, config.override_spec, error)))) {
    return Error{std::move(error)};
  }
  return {};
}

}  // namespace virga
