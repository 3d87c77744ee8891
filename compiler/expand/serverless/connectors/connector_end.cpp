#include "compiler/expand/serverless/connectors/connector_end.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/tables.h"
#include "compiler/expand/serverless/core/values.h"

namespace virga {
namespace {

// For a resource outside the template: takes everything from the description.
bool read_description(SamContext& context, const SamResource& owner, const Value& written, ConnectorEnd& end) {
  const std::string_view type = written.string_at("Type");
  if (type.empty()) {
    return context.fail(owner, &written,
                        fmt::format("{} has neither Id nor Type; set the Id of a resource of this template, or "
                                    "identify another one by Type, Arn and so on",
                                    end.name),
                        end.name);
  }
  end.type = end.written_type = deployed_type(type);  // profiles only use CloudFormation's types
  end.arn = present(&written, "Arn");
  end.role_name = present(&written, "RoleName");
  end.queue_url = present(&written, "QueueUrl");
  end.resource_id = present(&written, "ResourceId");
  end.resource_name = present(&written, "Name");
  end.qualifier = present(&written, "Qualifier");
  return true;
}

// The value of an attribute of a resource, where "Ref" means what Ref returns; null if there is none.
const Value* attribute(SamContext& context, std::string_view logical_id, std::string_view name) {
  if (name.empty()) return nullptr;
  return name == "Ref" ? context.make.ref(logical_id) : context.make.get_att(logical_id, name);
}

// The role of the rule's target that is the other end.
const Value* role_of_target(const Value* properties, const Value& other) {
  const Value* targets = present(properties, "Targets");
  if (targets == nullptr) return nullptr;
  const std::string_view other_id = other.string_at("Id");
  const Value* other_arn = present(&other, "Arn");
  for (const Value* target : targets->items()) {
    const Value* arn = target->get("Arn");
    if (arn == nullptr) continue;
    const std::string_view id = referenced_id(arn);
    if ((!id.empty() && id == other_id) || (other_arn != nullptr && same_value(*arn, *other_arn))) {
      return target->get("RoleArn");
    }
  }
  return nullptr;
}

const Value* role_name(SamContext& context, const ConnectorResource& known, const Value* properties,
                       const Value& other) {
  const Value* role = nullptr;
  if (known.role == "Targets[].RoleArn") {
    role = role_of_target(properties, other);
  } else if (!known.role.empty()) {
    role = present(properties, known.role);
  }
  const std::string_view id = referenced_id(role);
  return id.empty() ? nullptr : context.make.ref(id);
}

bool read_resource(SamContext& context, const SamResource& owner, const Value& written, const Value& other,
                   ConnectorEnd& end) {
  const Value* resource = context.result->get(end.logical_id);
  const Value* source = context.source->get(end.logical_id);
  if (resource == nullptr) {
    // A SAM resource that could not be expanded has already been reported.
    const std::string_view type = source == nullptr ? std::string_view{} : source->string_at("Type");
    if (type.starts_with("AWS::Serverless::") && type != "AWS::Serverless::Connector") return false;
    return context.fail(
        owner, written.get("Id"),
        misspelt(fmt::format("{} names '{}', which is not a resource that can be connected", end.name, end.logical_id),
                 source != nullptr ? NearName{} : near_declared(end.logical_id, keys_of(*context.source))),
        end.name);
  }
  end.type = resource->string_at("Type");
  if (end.type.empty()) {
    return context.fail(owner, written.get("Id"),
                        fmt::format("{} names '{}', a resource without a Type", end.name, end.logical_id), end.name);
  }
  end.written_type = source == nullptr ? end.type : source->string_at("Type");
  const Value* qualifier = present(&written, "Qualifier");
  const ConnectorResource* known = find_connector_resource(end.type);
  if (known != nullptr) {
    end.arn = attribute(context, end.logical_id, known->arn);
    end.queue_url = attribute(context, end.logical_id, known->queue_url);
    end.resource_id = attribute(context, end.logical_id, known->resource_id);
    end.resource_name = attribute(context, end.logical_id, known->name);
    end.role_name = role_name(context, *known, resource->get("Properties"), other);
    if (!written.has("Qualifier") && !known->qualifier.empty()) qualifier = context.make.string(known->qualifier);
  }
  end.qualifier = qualifier;
  return true;
}

}  // namespace

bool read_connector_end(SamContext& context, const SamResource& owner, std::string_view name, const Value& written,
                        const Value& other, ConnectorEnd& end) {
  end.name = name;
  end.place = &written;
  const bool describes = std::ranges::any_of(written.entries(), [](const Entry& entry) {
    return entry.key->text() != "Id" && entry.key->text() != "Qualifier";
  });
  if (written.has("Id") == describes) {
    return context.fail(owner, &written,
                        fmt::format("{} must have either the Id of a resource of this template, with an optional "
                                    "Qualifier, or Type, Arn and so on for another one",
                                    name),
                        name);
  }
  const Value* id = present(&written, "Id");
  if (is_nothing(id)) return read_description(context, owner, written, end);
  if (!id->is_string()) {
    return context.fail(owner, id, fmt::format("The Id of {} must be a logical ID, found {}", name, describe(*id)),
                        name);
  }
  end.logical_id = id->text();
  return read_resource(context, owner, written, other, end);
}

}  // namespace virga
