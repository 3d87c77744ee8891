// Compiles resource types, named schemas and tables into a store.
//
// A resource type is a document in the form of CloudFormation's resource provider schemas
// (https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html) with these extensions:
//   attributes    name -> schema, the attributes for Fn::GetAtt; by default they follow from readOnlyProperties
//   anyAttribute  true: Fn::GetAtt accepts any name
//   ref           schema of what Ref returns; a string by default
//   stateful      true: deleting the resource loses data
// and, in the schema of a property: replacement (never, conditional, always), readOnly, writeOnly, deprecated.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "compiler/support/result.h"
#include "schemas/schema_compiler.h"

namespace virga {

struct CompiledFacts {
  std::unique_ptr<SchemaStore> store;
  std::vector<std::string> documentation;
  std::string provenance;
};

// The first documentation ID of stores that are layered over another one.
inline constexpr std::uint32_t kOverlaidDocumentation = 0x80000000;

// `facts`: {provenance, types {name: document}, schemas {name: schema}, tables {name: {key: [text]}}}. Named schemas
// refer to each other as "virga:NAME". With `strict`, unknown keywords are errors.
Result<CompiledFacts> compile_facts(const nlohmann::json& facts, bool strict, std::uint32_t first_documentation = 0);

}  // namespace virga
