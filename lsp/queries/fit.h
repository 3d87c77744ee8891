// Rates how well a reference fits at a place.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/template.h"
#include "lsp/queries/schema_place.h"

namespace virga::lsp {

enum class Fit : unsigned char {
  Exact,     // is what the place expects
  Possible,  // cannot be ruled out
  Unlikely,  // is something else
};

// What a place expects: a format, if the facts say so, else what the name of its property is about. Valid as long as
// the facts.
class Wanted {
public:
  // Anything.
  Wanted() = default;
  // `property`: the nearest key, "RoleArn".
  Wanted(const SchemaDatabase& facts, const Place& place, std::string_view property);

  // Whether a property is known, so that there is something to fit.
  bool is_known() const { return !property_.empty(); }
  // Rates Ref to a resource of this type, or Fn::GetAtt with an attribute; `given` is the schema of the result.
  Fit fit_of(Schema given, std::string_view type, std::string_view attribute) const;
  Fit fit_of(const Parameter& parameter) const;

private:
  // What the end of a name says of the value.
  enum class Ending : std::uint8_t { None, Id, Arn, Name, Url, Other };
  struct Name {
    std::string thing;  // "DestinationBucket" of "DestinationBucketNames"
    Ending ending = Ending::None;
  };
  static Name split(std::string_view name);
  static bool agree(Ending wanted, Ending given);

  bool is_own_name(std::string_view type) const;
  Ending returned_by_ref(std::string_view type) const;
  Fit by_kind(std::string_view type, Ending given) const;
  Fit by_identifier(std::string_view type) const;
  Fit by_names(std::string_view type, std::string_view attribute) const;
  Fit by_type(std::string_view looked_up) const;
  bool names_service(std::string_view type) const;

  const SchemaDatabase* facts_ = nullptr;
  SchemaSet schemas_;
  std::uint8_t types_ = 0;
  std::vector<std::string_view> formats_;
  bool is_top_ = false;   // a property of the resource itself, not of a map in it
  std::string property_;  // lower case
  Name name_;
  std::string patterns_;
  bool wants_arn_ = false;                    // or takes one
  bool says_arn_ = false;                     // its documentation asks for nothing else
  std::string resource_type_;                 // of the resource around the place
  std::string own_;                           // the type of its service that the property is called after
  std::string named_;                         // the type whose service the property or the key around it names, too
  std::size_t kind_size_ = 0;                 // of the longest kind of resources that the property is called after
  std::size_t namesakes_ = 0;                 // how many types are of that kind
  std::vector<std::string_view> documented_;  // the types that the table of such properties has
};

// The types of parameters whose values CloudFormation looks up in the account: "AWS::EC2::VPC::Id".
std::span<const std::string_view> looked_up_types();
// The one of them that is made for a place; "" if there is none.
std::string_view parameter_type_for(const SchemaSet& schemas);

}  // namespace virga::lsp
