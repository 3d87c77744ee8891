#include <fmt/format.h>

#include <array>

#include "compiler/expand/serverless/connectors/connector.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/graphql/graphql_api.h"

namespace virga {
namespace {

constexpr std::array kDynamoDbRules = {
    PropertyRule{"TableName", PropertyTypes::Any, true},
    PropertyRule{"ServiceRoleArn"},
    PropertyRule{"TableArn"},
    PropertyRule{"Permissions", PropertyTypes::StringList, false, false},
    PropertyRule{"Name", PropertyTypes::String},
    PropertyRule{"Description"},
    PropertyRule{"Region"},
    PropertyRule{"DeltaSync", PropertyTypes::Map},
    PropertyRule{"UseCallerCredentials"},
    PropertyRule{"Versioned"},
};
constexpr std::array kDeltaSyncRules = {
    PropertyRule{"BaseTableTTL", PropertyTypes::Any, true},
    PropertyRule{"DeltaSyncTableName", PropertyTypes::Any, true},
    PropertyRule{"DeltaSyncTableTTL", PropertyTypes::Any, true},
};
constexpr std::array kLambdaRules = {
    PropertyRule{"FunctionArn", PropertyTypes::Any, true},
    PropertyRule{"ServiceRoleArn"},
    PropertyRule{"Name", PropertyTypes::String},
    PropertyRule{"Description"},
};

// The region of a table; by default that of the stack.
Value* region_of(GraphqlApi& api, const Value& source) {
  const Value* region = present(&source, "Region");
  return is_nothing(region) ? api.context.make.ref("AWS::Region") : api.context.make.copy(region);
}

bool add_dynamodb_config(GraphqlApi& api, const Value& source, std::string_view where, Value& properties) {
  ValueFactory& make = api.context.make;
  Value* config =
      make.object({{"AwsRegion", region_of(api, source)}, {"TableName", make.copy(source.get("TableName"))}});
  for (const std::string_view name : {"UseCallerCredentials", "Versioned"}) {
    if (const Value* value = source.get(name); !is_nothing(value)) config->set(name, make.copy(value));
  }
  if (const Value* delta_sync = source.get("DeltaSync"); !is_nothing(delta_sync)) {
    if (!api.check(fmt::format("{}/DeltaSync", where), *delta_sync, kDeltaSyncRules)) return false;
    config->set("DeltaSyncConfig", make.copy(delta_sync));
  }
  properties.set("DynamoDBConfig", config);
  return true;
}

// The differences between the kinds of data sources.
struct Kind {
  std::string_view section;    // section of DataSources
  std::string_view ending;     // suffix of the data source's ID
  std::string_view type;       // type in AppSync
  std::string_view connector;  // suffix of the ID of the connector that lets the role use the target
  std::string_view target_type;
  std::string_view target_arn;  // the property for the target's ARN
  std::span<const PropertyRule> rules;
};
constexpr std::array<Kind, 2> kKinds{{
    {"DynamoDb", "DynamoDBDataSource", "AMAZON_DYNAMODB", "ToTableConnector", "AWS::DynamoDB::Table", "TableArn",
     kDynamoDbRules},
    {"Lambda", "LambdaDataSource", "AWS_LAMBDA", "ToLambdaConnector", "AWS::Lambda::Function", "FunctionArn",
     kLambdaRules},
}};

// The ARN of the data source's target: as written, else composed from the table's name and region.
Value* target_arn(GraphqlApi& api, const Kind& kind, const Value& source) {
  ValueFactory& make = api.context.make;
  if (const Value* written = present(&source, kind.target_arn)) return make.copy(written);
  return make.sub(
      "arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/${__TableName__}",
      make.object({{"__TableName__", make.copy(source.get("TableName"))}, {"__Region__", region_of(api, source)}}));
}

// The role of a data source: the given one, or a new one that may use the target. Null if a problem was reported.
Value* service_role(GraphqlApi& api, const Kind& kind, const Value& source, std::string_view ending) {
  ValueFactory& make = api.context.make;
  if (const Value* role = present(&source, "ServiceRoleArn"); !is_nothing(role)) return make.copy(role);
  const std::string role = fmt::format("{}Role", ending);
  const std::string id = api.id(ending);
  api.add_role(role, nullptr);
  const std::string connector = id + std::string(kind.connector);
  const Value* from = make.object({{"Type", make.string("AWS::AppSync::DataSource")},
                                   {"Arn", make.get_att(id, "DataSourceArn")},
                                   {"RoleName", make.ref(api.id(role))}});
  const Value* to = make.object({{"Type", make.string(kind.target_type)}, {"Arn", target_arn(api, kind, source)}});
  const Value* permissions = present(&source, "Permissions");
  if (is_nothing(permissions)) {
    permissions = kind.section == "Lambda" ? make.list({make.string("Write")})
                                           : make.list({make.string("Read"), make.string("Write")});
  }
  if (!connect_resources(api.context, api.resource, {connector, from, to, permissions})) return nullptr;
  return make.get_att(api.id(role), "Arn");
}

bool add_data_source(GraphqlApi& api, const Kind& kind, const Entry& entry) {
  ValueFactory& make = api.context.make;
  const std::string_view name = entry.key->text();
  const Value& source = *entry.value;
  const std::string where = fmt::format("DataSources/{}/{}", kind.section, name);
  const std::string ending = fmt::format("{}{}", name, kind.ending);
  api.data_source_names.insert_or_assign(std::string(name), make.get_att(api.id(ending), "Name"));
  if (!api.check(where, source, kind.rules)) return false;
  const Value* own_name = present(&source, "Name");
  Value* properties = make.object({{"ApiId", api.api_id()},
                                   {"Description", make.copy(present(&source, "Description"))},
                                   {"Name", is_nothing(own_name) ? make.string(name) : make.copy(own_name)},
                                   {"Type", make.string(kind.type)}});
  api.add(ending, "AWS::AppSync::DataSource", properties);
  Value* role = service_role(api, kind, source, ending);
  if (role == nullptr) return false;
  properties->set("ServiceRoleArn", role);
  if (kind.section == "DynamoDb") return add_dynamodb_config(api, source, where, *properties);
  properties->set("LambdaConfig", make.object({{"LambdaFunctionArn", make.copy(source.get("FunctionArn"))}}));
  return true;
}

}  // namespace

bool add_graphql_data_sources(GraphqlApi& api) {
  const Value* sources = api.resource.get("DataSources");
  if (sources == nullptr) return true;
  constexpr std::array kSections = {PropertyRule{"DynamoDb", PropertyTypes::Map},
                                    PropertyRule{"Lambda", PropertyTypes::Map}};
  if (!api.check("DataSources", *sources, kSections)) return false;
  bool all = true;
  for (const Kind& kind : kKinds) {
    const Value* section = present(sources, kind.section);
    if (section == nullptr) continue;
    for (const Entry& entry : section->entries()) all &= add_data_source(api, kind, entry);
  }
  return all;
}

}  // namespace virga
