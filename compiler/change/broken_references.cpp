// What the new template names and no longer has, in some case at least, and circles that it makes: CloudFormation
// refuses such a template before it changes anything.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/change/template_comparison.h"
#include "compiler/package/capabilities.h"
#include "compiler/resolve/text_pieces.h"
#include "compiler/workspace/carriers.h"
#include "rules/engine/messages.h"

namespace virga {
namespace {

constexpr std::string_view kRef =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ref.html";
constexpr std::string_view kCircles =
    "https://repost.aws/knowledge-center/unable-validate-circular-dependency-cloudformation";

constexpr std::string_view kConditions =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/conditions-section-structure.html";

// The most users of a name to list.
constexpr std::size_t kMaxNamed = 3;

// "A, B, C and 2 more".
std::string some_of(const std::vector<std::string_view>& users) {
  const std::size_t named = std::min(kMaxNamed, users.size());
  const std::size_t more = users.size() - named;
  return fmt::format("{}{}", fmt::join(users.begin(), users.begin() + static_cast<std::ptrdiff_t>(named), ", "),
                     more == 0 ? "" : fmt::format(" and {} more", more));
}

// What the old template had under the name of a reference, in words; empty if it had nothing, or the new one has it.
std::string_view kind_of_lost(const Template& before, const Template& after, const Reference& reference) {
  const std::string_view name = reference.name;
  switch (reference.kind) {
    case ReferenceKind::Condition:
    case ReferenceKind::ConditionAttribute:
    case ReferenceKind::If:
      return before.find_condition(name) != nullptr && after.find_condition(name) == nullptr ? "condition" : "";
    case ReferenceKind::FindInMap:
      return before.find_mapping(name) != nullptr && after.find_mapping(name) == nullptr ? "mapping" : "";
    case ReferenceKind::Ref:
    case ReferenceKind::GetAtt:
    case ReferenceKind::SubRef:
    case ReferenceKind::SubGetAtt:
    case ReferenceKind::DependsOn:
      if (after.find_resource(name) != nullptr || after.find_parameter(name) != nullptr) return {};
      return before.find_resource(name) != nullptr    ? "resource"
             : before.find_parameter(name) != nullptr ? "parameter"
                                                      : "";
    default:
      return {};
  }
}

// Macros and loops that are not applied may write what is missing.
bool may_write_more(const Template& model) {
  const std::set<std::string> macros = macros_of(model);
  const bool has_macros = std::any_of(macros.begin(), macros.end(), [](const std::string& name) {
    return !name.starts_with("AWS::Serverless-") && name != "AWS::LanguageExtensions";
  });
  const auto has_loop = [&](Section section) {
    const Node* body = model.section_body(section);
    if (body == nullptr) return false;
    const auto members = body->members();
    return std::any_of(members.begin(), members.end(),
                       [](const Member& one) { return function_of_key(one.key->text()) == Function::ForEach; });
  };
  return has_macros || has_loop(Section::Conditions) || has_loop(Section::Resources);
}

void find_lost_names(const Side& before, const Side& after, TemplateChange& change) {
  // Another file of the folder may have what this one no longer has.
  if (is_part_of_folder(after.snapshot().source()->name())) return;
  struct Lost {
    std::string_view kind;
    std::vector<std::string_view> users;
    TextRange place;  // the first use
  };
  std::map<std::string_view, Lost> all;
  std::vector<std::string_view> order;
  for (const Reference& reference : after.view().symbols().references()) {
    if (reference.target != SymbolKind::Unknown) continue;
    const std::string_view kind = kind_of_lost(before.model(), after.model(), reference);
    if (kind.empty()) continue;
    const auto [at, is_new] = all.try_emplace(reference.name, Lost{kind, {}, reference.range});
    if (is_new) order.push_back(reference.name);
    std::vector<std::string_view>& users = at->second.users;
    // Those of one owner follow each other.
    if (users.empty() || users.back() != reference.owner) users.push_back(reference.owner);
  }
  for (const std::string_view name : order) {
    const Lost& lost = all.at(name);
    Risk& risk = change.risks.emplace_back();
    risk.kind = RiskKind::Refused;
    risk.message = fmt::format("The {} {} is removed, but {} still {} to it; remove that too, or keep {}", lost.kind,
                               name, some_of(lost.users), lost.users.size() == 1 ? "refers" : "refer", name);
    risk.source = kRef;
    risk.place = lost.place;
  }
}

// Looks for what refers to a resource in cases in which a condition takes it away that it did not have before.
class LeftOut {
public:
  LeftOut(const Side& before, const Side& after, Comparison& values)
      : before_(before), after_(after), values_(values) {}

