// The Policies of a function or state machine, as the author writes them.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/expand/serverless/core/sam_context.h"

namespace virga {

// What an entry of Policies is. Fn::If is what its branches are; any other function is taken for a managed policy.
enum class PolicyKind : std::uint8_t {
  Managed,   // a name or an ARN
  Document,  // a map with Statement
  Template,  // a policy template with its parameters
  Unknown,
};

struct PolicyEntry {
  const Value* value = nullptr;
  PolicyKind kind = PolicyKind::Unknown;
};

// The entries of Policies; a single one need not be in a list. `policies` may be null. Branches of Fn::If that are not
// of one kind, and an Fn::If without three arguments, are reported for the whole template, and Unknown.
std::vector<PolicyEntry> policy_entries(SamContext& context, const Value* policies);

}  // namespace virga
