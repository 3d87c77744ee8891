// What is known of the template's parameters while it is expanded.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "compiler/expand/expansion.h"
#include "compiler/expand/problems.h"
#include "compiler/expand/value_factory.h"

namespace virga {

// Given values, else Defaults, and AWS::Region and AWS::Partition. Borrows the template.
class ParameterValues {
public:
  ParameterValues(const Value& root, const ExpandOptions& options, std::string_view partition, ValueFactory& make,
                  Problems& problems);

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
  void resolve_sub(Value& text) const;
  void find_in_map(Value*& value) const;

  ValueFactory& make_;
  Problems& problems_;
  const Value* mappings_ = nullptr;
  std::unordered_map<std::string_view, const Value*> values_;
};

}  // namespace virga
