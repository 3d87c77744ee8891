#include <fmt/format.h>

#include <array>
#include <string_view>

#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kType = "AWS::Serverless::SimpleTable";
constexpr std::array kKeyRules = {
    PropertyRule{"Name", PropertyTypes::String, true, false},
    PropertyRule{"Type", PropertyTypes::String, true, false},
};
// Attribute types of SAM and DynamoDB.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kAttributeTypes{
    {{"String", "S"}, {"Number", "N"}, {"Binary", "B"}}};

// Reads the name and type of the key; the default is "id" of type String. False if a problem was reported.
bool read_primary_key(SamContext& context, const SamResource& resource, Value*& name, std::string_view& type) {
  const Value* key = resource.get("PrimaryKey");
  type = "S";
  if (is_nothing(key)) {
    name = context.make.string("id");
    return true;
  }
  if (!check_properties(context.problems, resource.logical_id, "PrimaryKey", *key, key, kKeyRules)) return false;
  const Value* written = key->get("Type");
  for (const auto& [sam_name, dynamodb_name] : kAttributeTypes) {
    if (!written->is(sam_name)) continue;
    type = dynamodb_name;
    name = context.make.copy(key->get("Name"));
    return true;
  }
  return context.fail(
      resource, written,
      misspelt_value(fmt::format("Type of PrimaryKey must be String, Number or Binary, found {}", describe(*written)),
                     *written, {"String", "Number", "Binary"}),
      "PrimaryKey/Type");
}

}  // namespace

bool expand_simple_table(SamContext& context, const SamResource& resource) {
  if (!check_properties(context.problems, resource.logical_id, kType, *resource.body, resource.properties,
                        property_rules(kType))) {
    return false;
  }
  ValueFactory& make = context.make;
  Value* name = nullptr;
  std::string_view type;
  if (!read_primary_key(context, resource, name, type)) return false;

  Value* properties = make.object();
  properties->set("AttributeDefinitions",
                  make.list({make.object({{"AttributeName", name}, {"AttributeType", make.string(type)}})}));
  properties->set("KeySchema",
                  make.list({make.object({{"AttributeName", make.copy(name)}, {"KeyType", make.string("HASH")}})}));
  const auto keep = [&](std::string_view property) {
    Value* value = resource.get(property);
    if (is_nothing(value)) return false;
    properties->set(property, make.copy(value));
    return true;
  };
  keep("PointInTimeRecoverySpecification");
  if (!keep("ProvisionedThroughput")) properties->set("BillingMode", make.string("PAY_PER_REQUEST"));
  keep("SSESpecification");
  keep("TableName");
  if (const Value* tags = resource.get("Tags"); !is_nothing(tags)) {
    properties->set("Tags", plain_tag_list(context, tags));
  }
  context.add_resource(resource, resource.logical_id, "AWS::DynamoDB::Table", properties,
                       own_attributes(context, resource));
  return true;
}

}  // namespace virga
