// Where a template names local files that have to be objects of S3: the facts, as packaging goes through them.
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
