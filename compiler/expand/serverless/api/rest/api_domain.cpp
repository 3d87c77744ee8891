#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/expand/serverless/api/custom_domain.h"
#include "compiler/expand/serverless/api/rest/rest_api.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

// CloudFront's hosted zone, the same for all distributions.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-route53-recordset-aliastarget.html
constexpr std::string_view kCloudFrontZone = "Z2FDTNDATAQYW2";
constexpr std::array<std::string_view, 2> kTlsSettings = {"TruststoreUri", "TruststoreVersion"};

class DomainMaker {
public:
  explicit DomainMaker(RestApi& api) : api_(api), make_(api.make), domain_(*api.domain) {}

  bool make() {
    if (!check()) return false;
    const std::string_view kind = domain_.get("EndpointConfiguration")->text();
    const bool is_private = kind == "PRIVATE";
    id_ = fmt::format("ApiGatewayDomainName{}{}", is_private ? "V2" : "", short_hash(*domain_.get("DomainName")));
    if (!is_private) note("ApiDomainName", make_.string(id_));
    Value* properties = make_.object(
        {{"DomainName", copied("DomainName")},
         {kind == "REGIONAL" ? "RegionalCertificateArn" : "CertificateArn", copied("CertificateArn")},
         {"EndpointConfiguration", endpoint(kind)},
         {"MutualTlsAuthentication", is_private ? nullptr : mutual_tls()},
         {"SecurityPolicy", copied("SecurityPolicy")},
         {"EndpointAccessMode", copied("EndpointAccessMode")},
         {"OwnershipVerificationCertificateArn", is_private ? nullptr : copied("OwnershipVerificationCertificateArn")},
         {"Policy", is_private ? copied("Policy") : nullptr}});
    api_.add(id_, is_private ? "AWS::ApiGateway::DomainNameV2" : "AWS::ApiGateway::DomainName", properties);
    if (is_private && !associate()) return false;
    return map_paths(is_private) && add_record_sets(api_.context, api_.resource, domain_, alias_target(kind));
  }

private:
  bool fail(const Value* place, Complaint complaint) const { return api_.fail(place, std::move(complaint), "Domain"); }

  // A copy of a setting; null if it is not set.
  Value* copied(std::string_view name) const {
    const Value* value = domain_.get(name);
    return is_nothing(value) ? nullptr : make_.copy(value);
  }

  // Records a setting that is added here, since the deployment's hash includes it.
  void note(std::string_view name, Value* value) { api_.context.apis.python.set(domain_, name, value); }

  bool check() {
    if (!domain_.is_mapping()) {
      return fail(&domain_, fmt::format("Domain must be a map, found {}", describe(domain_)));
    }
    for (const std::string_view name : {std::string_view("DomainName"), std::string_view("CertificateArn")}) {
      if (present(&domain_, name) == nullptr) return fail(&domain_, fmt::format("Domain requires {}", name));
    }
    const Value* kind = present(&domain_, "EndpointConfiguration");
    if (kind == nullptr) {
      note("EndpointConfiguration", make_.string("REGIONAL"));
    } else if (!kind->is("EDGE") && !kind->is("REGIONAL") && !kind->is("PRIVATE")) {
      return fail(kind,
                  fmt::format("EndpointConfiguration of a custom domain must be EDGE, REGIONAL or PRIVATE, found {}",
                              describe(*kind)));
    }
    const Value* tls = present(&domain_, "MutualTlsAuthentication");
    if (!is_nothing(tls) && !tls->is_mapping()) {
      return fail(tls, fmt::format("MutualTlsAuthentication must be a map, found {}", describe(*tls)));
    }
    if (tls != nullptr) {
      for (const Entry& entry : tls->entries()) {
        if (std::find(kTlsSettings.begin(), kTlsSettings.end(), entry.key->text()) != kTlsSettings.end()) continue;
        return fail(entry.key, misspelt(fmt::format("Unknown key '{}' in MutualTlsAuthentication", entry.key->text()),
                                        near_property(entry.key->text(), kTlsSettings),
                                        "; expected TruststoreUri or TruststoreVersion"));
      }
    }
    const Value* paths = present(&domain_, "BasePath");
    for (const Value* path : paths == nullptr ? std::span<Value* const>{} : paths->items()) {
      if (!path->is_string()) return fail(path, fmt::format("BasePath must be a string, found {}", describe(*path)));
    }
    return true;
  }

