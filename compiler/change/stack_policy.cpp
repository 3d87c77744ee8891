#include "compiler/change/stack_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/support/text.h"
#include "compiler/support/wildcard.h"
#include "compiler/workspace/data_file.h"

namespace virga {
namespace {

constexpr std::string_view kPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html";
constexpr std::string_view kActions[] = {"Update:Modify", "Update:Replace", "Update:Delete", "Update:*"};
constexpr WildcardStyle kNames{.any = '*', .one = '?'};

bool matches_any(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches_wildcard(pattern, text, kNames); });
}

}  // namespace

class StackPolicyReader {
public:
  explicit StackPolicyReader(SourceFilePtr source) : source_(std::move(source)) {}

  Result<StackPolicy> run() {
    const SyntaxTree tree = read_data(source_);
    if (!tree.errors.empty()) {
      fail(tree.errors.front().range, tree.errors.front().message);
    } else if (tree.root == nullptr || !tree.root->is_mapping()) {
      fail({}, "A stack policy must be a map with a list 'Statement'");
    } else {
      document(*tree.root);
    }
    if (error_) return *error_;
    policy_.source_ = source_;
    return std::move(policy_);
  }

private:
  void fail(TextRange place, std::string message) {
    if (error_) return;
    const LineColumn at = source_->line_column(place.begin);
    error_ = Error{fmt::format("{}:{}:{}: {}", source_->name(), at.line, at.column, message)};
  }

  void document(const Node& root) {
    for (const Member& member : root.members()) {
      const std::string_view key = member.key->text();
      if (key != "Statement" && key != "Version" && key != "Id") {
        fail(member.key->range, fmt::format("Unknown key '{}' in a stack policy; expected 'Statement'", key));
      }
    }
    const Node* statements = root.get("Statement");
    if (statements == nullptr) return fail(root.range, "A stack policy requires a list 'Statement'");
    if (statements->is_mapping()) return statement(*statements);
    if (!statements->is_sequence() || statements->size == 0) {
      return fail(statements->range, "'Statement' must be a list of statements");
    }
    for (const Node* item : statements->items()) statement(*item);
  }

  std::vector<std::string> texts(const Node& node, std::string_view what) {
    std::vector<std::string> found;
    if (node.is_string()) {
      found.emplace_back(node.text());
    } else if (node.is_sequence() && node.size > 0) {
      for (const Node* item : node.items()) {
        if (!item->is_string()) fail(item->range, fmt::format("'{}' must contain strings", what));
        found.emplace_back(item->text());
      }
    } else {
      fail(node.range, fmt::format("'{}' must be a string or a list of strings", what));
    }
    return found;
  }

  // The value of one of two keys, of which a statement has exactly one.
  std::vector<std::string> either(const Node& node, std::string_view key, std::string_view negated, bool& is_negated) {
    const Node* value = node.get(key);
    const Node* other = node.get(negated);
    if ((value == nullptr) == (other == nullptr)) {
      fail(node.range, fmt::format("A statement requires exactly one of '{}' and '{}'", key, negated));
      return {};
    }
    is_negated = value == nullptr;
    return texts(is_negated ? *other : *value, is_negated ? negated : key);
  }

