// V9002, V9003: overly permissive policy statements.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "rules/security/checks.h"

namespace virga {
namespace {

bool allows(const Node& statement) {
  const Node* effect = statement.get("Effect");
  return effect != nullptr && effect->text() == "Allow";
}

bool is_star(const Node& value) {
  if (value.is_sequence()) {
    return std::any_of(value.items().begin(), value.items().end(),
                       [](const Node* item) { return item->text() == "*"; });
  }
  return value.text() == "*";
}

bool is_everybody(const Node& principal) {
  if (!principal.is_mapping()) return is_star(principal);
  const Node* accounts = principal.get("AWS");
  return accounts != nullptr && is_star(*accounts);
}

// The stack's own account in place of everyone.
std::optional<Fix> own_account_fix(const Compilation& compilation, const Node& statement, const Member& principal) {
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  const Node& account = make.ref("AWS::AccountId");
  const Node* accounts = principal.value->get("AWS");
  if (accounts != nullptr) {
    edit.replace(*principal.value, *accounts, account);
  } else {
    edit.replace(statement, *principal.value, make.map({{"AWS", &account}}));
  }
  return edit.take_fix("Only allow this account", FixSafety::Unsafe);
}

}  // namespace

void check_open_statement(Validation& v, const Node& statement, const Location& where) {
  const Member* principal = statement.find("Principal");
  if (!v.reporter().runs("V9002") || principal == nullptr || !allows(statement)) return;
  const Node* condition = statement.get("Condition");
  if ((condition != nullptr && condition->size > 0) || !is_everybody(*principal->value)) return;
  v.fail(v.context(),
         finding("V9002", v.at(where, *principal),
                 "This statement allows everyone in every AWS account; name the principals, or add a Condition such as "
                 "aws:SourceArn or aws:PrincipalOrgID")
             .fix(own_account_fix(v.compilation(), statement, *principal)));
}

void check_broad_statement(Validation& v, const Node& statement, const Location& where) {
  if (!v.reporter().runs("V9003") || !allows(statement)) return;
  for (const std::string_view name : {"NotAction", "NotResource", "NotPrincipal"}) {
    const Member* member = statement.find(name);
    if (member == nullptr) continue;
    v.fail(v.context(), "V9003", v.at(where, *member),
           fmt::format("Allow with {} allows everything it does not name, including what AWS adds later; use {}", name,
                       name.substr(3)));
  }
}

}  // namespace virga
