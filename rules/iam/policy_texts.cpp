// E3510, E3512, E3513 and E3530 of policies that are given as strings: what the schemas say of a policy needs one that
// can be read.
#include "rules/engine/embedded_json.h"
#include "rules/iam/checks.h"

namespace virga {

void check_policy_text(Validation& validation, const Node& policy, const Location& where) {
  const Context& context = validation.context();
  // Of a text that was not read to its end, a string may be a part.
  if (!policy.is_string() || context.resolved || validation.compilation().unread() != nullptr) return;
  std::string fault = fault_of_json_text(policy.text());
  if (!fault.empty()) validation.fail(context, context.rule.empty() ? "E3510" : context.rule, where, std::move(fault));
}

}  // namespace virga
