// callHierarchy: dependencies between resources, presented as a hierarchy of calls.
#include <map>
#include <nlohmann/json.hpp>
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

// The hierarchy item for a resource or output.
json item_of(const FeatureContext& context, std::string_view name, Section section) {
  const Template& model = context.analysis.model();
  if (section == Section::Resources) {
    if (const Resource* resource = model.find_resource(name)) {
      return item_of(context, *resource, resource->type, NameKind::Resource);
    }
  }
  if (section == Section::Outputs) {
    for (const Output& output : model.outputs()) {
      if (output.name() == name) return item_of(context, output, "output", NameKind::Output);
    }
  }
  return nullptr;
}

// The references for which `from` and `to` match, grouped by the other end.
template <typename Other>
json calls(const FeatureContext& context, const char* end, Other other) {
  const Positions positions = context.positions();
  std::map<std::pair<Section, std::string>, json> ranges;
  for (const Reference& reference : context.analysis.symbols().references()) {
    if (reference.target != SymbolKind::Resource) continue;
    const auto [section, name] = other(reference);
    if (!name.empty()) ranges[{section, std::string(name)}].push_back(positions.range(reference.range));
  }
  json list = json::array();
  for (auto& [key, places] : ranges) {
    json item = item_of(context, key.second, key.first);
    if (!item.is_null()) list.push_back({{end, std::move(item)}, {"fromRanges", std::move(places)}});
  }
  return list;
}

}  // namespace

json prepare_call_hierarchy(const FeatureContext& context, const json& params) {
  const Occurrence* from = occurrence_at_position(context, params);
  if (from == nullptr || from->symbol.kind != NameKind::Resource) return nullptr;
  json item = item_of(context, from->symbol.name, Section::Resources);
  return item.is_null() ? json(nullptr) : json::array({std::move(item)});
}

json incoming_calls(const FeatureContext& context, const json& params) {
  const auto name = params.at("item").at("name").get<std::string>();
  return calls(context, "from", [&](const Reference& reference) {
    return std::pair(reference.section, reference.name == name ? reference.owner : std::string_view());
  });
}

json outgoing_calls(const FeatureContext& context, const json& params) {
  const auto name = params.at("item").at("name").get<std::string>();
  return calls(context, "to", [&](const Reference& reference) {
    return std::pair(Section::Resources, reference.owner == name ? reference.name : std::string_view());
  });
}

}  // namespace virga::lsp
