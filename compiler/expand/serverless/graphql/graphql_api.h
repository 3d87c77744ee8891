// Shared by the parts of AWS::Serverless::GraphQLApi.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// A GraphQLApi during its expansion.
struct GraphqlApi {
  SamContext& context;
  const SamResource& resource;
  // By name in the template: the expression for the name of a data source or the ID of a function, respectively, either
  // a Fn::GetAtt or from the template.
  std::map<std::string, const Value*, std::less<>> data_source_names;
  std::map<std::string, const Value*, std::less<>> function_ids;
  bool has_none_data_source = false;

  std::string id(std::string_view rest) const { return resource.logical_id + std::string(rest); }
  Value* api_id() const { return context.make.get_att(resource.logical_id, "ApiId"); }
  bool fail(const Value* place, Complaint complaint, std::string_view property) {
    return context.fail(resource, place, std::move(complaint), property);
  }
  // Checks a map within the properties; `property` is its path. False if a problem was reported.
  bool check(std::string_view property, const Value& value, std::span<const PropertyRule> rules) const;
  // Adds a resource beside the API, with the API's attributes.
  void add(std::string_view rest, std::string_view type, Value* properties) const;
  // Adds a role that AppSync may assume; `managed_policy` may be null.
  void add_role(std::string_view rest, Value* managed_policy) const;
};

// Copies the values that are present: (name in the template, name in CloudFormation).
void copy_present(ValueFactory& make, const Value& from, Value& to,
                  std::initializer_list<std::pair<std::string_view, std::string_view>> names);
// A copy of a mapping without its null values.
Value* without_nulls(ValueFactory& make, const Value& mapping);

// Each adds its resources and returns false if a problem was reported. Call in this order, since functions refer to
// data sources and resolvers to functions.
bool add_graphql_data_sources(GraphqlApi& api);  // graphql_data_sources.cpp
bool add_graphql_functions(GraphqlApi& api);     // graphql_resolvers.cpp
bool add_graphql_resolvers(GraphqlApi& api);     // graphql_resolvers.cpp

}  // namespace virga
