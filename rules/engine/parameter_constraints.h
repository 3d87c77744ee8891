// What a parameter's declaration says of its values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/node.h"

namespace virga {

// Constraints of one declaration (AllowedValues, AllowedPattern, MinLength, …). Borrows the node.
class ParameterConstraints {
public:
  explicit ParameterConstraints(const Node& declaration);

  // Why a value is refused, one sentence a constraint; empty when it is fine. A list (`is_list`) may be fine as a whole
  // or item by item. A value that NoEcho hides is shown as asterisks.
  std::vector<std::string> refusals(std::string_view value, bool is_list) const;

private:
  std::vector<std::string> refusals(std::string_view value) const;
  void check_length(std::string_view value, std::vector<std::string>& found) const;
  void check_number(std::string_view value, std::vector<std::string>& found) const;

  std::string_view shown(std::string_view value) const { return is_secret_ ? "****" : value; }

  const Node& declaration_;
  bool is_secret_ = false;  // NoEcho
};

}  // namespace virga
