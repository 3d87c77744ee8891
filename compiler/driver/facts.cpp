#include "compiler/driver/facts.h"

#include <utility>

#include "schemas/layered_database.h"

namespace virga {

Result<void> Facts::open(const Settings& settings) {
  current_ = &SchemaDatabase::built_in();
  Result<void> all;
  const auto use = [&](Result<std::unique_ptr<SchemaDatabase>> layer) {
    if (!layer) {
      all = layer.error();
      return;
    }
    current_ = layer->get();
    owned_.push_back(std::move(*layer));
  };
  const Config& config = settings.config;
  // Private types before patches, so that patches apply to them, too.
  if (!settings.schema_db.empty()) use(SchemaDatabase::open(settings.schema_db));
  if (all && !config.registry_schemas.empty()) use(with_registry_schemas(*current_, config.registry_schemas));
  if (all && !config.override_spec.empty()) use(with_override_spec(*current_, config.override_spec));
  return all;
}

}  // namespace virga
