#include "compiler/expand/serverless/connectors/connector.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "compiler/expand/serverless/connectors/connector_end.h"
#include "compiler/expand/serverless/core/expanders.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

constexpr std::string_view kConnectorType = "AWS::Serverless::Connector";

// DependsOn as a new list; null if it is absent.
Value* depends_on_list(SamContext& context, const Value& resource) {
  const Value* given = present(&resource, "DependsOn");
  if (given == nullptr || given->is_sequence()) return context.make.copy(given);
  return context.make.list({context.make.copy(given)});
}

void append_unique(SamContext& context, Value& list, std::string_view text) {
  if (std::ranges::any_of(list.items(), [&](const Value* item) { return item->is(text); })) return;
  list.append(context.make.string(text));
}

void add_depends_on(SamContext& context, std::string_view logical_id, std::string_view needed) {
  Value* resource = context.result->get(logical_id);
  if (resource == nullptr || !resource->is_mapping()) return;
  Value* list = depends_on_list(context, *resource);
  if (list == nullptr) list = context.make.list();
  append_unique(context, *list, needed);
  resource->set("DependsOn", list);
}

// Replaces a connector in a DependsOn by the resources generated from it, which are appended, as in the transform.
void replace_in_depends_on(SamContext& context, Value& resource, std::string_view connector,
                           const std::vector<SamContext::Added>& added) {
  if (!resource.is_mapping()) return;
  Value* list = depends_on_list(context, resource);
  if (list == nullptr) return;
  const auto items = list->items();
  const auto found = std::ranges::find_if(items, [&](const Value* item) { return item->is(connector); });
  if (found == items.end()) return;
  list->remove_item(static_cast<std::uint32_t>(found - items.begin()));
  for (const SamContext::Added& one : added) append_unique(context, *list, one.logical_id);
  resource.set("DependsOn", list);
}

// Makes one connection, from a source to one destination.
class Connection {
public:
  Connection(SamContext& context, const SamResource& owner, const ConnectorRequest& request, std::string suffix)
      : context_(context), make_(context.make), owner_(owner), request_(request), suffix_(std::move(suffix)) {}

  bool connect(const Value& source, const Value& destination) {
    if (!read_connector_end(context_, owner_, "Destination", destination, source, destination_) ||
        !read_connector_end(context_, owner_, "Source", source, destination, source_) || !find_profile() ||
        !check_permissions() || !check_parameters()) {
      return false;
    }
    switch (profile_->policy) {
      case ConnectorPolicy::SourceRole:
        return add_managed_policy(source_);
      case ConnectorPolicy::DestinationRole:
        return add_managed_policy(destination_);
      case ConnectorPolicy::Permission:
        return add_permissions();
      case ConnectorPolicy::Queue:
        return add_resource_policy("AWS::SQS::QueuePolicy", "QueuePolicy", "Queues", destination_.queue_url,
                                   "QueueUrl");
      case ConnectorPolicy::Topic:
        return add_resource_policy("AWS::SNS::TopicPolicy", "TopicPolicy", "Topics", destination_.arn, "Arn");
    }
    return false;
  }

private:
  bool find_profile() {
    profile_ = find_connector_profile(source_.type, destination_.type);
    if (profile_ != nullptr) return true;
    std::string possible;
    for (const ConnectorProfile& profile : connector_profiles_from(source_.type)) {
      possible += possible.empty() ? "" : ", ";
      possible += profile.destination;
    }
    return context_.fail(owner_, destination_.place,
                         possible.empty()
                             ? fmt::format("Connectors do not support the source type {}", source_.type)
                             : fmt::format("Connectors from {0} do not support the destination type {2}; expected {1}",
                                           source_.type, possible, destination_.type));
  }

  bool asked_for(std::string_view permission) const {
    return std::ranges::any_of(request_.permissions->items(), [&](const Value* item) { return item->is(permission); });
  }

  bool check_permissions() {
    std::string possible;
    std::string asked;
    for (const std::string_view permission : {"Read", "Write"}) {
      if (asked_for(permission)) asked += (asked.empty() ? "" : "+") + std::string(permission);
      if (has_access(permission)) possible += (possible.empty() ? "" : ", ") + std::string(permission);
    }
    const auto items = request_.permissions->items();
    const auto wrong = std::ranges::find_if(items, [&](const Value* item) { return !has_access(item->text()); });
    if (items.empty() || wrong != items.end()) {
      return context_.fail(owner_, items.empty() ? request_.permissions : *wrong,
                           misspelt_value(fmt::format("A connector from {} to {} supports the Permissions {}{}",
                                                      source_.type, destination_.type, possible,
                                                      items.empty() ? ", at least one of them"
                                                                    : fmt::format(", not {}", describe(**wrong))),
                                          items.empty() ? *request_.permissions : **wrong, {"Read", "Write"}),
                           "Permissions");
    }
    if (profile_->needs.empty() || fmt::format(" {} ", profile_->needs).find(' ' + asked + ' ') != std::string::npos) {
      return true;
    }
    return context_.fail(owner_, request_.permissions,
                         fmt::format("A connector from {} to {} requires the Permissions {}, not {} alone",
                                     source_.type, destination_.type, possible_sets(), asked),
                         "Permissions");
  }

