#include "compiler/expand/serverless/core/s3_location.h"

#include <fmt/format.h>

#include <optional>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

// New values. `version` is null if there is none.
struct S3Location {
  Value* bucket = nullptr;
  Value* key = nullptr;
  Value* version = nullptr;
};

constexpr std::string_view kScheme = "s3://";
constexpr std::string_view kVersion = "versionId=";

bool has_dynamic_reference(std::string_view text) { return text.find("{{resolve:") != std::string_view::npos; }

// The version in the query of a URI; empty if there is none, or several.
std::string_view version_in(std::string_view query) {
  std::string_view version;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(part.size() + (part.size() < query.size() ? 1 : 0));
    if (!part.starts_with(kVersion) || part.size() == kVersion.size()) continue;
    if (!version.empty()) return {};
    version = part.substr(kVersion.size());
  }
  return version;
}

std::optional<S3Location> parse(ValueFactory& make, std::string_view uri) {
  if (uri.size() < kScheme.size() || !equals_ignoring_case(uri.substr(0, kScheme.size()), kScheme)) return {};
  uri = uri.substr(0, uri.find('#')).substr(kScheme.size());
  const std::size_t question = uri.find('?');
  const std::string_view path = uri.substr(0, question);
  const std::string_view bucket = path.substr(0, path.find('/'));
  std::string_view key = path.substr(bucket.size());
  if (bucket.empty() || key.empty() || bucket.find_first_of("[]") != std::string_view::npos) return {};
  while (key.starts_with('/')) key.remove_prefix(1);
  const std::string_view version =
      question == std::string_view::npos ? std::string_view{} : version_in(uri.substr(question + 1));
  return S3Location{make.string(bucket), make.string(key), version.empty() ? nullptr : make.string(version)};
}

// Nullopt if it is not a location, which is reported.
std::optional<S3Location> s3_location(SamContext& context, const SamResource& resource, const Value& uri,
                                      std::string_view property) {
  const ValueFactory::Scope scope(context.make, uri);
  if (uri.is_mapping()) {
    if (!is_nothing(uri.get("Bucket")) && !is_nothing(uri.get("Key"))) {
      return S3Location{context.make.copy(uri.get("Bucket")), context.make.copy(uri.get("Key")),
                        context.make.copy(uri.get("Version"))};
    }
    context.fail(resource, &uri,
                 uri.is_intrinsic()
                     ? fmt::format("{} is the function {}, which the transform does not evaluate here; use a path, or "
                                   "a map with Bucket and Key (`sam build` inserts the value of a parameter)",
                                   property, uri.entries()[0].key->text())
                     : fmt::format("{} must be an S3 object; a map requires Bucket and Key", property),
                 property);
    return {};
  }
  if (has_dynamic_reference(uri.text())) {
    context.fail(
        resource, &uri,
        fmt::format("{} is parsed before dynamic references are resolved; use a map with Bucket and Key", property),
        property);
    return {};
  }
  std::optional<S3Location> found = uri.is_string() ? parse(context.make, uri.text()) : std::nullopt;
  if (!found) {
    context.fail(
        resource, &uri,
        is_local_path(uri)
            ? fmt::format("{} is a local path, but the service requires an S3 object; package the template first",
                          property)
            : fmt::format("{} must be an S3 object ('s3://bucket/key', optionally with '?versionId=…', or a map with "
                          "Bucket and Key), found {}",
                          property, describe(uri)),
        property);
  }
  return found;
}

}  // namespace

Value* s3_object(SamContext& context, const SamResource& resource, const Value& uri, std::string_view property,
                 const S3LocationNames& names) {
  ValueFactory& make = context.make;
  if (context.options.artifacts == Artifacts::Keep && is_local_path(uri)) return make.copy(&uri);
  const std::optional<S3Location> found = s3_location(context, resource, uri, property);
  if (!found) return nullptr;
  const ValueFactory::Scope scope(make, uri);
  return make.object({{names.bucket, found->bucket}, {names.key, found->key}, {names.version, found->version}});
}

bool is_local_path(const Value& uri) {
  const std::string_view text = uri.text();
  return uri.is_string() && !text.empty() && text.find("://") == std::string_view::npos && !has_dynamic_reference(text);
}

}  // namespace virga
