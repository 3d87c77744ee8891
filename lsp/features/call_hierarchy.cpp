// callHierarchy: what depends on what (resources, outputs, parameters, conditions), presented as a hierarchy of calls.
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "lsp/features/handlers.h"
#include "lsp/features/locations.h"
#include "lsp/features/symbol_kinds.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

json item_of(const FeatureContext& context, const Declaration& declaration, std::string_view detail, NameKind kind) {
  const Positions positions = context.positions();
  const Member& member = declaration.member;
  const TextRange whole{member.key->range.begin, std::max(member.key->range.end, member.value->range.end)};
  json item = {{"name", declaration.name()},
               {"kind", symbol_kind_number(kind)},
               {"uri", uri_of(context.analysis)},
               {"range", positions.range(whole)},
               {"selectionRange", positions.range(member.key->range)}};
  if (!detail.empty()) item["detail"] = detail;
  return item;
}

// What can be an item of the hierarchy: a section and a name in it.
using Entry = std::pair<Section, std::string>;

json item_of(const FeatureContext& context, const Entry& entry) {
  const Template& model = context.analysis.model();
  const auto& [section, name] = entry;
  switch (section) {
    case Section::Resources:
      if (const Resource* found = model.find_resource(name)) {
        return item_of(context, *found, found->type, NameKind::Resource);
      }
      break;
    case Section::Parameters:
      if (const Parameter* found = model.find_parameter(name)) {
        return item_of(context, *found, found->type, NameKind::Parameter);
      }
      break;
    case Section::Conditions:
      if (const Declaration* found = model.find_condition(name)) {
        return item_of(context, *found, "condition", NameKind::Condition);
      }
      break;
    case Section::Outputs:
      for (const Output& output : model.outputs()) {
        if (output.name() == name) return item_of(context, output, "output", NameKind::Output);
      }
      break;
    default:
      break;
  }
  return nullptr;
}

// The section of what a reference names, unless it is nothing that has a place in the hierarchy.
std::optional<Section> section_of(SymbolKind target) {
  switch (target) {
    case SymbolKind::Resource:
      return Section::Resources;
    case SymbolKind::Parameter:
      return Section::Parameters;
    case SymbolKind::Condition:
      return Section::Conditions;
    default:
      return std::nullopt;
  }
}

std::optional<Section> section_of(NameKind kind) {
  switch (kind) {
    case NameKind::Resource:
      return Section::Resources;
    case NameKind::Parameter:
      return Section::Parameters;
    case NameKind::Condition:
      return Section::Conditions;
    default:
      return std::nullopt;
  }
}

// The entry that a request is about: names are unique within a section only, and the server keeps no items.
Entry entry_of(const json& params) {
  const json& item = params.at("item");
  const auto kind = item.at("kind").get<int>();
  Section section = Section::Resources;
  for (const auto& [candidate, symbol] :
       {std::pair(Section::Parameters, NameKind::Parameter), std::pair(Section::Conditions, NameKind::Condition),
        std::pair(Section::Outputs, NameKind::Output)}) {
    if (kind == symbol_kind_number(symbol)) section = candidate;
  }
  return {section, item.at("name").get<std::string>()};
}

// The references from or to an entry, grouped by the other end.
json calls(const FeatureContext& context, const Entry& entry, bool is_outgoing) {
  const Positions positions = context.positions();
  std::map<Entry, json> ranges;
  for (const Reference& reference : context.analysis.symbols().references()) {
    const std::optional<Section> section = section_of(reference.target);
    if (!section || reference.owner.empty()) continue;
    const Entry from(reference.section, reference.owner);
    const Entry to(*section, reference.name);
    if ((is_outgoing ? from : to) == entry) ranges[is_outgoing ? to : from].push_back(positions.range(reference.range));
  }
  json list = json::array();
  for (auto& [other, places] : ranges) {
    json item = item_of(context, other);
    if (!item.is_null()) {
      list.push_back({{is_outgoing ? "to" : "from", std::move(item)}, {"fromRanges", std::move(places)}});
    }
  }
  return list;
}

}  // namespace

json prepare_call_hierarchy(const FeatureContext& context, const json& params) {
  const Occurrence* from = occurrence_at_position(context, params);
  const std::optional<Section> section = from == nullptr ? std::nullopt : section_of(from->symbol.kind);
  if (!section) return nullptr;
  json item = item_of(context, {*section, from->symbol.name});
  return item.is_null() ? json(nullptr) : json::array({std::move(item)});
}

json incoming_calls(const FeatureContext& context, const json& params) {
  return calls(context, entry_of(params), false);
}

json outgoing_calls(const FeatureContext& context, const json& params) {
  return calls(context, entry_of(params), true);
}

}  // namespace virga::lsp
