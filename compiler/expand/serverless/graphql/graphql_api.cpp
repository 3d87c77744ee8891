#include "compiler/expand/serverless/graphql/graphql_api.h"
#include "compiler/expand/serverless/core/tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "compiler/expand/serverless/connectors/connector.h"
#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kType = "AWS::Serverless::GraphQLApi";
constexpr std::array kAuthRules = {
    PropertyRule{"Type", PropertyTypes::String, true, false},
    PropertyRule{"LambdaAuthorizer", PropertyTypes::Map, false, false},
    PropertyRule{"OpenIDConnect", PropertyTypes::Map, false, false},
    PropertyRule{"UserPool", PropertyTypes::Map, false, false},
    PropertyRule{"Additional", PropertyTypes::MapList, false, false},
};
constexpr std::array kLambdaAuthorizerRules = {
    PropertyRule{"AuthorizerResultTtlInSeconds"},
    PropertyRule{"AuthorizerUri", PropertyTypes::Any, true},
    PropertyRule{"IdentityValidationExpression"},
};
constexpr std::array kOpenIdRules = {PropertyRule{"AuthTTL"}, PropertyRule{"ClientId"}, PropertyRule{"IatTTL"},
                                     PropertyRule{"Issuer"}};
constexpr std::array kUserPoolRules = {
    PropertyRule{"AppIdClientRegex"},
    PropertyRule{"AwsRegion"},
    PropertyRule{"DefaultAction"},
    PropertyRule{"UserPoolId", PropertyTypes::Any, true},
};
constexpr std::array kLoggingRules = {
    PropertyRule{"CloudWatchLogsRoleArn"},
    PropertyRule{"ExcludeVerboseContent"},
    PropertyRule{"FieldLogLevel", PropertyTypes::String},
};
constexpr std::array kApiKeyRules = {PropertyRule{"ApiKeyId"}, PropertyRule{"Description"}, PropertyRule{"ExpiresOn"}};
constexpr std::array kDomainRules = {
    PropertyRule{"CertificateArn", PropertyTypes::Any, true},
    PropertyRule{"DomainName", PropertyTypes::Any, true},
    PropertyRule{"Description"},
};
constexpr std::array kCacheRules = {
    PropertyRule{"ApiCachingBehavior", PropertyTypes::Any, true},
    PropertyRule{"Ttl", PropertyTypes::Any, true},
    PropertyRule{"Type", PropertyTypes::Any, true},
    PropertyRule{"AtRestEncryptionEnabled"},
    PropertyRule{"TransitEncryptionEnabled"},
};

// The property that a Type of Auth requires, in the template and in CloudFormation.
struct Authorizer {
  std::string_view type;
  std::string_view property;
  std::string_view config;
  std::span<const PropertyRule> rules;
};
constexpr std::array<Authorizer, 5> kAuthorizers{{
    {"AWS_IAM", {}, {}, {}},
    {"API_KEY", {}, {}, {}},
    {"AWS_LAMBDA", "LambdaAuthorizer", "LambdaAuthorizerConfig", kLambdaAuthorizerRules},
    {"OPENID_CONNECT", "OpenIDConnect", "OpenIDConnectConfig", kOpenIdRules},
    {"AMAZON_COGNITO_USER_POOLS", "UserPool", "UserPoolConfig", kUserPoolRules},
}};