  void statement(const Node& node) {
    if (!node.is_mapping())
      return fail(node.range, "A statement must be a map with Effect, Action, Principal and Resource");
    constexpr std::string_view kKeys[] = {"Sid",       "Effect",   "Action",      "NotAction",
                                          "Principal", "Resource", "NotResource", "Condition"};
    for (const Member& member : node.members()) {
      if (std::find(std::begin(kKeys), std::end(kKeys), member.key->text()) != std::end(kKeys)) continue;
      const std::string_view near = nearest(member.key->text(), kKeys);
      fail(member.key->range, fmt::format("Unknown key '{}' in a statement{}", member.key->text(),
                                          near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
    }
    StackPolicy::Statement made;
    made.place = node.range;
    const Node* effect = node.get("Effect");
    if (effect == nullptr || (effect->text() != "Allow" && effect->text() != "Deny")) {
      fail(effect == nullptr ? node.range : effect->range, "'Effect' must be Allow or Deny");
    } else {
      made.denies = effect->text() == "Deny";
    }
    const Node* principal = node.get("Principal");
    if (principal == nullptr) {
      fail(node.range, "A statement requires 'Principal': \"*\"");
    } else if (principal->text() != "*") {
      const Node* aws = principal->get("AWS");
      if (aws == nullptr || aws->text() != "*") fail(principal->range, "'Principal' of a stack policy must be \"*\"");
    }
    made.actions = either(node, "Action", "NotAction", made.not_actions);
    for (const std::string& action : made.actions) {
      if (std::find(std::begin(kActions), std::end(kActions), action) != std::end(kActions)) continue;
      fail(node.range,
           fmt::format(
               "'{}' is not an action of a stack policy; use Update:Modify, Update:Replace, Update:Delete or Update:*",
               action));
    }
    for (std::string& resource : either(node, "Resource", "NotResource", made.not_resources)) {
      constexpr std::string_view kPrefix = "LogicalResourceId/";
      if (resource == "*") {
        made.resources.emplace_back("*");
      } else if (resource.starts_with(kPrefix)) {
        made.resources.push_back(resource.substr(kPrefix.size()));
      } else {
        fail(node.range,
             fmt::format("'{}' does not name a resource; write \"*\" or \"LogicalResourceId/{}\"", resource, resource));
      }
    }
    if (const Node* condition = node.get("Condition")) types(*condition, made);
    policy_.statements_.push_back(std::move(made));
  }

  void types(const Node& condition, StackPolicy::Statement& made) {
    for (const Member& member : condition.members()) {
      const std::string_view how = member.key->text();
      const Node* type = member.value->get("ResourceType");
      if ((how != "StringEquals" && how != "StringLike") || type == nullptr || member.value->size != 1) {
        return fail(member.key->range,
                    "A stack policy only supports the conditions StringEquals and StringLike of ResourceType");
      }
      made.types = texts(*type, "ResourceType");
    }
    if (made.types.empty())
      fail(condition.range, "'Condition' must contain StringEquals or StringLike of ResourceType");
  }

  SourceFilePtr source_;
  StackPolicy policy_;
  std::optional<Error> error_;
};

Result<StackPolicy> StackPolicy::read(const std::string& path) {
  ReadResult read = read_source_file(path);
  if (read.file == nullptr) return Error{fmt::format("{}: {}", path, read.error.message)};
  return parse(std::move(read.file));
}

Result<StackPolicy> StackPolicy::parse(SourceFilePtr source) { return StackPolicyReader(std::move(source)).run(); }

bool StackPolicy::applies(const Statement& statement, std::string_view action, const ResourceChange& change) const {
  if (matches_any(statement.actions, action) == statement.not_actions) return false;
  if (matches_any(statement.resources, change.logical_id) == statement.not_resources) return false;
  return statement.types.empty() || matches_any(statement.types, change.type);
}

// Whatever no statement allows is denied, and a Deny overrides every Allow. Additions are never denied.
void StackPolicy::judge(TemplateChange& change) const {
  std::vector<Risk> denied;
  for (const ResourceChange& one : change.resources) {
    if (one.action == ChangeAction::Add || one.effect == UpdateEffect::None) {
      if (one.action != ChangeAction::Remove) continue;
    }
    const bool removed = one.action == ChangeAction::Remove;
    const bool replaced = one.effect == UpdateEffect::Replace || one.effect == UpdateEffect::MayReplace;
    const std::string_view action = removed ? "Update:Delete" : replaced ? "Update:Replace" : "Update:Modify";
    bool allowed = false;
    const Statement* denier = nullptr;
    for (const Statement& statement : statements_) {
      if (!applies(statement, action, one)) continue;
      if (statement.denies && denier == nullptr) denier = &statement;
      allowed = allowed || !statement.denies;
    }
    if (allowed && denier == nullptr) continue;
    std::string where = fmt::format("no statement of {} allows it", source_->name());
    if (denier != nullptr) {
      const LineColumn at = source_->line_column(denier->place.begin);
      where = fmt::format("{}:{}:{}", source_->name(), at.line, at.column);
    }
    Risk& risk = denied.emplace_back();
    risk.kind = RiskKind::Denied;
    risk.logical_id = one.logical_id;
    const bool perhaps = !removed && one.effect == UpdateEffect::MayReplace;
    risk.message = fmt::format("{} of {} {} denied ({})", action, one.logical_id, perhaps ? "may be" : "is", where);
    risk.source = kPage;
    risk.is_old = removed;
    risk.place = one.place;
  }
  change.risks.insert(change.risks.end(), denied.begin(), denied.end());
  std::stable_sort(change.risks.begin(), change.risks.end(),
                   [](const Risk& a, const Risk& b) { return a.kind < b.kind; });
}

}  // namespace virga
