// Keywords about values of several members at once: limits that must not cross, and names that refer to other parts.
#include <set>

#include "compiler/edit/edit_builder.h"
#include "compiler/resolve/intrinsics.h"
#include "compiler/support/text.h"
#include "rules/engine/branches.h"
#include "rules/engine/keywords.h"
#include "rules/engine/meant_names.h"
#include "rules/engine/messages.h"
#include "rules/engine/unread_text.h"

namespace virga {
namespace {

std::optional<Fix> swap_fix(const Compilation& compilation, const Node& low, const Node& high) {
  if (!low.is_scalar() || !high.is_scalar()) return std::nullopt;
  EditBuilder edit(compilation.tree());
  if (!edit.replace_scalar(low, high) || !edit.replace_scalar(high, low)) return std::nullopt;
  return edit.take_fix("Swap the two values", FixSafety::Unsafe);
}

bool is_above(const Node& low, const Node& high) {
  double least = 0, most = 0;
  return to_number(low, least) && to_number(high, most) && least > most;
}

std::string_view before_colon(std::string_view text) { return text.substr(0, text.find(':')); }

// Visits the names that a path of an overlay ("Origins[].Id") leads to: visit(name, node that holds it, its location).
// False if a part of the path is not written out, so that there may be more.
template <typename Visit>
bool walk_path(const Keywords& keywords, const Node& value, const Location& where, std::string_view path,
               const Visit& visit) {
  if (value.function != Function::None) return false;
  if (path.empty() || path == ":") {
    const bool is_name = value.is_scalar() && is_plain_name(value.text());
    if (is_name) visit(path.empty() ? value.text() : before_colon(value.text()), value, where);
    return is_name;
  }
  const UnreadText* unread = keywords.v.compilation().unread();
  bool complete = unread == nullptr || !unread->may_hold_more(value);
  if (path.starts_with("[]")) {
    path.remove_prefix(2);
    if (path.starts_with('.')) path.remove_prefix(1);
    if (!value.is_sequence()) return false;
    std::uint32_t index = 0;
    for (const Node* item : value.items()) {
      complete = walk_path(keywords, *item, keywords.v.at(where, index++, *item), path, visit) && complete;
    }
    return complete;
  }
  if (!value.is_mapping() || has_open_members(value, keywords.context)) return false;
  if (path == "{}") {
    for (const Member& member : value.members()) visit(member.key->text(), *member.key, where);
    return complete;
  }
  const std::size_t end = std::min(path.find_first_of(".[{"), path.size());
  const Member* member = value.find(path.substr(0, end));
  if (member == nullptr) return complete;
  path.remove_prefix(end);
  if (path.starts_with('.')) path.remove_prefix(1);
  return walk_path(keywords, *member->value, keywords.v.at(where, *member), path, visit) && complete;
}

// "Origins or OriginGroups.Items", for the paths of their names.
std::string lists_of(const std::vector<std::string_view>& paths) {
  std::string text;
  for (const std::string_view path : paths) {
    text += fmt::format("{}{}", text.empty() ? "" : " or ", path.substr(0, path.find_first_of("[{")));
  }
  return text;
}

}  // namespace

Verdict Keywords::not_above() const {
  Verdict verdict = Verdict::Valid;
  // A limit that is wrong crosses others as well: each is told of once.
  std::set<std::string_view> told;
  const Scenario assumed = context.scenario != nullptr ? *context.scenario : Scenario{};
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    const Dependency pair = keyword.dependency(i);
    const Node* low = value.get(pair.name);
    for (const std::string_view name : pair.names) {
      const Member* high = value.find(name);
      if (low == nullptr || high == nullptr || told.contains(pair.name) || told.contains(name)) continue;
      const auto crossing = first_pair(v.compilation(), *low, *high->value, assumed, is_above);
      if (!crossing) continue;
      if (!wants_text()) return Verdict::Invalid;
      told.insert({pair.name, name});
      verdict = violated(v.at(where, *high),
                         fmt::format("{0} ({1}) is less than {2} ({3}); raise it, or lower {2}", name,
                                     crossing->second->text(), pair.name, crossing->first->text()),
                         is_written() ? swap_fix(v.compilation(), *low, *high->value) : std::nullopt);
      context.failures->back().notes.push_back({low->range, fmt::format("{} is here", pair.name), nullptr});
    }
  }
  return verdict;
}

Verdict Keywords::refers_to() const {
  Verdict verdict = Verdict::Valid;
  for (std::uint32_t i = 0; i < keyword.count(); ++i) {
    const Dependency relation = keyword.dependency(i);
    std::set<std::string_view> defined;
    bool complete = true;
    for (const std::string_view path : relation.names) {
      complete = walk_path(*this, value, where, path,
                           [&](std::string_view name, const Node&, const Location&) { defined.insert(name); }) &&
                 complete;
    }
    if (!complete) continue;
    walk_path(*this, value, where, relation.name, [&](std::string_view name, const Node& node, const Location& at) {
      if (defined.contains(name)) return;
      verdict = Verdict::Invalid;
      if (!wants_text()) return;
      const std::vector<std::string_view> names(defined.begin(), defined.end());
      const NearName near = near_declared(name, names);
      const Keywords judged{v, node, schema, keyword, at, context, described};
      const bool is_whole = name.size() == node.text().size();
      judged.violated(at,
                      fmt::format("'{}' is not defined in {}{}", name, lists_of(relation.names),
                                  near.found() ? did_you_mean(near) : it_has(names)),
                      is_whole && is_written() ? rename_fix(v.compilation(), node, near) : std::nullopt);
    });
  }
  return verdict;
}

}  // namespace virga
