// Where a template names local files that have to be objects of S3.
#pragma once

#include <span>
#include <string_view>

namespace virga {

// How a property names an object.
enum class ObjectForm : unsigned char {
  Uri,          // "s3://BUCKET/KEY"
  BucketKey,    // {Bucket, Key}
  S3BucketKey,  // {S3Bucket, S3Key}
  Template,     // "https://…/BUCKET/KEY", and the file is a template that is packaged itself
};

struct PackagePlace {
  std::string_view type;  // of the resource
  std::string_view path;  // below Properties, steps divided by dots; "*" is every key
  ObjectForm form = ObjectForm::Uri;
  bool zip = false;               // a single file is zipped, unless it is an archive
  bool folder_if_absent = false;  // without the property the folder of the template is packed
};

// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/package.html names the places of `aws cloudformation
// package`; `sam package` has more (https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/
// sam-cli-command-reference-sam-package.html). The form is the one of each property's documentation page.
std::span<const PackagePlace> package_places();

// Places in the template's Metadata, the type being the key there.
std::span<const PackagePlace> metadata_places();

}  // namespace virga
