#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/passed_on.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/support/text.h"
#include "schemas/sam_facts.h"

namespace virga {
namespace {

// A section of Globals.
struct GlobalType {
  std::string_view name;
  std::vector<std::string_view> properties;
};
constexpr std::string_view kPrefix = "AWS::Serverless::";
constexpr std::string_view kTransform = "Fn::Transform";

std::optional<GlobalType> find_type(std::string_view name) {
  std::vector<std::string_view> properties = global_properties(SchemaDatabase::built_in(), name);
  if (properties.empty()) return std::nullopt;
  return GlobalType{name, std::move(properties)};
}

// The logical ID under which SAM reports problems of this section.
constexpr std::string_view kSection = "Globals";

bool check_globals(SamContext& context, const Value& globals) {
  Problems& problems = context.problems;
  const std::size_t before = problems.errors();
  if (!globals.is_mapping()) {
    problems.error(kSection, &globals,
                   fmt::format("Globals must be a map of resource types, found {}", describe(globals)));
    return false;
  }
  for (const Entry& section : globals.entries()) {
    if (section.key->is(kTransform)) continue;  // of the service, which may add any section
    const std::optional<GlobalType> type = find_type(section.key->text());
    if (!type) {
      const std::vector<std::string_view> names = global_sections(SchemaDatabase::built_in());
      problems.error(
          kSection, section.key,
          misspelt(fmt::format("Unknown resource type '{}' in Globals", section.key->text()),
                   near_property(section.key->text(), names), fmt::format("; expected {}", fmt::join(names, ", "))));
      continue;
    }
    if (!section.value->is_mapping()) {
      problems.error(
          kSection, section.value,
          fmt::format("Globals of {} must be a map of properties, found {}", type->name, describe(*section.value)));
      continue;
    }
    for (const Entry& property : section.value->entries()) {
      const std::string_view name = property.key->text();
      if (name == kTransform) continue;
      if (std::find(type->properties.begin(), type->properties.end(), name) != type->properties.end()) continue;
      problems.error(kSection, property.key,
                     misspelt(fmt::format("'{}' cannot be set in Globals for {}", name, type->name),
                              near_property(name, type->properties), "; set it on each resource"));
    }
  }
  return problems.errors() == before;
}

enum class Shape : std::uint8_t { Scalar, Map, List };

// A function counts as a single value, whatever it contains.
Shape shape_of(const Value& value) {
  if (value.is_sequence()) return Shape::List;
  return value.is_mapping() && !value.is_intrinsic() ? Shape::Map : Shape::Scalar;
}

// The transform gives Python 2.7's order to the Globals of REST APIs alone: those of HTTP APIs, and what is merged into
// them, stay in the order in which they are written.
void note_written_order(SamContext& context, const Value& globals) {
  if (globals.is_sequence()) {
    for (const Value* item : globals.items()) note_written_order(context, *item);
  } else if (globals.is_mapping()) {
    context.apis.python.note_ordered(globals);
    for (const Entry& entry : globals.entries()) note_written_order(context, *entry.value);
  }
}

// Maps are merged key by key, lists are concatenated, and any other value is replaced by the local one.
Value* merged(SamContext& context, const Value& global, Value* local, bool written_order) {
  const Shape shape = shape_of(*local);
  if (shape != shape_of(global) || shape == Shape::Scalar) return local;
  Value* out = context.make.copy(&global);
  if (written_order) note_written_order(context, *out);
  if (shape == Shape::List) {
    for (Value* item : local->items()) out->append(item);
    return out;
  }
  out->set_provenance(local->provenance());
  if (!written_order) context.apis.python.note_merged(*out, global, *local);
  for (const Entry& entry : local->entries()) {
    const Value* below = out->get(entry.key->text());
    out->set(entry.key, below == nullptr ? entry.value : merged(context, *below, entry.value, written_order));
  }
  return out;
}

// IgnoreGlobals: "*" or a list of properties that Globals may have. False if it is neither.
bool without_ignored(SamContext& context, std::string_view id, const GlobalType& type, const Value& resource,
                     Value& globals) {
  const Value* ignored = resource.get("IgnoreGlobals");
  if (ignored == nullptr || ignored->is_null()) return true;
  if (ignored->is("*")) {
    globals.clear();
    return true;
  }
  if (!has_type(*ignored, PropertyTypes::StringList)) {
    context.problems.error(
        id, ignored, fmt::format("IgnoreGlobals must be '*' or a list of properties, found {}", describe(*ignored)));
    return false;
  }
  bool good = true;
  for (const Value* name : ignored->items()) {
    if (globals.erase(name->text())) continue;
    const bool known = std::find(type.properties.begin(), type.properties.end(), name->text()) != type.properties.end();
    context.problems.error(id, name,
                           fmt::format("IgnoreGlobals names '{}', which Globals {} for {}{}; remove it", name->text(),
                                       known ? "does not set" : "cannot set", kPrefix, type.name));
    good = false;
  }
  return good;
}

}  // namespace

void merge_globals(SamContext& context) {
  Value* globals = context.root.get(kSection);
  if (globals == nullptr) return;
  if (!check_globals(context, *globals)) return;
  if (calls_transform(globals)) return;
  context.globals = globals->range();
  // What resources that are left to the service have of Globals stays there, too.
  std::set<std::string_view> kept;
  for (const Entry& entry : context.source->entries()) {
    const std::string_view type = entry.value->string_at("Type");
    if (!type.starts_with(kPrefix)) continue;
    const Value* section = globals->get(type.substr(kPrefix.size()));
    if (section != nullptr && context.open.contains(entry.key->text())) {
      kept.insert(type.substr(kPrefix.size()));
      continue;
    }
    if (!context.within_budget(section, "These Globals make the template grow to more than a million values")) {
      return;
    }
    const std::optional<GlobalType> known = find_type(type.substr(kPrefix.size()));
    if (!context.within_budget(section, "These Globals make the template grow to more than a million values")) {
      return;
    }
    if (section == nullptr || !known) continue;
    Value* own = context.make.copy(section);
    if (!without_ignored(context, entry.key->text(), *known, *entry.value, *own)) continue;
    const bool written_order = known->name == "HttpApi" && context.apis.python.enabled();
    Value* properties = entry.value->get("Properties");
    if (properties == nullptr || properties->is_null()) {
      if (written_order) note_written_order(context, *own);
      entry.value->set("Properties", own);
    } else if (properties->is_mapping()) {
      Value* both = context.make.copy(own);
      if (written_order) note_written_order(context, *both);
      both->set_provenance(properties->provenance());
      for (const Entry& property : properties->entries()) {
        const Value* below = both->get(property.key->text());
        both->set(property.key,
                  below == nullptr ? property.value : merged(context, *below, property.value, written_order));
      }
      entry.value->set("Properties", both);
    }
  }
  const std::vector<Entry> sections(globals->entries().begin(), globals->entries().end());
  for (const Entry& section : sections) {
    if (!kept.contains(section.key->text())) globals->erase(section.key->text());
  }
  if (globals->empty()) context.root.erase(kSection);
}

}  // namespace virga
