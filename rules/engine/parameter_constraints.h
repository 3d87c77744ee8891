// The constraints that a parameter's definition puts on its values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/model/template.h"
#include "compiler/syntax/node.h"

namespace virga {

// The constraints of one definition (AllowedValues, AllowedPattern, MinLength, …). Borrows the node.
class ParameterConstraints {
public:
  // `is_secret` if the value is to be hidden, as that of a NoEcho parameter is.
  explicit ParameterConstraints(const Node& declaration, bool is_secret = false);

  // Why a value is not allowed, one sentence per violated constraint; empty if it is allowed. A list (`is_list`) is
  // checked as a whole and item by item; one of them must be allowed. The value of a NoEcho parameter is shown as
  // asterisks.
  std::vector<std::string> refusals(std::string_view value, bool is_list) const;
  // The same, and why it is no value of the parameter's Type where that asks for numbers. What only an account knows of
  // it (whether a VPC exists) is not judged, and neither is anything of a value of Parameter Store.
  std::vector<std::string> refusals_of_value(const Parameter& parameter, std::string_view value) const;

private:
  std::vector<std::string> refusals(std::string_view value) const;
  void check_length(std::string_view value, std::vector<std::string>& found) const;
  void check_number(std::string_view value, std::vector<std::string>& found) const;

  std::string counted(std::int64_t length) const;
  std::string_view shown(std::string_view value) const { return is_secret_ ? "****" : value; }

  const Node& declaration_;
  bool is_secret_;
};

}  // namespace virga
