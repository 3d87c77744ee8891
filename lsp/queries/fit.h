// Rates how well a reference fits at a place.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compiler/model/template.h"
#include "lsp/queries/schema_place.h"

namespace virga::lsp {

enum class Fit : unsigned char {
  Exact,     // has the expected format
  Possible,  // cannot be ruled out
  Unlikely,  // has another format or type
};

// What a place expects.
struct Wanted {
  SchemaSet schemas;
  std::string property;  // the nearest key, "RoleArn"
};

// Rates Ref to a resource of this type, or Fn::GetAtt with an attribute; `given` is the schema of the result.
Fit fit_of(Schema given, std::string_view type, std::string_view attribute, const Wanted& wanted);
Fit fit_of(const Parameter& parameter, const Wanted& wanted);

// The types of parameters whose values CloudFormation looks up in the account: "AWS::EC2::VPC::Id".
std::span<const std::string_view> looked_up_types();
// The one of them that is made for a place; "" if there is none.
std::string_view parameter_type_for(const SchemaSet& schemas);

}  // namespace virga::lsp
