#include "compiler/package/package_places.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace virga {
namespace {

std::vector<PackagePlace> places_where(bool metadata) {
  std::vector<PackagePlace> places;
  std::copy_if(artifact_places().begin(), artifact_places().end(), std::back_inserter(places),
               [&](const PackagePlace& place) { return place.metadata == metadata; });
  return places;
}

}  // namespace

std::span<const PackagePlace> package_places() {
  static const std::vector<PackagePlace> places = places_where(false);
  return places;
}

std::span<const PackagePlace> metadata_places() {
  static const std::vector<PackagePlace> places = places_where(true);
  return places;
}

}  // namespace virga
