// The properties that name local files for upload to S3, in the form that packaging uses.
#pragma once

#include <span>

#include "schemas/sam_facts.h"

namespace virga {

using PackagePlace = ArtifactPlace;

// Places in the properties of resources.
std::span<const PackagePlace> package_places();
// Places in the template's Metadata.
std::span<const PackagePlace> metadata_places();

}  // namespace virga
