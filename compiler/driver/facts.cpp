#include "compiler/driver/facts.h"

#include <utility>

namespace virga {

bool Facts::open(const Settings& settings, std::string& error) {
  current_ = &SchemaDatabase::built_in();
  if (!settings.schema_db.empty()) {
    std::unique_ptr<SchemaDatabase> file = SchemaDatabase::open(settings.schema_db, error);
    if (file == nullptr) return false;
    current_ = file.get();
    owned_.push_back(std::move(file));
  }
  return true;
}

}  // namespace virga
