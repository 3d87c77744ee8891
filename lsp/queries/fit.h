// Rates how well a reference fits at a place.
#pragma once

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

}  // namespace virga::lsp
