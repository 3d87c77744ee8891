// The known values of parameters during the expansion.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/expand/expansion.h"
#include "compiler/expand/problems.h"
#include "compiler/expand/value_factory.h"
#include "compiler/resolve/conditions.h"

namespace virga {

// Given values, else Defaults, and AWS::Region and AWS::Partition. Unknown are parameters of SSM types, whose Default
// is the name of a stored parameter rather than its value, and NoEcho parameters, whose value must not be written into
// a template. Borrows the template.
//
// A Default is not used in a branch of Fn::If whose condition excludes it: in {"Fn::If": ["Given", {"Ref": "Role"}, …]}
// with an empty Default, where the condition Given says that Role is not empty, the Ref stays.
class ParameterValues {
public:
  ParameterValues(const Value& root, const ExpandOptions& options, std::string_view partition, ValueFactory& make,
                  Problems& problems);
  ~ParameterValues();
  ParameterValues(const ParameterValues&) = delete;
  ParameterValues& operator=(const ParameterValues&) = delete;

  // The value of a parameter; null if it is not known.
  const Value* find(std::string_view name) const;

  // A copy in which Ref to a known parameter is replaced by its value and "${Name}" in Fn::Sub by its text, at any
  // depth. For hashes and decisions; the template itself keeps its references. Null for null.
  Value* resolve(const Value* value) const;
  // The same in place. True if `value` itself was replaced; the caller must then store the new value.
  bool resolve_in_place(Value*& value) const;
  // The same for an expression that decides something: null if the result is still a function.
  Value* known(const Value* value) const;
  // A copy in which Fn::FindInMap with literal keys (after resolve()) is replaced by the mapping's value, at any depth.
  // Invalid calls are reported. Null for null.
  Value* resolve_mappings(const Value* value) const;

private:
  // The enclosing branches of Fn::If.
  using Branches = std::vector<std::pair<std::string_view, bool>>;
  struct Conditions;

  bool resolve_in_place(Value*& value, Branches& branches) const;
  // The value of a parameter if it can have that in these branches, else null.
  const Value* find(std::string_view name, const Branches& branches) const;
  void resolve_sub(Value& text, const Branches& branches) const;
  void find_in_map(Value*& value) const;

  const Value& root_;
  const ExpandOptions& options_;
  ValueFactory& make_;
  Problems& problems_;
  const Value* mappings_ = nullptr;
  std::unordered_map<std::string_view, const Value*> values_;
  mutable std::unique_ptr<Conditions> conditions_;  // created for the first Default inside Fn::If
};

}  // namespace virga
