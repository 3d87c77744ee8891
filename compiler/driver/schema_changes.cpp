#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/driver/schema_update.h"
#include "schemas/schema_words.h"

namespace virga {

namespace {

struct Description {
  std::string type;
  std::set<std::string> values;
};

// Collects all properties of a type by dotted path.
class Properties {
public:
  explicit Properties(const ResourceType& type) { add(type.properties(), ""); }
  std::map<std::string, Description> by_path;

private:
  void add(Schema object, const std::string& prefix) {
    const auto properties = object ? object.find(KeywordId::Properties) : std::nullopt;
    if (!properties || !open_.insert(object.id()).second) return;
    for (std::uint32_t i = 0; i < properties->count(); ++i) {
      const Property property = properties->property(i);
      const std::string path = prefix + std::string(property.name);
      const auto values = allowed_values(property.schema);
      by_path[path] = {type_phrase(property.schema, 1), {values.begin(), values.end()}};
      add(object_within(property.schema), path + ".");
    }
    open_.erase(object.id());
  }

  std::set<std::uint32_t> open_;  // schemas on the path from the root, where recursion ends
};

std::vector<std::string> missing_from(const std::set<std::string>& have, const std::set<std::string>& want) {
  std::vector<std::string> missing;
  std::set_difference(want.begin(), want.end(), have.begin(), have.end(), std::back_inserter(missing));
  return missing;
}

std::string some_of(const std::vector<std::string>& words) {
  constexpr std::size_t kShown = 12;
  if (words.size() <= kShown) return fmt::format("{}", fmt::join(words, ", "));
  return fmt::format("{} and {} more", fmt::join(words.begin(), words.begin() + kShown, ", "), words.size() - kShown);
}

void compare_types(const ResourceType& before, const ResourceType& after, std::string& out) {
  const Properties old_properties(before), new_properties(after);
  const auto say = [&](std::string_view what, const std::string& path, std::string_view detail) {
    out += fmt::format("{} {}.{}{}\n", what, after.name(), path, detail);
  };
  for (const auto& [path, description] : new_properties.by_path) {
    const auto found = old_properties.by_path.find(path);
    if (found == old_properties.by_path.end()) {
      say("+", path, ": " + description.type);
      continue;
    }
    const auto added = missing_from(found->second.values, description.values);
    const auto removed = missing_from(description.values, found->second.values);
    if (!added.empty()) say("~", path, " now accepts " + some_of(added));
    if (!removed.empty()) say("~", path, " no longer accepts " + some_of(removed));
    if (found->second.type != description.type && added.empty() && removed.empty()) {
      say("~", path, fmt::format(" is {}, was {}", description.type, found->second.type));
    }
  }
  for (const auto& [path, description] : old_properties.by_path) {
    if (!new_properties.by_path.contains(path)) say("-", path, "");
  }
}

}  // namespace

std::string schema_changes(const SchemaDatabase& before, const SchemaDatabase& after) {
  std::string out;
  std::uint32_t a = 0, b = 0;
  while (a < before.type_count() || b < after.type_count()) {
    const bool only_before =
        a < before.type_count() && (b == after.type_count() || before.type(a).name() < after.type(b).name());
    const bool only_after =
        b < after.type_count() && (a == before.type_count() || after.type(b).name() < before.type(a).name());
    if (only_before) {
      out += fmt::format("- {}\n", before.type(a++).name());
    } else if (only_after) {
      out += fmt::format("+ {}\n", after.type(b++).name());
    } else {
      compare_types(before.type(a++), after.type(b++), out);
    }
  }
  return out;
}

}  // namespace virga
