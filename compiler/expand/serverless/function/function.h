// The steps of expanding a function, with one file for each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/core/sam_context.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {

// A function during its expansion. Each step may use the results of earlier ones.
struct FunctionParts {
  SamContext& context;
  const SamResource& resource;
  Value* function = nullptr;            // Properties of the AWS::Lambda::Function
  Value* tags = nullptr;                // as a list; null if there is a problem with them
  std::string alias_name;               // AutoPublishAlias; empty if it is not set
  std::string alias_id;                 // the alias's logical ID
  Value* alias = nullptr;               // the resource AWS::Lambda::Alias
  std::vector<Value*> invoke_policies;  // permissions for the destinations of EventInvokeConfig
  Value* role = nullptr;                // Properties of the generated role

  const std::string& id() const { return resource.logical_id; }
  // What URLs and permissions refer to: {Ref} to the alias or to the function.
  Value* target(ValueFactory& make) const { return make.ref(alias_id.empty() ? id() : alias_id); }
  // A property; null if is_nothing().
  Value* wanted(std::string_view name) const {
    Value* found = resource.get(name);
    return is_nothing(found) ? nullptr : found;
  }
  // Whether Tracing is set to anything but Disabled.
  bool is_traced() const {
    const Value* mode = wanted("Tracing");
    return mode != nullptr && !context.parameters.resolve(mode)->is("Disabled");
  }
  // Tags, if resources generated for the function must have them.
  Value* propagated_tags() const { return wanted("PropagateTags") == nullptr ? nullptr : wanted("Tags"); }
};

// Each returns false if a problem was reported.
bool check_function(SamContext& context, const SamResource& resource);  // function_rules.cpp
bool add_lambda_function(FunctionParts& parts);                         // function_code.cpp
// Sorts the Properties of the AWS::Lambda::Function after later steps have added some.
void sort_lambda_properties(Value& properties);
bool add_alias_and_version(FunctionParts& parts);      // function_alias_version.cpp
bool add_function_url(FunctionParts& parts);           // function_url.cpp
bool add_deployment_preference(FunctionParts& parts);  // function_deployment.cpp
bool add_event_invoke_config(FunctionParts& parts);    // function_event_invoke.cpp
bool add_function_role(FunctionParts& parts);          // function_role.cpp

}  // namespace virga
