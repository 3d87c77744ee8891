#include <fmt/format.h>

#include <array>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "compiler/expand/serverless/connectors/connector.h"
#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kType = "AWS::Serverless::Connector";
constexpr std::array<std::string_view, 6> kAttributes = {"DependsOn", "DeletionPolicy",      "UpdatePolicy",
                                                         "Condition", "UpdateReplacePolicy", "Metadata"};
constexpr std::array<std::string_view, 7> kParts = {
    "DependsOn", "DeletionPolicy", "UpdatePolicy", "Condition", "UpdateReplacePolicy", "Metadata", "Properties"};
constexpr std::array<std::string_view, 4> kProperties = {"Destination", "Permissions", "Source", "SourceReference"};

// Turns the connectors of one resource into resources.
class Lifter {
public:
  Lifter(SamContext& context, const Entry& resource)
      : context_(context), id_(resource.key->text()), resource_(*resource.value) {}

  void lift(std::vector<std::pair<Value*, Value*>>& lifted) {
    Value* connectors = resource_.get("Connectors");
    if (!connectors->is_mapping()) {
      report(id_, connectors,
             fmt::format("Connectors must be a map of named connectors, found {}", describe(*connectors)),
             "Connectors");
      return;
    }
    for (const Entry& entry : connectors->entries()) {
      const ValueFactory::Scope scope(context_.make, *entry.key);
      if (Value* connector = make_connector(entry)) {
        lifted.emplace_back(context_.make.string(embedded_connector_id(id_, entry.key->text())), connector);
      }
    }
  }

private:
  Value* report(std::string_view logical_id, const Value* place, Complaint complaint, std::string_view property) {
    context_.problems.error(logical_id, place, std::move(complaint), property);
    return nullptr;
  }

  Value* report_misspelt(const Entry& entry, std::span<const std::string_view> known, std::string_view where) {
    const std::string_view name = entry.key->text();
    return report(id_, entry.key, unknown_property(name, "a connector", near_property(name, known)),
                  fmt::format("{}/{}", where, name));
  }

  Value* make_connector(const Entry& entry) {
    const std::string_view name = entry.key->text();
    const std::string full_id = embedded_connector_id(id_, name);
    if (!entry.value->is_mapping()) {
      return report(full_id, entry.value,
                    fmt::format("A connector must be a map with Properties, found {}", describe(*entry.value)), {});
    }
    const Value* written = present(entry.value, "Properties");
    const Entry* meant = written == nullptr ? misspelt_entry(*entry.value, "Properties", kParts) : nullptr;
    if (meant != nullptr) return report_misspelt(*meant, kParts, fmt::format("Connectors/{}", name));
    if (written == nullptr || !written->is_mapping()) {
      return report(id_, written != nullptr ? written : entry.key,
                    fmt::format("Connector '{}' requires Properties, a map with Destination and Permissions", name),
                    fmt::format("Connectors/{}/Properties", name));
    }
    if (context_.source->has(full_id)) {
      return report(
          id_, entry.key,
          fmt::format(
              "Connector '{}' generates the logical ID '{}', which this template already uses; rename one of them",
              name, full_id),
          fmt::format("Connectors/{}", name));
    }
    if (const Entry* reference = misspelt_entry(*written, "SourceReference", kProperties)) {
      return report_misspelt(*reference, kProperties, fmt::format("Connectors/{}/Properties", name));
    }
    Value* source = make_source(*written, name);
    if (source == nullptr) return nullptr;
    Value* properties = context_.make.object({{"Source", source}});
    for (const Entry& property : written->entries()) {
      if (property.key->is("SourceReference") || property.key->is("Source")) continue;
      properties->set(property.key, property.value);
    }
    Value* connector = context_.make.object({{"Type", context_.make.string(kType)}});
    for (const std::string_view attribute : kAttributes) {
      if (Value* value = entry.value->get(attribute)) connector->set(attribute, value);
    }
    connector->set("Properties", properties);
    return connector;
  }

  // {Id: the resource} with the additional values of SourceReference.
  Value* make_source(const Value& written, std::string_view name) {
    Value* source = context_.make.object({{"Id", context_.make.string(id_)}});
    const Entry* reference = written.find("SourceReference");
    if (reference == nullptr) return source;
    if (!reference->value->is_mapping()) {
      return report(id_, reference->value,
                    fmt::format("SourceReference must be a map, found {}", describe(*reference->value)),
                    fmt::format("Connectors/{}/Properties/SourceReference", name));
    }
    if (const Entry* id = reference->value->find("Id")) {
      return report(name, id->key,
                    "SourceReference cannot have an Id; the source is the resource that has the connector",
                    "SourceReference/Id");
    }
    for (const Entry& entry : reference->value->entries()) source->set(entry.key, entry.value);
    return source;
  }

  SamContext& context_;
  std::string id_;
  Value& resource_;
};

}  // namespace

std::string embedded_connector_id(std::string_view resource, std::string_view connector) {
  return std::string(resource) + std::string(connector);
}

void lift_embedded_connectors(SamContext& context) {
  std::vector<std::pair<Value*, Value*>> lifted;
  for (const Entry& entry : context.source->entries()) {
    if (!entry.value->is_mapping() || !entry.value->has("Connectors")) continue;
    if (context.open.contains(entry.key->text())) continue;  // left with all it has
    Lifter(context, entry).lift(lifted);
    entry.value->erase("Connectors");
  }
  for (const auto& [id, connector] : lifted) context.source->set(id, connector);
}

}  // namespace virga
