// The facts: all resource types, their attributes, and the tables that rules look things up in.
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

// What Fn::GetAtt can name on a resource. `name` is dotted ("Endpoint.Port").
struct Attribute {
  std::string_view name;
  Schema schema;  // its type, format and enum as far as known
};

// A resource type of CloudFormation or SAM. A handle into its store.
class ResourceType {
public:
  ResourceType(const SchemaStore* store, std::uint32_t record) : store_(store), record_(record) {}

  std::string_view name() const;       // "AWS::S3::Bucket"
  Schema properties() const;           // schema of the Properties object
  Schema ref() const;                  // schema of what Ref returns (type and format)
  bool is_stateful() const;            // holds data: deleting it loses something
  bool accepts_any_attribute() const;  // GetAtt cannot be checked (custom resources, modules, …)
  std::uint32_t attribute_count() const;
  Attribute attribute(std::uint32_t i) const;  // sorted by name
  std::optional<Attribute> find_attribute(std::string_view name) const;
  std::uint32_t primary_identifier_count() const;
  std::string_view primary_identifier(std::uint32_t i) const;
  // Named parts of the type's document ("LifecycleConfiguration"), sorted by name.
  std::uint32_t definition_count() const;
  Attribute definition(std::uint32_t i) const;
  std::uint32_t documentation() const;

private:
  const SchemaStore* store_;
  std::uint32_t record_;
};

// Opened once per process. Immutable and shareable between threads. Handles that it gives out live as
// long as it does.
class SchemaDatabase {
public:
  // The facts built into the program. Costs nothing to open.
  static const SchemaDatabase& built_in();
  // Maps a database file after verifying every offset, count and index in it. An error when the file cannot be read,
  // is of another version or is damaged.
  static Result<std::unique_ptr<SchemaDatabase>> open(const std::string& path);

  virtual ~SchemaDatabase() = default;

  // Exact names; "Custom::Anything" gives the type for custom resources, "A::B::C::MODULE" the one for
  // modules.
  virtual std::optional<ResourceType> find_type(std::string_view name) const = 0;
  virtual std::uint32_t type_count() const = 0;
  virtual ResourceType type(std::uint32_t i) const = 0;  // sorted by name

  // A schema of overlay/ that describes no resource type, by name: "template", "parameters",
  // "resource", "iam-policy", … Falsy handle when there is none.
  virtual Schema find_schema(std::string_view name) const = 0;

  // A table of overlay/tables by name, as compiled JSON constants: `find(table, key)` gives the list
  // of values of a key. Used by rules for plain facts (regions, runtimes, sunset dates).
  virtual std::vector<std::string_view> lookup(std::string_view table, std::string_view key) const = 0;
  // Is this one of the values of a key? Quick where they are sorted and it is.
  virtual bool has_value(std::string_view table, std::string_view key, std::string_view value) const = 0;
  // Keys of a table, sorted.
  virtual std::vector<std::string_view> keys(std::string_view table) const = 0;

  // Documentation text of an id (Markdown, from the service spec); empty when there is none.
  virtual std::string_view documentation(std::uint32_t id) const = 0;
  // "service-spec 0.1.216, …": what the facts were built from.
  virtual std::string_view provenance() const = 0;
};

}  // namespace virga
