// What SAM takes beside its resource types: Globals, names of generated resources, events, local files. Each stands
// once, as a table in schemas/overlay/tables, for lint, expand, package and the editor alike.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "schemas/schema_database.h"

namespace virga {

// Sections of Globals ("Function"), sorted.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
std::vector<std::string_view> global_sections(const SchemaDatabase& facts);
// Properties that a section may give to every resource of its type; empty for a section that there is not.
std::vector<std::string_view> global_properties(const SchemaDatabase& facts, std::string_view section);

// A resource that the transform makes of one, by the name behind a dot: `!Ref Function.Alias`.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
struct ReferableProperty {
  std::string_view name;  // "Alias"
  std::string_view type;  // "AWS::Lambda::Alias"
};
// Those of a SAM type, in the order in which the transform makes them.
std::vector<ReferableProperty> referable_properties(const SchemaDatabase& facts, std::string_view type);

// Event sources of a SAM type ("Api", "S3"), sorted; empty for a type without events.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
std::vector<std::string_view> event_types(const SchemaDatabase& facts, std::string_view type);
// What the Properties of such an event may be, as the transform judges them; none for an event that there is not.
Schema event_schema(const SchemaDatabase& facts, std::string_view type, std::string_view event);

// How a property names an object of S3.
enum class ObjectForm : std::uint8_t {
  Uri,          // "s3://BUCKET/KEY"
  BucketKey,    // {Bucket, Key}
  S3BucketKey,  // {S3Bucket, S3Key}
  Template,     // "https://…/BUCKET/KEY", and the file is a template that is packaged itself
};

// Where a template names a local file until it is packaged.
// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html and, for SAM types,
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-package.html
struct ArtifactPlace {
  std::string_view type;  // of the resource; of an entry in the template's Metadata where `metadata` is set
  std::string_view path;  // below Properties, steps divided by dots; "*" is every key
  ObjectForm form = ObjectForm::Uri;
  bool zip = false;               // a single file is zipped, unless it is an archive
  bool folder_if_absent = false;  // without the property the folder of the template is packed
  bool metadata = false;
};
// All of the built-in facts, sorted by type and path. Made once; from any thread.
std::span<const ArtifactPlace> artifact_places();

}  // namespace virga
