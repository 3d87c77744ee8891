// The algorithms behind the table in rules.cpp.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// W3037, for Action and NotAction of a statement. Checks whole lists, because cfn-lint reports at the list.
void check_actions(Validation& validation, const Node& value, const Location& where);

// E3510 and the other rules of policies: a policy that is a string of broken JSON.
void check_policy_text(Validation& validation, const Node& policy, const Location& where);

// I3510, on a statement.
void check_action_resources(Validation& validation, const Node& statement, const Location& where);

// E3050, for uses of Ref to a role where its ARN is expected.
void check_role_paths(const Compilation& compilation, Reporter& reporter);

}  // namespace virga