  Value* endpoint(std::string_view kind) const {
    return make_.object({{"Types", make_.list({make_.string(kind)})}, {"IpAddressType", copied("IpAddressType")}});
  }

  Value* mutual_tls() const {
    const Value* given = present(&domain_, "MutualTlsAuthentication");
    if (is_nothing(given)) return nullptr;
    Value* tls = make_.object();
    for (const std::string_view name : kTlsSettings) {
      const Value* value = present(given, name);
      if (!is_nothing(value)) tls->set(name, make_.copy(value));
    }
    return tls;
  }

  // Private domains are reached through a VPC endpoint.
  bool associate() {
    const Value* association = present(&domain_, "AccessAssociation");
    if (is_nothing(association)) return true;
    if (!association->is_mapping()) {
      return fail(association, fmt::format("AccessAssociation must be a map, found {}", describe(*association)));
    }
    const Value* endpoint = present(association, "VpcEndpointId");
    if (endpoint == nullptr) return fail(association, "AccessAssociation requires VpcEndpointId");
    const std::string hash = short_hash(*make_.list({make_.copy(endpoint), make_.string(id_)}));
    api_.add("DomainNameAccessAssociation" + hash, "AWS::ApiGateway::DomainNameAccessAssociation",
             make_.object({{"AccessAssociationSource", make_.copy(endpoint)},
                           {"AccessAssociationSourceType", make_.string("VPCE")},
                           {"DomainNameArn", make_.ref(id_)}}));
    return true;
  }

  bool map_paths(bool is_private) {
    const Value* paths = present(&domain_, "BasePath");
    if (is_nothing(paths) || (!paths->is_string() && !paths->is_sequence())) {
      map_path({}, nullptr, is_private);
      return true;
    }
    const Value* normalize = domain_.get("NormalizeBasePath");
    const bool plain = normalize == nullptr || !is_nothing(normalize);
    const auto add = [&](const Value& path) {
      const std::string name = alphanumeric_part(path.text());
      map_path(name, make_.string(plain ? std::string_view(name) : path.text()), is_private);
    };
    if (paths->is_string()) add(*paths);
    for (const Value* path : paths->items()) add(*path);
    return true;
  }

  void map_path(std::string_view name, Value* path, bool is_private) {
    api_.add(fmt::format("{}{}BasePathMapping", api_.id(), name),
             is_private ? "AWS::ApiGateway::BasePathMappingV2" : "AWS::ApiGateway::BasePathMapping",
             make_.object({{"BasePath", path},
                           {is_private ? "DomainNameArn" : "DomainName", make_.ref(id_)},
                           {"RestApiId", make_.ref(api_.id())},
                           {"Stage", make_.ref(api_.stage_id)}}));
  }

  // Null without Route53.
  Value* alias_target(std::string_view kind) {
    Value* route53 = present(&domain_, "Route53");
    if (route53 == nullptr || !route53->is_mapping()) return nullptr;
    if (kind == "REGIONAL") return regional_alias_target(api_.context, id_, *route53);
    const Value* health = present(route53, "EvaluateTargetHealth");
    Value* target = make_.object({{"EvaluateTargetHealth", make_.copy(health)}});
    if (kind == "PRIVATE") {
      if (const Value* zone = present(route53, "VpcEndpointHostedZoneId"))
        target->set("HostedZoneId", make_.copy(zone));
      if (const Value* name = present(route53, "VpcEndpointDomainName")) target->set("DNSName", make_.copy(name));
      return target;
    }
    if (present(route53, "DistributionDomainName") == nullptr) {
      api_.context.apis.python.set(*route53, "DistributionDomainName", make_.get_att(id_, "DistributionDomainName"));
    }
    target->set("HostedZoneId", make_.string(kCloudFrontZone));
    target->set("DNSName", make_.copy(route53->get("DistributionDomainName")));
    return target;
  }

  RestApi& api_;
  ValueFactory& make_;
  Value& domain_;
  std::string id_;
};

}  // namespace

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-domainconfiguration.html
bool add_domain(RestApi& api) {
  if (api.domain == nullptr) return true;
  const ValueFactory::Scope scope(api.make, *api.domain);
  return DomainMaker(api).make();
}

}  // namespace virga