  // "Read, or Read and Write" from "Read Read+Write".
  std::string possible_sets() const {
    std::string sets;
    for (const char c : profile_->needs) {
      if (c == ' ') {
        sets += ", or ";
      } else if (c == '+') {
        sets += " and ";
      } else {
        sets += c;
      }
    }
    return sets;
  }

  bool has_access(std::string_view permission) const {
    return std::ranges::any_of(profile_->accesses,
                               [&](const ConnectorAccess& access) { return access.permission == permission; });
  }

  // Collects the parameters of the profile's texts, and reports those that are unknown.
  bool check_parameters() {
    for (const ConnectorEnd* end : {&source_, &destination_}) {
      const std::array<std::pair<std::string_view, const Value*>, 4> known{{{"Arn", end->arn},
                                                                            {"Name", end->resource_name},
                                                                            {"ResourceId", end->resource_id},
                                                                            {"Qualifier", end->qualifier}}};
      for (const auto& [property, value] : known) {
        const std::string name = fmt::format("{}.{}", end->name, property);
        if (value == nullptr && uses(name)) return missing(*end, property);
        parameters_.push_back({make_.arena().copy(name), value});
      }
    }
    return true;
  }

  bool uses(std::string_view parameter) const {
    const std::string quoted = fmt::format("\"{}\"", parameter);
    return std::ranges::any_of(profile_->accesses, [&](const ConnectorAccess& access) {
      return asked_for(access.permission) && access.text.find(quoted) != std::string_view::npos;
    });
  }

  bool missing(const ConnectorEnd& end, std::string_view property) {
    return context_.fail(owner_, end.place,
                         fmt::format("A connector from {} to {} requires the {} of its {}; add it to {}", source_.type,
                                     destination_.type, property, end.name, end.name),
                         end.name);
  }

  Value* policy_document() {
    Value* statements = make_.list();
    for (const ConnectorAccess& access : profile_->accesses) {
      if (!asked_for(access.permission)) continue;
      for (Value* statement : read_table(make_, access.text, parameters_)->items()) statements->append(statement);
    }
    return make_.object({{"Version", make_.string("2012-10-17")}, {"Statement", statements}});
  }

  bool add_managed_policy(const ConnectorEnd& end) {
    if (is_nothing(end.role_name)) {
      return context_.fail(owner_, end.place,
                           end.logical_id.empty()
                               ? fmt::format("The role of the {} is not known; set RoleName", end.name)
                               : fmt::format("The role of the {} '{}', to which the connector adds a policy, is not "
                                             "known; set the resource's role with Ref or Fn::GetAtt",
                                             end.name, end.logical_id),
                           end.name);
    }
    const std::string id =
        add("Policy", "AWS::IAM::ManagedPolicy",
            make_.object({{"PolicyDocument", policy_document()}, {"Roles", make_.list({make_.copy(end.role_name)})}}));
    if (profile_->waiter == ConnectorWaiter::Source && !source_.logical_id.empty()) {
      add_depends_on(context_, source_.logical_id, id);
    } else if (profile_->waiter == ConnectorWaiter::EventSourceMapping) {
      add_depends_on(context_, event_source_mapping(), id);
    }
    return true;
  }

  // The event source mapping between the two ends; empty if there is none, or several.
  std::string_view event_source_mapping() const {
    std::string_view found;
    if (source_.logical_id.empty() || destination_.logical_id.empty()) return found;
    for (const Entry& entry : context_.result->entries()) {
      if (entry.value->string_at("Type") != "AWS::Lambda::EventSourceMapping") continue;
      const Value* properties = entry.value->get("Properties");
      if (referenced_id(present(properties, "FunctionName")) != destination_.logical_id ||
          referenced_id(present(properties, "EventSourceArn")) != source_.logical_id) {
        continue;
      }
      if (!found.empty()) return {};
      found = entry.key->text();
    }
    return found;
  }

