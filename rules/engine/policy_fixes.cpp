#include "rules/engine/policy_fixes.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/syntax/node_path.h"
#include "rules/engine/fixes.h"

namespace virga {

std::optional<Fix> policy_parameters_fix(const SyntaxTree& tree, const Diagnostic& finding) {
  // A null that is not written has no path of its own.
  const Path found = finding.path.empty() ? path_of(node_at(tree, finding.range.begin)) : finding.path;
  const std::span<const PathElement> path = found;
  const auto* name = path.empty() ? nullptr : std::get_if<std::string>(&path.back());
  const PolicyTemplate* policy = name == nullptr ? nullptr : find_policy_template(*name);
  if (policy == nullptr) return std::nullopt;
  const Node* holder = value_at(tree.root, path.first(path.size() - 1));
  const Member* member = holder == nullptr ? nullptr : holder->find(*name);
  if (member == nullptr) return std::nullopt;
  const Node& given = *member->value;
  std::vector<std::string_view> missing(policy->parameters.begin(), policy->parameters.end());
  std::erase_if(missing, [&](std::string_view parameter) { return given.find(parameter) != nullptr; });
  if (!(given.is(NodeKind::Null) || (given.is_mapping() && !missing.empty()))) return std::nullopt;
  ValueMaker make;
  EditBuilder builder(tree);
  if (given.is_mapping() && !given.members().empty()) {
    for (const std::string_view parameter : missing) {
      if (!builder.add_member(given, parameter, make.text(kPlaceholder))) return std::nullopt;
    }
  } else {
    std::vector<std::pair<std::string_view, const Node*>> members;
    members.reserve(missing.size());
    for (const std::string_view parameter : missing) members.emplace_back(parameter, &make.text(kPlaceholder));
    const Node& parameters = make.map(members);
    const Node* list = value_at(tree.root, path.first(path.size() - 2));
    const bool is_set = builder.set_value(*member, parameters) ||
                        (list != nullptr && builder.replace(*list, *holder, make.map({{*name, &parameters}})));
    if (!is_set) return std::nullopt;
  }
  std::string title =
      missing.empty() ? "Write '{}' for no parameters" : fmt::format("Add '{}'", fmt::join(missing, "' and '"));
  return Fix{std::move(title), FixSafety::Unsafe, builder.take()};
}

}  // namespace virga
