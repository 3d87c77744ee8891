// Base class of databases whose facts are in a single store.
#pragma once

#include "schemas/schema_database.h"
#include "schemas/schema_store.h"

namespace virga {

class StoredDatabase : public SchemaDatabase {
public:
  virtual const SchemaStore& store() const = 0;

  std::optional<ResourceType> find_type(std::string_view name) const override;
  std::uint32_t type_count() const override;
  ResourceType type(std::uint32_t i) const override;
  Schema find_schema(std::string_view name) const override;
  std::vector<std::string_view> lookup(std::string_view table, std::string_view key) const override;
  bool has_value(std::string_view table, std::string_view key, std::string_view value) const override;
  std::vector<std::string_view> keys(std::string_view table) const override;

private:
  // The values as string indexes of the store.
  std::span<const std::uint32_t> values_of(std::string_view table, std::string_view key) const;
};

// The name of the type for all custom resources or for all modules, or `type_name` itself.
std::string_view catch_all_name(std::string_view type_name);

}  // namespace virga
