// Objects of S3 that SAM resources point to, and paths of the local disk that become some when they are packaged.
#pragma once

#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// What CloudFormation calls the parts of a location; the names differ between types.
struct S3LocationNames {
  std::string_view bucket = "S3Bucket";
  std::string_view key = "S3Key";
  std::string_view version = "S3ObjectVersion";
};

// What CodeUri, ContentUri or DefinitionUri says, as a new map with those names: "s3://bucket/key?versionId=v", or a
// map of Bucket, Key and, if need be, Version. With Artifacts::Keep a local path stays a string, which is what `aws
// cloudformation package` takes in such a place. Null when it is neither, which is reported as a fault of `property`.
Value* s3_object(SamContext& context, const SamResource& resource, const Value& uri, std::string_view property,
                 const S3LocationNames& names = {});

// Is it a path of the local disk: text that has no scheme and no dynamic reference?
bool is_local_path(const Value& uri);

}  // namespace virga
