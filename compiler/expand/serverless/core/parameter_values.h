// What is known of the template's parameters while it is expanded.
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

// Given values, else Defaults, and AWS::Region and AWS::Partition. The Default of an SSM type is the name of a stored
// parameter and not its value, and what NoEcho hides is not written into a template: both are not known. Borrows the
// template.
//
// A Default is not taken in a branch of Fn::If whose condition it excludes: in {"Fn::If": ["Given", {"Ref": "Role"},
// …]} with an empty Default, where Given says that Role is not empty, the Ref stays.
class ParameterValues {
public:
  ParameterValues(const Value& root, const ExpandOptions& options, std::string_view partition, ValueFactory& make,
                  Problems& problems);
  ~ParameterValues();
  ParameterValues(const ParameterValues&) = delete;
  ParameterValues& operator=(const ParameterValues&) = delete;

  // The value of a parameter; null when it is not known.
  const Value* find(std::string_view name) const;

  // A copy in which Ref to a known parameter is its value and "${Name}" of Fn::Sub its text, at any depth; all else
  // stays. For hashes and decisions: what is written into the template keeps its references. null gives null.
  Value* resolve(const Value* value) const;
  // The same in place. True when `value` itself was replaced; whoever holds it then has to take the new one.
  bool resolve_in_place(Value*& value) const;
  // The same for one expression that decides something: also null for what is still a function afterwards.
  Value* known(const Value* value) const;
  // Fn::FindInMap with literal keys (after resolve()) replaced by what the mapping holds, at any depth. Faults of the
  // call are reported. null gives null.
  Value* resolve_mappings(const Value* value) const;

private:
  // The branches of Fn::If around a value.
  using Branches = std::vector<std::pair<std::string_view, bool>>;
  struct Conditions;

  bool resolve_in_place(Value*& value, Branches& branches) const;
  // The value of a parameter that it can have in these branches, else null.
  const Value* find(std::string_view name, const Branches& branches) const;
  void resolve_sub(Value& text, const Branches& branches) const;
  void find_in_map(Value*& value) const;

  const Value& root_;
  const ExpandOptions& options_;
  ValueFactory& make_;
  Problems& problems_;
  const Value* mappings_ = nullptr;
  std::unordered_map<std::string_view, const Value*> values_;
  mutable std::unique_ptr<Conditions> conditions_;  // made for the first Default inside Fn::If
};

}  // namespace virga
