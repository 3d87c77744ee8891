#include "compiler/change/table_updates.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>

namespace virga {
namespace {

using Names = std::set<std::string_view>;

// The names of the items of a list, or nothing if functions decide on them.
std::optional<Names> names_in(const Resource& resource, std::string_view property, std::string_view key) {
  Names found;
  const Node* list = resource.property(property);
  if (list == nullptr) return found;
  if (!list->is_sequence() || list->function != Function::None) return std::nullopt;
  for (const Node* item : list->items()) {
    const Node* name = item->get(key);
    if (name == nullptr || !name->is_scalar() || name->function != Function::None) return std::nullopt;
    found.insert(name->text());
  }
  return found;
}

// "creates a, b and deletes c", if more than one item comes or goes.
std::string several(const Resource& old, const Resource& now, std::string_view property, std::string_view key,
                    std::string_view creates, std::string_view deletes) {
  const std::optional<Names> before = names_in(old, property, key), after = names_in(now, property, key);
  if (!before || !after) return {};
  std::vector<std::string_view> created, deleted;
  std::set_difference(after->begin(), after->end(), before->begin(), before->end(), std::back_inserter(created));
  std::set_difference(before->begin(), before->end(), after->begin(), after->end(), std::back_inserter(deleted));
  if (created.size() + deleted.size() < 2) return {};
  std::string what;
  if (!created.empty()) what = fmt::format("{} {}", creates, fmt::join(created, ", "));
  if (!deleted.empty()) what += fmt::format("{}{} {}", what.empty() ? "" : " and ", deletes, fmt::join(deleted, ", "));
  return what;
}

}  // namespace

std::vector<std::string> exceeded_table_limits(const Resource& old, const Resource& now) {
  std::vector<std::string> found;
  const bool is_global = now.type == "AWS::DynamoDB::GlobalTable";
  if (!is_global && now.type != "AWS::DynamoDB::Table") return found;
  if (const std::string what = several(old, now, "GlobalSecondaryIndexes", "IndexName", "creates", "deletes");
      !what.empty()) {
    found.push_back(what + ", but DynamoDB only creates or deletes one global secondary index per update");
  }
  // Tables with strong consistency between regions add and remove several replicas at once.
  const Node* consistency = now.property("MultiRegionConsistency");
  if (!is_global || (consistency != nullptr && consistency->text() != "EVENTUAL")) return found;
  if (const std::string what = several(old, now, "Replicas", "Region", "adds the replica in", "removes that in");
      !what.empty()) {
    found.push_back(what + ", but DynamoDB only adds or removes one replica per update");
  }
  return found;
}

}  // namespace virga
