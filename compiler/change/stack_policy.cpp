#include "compiler/change/stack_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "compiler/change/update_behavior.h"
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
    read();
    if (faults_.empty()) return std::move(policy_);
    const LineColumn at = source_->line_column(faults_.front().place.begin);
    return Error{fmt::format("{}:{}:{}: {}", source_->name(), at.line, at.column, faults_.front().message)};
  }

  std::vector<StackPolicyFault> check() {
    read();
    if (source_->text().size() > kMaxBytes) {
      fail({}, fmt::format("A stack policy can have {} bytes, and this one has {}", kMaxBytes, source_->text().size()));
    }
    if (!is_json_) fail({}, "A stack policy must be JSON, not YAML");
    std::stable_sort(faults_.begin(), faults_.end(), [](const StackPolicyFault& a, const StackPolicyFault& b) {
      return a.place.begin < b.place.begin;
    });
    return std::move(faults_);
  }

private:
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html
  static constexpr std::size_t kMaxBytes = 16'384;

  void read() {
    const SyntaxTree tree = read_data(source_);
    policy_.source_ = source_;
    is_json_ = detect_language(source_->text()) == SyntaxLanguage::Json || !tree.errors.empty();
    if (!tree.errors.empty()) {
      fail(tree.errors.front().range, tree.errors.front().message);
    } else if (tree.root == nullptr || !tree.root->is_mapping()) {
      fail({}, "A stack policy must be a map with a list 'Statement'");
    } else {
      document(*tree.root);
    }
  }

  void fail(TextRange place, std::string message) { faults_.push_back({place, std::move(message)}); }

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

  std::vector<const Node*> texts(const Node& node, std::string_view what) {
    std::vector<const Node*> found;
    if (node.is_string()) {
      found.push_back(&node);
    } else if (node.is_sequence() && node.size > 0) {
      for (const Node* item : node.items()) {
        if (item->is_string()) {
          found.push_back(item);
        } else {
          fail(item->range, fmt::format("'{}' must contain strings", what));
        }
      }
    } else {
      fail(node.range, fmt::format("'{}' must be a string or a list of strings", what));
    }
    return found;
  }

  // The value of one of two keys, of which a statement has exactly one.
  std::vector<const Node*> either(const Node& node, std::string_view key, std::string_view negated, bool& is_negated) {
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
    for (const Node* action : either(node, "Action", "NotAction", made.not_actions)) {
      made.actions.emplace_back(action->text());
      if (std::find(std::begin(kActions), std::end(kActions), action->text()) != std::end(kActions)) continue;
      fail(action->range,
           fmt::format(
               "'{}' is not an action of a stack policy; use Update:Modify, Update:Replace, Update:Delete or Update:*",
               action->text()));
    }
    for (const Node* resource : either(node, "Resource", "NotResource", made.not_resources)) {
      constexpr std::string_view kPrefix = "LogicalResourceId/";
      const std::string_view text = resource->text();
      if (text != "*" && !text.starts_with(kPrefix)) {
        fail(resource->range,
             fmt::format("'{}' does not name a resource; write \"*\" or \"LogicalResourceId/{}\"", text, text));
        continue;
      }
      made.resources.emplace_back(text == "*" ? text : text.substr(kPrefix.size()));
      made.resource_places.push_back(resource->range);
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
      for (const Node* name : texts(*type, "ResourceType")) made.types.emplace_back(name->text());
    }
    if (made.types.empty())
      fail(condition.range, "'Condition' must contain StringEquals or StringLike of ResourceType");
  }

  SourceFilePtr source_;
  StackPolicy policy_;
  bool is_json_ = false;
  std::vector<StackPolicyFault> faults_;
};

std::vector<StackPolicyFault> StackPolicy::check(SourceFilePtr source) {
  return StackPolicyReader(std::move(source)).check();
}

std::vector<std::string> StackPolicy::unknown_resources(const std::vector<std::string_view>& known,
                                                        std::string_view whose) const {
  std::vector<std::string> notes;
  for (const Statement& statement : statements_) {
    for (std::size_t i = 0; i < statement.resources.size(); ++i) {
      const std::string& name = statement.resources[i];
      if (name.find_first_of("*?") != std::string::npos || std::binary_search(known.begin(), known.end(), name)) {
        continue;
      }
      const LineColumn at = source_->line_column(statement.resource_places[i].begin);
      const std::string_view near = nearest(name, known);
      notes.push_back(fmt::format("{}:{}:{}: {} a resource '{}'{}", source_->name(), at.line, at.column, whose, name,
                                  near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
    }
  }
  return notes;
}

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

// Whatever no statement allows is denied, and a Deny overrides every Allow.
std::optional<std::string> StackPolicy::denial(std::string_view action, const ResourceChange& change) const {
  bool allowed = false;
  for (const Statement& statement : statements_) {
    if (!applies(statement, action, change)) continue;
    if (statement.denies) {
      const LineColumn at = source_->line_column(statement.place.begin);
      return fmt::format("{}:{}:{}", source_->name(), at.line, at.column);
    }
    allowed = true;
  }
  return allowed ? std::nullopt : std::optional(fmt::format("no statement of {} allows it", source_->name()));
}

// Additions are never denied.
void StackPolicy::judge(TemplateChange& change) const {
  std::vector<Risk> denied;
  for (const ResourceChange& one : change.resources) {
    if (one.action == ChangeAction::Add || one.effect == UpdateEffect::None) {
      if (one.action != ChangeAction::Remove) continue;
    }
    const bool removed = one.action == ChangeAction::Remove;
    const auto add = [&](const std::string& what, std::string_view verb, std::string_view why) {
      Risk& risk = denied.emplace_back();
      risk.kind = RiskKind::Denied;
      risk.logical_id = one.logical_id;
      risk.message = fmt::format("{} of {} {} denied ({})", what, one.logical_id, verb, why);
      risk.source = kPage;
      risk.is_old = removed;
      risk.place = one.place;
    };
    if (removed || (one.effect != UpdateEffect::MayReplace && !is_unknown(one.effect))) {
      const std::string action = removed                               ? "Update:Delete"
                                 : one.effect == UpdateEffect::Replace ? "Update:Replace"
                                                                       : "Update:Modify";
      if (const auto why = denial(action, one)) add(action, "is", *why);
      continue;
    }
    // One of the two happens.
    const std::string modify = "Update:Modify", replace = "Update:Replace";
    const auto why_modify = denial(modify, one), why_replace = denial(replace, one);
    if (why_modify && why_replace) {
      const bool same = why_modify == why_replace;
      add(fmt::format("{} or {}", modify, replace), "is",
          same ? *why_modify : fmt::format("{}; {}", *why_modify, *why_replace));
    } else if (why_modify) {
      add(modify, "may be", *why_modify);
    } else if (why_replace) {
      add(replace, "may be", *why_replace);
    }
  }
  change.risks.insert(change.risks.end(), denied.begin(), denied.end());
  std::stable_sort(change.risks.begin(), change.risks.end(),
                   [](const Risk& a, const Risk& b) { return a.kind < b.kind; });
}

}  // namespace virga
