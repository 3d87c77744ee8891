// S3 objects that SAM resources refer to, and local paths that packaging replaces by them.
#pragma once

#include <string_view>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// The names of a location's parts, which differ between CloudFormation types.
struct S3LocationNames {
  std::string_view bucket = "S3Bucket";
  std::string_view key = "S3Key";
  std::string_view version = "S3ObjectVersion";
};

// The location in CodeUri, ContentUri or DefinitionUri as a new map with those names: from
// "s3://bucket/key?versionId=v", or a map of Bucket, Key and optionally Version. With Artifacts::Keep, a local path
// stays a string, which `aws cloudformation package` accepts there. Anything else is reported as a problem of
// `property` and yields null.
Value* s3_object(SamContext& context, const SamResource& resource, const Value& uri, std::string_view property,
                 const S3LocationNames& names = {});

// Whether it is a local path: a string without a scheme or dynamic reference.
bool is_local_path(const Value& uri);

}  // namespace virga