  void run(TemplateChange& change) {
    const Template& model = after_.model();
    const auto may_go = [&](const Resource& one) {
      const Resource* old = before_.model().find_resource(one.name());
      return old != nullptr && one.condition != nullptr &&
             !values_.same_condition(condition_of(*old), condition_of(one));
    };
    if (std::none_of(model.resources().begin(), model.resources().end(), may_go)) return;
    for (const Resource& one : model.resources()) {
      body(one.name(), condition_of(one), one.properties == nullptr ? nullptr : one.properties->value,
           one.member.key->range);
    }
    for (const Output& one : model.outputs()) {
      body(one.name(), condition_of(one), one.member.value->get("Value"), one.member.key->range);
    }
    for (const auto& [what, found] : found_) {
      const auto& [name, when] = what;
      Risk& risk = change.risks.emplace_back();
      risk.kind = RiskKind::Refused;
      risk.message =
          fmt::format("{} {} to {}, which is not there{}{}; leave that out, too", some_of(found.users),
                      found.users.size() == 1 ? "refers" : "refer", name, when.empty() ? "" : " when ", when);
      risk.source = kConditions;
      risk.place = found.place;
    }
  }

private:
  struct Found {
    std::vector<std::string_view> users;
    TextRange place;  // of the first one
  };

  void body(std::string_view owner, std::string_view condition, const Node* value, TextRange place) {
    if (value == nullptr) return;
    owner_ = owner;
    place_ = place;
    if (condition.empty()) return walk(*value);
    under(condition, true, *value);
  }

  // Of conditions that are not defined nothing is known.
  void under(std::string_view condition, bool value, const Node& node) {
    if (after_.model().find_condition(condition) == nullptr) return;
    const std::optional<bool> truth = after_.truth(condition);
    if (truth) return *truth == value ? walk(node) : void();
    assumed_.push_back({condition, AssumedIn::New, value});
    walk(node);
    assumed_.pop_back();
  }

  void walk(const Node& node) {
    if (node.function == Function::If) {
      const auto items = node.argument()->items();
      if (items.size() != 3 || !items[0]->is_string()) return;
      under(items[0]->text(), true, *items[1]);
      return under(items[0]->text(), false, *items[2]);
    }
    if (node.function == Function::Ref || node.function == Function::GetAtt || node.function == Function::Sub) {
      if (const auto pieces = text_pieces(node)) {
        for (const TextPiece& piece : *pieces) {
          if (piece.kind == TextPiece::Kind::Reference)
            use(std::string_view(piece.text).substr(0, piece.text.find('.')));
        }
      }
    }
    for (const Node* item : node.items()) walk(*item);
    for (const Member& member : node.members()) walk(*member.value);
  }

  void use(std::string_view name) {
    const Resource* old = before_.model().find_resource(name);
    const Resource* now = after_.model().find_resource(name);
    if (old == nullptr || now == nullptr || now->condition == nullptr || owner_ == name) return;
    values_.in_case(condition_of(*old), true, condition_of(*now), false, [&](const std::string&) {
      values_.while_they_hold(assumed_, [&] {
        Found& found = found_[{now->name(), values_.describe_visible()}];
        if (found.users.empty()) found.place = place_;
        if (found.users.empty() || found.users.back() != owner_) found.users.push_back(owner_);
      });
    });
  }

  const Side& before_;
  const Side& after_;
  Comparison& values_;
  std::string_view owner_;
  TextRange place_;
  std::vector<AssumedCondition> assumed_;
  std::map<std::pair<std::string_view, std::string>, Found> found_;  // a name, and when it is not there
};

// The resources on a circle, however it is gone around.
std::set<std::string_view> members_of(const Template& model, const std::vector<DependencyGraph::Edge>& circle) {
  std::set<std::string_view> names;
  for (const DependencyGraph::Edge& edge : circle) names.insert(model.resources()[edge.from].name());
  return names;
}

void find_new_circles(const Side& before, const Side& after, TemplateChange& change) {
  // SAM makes several resources of one, which may break a circle.
  const auto is_sam = [](const Template& model, const DependencyGraph::Edge& edge) {
    return model.resources()[edge.from].type.starts_with("AWS::Serverless::");
  };
  std::set<std::set<std::string_view>> old;
  for (const auto& circle : before.view().graph().cycles()) old.insert(members_of(before.model(), circle));
  for (const auto& circle : after.view().graph().cycles()) {
    const Template& model = after.model();
    if (circle.empty() || old.contains(members_of(model, circle)) ||
        std::any_of(circle.begin(), circle.end(), [&](const auto& edge) { return is_sam(model, edge); })) {
      continue;
    }
    std::vector<std::string_view> names = {model.resources()[circle.front().from].name()};
    for (const DependencyGraph::Edge& edge : circle) names.push_back(model.resources()[edge.to].name());
    Risk& risk = change.risks.emplace_back();
    risk.kind = RiskKind::Refused;
    risk.logical_id = names.front();
    risk.message = fmt::format("The change makes a circular dependency: {}; break it", cycle_of(names));
    risk.source = kCircles;
    risk.place = model.resources()[circle.front().from].member.key->range;
  }
}

}  // namespace

void find_broken_references(const Side& before, const Side& after, Comparison& values, TemplateChange& change) {
  LeftOut(before, after, values).run(change);
  if (!may_write_more(after.model())) find_lost_names(before, after, change);
  find_new_circles(before, after, change);
}

}  // namespace virga
