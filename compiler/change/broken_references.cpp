// What the new template names and no longer has, and circles that it makes: CloudFormation refuses such a template
// before it changes anything.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/change/template_comparison.h"
#include "compiler/package/capabilities.h"
#include "rules/engine/messages.h"

namespace virga {
namespace {

constexpr std::string_view kRef =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-ref.html";
constexpr std::string_view kCircles =
    "https://repost.aws/knowledge-center/unable-validate-circular-dependency-cloudformation";

// The most users of a name to list.
constexpr std::size_t kMaxNamed = 3;

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
    const std::size_t named = std::min(kMaxNamed, lost.users.size());
    const std::size_t more = lost.users.size() - named;
    Risk& risk = change.risks.emplace_back();
    risk.kind = RiskKind::Refused;
    risk.message = fmt::format(
        "The {} {} is removed, but {}{} still {} to it; remove that too, or keep {}", lost.kind, name,
        fmt::join(lost.users.begin(), lost.users.begin() + static_cast<std::ptrdiff_t>(named), ", "),
        more == 0 ? "" : fmt::format(" and {} more", more), lost.users.size() == 1 ? "refers" : "refer", name);
    risk.source = kRef;
    risk.place = lost.place;
  }
}

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

void find_broken_references(const Side& before, const Side& after, TemplateChange& change) {
  if (!may_write_more(after.model())) find_lost_names(before, after, change);
  find_new_circles(before, after, change);
}

}  // namespace virga
