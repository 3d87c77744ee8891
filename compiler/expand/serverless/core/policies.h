// The Policies of a function or state machine as written.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/expand/serverless/core/sam_context.h"
#include "compiler/support/near_names.h"

namespace virga {

// The kind of an entry of Policies. Fn::If has the kind of its branches; any other function counts as a managed policy.
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

// A key that makes a map of Policies a policy if it is written rightly: "Statement", or the name of a policy template.
struct MisspeltPolicy {
  const Value* key = nullptr;  // null if there is none
  NearName near = {};
};
// Also looks at the branches of Fn::If.
MisspeltPolicy misspelt_policy(const Value& policy);

Complaint no_policy_template(const MisspeltPolicy& found);

// The entries of Policies; a single one need not be in a list. `policies` may be null. Branches of Fn::If with
// different kinds, and an Fn::If without three arguments, are reported for the whole template and are Unknown.
std::vector<PolicyEntry> policy_entries(SamContext& context, const Value* policies);

}  // namespace virga
