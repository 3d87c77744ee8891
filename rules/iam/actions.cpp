// W3037: checks actions of policies against the list for each service.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "compiler/support/text.h"
#include "compiler/support/wildcard.h"
#include "rules/engine/fixes.h"
#include "rules/iam/checks.h"

namespace virga {
namespace {

// IAM ignores case.
constexpr WildcardStyle kActionWildcards{.ignore_case = true};

// An action that is not in the list but is accepted: the default policy of every topic has it.
// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
bool is_unlisted_action(std::string_view text) { return equals_ignoring_case(text, "sns:Receive"); }

// Why a text is not an action, and the action that was probably meant.
struct ActionFault {
  std::string message;  // empty if it may be an action
  std::string near;
};

ActionFault fault_of(const SchemaDatabase& facts, std::string_view text) {
  if (text == "*" || is_unlisted_action(text)) return {};
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    return {fmt::format("'{}' is not an action; write service:action, such as s3:GetObject", text), {}};
  }
  const auto has_wildcard = [](std::string_view part) {
    return part.find('*') != std::string_view::npos || part.find('?') != std::string_view::npos;
  };
  if (has_wildcard(text.substr(0, colon))) return {};
  const std::string service = to_lower(text.substr(0, colon));
  const std::string_view name = text.substr(colon + 1);
  const bool is_pattern = has_wildcard(name);
  // A pattern is none of the names, which has_value() would go through to tell.
  if (!is_pattern && facts.has_value("iam-actions", service, name)) return {};
  const std::vector<std::string_view> actions = facts.lookup("iam-actions", service);
  const bool is_action = std::any_of(actions.begin(), actions.end(), [&](std::string_view action) {
    return is_pattern ? matches_wildcard(name, action, kActionWildcards) : equals_ignoring_case(name, action);
  });
  if (is_action) return {};
  if (actions.empty()) {
    return {fmt::format("'{}' allows or denies nothing: no service has the prefix '{}'", text, service), {}};
  }
  const std::vector<std::string_view> title = facts.lookup("iam-services", service);
  const NearName near = near_name(name, actions);
  return {fmt::format("'{}' is not an action of {}, so it allows or denies nothing{}", text,
                      title.empty() ? std::string_view(service) : title.front(), did_you_mean(near)),
          near.found() ? fmt::format("{}:{}", text.substr(0, colon), near.name) : std::string()};
}

}  // namespace

void check_actions(Validation& validation, const Node& value, const Location& where) {
  // In lower case: what stands in the list, and what the fixes before make of it.
  std::optional<std::set<std::string>> there;
  const auto fix_of = [&](const Node& action, const std::string& near, std::uint32_t index) -> std::optional<Fix> {
    if (near.empty() || validation.context().resolved) return std::nullopt;
    if (!there) {
      there.emplace();
      for (const Node* item : value.items()) there->insert(to_lower(item->is_string() ? item->text() : ""));
    }
    if (!there->insert(to_lower(near)).second) {
      return remove_item_fix(validation.compilation(), value, index,
                             fmt::format("Remove it; the list has '{}' already", near), FixSafety::Unsafe);
    }
    // Permissions must not be guessed, however close the name is.
    return change_fix(validation.compilation(), action, near, FixSafety::Unsafe);
  };
  const auto judge = [&](const Node& action, std::uint32_t index) {
    if (!action.is_string() || action.text().find("{{resolve:") != std::string_view::npos) return;
    ActionFault fault = fault_of(validation.compilation().facts(), action.text());
    if (fault.message.empty()) return;
    validation.fail(
        validation.context(),
        finding("W3037", where, std::move(fault.message)).focus(action).fix(fix_of(action, fault.near, index)));
  };
  if (value.is_sequence()) {
    std::uint32_t index = 0;
    for (const Node* item : value.items()) judge(*item, index++);
  } else {
    judge(value, 0);
  }
}

}  // namespace virga
