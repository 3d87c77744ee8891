#include "schemas/sam_facts.h"

#include <string>

namespace virga {
namespace {

constexpr std::string_view kGlobals = "sam-globals";
constexpr std::string_view kReferable = "sam-referable-properties";
constexpr std::string_view kArtifacts = "packaged-artifacts";

ArtifactPlace place_of(const SchemaDatabase& facts, std::string_view key) {
  // "AWS::Lambda::Function.Code": a type has no dot.
  const std::size_t dot = key.find('.');
  ArtifactPlace place{.type = key.substr(0, dot), .path = key.substr(dot + 1)};
  for (const std::string_view word : facts.lookup(kArtifacts, key)) {
    if (word == "bucket-key") place.form = ObjectForm::BucketKey;
    if (word == "s3-bucket-key") place.form = ObjectForm::S3BucketKey;
    if (word == "template") place.form = ObjectForm::Template;
    place.zip |= word == "zip";
    place.folder_if_absent |= word == "folder";
    place.metadata |= word == "metadata";
  }
  return place;
}

}  // namespace

std::vector<std::string_view> global_sections(const SchemaDatabase& facts) { return facts.keys(kGlobals); }

std::vector<std::string_view> global_properties(const SchemaDatabase& facts, std::string_view section) {
  return facts.lookup(kGlobals, section);
}

std::vector<ReferableProperty> referable_properties(const SchemaDatabase& facts, std::string_view type) {
  std::vector<ReferableProperty> list;
  for (const std::string_view row : facts.lookup(kReferable, type)) {
    const std::size_t space = row.find(' ');
    list.push_back({row.substr(0, space), row.substr(space + 1)});
  }
  return list;
}

std::vector<std::string_view> event_types(const SchemaDatabase& facts, std::string_view type) {
  return facts.lookup("sam-events", type);
}

Schema event_schema(const SchemaDatabase& facts, std::string_view type, std::string_view event) {
  std::string name = "sam-event-";
  name += type.substr(type.rfind(':') + 1);
  name += '-';
  name += event;
  return facts.find_schema(name);
}

std::span<const ArtifactPlace> artifact_places() {
  static const std::vector<ArtifactPlace> places = [] {
    const SchemaDatabase& facts = SchemaDatabase::built_in();
    std::vector<ArtifactPlace> list;
    for (const std::string_view key : facts.keys(kArtifacts)) list.push_back(place_of(facts, key));
    return list;
  }();
  return places;
}

}  // namespace virga
