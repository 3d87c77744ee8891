#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/expand/serverless/api/implicit_api.h"
#include "compiler/expand/serverless/api/rest/rest_api.h"
#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/s3_location.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

// Properties that the RestApi takes over unchanged.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
constexpr std::array<std::string_view, 10> kCopied = {
    "Name", "Description",      "BinaryMediaTypes", "MinimumCompressionSize", "FailOnWarnings",
    "Mode", "ApiKeySourceType", "Policy",           "SecurityPolicy",         "EndpointAccessMode"};
// The generated resources to which tags are propagated.
constexpr std::array<std::string_view, 7> kTagged = {"AWS::ApiGateway::RestApi",
                                                     "AWS::ApiGateway::Stage",
                                                     "AWS::ApiGateway::DomainName",
                                                     "AWS::ApiGateway::DomainNameV2",
                                                     "AWS::ApiGateway::UsagePlan",
                                                     "AWS::ApiGateway::ApiKey",
                                                     "AWS::ApiGateway::DomainNameAccessAssociation"};

// "2" or "3", followed by one or two groups of a dot and a digit.
bool is_known_version(const Value& version) {
  const std::string_view text = version.text();
  if (!version.is_scalar() || (text.size() != 3 && text.size() != 5) || (text[0] != '2' && text[0] != '3'))
    return false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool fits = i % 2 == 1 ? text[i] == '.' : text[i] >= '0' && text[i] <= '9';
    if (!fits) return false;
  }
  return true;
}

bool check(const RestApi& api) {
  const Value* uri = api.resource.get("DefinitionUri");
  if (!is_nothing(uri) && !is_nothing(api.definition)) {
    return api.fail(uri, "DefinitionUri and DefinitionBody cannot be used together; remove one", "DefinitionUri");
  }
  const Value* merges = api.resource.get("MergeDefinitions");
  if (!is_nothing(uri) && !is_nothing(merges)) {
    return api.fail(merges, "MergeDefinitions requires DefinitionBody; a DefinitionUri is not changed",
                    "MergeDefinitions");
  }
  const Value* endpoint = api.resource.get("EndpointConfiguration");
  const Value* other = present(endpoint, "VPCEndpointIds");
  if (other != nullptr && present(endpoint, "VpcEndpointIds") != nullptr) {
    return api.fail(other, "VPCEndpointIds and VpcEndpointIds are the same property; remove one",
                    "EndpointConfiguration");
  }
  const Value* version = api.resource.get("OpenApiVersion");
  if (!is_nothing(version) && !is_known_version(*version)) {
    return api.fail(version,
                    fmt::format("OpenApiVersion must be a version such as '3.0.1', found {}", describe(*version)),
                    "OpenApiVersion");
  }
  return true;
}

// Types and Parameters of an endpoint configuration. API Gateway only has edge-optimized endpoints in the standard
// partition. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html
void set_endpoint(const RestApi& api, Value& properties) {
  ValueFactory& make = api.make;
  const Value* given = api.resource.get("EndpointConfiguration");
  if (is_nothing(given) && api.context.partition == "aws") return;
  const Value* type = present(given, "Type");
  const auto kind = [&]() {
    return is_nothing(given) ? make.string("REGIONAL") : make.copy(is_nothing(type) ? given : type);
  };
  Value* endpoint = make.object({{"Types", make.list({kind()})}});
  if (!is_nothing(type)) {
    for (const std::string_view name : {"VpcEndpointIds", "VPCEndpointIds"}) {
      if (const Value* ids = present(given, name)) endpoint->set("VpcEndpointIds", make.copy(ids));
    }
    if (const Value* ip = given->get("IpAddressType")) endpoint->set("IpAddressType", make.copy(ip));
  }
  properties.set("Parameters", make.object({{"endpointConfigurationTypes", kind()}}));
  properties.set("EndpointConfiguration", endpoint);
}

// With PropagateTags, the API's tags are added to all resources that support them.
void propagate_tags(const RestApi& api) {
  const Value* tags = api.resource.get("Tags");
  if (is_nothing(tags) || is_nothing(api.resource.get("PropagateTags"))) return;
  const Value* list = api.context.result->at(api.stage_id, "Properties", "Tags");
  if (list == nullptr) return;
  for (const SamContext::Added& added : api.context.added(api.resource)) {
    if (std::find(kTagged.begin(), kTagged.end(), added.type) == kTagged.end()) continue;
    Value* properties = api.context.result->at(added.logical_id, "Properties");
    if (properties != nullptr) properties->set("Tags", api.make.copy(list));
  }
}

std::string stage_id(const RestApi& api) {
  const std::string_view name = api.resource.get("StageName")->text();
  return is_alphanumeric(name) ? fmt::format("{}{}Stage", api.id(), name)
                               : fmt::format("{}Stage{}", api.id(), short_hash(name));
}

// A property with its parameters resolved in place.
Value* resolved(const RestApi& api, std::string_view name) {
  Value* value = api.resource.get(name);
  if (value != nullptr && api.context.parameters.resolve_in_place(value)) api.resource.properties->set(name, value);
  return value;
}

// Sets `deployed` to the definition: its body, or its location in S3; null if there is none. False if a problem was
// reported.
bool add_body(RestApi& api, Value& properties, const Value*& deployed) {
  const Value* uri = api.resource.get("DefinitionUri");
  if (is_nothing(uri)) {
    if (is_nothing(api.definition)) return true;
    if (!move_to_open_api_3(api)) return false;
    properties.set("Body", api.definition);
    deployed = api.definition;
    return true;
  }
  Value* place = s3_object(api.context, api.resource, *uri, "DefinitionUri", {"Bucket", "Key", "Version"});
  if (place == nullptr) return false;
  for (const Entry& entry : place->entries()) entry.value->set_authored();
  properties.set("BodyS3Location", place);
  deployed = place;
  return true;
}

}  // namespace

bool expand_api(SamContext& context, const SamResource& resource) {
  if (!check_properties(context.problems, resource.logical_id, resource.type, *resource.body, resource.properties,
                        property_rules(resource.type))) {
    return false;
  }
  RestApi api{context, resource, context.make};
  api.definition = resource.get("DefinitionBody");
  api.open_api_version = resource.get("OpenApiVersion");
  api.stage_id = stage_id(api);
  resolved(api, "BinaryMediaTypes");
  api.domain = resolved(api, "Domain");
  api.auth = resolved(api, "Auth");
  // Continue after a problem, to report the problems of all parts.
  bool good = check(api);
  for (const auto step :
       {add_cors, add_auth, add_gateway_responses, add_binary_media_types, add_models, add_endpoint_setting}) {
    good = step(api) && good;
  }
  Value* properties = api.make.object();
  const Value* deployed = nullptr;
  good = add_body(api, *properties, deployed) && good;
  for (const std::string_view name : kCopied) {
    if (Value* value = api.copied(name)) properties->set(name, value);
  }
  set_endpoint(api, *properties);
  context.add_resource(resource, resource.logical_id, "AWS::ApiGateway::RestApi", properties,
                       own_attributes(context, resource));
  good = add_domain(api) && good;
  add_deployment(api, deployed);
  add_authorizer_permissions(api);
  good = add_usage_plan(api) && good;
  propagate_tags(api);
  if (const Value* always = resource.get("AlwaysDeploy"); !is_nothing(always)) {
    context.problems.note(
        resource.logical_id, always,
        "With AlwaysDeploy the deployment ID depends on the time of each deployment; here it depends on the definition",
        "AlwaysDeploy");
  }
  return good;
}

}  // namespace virga