  bool add_permissions() {
    if (is_nothing(destination_.arn)) return missing(destination_, "Arn");
    for (const ConnectorAccess& access : profile_->accesses) {
      if (!asked_for(access.permission)) continue;
      const Value* made = read_table(make_, access.text, parameters_);
      Value* properties = make_.object();
      properties->set("Action", make_.copy(made->get("Action")));
      properties->set("FunctionName", make_.copy(destination_.arn));
      for (const std::string_view name : {"Principal", "SourceArn", "SourceAccount"}) {
        if (const Value* value = made->get(name)) properties->set(name, make_.copy(value));
      }
      add(fmt::format("{}LambdaPermission", access.permission), "AWS::Lambda::Permission", properties);
    }
    return true;
  }

  bool add_resource_policy(std::string_view type, std::string_view ending, std::string_view property,
                           const Value* target, std::string_view needed) {
    if (is_nothing(target)) return missing(destination_, needed);
    add(ending, type,
        make_.object({{"PolicyDocument", policy_document()}, {property, make_.list({make_.copy(target)})}}));
    return true;
  }

  std::string add(std::string_view ending, std::string_view type, Value* properties) {
    const auto type_of = [&](const ConnectorEnd& end) {
      return make_.object({{"Type", make_.string(end.written_type)}});
    };
    Value* attributes = request_.attributes == nullptr ? make_.object() : make_.copy(request_.attributes);
    Value* metadata = attributes->get("Metadata");
    if (metadata == nullptr || !metadata->is_mapping()) metadata = make_.object();
    metadata->set("aws:sam:connectors",
                  make_.object({{request_.logical_id, make_.object({{"Source", type_of(source_)},
                                                                    {"Destination", type_of(destination_)}})}}));
    attributes->set("Metadata", metadata);
    std::string id = fmt::format("{}{}{}", request_.logical_id, ending, suffix_);
    context_.add_resource(owner_, id, type, properties, attributes);
    return id;
  }

  SamContext& context_;
  ValueFactory& make_;
  const SamResource& owner_;
  const ConnectorRequest& request_;
  std::string suffix_;  // "Destination0" if there is a list of destinations
  ConnectorEnd source_;
  ConnectorEnd destination_;
  const ConnectorProfile* profile_ = nullptr;
  std::vector<TableParameter> parameters_;
};

// Updates DependsOn: other resources may name the connector there, and the connector may name other connectors.
void link_depends_on(SamContext& context, const SamResource& connector) {
  const std::vector<SamContext::Added>& added = context.added(connector);
  if (context.is_depended_on(connector.logical_id)) {
    for (const Entry& entry : context.result->entries()) {
      replace_in_depends_on(context, *entry.value, connector.logical_id, added);
    }
  }
  const Value* needed = depends_on_list(context, *connector.body);
  if (needed == nullptr) return;
  for (const Value* item : needed->items()) {
    const Value* other = context.source->get(item->text());
    if (other == nullptr || other->string_at("Type") != kConnectorType) continue;
    SamResource before;
    before.logical_id = item->text();
    if (context.added(before).empty()) continue;  // it is expanded later and then updates its own references
    for (const SamContext::Added& one : added) {
      if (Value* resource = context.result->get(one.logical_id)) {
        replace_in_depends_on(context, *resource, before.logical_id, context.added(before));
      }
    }
  }
}

}  // namespace

bool connect_resources(SamContext& context, const SamResource& owner, const ConnectorRequest& request) {
  if (request.permissions == nullptr || !request.permissions->is_sequence()) {
    return context.fail(owner, request.permissions, "Permissions must be a list of Read, Write or both", "Permissions");
  }
  if (request.destination->is_mapping()) {
    return Connection(context, owner, request, {}).connect(*request.source, *request.destination);
  }
  if (request.destination->empty()) {
    return context.fail(owner, request.destination, "Destination must not be an empty list", "Destination");
  }
  bool all = true;
  std::size_t number = 0;
  for (const Value* destination : request.destination->items()) {
    all &= Connection(context, owner, request, fmt::format("Destination{}", number++))
               .connect(*request.source, *destination);
  }
  return all;
}

bool expand_connector(SamContext& context, const SamResource& resource) {
  if (!check_properties(context.problems, resource.logical_id, kConnectorType, *resource.body, resource.properties,
                        property_rules(kConnectorType))) {
    return false;
  }
  ConnectorRequest request{resource.logical_id, resource.get("Source"), resource.get("Destination"),
                           resource.get("Permissions"), own_attributes(context, resource)};
  if (!connect_resources(context, resource, request)) return false;
  link_depends_on(context, resource);
  return true;
}

}  // namespace virga
