// Finds the Lambda functions of a template, for rules that check several properties together.
#pragma once

#include <functional>
#include <string_view>

#include "rules/engine/validation.h"

namespace virga {

// A function with properties: `properties` is the location of the Properties mapping.
struct LambdaFunction {
  const Resource& resource;
  const Location& properties;
  bool is_serverless = false;  // AWS::Serverless::Function in a template with that transform

  const Node& body() const { return *properties.value; }
};

void each_function(const Template& model, const std::function<void(const LambdaFunction&)>& visit);

// The property that a function inherits from Globals/Function, or null if there is none, or the function ignores or
// overrides it.
const Member* inherited_property(const Template& model, const LambdaFunction& function, std::string_view name);

}  // namespace virga