// Writes an authentication mode to `to`; `where` is "Auth" or "Auth/Additional/0". Appends the functions of Lambda
// authorizers to `functions`.
bool add_authorizer(GraphqlApi& api, const Value& auth, std::string_view where, bool additional, Value& to,
                    std::vector<const Value*>& functions) {
  const auto rules = std::span(kAuthRules).first(additional ? kAuthRules.size() - 1 : kAuthRules.size());
  if (!api.check(where, auth, rules)) return false;
  const Value* type = auth.get("Type");
  const auto authorizer = std::ranges::find(kAuthorizers, type->text(), &Authorizer::type);
  if (authorizer == kAuthorizers.end()) {
    return api.fail(
        type,
        misspelt_value(fmt::format("Type of {} must be AWS_IAM, API_KEY, AWS_LAMBDA, OPENID_CONNECT or "
                                   "AMAZON_COGNITO_USER_POOLS, found {}",
                                   where, describe(*type)),
                       *type, {"AWS_IAM", "API_KEY", "AWS_LAMBDA", "OPENID_CONNECT", "AMAZON_COGNITO_USER_POOLS"}),
        fmt::format("{}/Type", where));
  }
  to.set("AuthenticationType", api.context.make.copy(type));
  for (const Authorizer& other : kAuthorizers) {
    const Value* config = other.property.empty() ? nullptr : present(&auth, other.property);
    if (config == nullptr || other.type == authorizer->type) continue;
    return api.fail(config,
                    fmt::format("{0} is of Type {1}, which does not support {2}", where, type->text(), other.property),
                    fmt::format("{}/{}", where, other.property));
  }
  if (authorizer->property.empty()) return true;
  const Value* config = present(&auth, authorizer->property);
  if (config == nullptr) {
    return api.fail(&auth,
                    fmt::format("{0} is of Type {1}, which requires {2}", where, type->text(), authorizer->property),
                    fmt::format("{}/{}", where, authorizer->property));
  }
  if (!api.check(fmt::format("{}/{}", where, authorizer->property), *config, authorizer->rules)) return false;
  Value* copy = without_nulls(api.context.make, *config);
  if (additional) copy->erase("DefaultAction");  // only the primary authentication mode has one
  if (!copy->empty()) to.set(authorizer->config, copy);
  if (const Value* function = copy->get("AuthorizerUri")) functions.push_back(function);
  return true;
}

bool add_auth(GraphqlApi& api, Value& properties, std::vector<const Value*>& functions) {
  const Value& auth = *api.resource.get("Auth");
  if (!add_authorizer(api, auth, "Auth", false, properties, functions)) return false;
  const Value* additional = present(&auth, "Additional");
  if (additional == nullptr || additional->empty()) return true;
  Value* list = api.context.make.list();
  std::size_t number = 0;
  for (const Value* item : additional->items()) {
    Value* provider = api.context.make.object();
    if (!add_authorizer(api, *item, fmt::format("Auth/Additional/{}", number++), true, *provider, functions))
      return false;
    list->append(provider);
  }
  properties.set("AdditionalAuthenticationProviders", list);
  return true;
}

// Allows the API to invoke its authorizer functions.
bool connect_authorizers(GraphqlApi& api, const std::vector<const Value*>& functions) {
  ValueFactory& make = api.context.make;
  std::size_t number = 0;
  for (const Value* function : functions) {
    const std::string id = api.id(fmt::format("ToLambdaAuthConnector{}", ++number));
    const Value* source = make.object({{"Type", make.string("AWS::AppSync::GraphQLApi")},
                                       {"Arn", make.ref(api.resource.logical_id)},
                                       {"ResourceId", api.api_id()}});
    const Value* destination =
        make.object({{"Type", make.string("AWS::Lambda::Function")}, {"Arn", make.copy(function)}});
    if (!connect_resources(api.context, api.resource, {id, source, destination, make.list({make.string("Write")})})) {
      return false;
    }
  }
  return true;
}

