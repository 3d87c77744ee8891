// The steps of expanding a function: one file each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/expand/serverless/core/sam_context.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {

// A function on its way. What a step makes, the later ones use.
struct FunctionParts {
  SamContext& context;
  const SamResource& resource;
  Value* function = nullptr;            // Properties of the AWS::Lambda::Function
  Value* tags = nullptr;                // as a list; null when there is a problem with them
  std::string alias_name;               // AutoPublishAlias; empty when there is none
  std::string alias_id;                 // the alias's logical id
  Value* alias = nullptr;               // the resource AWS::Lambda::Alias
  std::vector<Value*> invoke_policies;  // what the destinations of EventInvokeConfig need of the role
  Value* role = nullptr;                // Properties of the generated role

  const std::string& id() const { return resource.logical_id; }
  // What urls and permissions name: {Ref} of the alias or of the function.
  Value* target(ValueFactory& make) const { return make.ref(alias_id.empty() ? id() : alias_id); }
  // A property; null when it is_nothing().
  Value* wanted(std::string_view name) const {
    Value* found = resource.get(name);
    return is_nothing(found) ? nullptr : found;
  }
  // Is Tracing set to anything but Disabled?
  bool is_traced() const {
    const Value* mode = wanted("Tracing");
    return mode != nullptr && !context.parameters.resolve(mode)->is("Disabled");
  }
  // Tags, when what is made of the function has to have them.
  Value* propagated_tags() const { return wanted("PropagateTags") == nullptr ? nullptr : wanted("Tags"); }
};

// Each false when a problem was reported.
bool check_function(SamContext& context, const SamResource& resource);  // function_rules.cpp
bool add_lambda_function(FunctionParts& parts);                         // function_code.cpp
// Puts the Properties of the AWS::Lambda::Function, to which later steps added some, into their order.
void sort_lambda_properties(Value& properties);
bool add_alias_and_version(FunctionParts& parts);      // function_alias_version.cpp
bool add_function_url(FunctionParts& parts);           // function_url.cpp
bool add_deployment_preference(FunctionParts& parts);  // function_deployment.cpp
bool add_event_invoke_config(FunctionParts& parts);    // function_event_invoke.cpp
bool add_function_role(FunctionParts& parts);          // function_role.cpp

}  // namespace virga
