#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "compiler/expand/serverless/api/api_v2.h"
#include "compiler/expand/serverless/api/custom_domain.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::string_view kRegional = "REGIONAL";
constexpr std::array<std::string_view, 2> kTruststore = {"TruststoreUri", "TruststoreVersion"};

// Adds the resources for one Domain.
class DomainExpander {
public:
  DomainExpander(SamContext& context, const SamResource& resource, const Value& domain)
      : context_(context), make_(context.make), resource_(resource), domain_(domain) {}

  bool expand(std::string_view created_by, const Value* tags) {
    const Value* name = present(&domain_, "DomainName");
    const Value* certificate = present(&domain_, "CertificateArn");
    if (name == nullptr || certificate == nullptr) {
      return context_.fail(resource_, &domain_,
                           fmt::format("A custom domain requires DomainName and CertificateArn; '{}' is missing",
                                       name == nullptr ? "DomainName" : "CertificateArn"),
                           "Domain");
    }
    const Value* endpoint = present(&domain_, "EndpointConfiguration");
    if (endpoint != nullptr && !endpoint->is(kRegional)) {
      return context_.fail(resource_, endpoint,
                           fmt::format("EndpointConfiguration of an HTTP or WebSocket API domain must be {}, found {}",
                                       kRegional, describe(*endpoint)),
                           "Domain/EndpointConfiguration");
    }
    id_ = "ApiGatewayDomainNameV2" + short_hash(*name);
    Value* configuration =
        make_.object({{"CertificateArn", make_.copy(certificate)},
                      {"EndpointType", make_.string(kRegional)},
                      {"OwnershipVerificationCertificateArn", optional("OwnershipVerificationCertificateArn")},
                      {"SecurityPolicy", optional("SecurityPolicy")}});
    Value* properties =
        make_.object({{"DomainName", make_.copy(name)}, {"DomainNameConfigurations", make_.list({configuration})}});
    if (!add_mutual_tls(*properties)) return false;
    properties->set("Tags", tags != nullptr ? make_.copy(tags) : make_.object({{created_by, make_.string("SAM")}}));
    context_.add_resource(resource_, id_, "AWS::ApiGatewayV2::DomainName", properties, attributes());
    return add_mappings() && (!domain_.has("Route53") || add_records());
  }

private:
  Value* attributes() { return derived_attributes(context_, resource_); }

  // A copy of a setting of the domain; null if it is not set.
  Value* optional(std::string_view name) {
    const Value* value = domain_.get(name);
    return is_nothing(value) ? nullptr : make_.copy(value);
  }

  bool add_mutual_tls(Value& properties) {
    constexpr std::string_view kName = "MutualTlsAuthentication";
    const Value* given = domain_.get(kName);
    if (is_nothing(given)) return true;
    if (!given->is_mapping()) {
      return context_.fail(
          resource_, given,
          fmt::format("{} must be a map of {}, found {}", kName, fmt::join(kTruststore, " and "), describe(*given)),
          "Domain/MutualTlsAuthentication");
    }
    Value* made = make_.object();
    for (const Entry& entry : given->entries()) {
      if (std::find(kTruststore.begin(), kTruststore.end(), entry.key->text()) == kTruststore.end()) {
        return context_.fail(resource_, entry.key,
                             misspelt(fmt::format("Unknown key '{1}' in {0}", kName, entry.key->text()),
                                      near_property(entry.key->text(), kTruststore),
                                      fmt::format("; expected {}", fmt::join(kTruststore, " or "))),
                             "Domain/MutualTlsAuthentication");
      }
      if (!is_nothing(entry.value)) made->set(entry.key->text(), make_.copy(entry.value));
    }
    properties.set(kName, made);
    return true;
  }

  void add_mapping(std::string_view logical_id, Value* key) {
    context_.add_resource(resource_, logical_id, "AWS::ApiGatewayV2::ApiMapping",
                          make_.object({{"ApiId", make_.ref(resource_.logical_id)},
                                        {"ApiMappingKey", key},
                                        {"DomainName", make_.ref(id_)},
                                        {"Stage", make_.ref(resource_.logical_id + ".Stage")}}),
                          attributes());
  }

  bool add_mappings() {
    const Value* paths = domain_.get("BasePath");
    if (is_nothing(paths) || (!paths->is_string() && !paths->is_sequence())) {
      add_mapping(resource_.logical_id + "ApiMapping", nullptr);
      return true;
    }
    if (paths->is_string()) return add_mapping_of(*paths);
    for (const Value* path : paths->items()) {
      if (!add_mapping_of(*path)) return false;
    }
    return true;
  }

  bool add_mapping_of(const Value& path) {
    const auto bad = [](char c) { return !is_letter_or_digit(c) && c != '/' && c != '-' && c != '_'; };
    std::string_view text = path.text();
    if (!path.is_string() || std::any_of(text.begin(), text.end(), bad)) {
      return context_.fail(resource_, &path,
                           fmt::format("BasePath can only contain letters, digits, '/', '-' and '_' because it becomes "
                                       "part of a logical ID, found {}",
                                       describe(path)),
                           "Domain/BasePath");
    }
    const ValueFactory::Scope scope(make_, path);
    const std::string id = resource_.logical_id + alphanumeric_part(text) + "ApiMapping";
    while (text.starts_with('/')) text.remove_prefix(1);
    while (text.ends_with('/')) text.remove_suffix(1);
    add_mapping(id, make_.string(text));
    return true;
  }

  bool add_records() {
    const Value& route53 = *domain_.get("Route53");
    return add_record_sets(context_, resource_, domain_, regional_alias_target(context_, id_, route53));
  }

  SamContext& context_;
  ValueFactory& make_;
  const SamResource& resource_;
  const Value& domain_;
  std::string id_;
};

}  // namespace

bool add_api_v2_domain(SamContext& context, const SamResource& resource, std::string_view created_by,
                       const Value* tags) {
  const Value* given = resource.get("Domain");
  if (given == nullptr) return true;
  const ValueFactory::Scope scope(context.make, *given);
  Value* domain = context.parameters.resolve(given);
  // Only for REST APIs.
  if (Value* route53 = domain->get("Route53"); route53 != nullptr && route53->is_mapping()) {
    route53->erase("SeparateRecordSetGroup");
  }
  return DomainExpander(context, resource, *domain).expand(created_by, tags);
}

}  // namespace virga