bool add_logging(GraphqlApi& api, Value& properties) {
  const Value* logging = api.resource.get("Logging");
  if (logging != nullptr && logging->is_boolean() && is_nothing(logging)) return true;
  ValueFactory& make = api.context.make;
  Value* config = make.object();
  if (logging != nullptr && logging->is_mapping()) {
    if (!api.check("Logging", *logging, kLoggingRules)) return false;
  } else {
    logging = nullptr;
  }
  const auto written = [&](std::string_view name) -> Value* {
    const Value* value = present(logging, name);
    return is_nothing(value) ? nullptr : make.copy(value);
  };
  if (Value* exclude = written("ExcludeVerboseContent")) config->set("ExcludeVerboseContent", exclude);
  Value* level = written("FieldLogLevel");
  config->set("FieldLogLevel", level != nullptr ? level : make.string("ALL"));
  Value* role = written("CloudWatchLogsRoleArn");
  if (role == nullptr) {
    api.add_role("CloudWatchRole",
                 make.sub("arn:${AWS::Partition}:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs"));
    role = make.get_att(api.id("CloudWatchRole"), "Arn");
  }
  config->set("CloudWatchLogsRoleArn", role);
  properties.set("LogConfig", config);
  return true;
}

bool add_schema(GraphqlApi& api) {
  const Value* text = api.resource.get("SchemaInline");
  const Value* location = api.resource.get("SchemaUri");
  if (is_nothing(text) == is_nothing(location)) {
    return api.fail(is_nothing(text) ? nullptr : text,
                    is_nothing(text) ? "A GraphQLApi requires SchemaInline or SchemaUri"
                                     : "SchemaInline and SchemaUri cannot be used together; remove one",
                    "SchemaInline");
  }
  const bool is_text = is_nothing(location);
  if (const Value* schema = is_text ? text : location; !schema->is_string()) {
    return api.fail(
        schema, fmt::format("{} must be a string, found {}", is_text ? "SchemaInline" : "SchemaUri", describe(*schema)),
        is_text ? "SchemaInline" : "SchemaUri");
  }
  ValueFactory& make = api.context.make;
  api.add(
      "Schema", "AWS::AppSync::GraphQLSchema",
      make.object(
          {{"ApiId", api.api_id()}, {"Definition", make.copy(text)}, {"DefinitionS3Location", make.copy(location)}}));
  return true;
}

bool add_api_keys(GraphqlApi& api) {
  const Value* keys = api.resource.get("ApiKeys");
  if (keys == nullptr) return true;
  for (const Entry& entry : keys->entries()) {
    if (!api.check(fmt::format("ApiKeys/{}", entry.key->text()), *entry.value, kApiKeyRules)) return false;
    Value* properties = api.context.make.object({{"ApiId", api.api_id()}});
    copy_present(api.context.make, *entry.value, *properties,
                 {{"ApiKeyId", "ApiKeyId"}, {"Description", "Description"}, {"ExpiresOn", "Expires"}});
    api.add(entry.key->text(), "AWS::AppSync::ApiKey", properties);
  }
  return true;
}

bool add_cache(GraphqlApi& api) {
  const Value* cache = api.resource.get("Cache");
  if (cache == nullptr) return true;
  if (!api.check("Cache", *cache, kCacheRules)) return false;
  Value* properties = api.context.make.object({{"ApiId", api.api_id()}});
  for (const PropertyRule& rule : kCacheRules) {
    copy_present(api.context.make, *cache, *properties, {{rule.name, rule.name}});
  }
  api.add("ApiCache", "AWS::AppSync::ApiCache", properties);
  return true;
}

bool add_domain(GraphqlApi& api) {
  const Value* domain = api.resource.get("DomainName");
  if (domain == nullptr) return true;
  if (!api.check("DomainName", *domain, kDomainRules)) return false;
  ValueFactory& make = api.context.make;
  Value* properties = make.object();
  for (const PropertyRule& rule : kDomainRules) copy_present(make, *domain, *properties, {{rule.name, rule.name}});
  api.add("DomainName", "AWS::AppSync::DomainName", properties);
  api.add("DomainNameApiAssociation", "AWS::AppSync::DomainNameApiAssociation",
          make.object({{"ApiId", api.api_id()}, {"DomainName", make.ref(api.id("DomainName"))}}));
  return true;
}

Value* api_tags(GraphqlApi& api) {
  ValueFactory& make = api.context.make;
  Value* tags = plain_tag_list(api.context, api.resource.get("Tags"));
  tags->append(make.object({{"Key", make.string("graphqlapi:createdBy")}, {"Value", make.string("SAM")}}));
  return tags;
}

}  // namespace

