// How well a reference fits the place where it is to stand.
#pragma once

#include <string>
#include <string_view>

#include "compiler/model/template.h"
#include "lsp/queries/schema_place.h"

namespace virga::lsp {

enum class Fit : unsigned char {
  Exact,     // it is what is asked for
  Possible,  // nothing speaks against it
  Unlikely,  // another format, or another type
};

// What a place asks for.
struct Wanted {
  SchemaSet schemas;
  std::string property;  // the nearest key, "RoleArn"
};

// What Ref gives of a resource of this type, or Fn::GetAtt with an attribute; `given` is its schema.
Fit fit_of(Schema given, std::string_view type, std::string_view attribute, const Wanted& wanted);
Fit fit_of(const Parameter& parameter, const Wanted& wanted);

}  // namespace virga::lsp
