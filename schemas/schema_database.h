// The schema database: all resource types, their attributes, and lookup tables for rules.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"
#include "schemas/schema.h"

namespace virga {

// An attribute that Fn::GetAtt can name. `name` may contain dots ("Endpoint.Port").
struct Attribute {
  std::string_view name;
  Schema schema;  // its type, format and enum, as far as known
};

// A resource type of CloudFormation or SAM. A handle, valid as long as its store.
class ResourceType {
public:
  ResourceType(const SchemaStore* store, std::uint32_t record) : store_(store), record_(record) {}

  std::string_view name() const;       // "AWS::S3::Bucket"
  Schema properties() const;           // schema of the Properties object
  Schema ref() const;                  // schema of what Ref returns (type and format)
  bool is_stateful() const;            // deleting the resource loses data
  bool accepts_any_attribute() const;  // Fn::GetAtt cannot be checked (custom resources, modules, …)
  std::uint32_t attribute_count() const;
  Attribute attribute(std::uint32_t i) const;  // sorted by name
  std::optional<Attribute> find_attribute(std::string_view name) const;
  std::uint32_t primary_identifier_count() const;
  std::string_view primary_identifier(std::uint32_t i) const;
  // Named definitions in the type's document ("LifecycleConfiguration"), sorted by name.
  std::uint32_t definition_count() const;
  Attribute definition(std::uint32_t i) const;
  std::uint32_t documentation() const;

private:
  const SchemaStore* store_;
  std::uint32_t record_;
};

// Immutable; may be shared between threads. Handles that it returns are valid as long as the database.
class SchemaDatabase {
public:
  // The database that is built into the program. Costs nothing to open.
  static const SchemaDatabase& built_in();
  // Maps a database file into memory after verifying every offset, count and index in it. Fails if the file cannot be
  // read, has another version or is damaged.
  static Result<std::unique_ptr<SchemaDatabase>> open(const std::string& path);

  virtual ~SchemaDatabase() = default;

  // The type with exactly this name. "Custom::Anything" returns the type for custom resources, "A::B::C::MODULE" the
  // one for modules.
  virtual std::optional<ResourceType> find_type(std::string_view name) const = 0;
  virtual std::uint32_t type_count() const = 0;
  virtual ResourceType type(std::uint32_t i) const = 0;  // sorted by name

  // A named schema from the overlays that is not a resource type: "template", "parameters", "resource", "iam-policy", …
  // Falsy if there is none.
  virtual Schema find_schema(std::string_view name) const = 0;

  // The list of values of a key in a table of overlay/tables; empty if there is none. For plain facts (regions,
  // runtimes, end-of-life dates).
  virtual std::vector<std::string_view> lookup(std::string_view table, std::string_view key) const = 0;
  // Is this one of the values of a key? Quick where they are sorted and it is.
  virtual bool has_value(std::string_view table, std::string_view key, std::string_view value) const = 0;
  // Keys of a table, sorted.
  virtual std::vector<std::string_view> keys(std::string_view table) const = 0;

  // The documentation with this ID (Markdown, from the service spec); empty if there is none.
  virtual std::string_view documentation(std::uint32_t id) const = 0;
  // "service-spec 0.1.216, …": the sources that the database was built from.
  virtual std::string_view provenance() const = 0;
};

}  // namespace virga