bool GraphqlApi::check(std::string_view property, const Value& value, std::span<const PropertyRule> rules) const {
  if (value.is_null()) {
    return context.fail(resource, &value, fmt::format("{} must be a map, found null", property), property);
  }
  return check_properties(context.problems, resource.logical_id, property, value, &value, rules);
}

void GraphqlApi::add(std::string_view rest, std::string_view type, Value* properties) const {
  context.add_resource(resource, id(rest), type, properties, own_attributes(context, resource));
}

void GraphqlApi::add_role(std::string_view rest, Value* managed_policy) const {
  ValueFactory& make = context.make;
  Value* statement =
      make.object({{"Action", make.list({make.string("sts:AssumeRole")})},
                   {"Effect", make.string("Allow")},
                   {"Principal", make.object({{"Service", make.list({make.string("appsync.amazonaws.com")})}})}});
  Value* policies = managed_policy == nullptr ? nullptr : make.list({managed_policy});
  add(rest, "AWS::IAM::Role",
      make.object({{"AssumeRolePolicyDocument",
                    make.object({{"Version", make.string("2012-10-17")}, {"Statement", make.list({statement})}})},
                   {"ManagedPolicyArns", policies}}));
}

void copy_present(ValueFactory& make, const Value& from, Value& to,
                  std::initializer_list<std::pair<std::string_view, std::string_view>> names) {
  for (const auto& [name, target] : names) {
    if (const Value* value = present(&from, name)) to.set(target, make.copy(value));
  }
}

Value* without_nulls(ValueFactory& make, const Value& mapping) {
  Value* copy = make.object();
  for (const Entry& entry : mapping.entries()) {
    if (!entry.value->is_null()) copy->set(make.copy(entry.key), make.copy(entry.value));
  }
  return copy;
}

namespace {

// The transform takes strings such as 'yes' for booleans here, but no function.
bool check_tracing(const GraphqlApi& api) {
  constexpr std::string_view kProperty = "XrayEnabled";
  const Value* value = api.resource.get(kProperty);
  if (value == nullptr || value->is_scalar()) return true;
  return api.context.fail(api.resource, value,
                          fmt::format("{} must be true or false, found {}", kProperty, describe(*value)), kProperty);
}

}  // namespace

bool expand_graphql_api(SamContext& context, const SamResource& resource) {
  if (!check_properties(context.problems, resource.logical_id, kType, *resource.body, resource.properties,
                        property_rules(kType))) {
    return false;
  }
  ValueFactory& make = context.make;
  GraphqlApi api{context, resource, {}, {}, false};
  Value* properties = make.object();
  const Value* name = resource.get("Name");
  properties->set("Name", is_nothing(name) ? make.string(resource.logical_id) : make.copy(name));
  if (!check_tracing(api)) return false;
  copy_present(make, *resource.properties, *properties, {{"XrayEnabled", "XrayEnabled"}});
  std::vector<const Value*> authorizers;
  bool all = add_auth(api, *properties, authorizers);
  properties->set("Tags", api_tags(api));
  copy_present(make, *resource.properties, *properties,
               {{"Visibility", "Visibility"},
                {"OwnerContact", "OwnerContact"},
                {"IntrospectionConfig", "IntrospectionConfig"},
                {"QueryDepthLimit", "QueryDepthLimit"},
                {"ResolverCountLimit", "ResolverCountLimit"}});
  api.add({}, "AWS::AppSync::GraphQLApi", properties);
  // Process all parts, so that all problems are reported together.
  for (const auto add_part : {add_schema, add_api_keys, add_cache, add_graphql_data_sources, add_domain,
                              add_graphql_functions, add_graphql_resolvers}) {
    all &= add_part(api);
  }
  all &= connect_authorizers(api, authorizers);
  all &= add_logging(api, *properties);
  return all;
}

}  // namespace virga
