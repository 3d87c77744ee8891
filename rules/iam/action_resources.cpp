// I3510: actions of a policy statement must support its resources.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "compiler/resolve/sub_text.h"
#include "compiler/support/text.h"
#include "compiler/support/wildcard.h"
#include "rules/iam/checks.h"

namespace virga {
namespace {

// Whether some text matches both patterns. '*' matches any text and '?' any byte, in both.
bool can_agree(std::string_view a, std::string_view b) {
  std::vector<bool> row(b.size() + 1), next(b.size() + 1);
  for (std::size_t i = a.size() + 1; i-- > 0;) {
    for (std::size_t k = b.size() + 1; k-- > 0;) {
      const bool at_end = i == a.size(), other_at_end = k == b.size();
      bool agree = false;
      if (at_end && other_at_end) {
        agree = true;
      } else if (!at_end && a[i] == '*') {
        agree = row[k] || (!other_at_end && next[k + 1]);
      } else if (!other_at_end && b[k] == '*') {
        agree = next[k + 1] || (!at_end && row[k]);
      } else if (!at_end && !other_at_end) {
        agree = (a[i] == b[k] || a[i] == '?' || b[k] == '?') && row[k + 1];
      }
      next[k] = agree;
    }
    std::swap(row, next);
  }
  return row[0];
}

// "arn:${Partition}:sqs:…" with each placeholder replaced by '*', as a pattern for ARNs of this form.
std::string open_form(std::string_view text) {
  std::string pattern;
  std::size_t at = 0;
  for (Placeholder found; find_placeholder(text, at, found); at = found.end) {
    pattern += text.substr(at, found.begin - at);
    if (!pattern.ends_with('*')) pattern += '*';
  }
  return pattern += text.substr(at);
}

struct Texts {
  std::vector<std::string> list;
  bool are_literal = true;
};

// Collects strings, or lists of them; Fn::Sub has '*' for its variables. False if there are other values.
bool collect(const Node& value, Texts& texts) {
  if (value.is_sequence()) {
    return std::all_of(value.items().begin(), value.items().end(),
                       [&](const Node* item) { return !item->is_sequence() && collect(*item, texts); });
  }
  if (value.is_string()) {
    texts.list.emplace_back(value.text());
    return true;
  }
  if (value.function != Function::Sub || !value.argument()->is_string()) return false;
  texts.are_literal = false;
  texts.list.push_back(open_form(value.argument()->text()));
  return true;
}

class Statement {
public:
  Statement(const SchemaDatabase& facts, Texts resources) : facts_(facts), resources_(std::move(resources)) {}

  // Whether the action, or one that matches its wildcard, supports one of the resources.
  bool fits(std::string_view action) const {
    const std::size_t colon = action.find(':');
    if (colon == std::string_view::npos) return true;
    const std::string service = to_lower(action.substr(0, colon));
    const std::string_view name = action.substr(colon + 1);
    bool is_judged = false;  // W3037 reports unknown actions
    for (std::string_view known : facts_.lookup("iam-actions", service)) {
      if (!matches_wildcard(name, known, {.ignore_case = true})) continue;
      const std::vector<std::string_view> types =
          facts_.lookup("iam-action-resources", fmt::format("{}:{}", service, to_lower(known)));
      // That an action supports no resources is not certain enough if the resources are not written out.
      if (types.empty() && !resources_.are_literal) continue;
      is_judged = true;
      if (fits_one(service, types)) return true;
    }
    return !is_judged;
  }

private:
  bool fits_one(const std::string& service, const std::vector<std::string_view>& types) const {
    return std::any_of(types.begin(), types.end(), [&](std::string_view type) {
      const std::vector<std::string_view> forms =
          facts_.lookup("iam-resource-arns", fmt::format("{}:{}", service, type));
      return forms.empty() || std::any_of(forms.begin(), forms.end(), [&](std::string_view form) {
               const std::string pattern = open_form(form);
               return std::any_of(resources_.list.begin(), resources_.list.end(),
                                  [&](const std::string& resource) { return can_agree(pattern, resource); });
             });
    });
  }

  const SchemaDatabase& facts_;
  Texts resources_;
};

}  // namespace

void check_action_resources(Validation& validation, const Node& statement, const Location& where) {
  if (!validation.reporter().runs("I3510")) return;
  const Node* effect = statement.get("Effect");
  const Node* action = statement.get("Action");
  const Member* resource = statement.find("Resource");
  if (effect == nullptr || !effect->is_string() || effect->text() != "Allow" || action == nullptr ||
      resource == nullptr)
    return;
  Texts actions, resources;
  if (!collect(*action, actions) || !collect(*resource->value, resources) || resources.list.empty()) return;
  constexpr std::size_t kMostWork = 2000;
  if (actions.list.size() * resources.list.size() > kMostWork) return;
  // Values that are not ARNs, or may be any ARN, are not checked here.
  if (std::any_of(resources.list.begin(), resources.list.end(),
                  [](const std::string& text) { return !text.starts_with("arn:") || text.starts_with("arn:*:*"); })) {
    return;
  }
  const Statement judged(validation.compilation().facts(), std::move(resources));
  std::vector<std::string> idle;
  for (const std::string& text : actions.list) {
    if (!judged.fits(text)) idle.push_back(fmt::format("'{}'", text));
  }
  if (idle.empty()) return;
  constexpr std::size_t kMostNames = 3;
  const std::size_t rest = idle.size() > kMostNames ? idle.size() - kMostNames : 0;
  idle.resize(idle.size() - rest);
  validation.fail(validation.context(), "I3510", validation.at(where, *resource),
                  fmt::format("{}{} {} to none of these resources, so the statement does not allow {}; name a resource "
                              "of the service, or \"*\" for an action without one",
                              fmt::join(idle, ", "), rest > 0 ? fmt::format(" and {} more", rest) : "",
                              idle.size() + rest == 1 ? "applies" : "apply", idle.size() + rest == 1 ? "it" : "them"));
}

}  // namespace virga
