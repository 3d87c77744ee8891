// Facts about SAM beyond its resource types: Globals, names of generated resources, events, local files. Each is a
// table in schemas/overlay/tables, used by lint, expand, package and the editor.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "schemas/schema_database.h"

namespace virga {

// The sections of Globals ("Function"), sorted.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
std::vector<std::string_view> global_sections(const SchemaDatabase& facts);
// The properties that a section may set for all resources of its type; empty for an unknown section.
std::vector<std::string_view> global_properties(const SchemaDatabase& facts, std::string_view section);

// A generated resource that can be referred to by a name after a dot: `!Ref Function.Alias`.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
struct ReferableProperty {
  std::string_view name;  // "Alias"
  std::string_view type;  // "AWS::Lambda::Alias"
};
// The referable properties of a SAM type, in the order in which the transform generates them.
std::vector<ReferableProperty> referable_properties(const SchemaDatabase& facts, std::string_view type);

// The event sources of a SAM type ("Api", "S3"), sorted; empty for a type without events.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-eventsource.html
std::vector<std::string_view> event_types(const SchemaDatabase& facts, std::string_view type);
// The schema of such an event's Properties, according to the transform; falsy for an unknown event.
Schema event_schema(const SchemaDatabase& facts, std::string_view type, std::string_view event);

// How a property refers to an S3 object.
enum class ObjectForm : std::uint8_t {
  Uri,          // "s3://BUCKET/KEY"
  BucketKey,    // {Bucket, Key}
  S3BucketKey,  // {S3Bucket, S3Key}
  Template,     // "https://…/BUCKET/KEY", and the file is a template, which is packaged too
};

// A place in a template that names a local file before packaging.
// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html and, for SAM types,
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-cli-command-reference-sam-package.html
struct ArtifactPlace {
  std::string_view type;  // type of the resource or, if `metadata` is set, of an entry in the template's Metadata
  std::string_view path;  // below Properties, with steps separated by dots; "*" matches every key
  ObjectForm form = ObjectForm::Uri;
  bool zip = false;               // a single file is zipped unless it is already an archive
  bool folder_if_absent = false;  // if the property is missing, the template's folder is packaged
  bool metadata = false;
};
// All places in the built-in database, sorted by type and path. Built once; may be called from any thread.
std::span<const ArtifactPlace> artifact_places();

}  // namespace virga
