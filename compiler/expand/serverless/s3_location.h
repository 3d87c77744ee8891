// Objects of S3 that SAM resources point to.
#pragma once

#include <optional>
#include <string_view>

#include "compiler/expand/serverless/sam_context.h"

namespace virga {

// New values, to be put into the result. `version` is null when none is named.
struct S3Location {
  Value* bucket = nullptr;
  Value* key = nullptr;
  Value* version = nullptr;
};

// What CodeUri, ContentUri or DefinitionUri says: "s3://bucket/key?versionId=v", or a map of Bucket, Key and, if need
// be, Version. Nothing when it is neither, which is reported as a fault of `property`.
std::optional<S3Location> s3_location(SamContext& context, const SamResource& resource, const Value& uri,
                                      std::string_view property);

}  // namespace virga
