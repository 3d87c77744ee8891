#include "compiler/expand/serverless/core/sam_context.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/resolve/regions.h"

namespace virga {
namespace {

// The most values that the transform may make for one template. A template has at most 1 MB, hence fewer than 200,000
// values, and each is copied a few times.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
constexpr std::size_t kMostValues = 1'500'000;

constexpr std::array<std::string_view, 3> kDerivedAttributes = {"Condition", "DeletionPolicy", "UpdateReplacePolicy"};
constexpr std::array<std::string_view, 6> kOwnAttributes = {"DependsOn", "DeletionPolicy",      "UpdatePolicy",
                                                            "Condition", "UpdateReplacePolicy", "Metadata"};
constexpr std::array<std::string_view, 3> kReservedTags = {"lambda:createdBy", "serverlessrepo:applicationId",
                                                           "serverlessrepo:semanticVersion"};

// Types of generated resources that may have the same ID as a resource of the template, with the type of the latter.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kSameId{{
    {"AWS::Lambda::Function", "AWS::Serverless::Function"},
    {"AWS::Lambda::LayerVersion", "AWS::Serverless::LayerVersion"},
    {"AWS::ApiGateway::RestApi", "AWS::Serverless::Api"},
    {"AWS::ApiGatewayV2::Api", "AWS::Serverless::HttpApi"},
    {"AWS::ApiGatewayV2::Api", "AWS::Serverless::WebSocketApi"},
    {"AWS::ApiGateway::DomainName", "AWS::ApiGateway::DomainName"},
    {"AWS::ApiGateway::BasePathMapping", "AWS::ApiGateway::BasePathMapping"},
    {"AWS::S3::Bucket", "AWS::S3::Bucket"},
    {"AWS::SNS::Topic", "AWS::SNS::Topic"},
    {"AWS::DynamoDB::Table", "AWS::Serverless::SimpleTable"},
    {"AWS::CloudFormation::Stack", "AWS::Serverless::Application"},
    {"AWS::Cognito::UserPool", "AWS::Cognito::UserPool"},
    {"AWS::StepFunctions::StateMachine", "AWS::Serverless::StateMachine"},
    {"AWS::AppSync::GraphQLApi", "AWS::Serverless::GraphQLApi"},
    {"AWS::Lambda::CapacityProvider", "AWS::Serverless::CapacityProvider"},
}};

bool may_have_id(std::string_view type, const Value& taken) {
  const std::string_view before = taken.string_at("Type");
  return std::any_of(kSameId.begin(), kSameId.end(),
                     [&](const auto& pair) { return pair.first == type && pair.second == before; });
}

std::string partition_name(std::string_view region) {
  const std::string_view known = partition_of(region);
  return known.empty() ? "aws" : std::string(known);
}

// Of the attributes of a WebSocket API, the transform takes over DependsOn alone.
bool drops_attribute(std::string_view type, std::string_view name) {
  return type == "AWS::Serverless::WebSocketApi" && name != "DependsOn";
}

template <typename Names>
Value* attributes_of(SamContext& context, const SamResource& resource, const Names& names) {
  Value* attributes = context.make.object();
  for (const std::string_view name : names) {
    if (drops_attribute(resource.type, name)) continue;
    if (const Value* value = resource.body->get(name)) attributes->set(name, context.make.copy(value));
  }
  return attributes;
}

void append_tags(SamContext& context, const Value* tags, Value& list) {
  if (tags == nullptr) return;
  for (const Entry& entry : tags->entries()) {
    Value* value = entry.value->is_null() ? context.make.string("") : context.make.copy(entry.value);
    list.append(context.make.object({{"Key", context.make.copy(entry.key)}, {"Value", value}}));
  }
}

}  // namespace

SamContext::SamContext(ValueFactory& factory, Value& template_root, const ExpandOptions& given, Problems& sink)
    : make(factory),
      problems(sink),
      options(given),
      partition(partition_name(given.region)),
      root(template_root),
      source(template_root.get("Resources")),
      result(nullptr),
      parameters(template_root, given, partition, factory, sink),
      most_values_(factory.made() + kMostValues) {}

bool SamContext::within_budget(const Value* cause, std::string_view what) {
  if (make.made() <= most_values_) return true;
  if (!exhausted) {
    problems.error({}, cause,
                   fmt::format("{}, far more than CloudFormation's limit of 1 MB for an expanded template", what));
  }
  exhausted = true;
  return false;
}

Value& SamContext::conditions() {
  Value* section = root.get("Conditions");
  if (section == nullptr || !section->is_mapping()) {
    section = make.object();
    root.set("Conditions", section);
  }
  return *section;
}

Value* SamContext::add_resource(const SamResource& owner, std::string_view logical_id, std::string_view type,
                                Value* properties, Value* attributes) {
  Value* resource = make.object({{"Type", make.string(type)}});
  if (attributes != nullptr) {
    for (const Entry& entry : attributes->entries()) resource->set(entry.key, entry.value);
  }
  resource->set("Properties", properties != nullptr ? properties : make.object());
  if (const Entry* taken = source->find(logical_id); taken != nullptr && !may_have_id(type, *taken->value)) {
    fail(owner, taken->key,
         fmt::format("'{0}' generates {1} with the logical ID '{2}', which this template already uses; rename the "
                     "other resource",
                     owner.logical_id, type, logical_id));
    return resource;
  }
  std::vector<Added>& list = added_[owner.logical_id];
  // What is not there has not been added before.
  if (!result->has(logical_id) ||
      std::none_of(list.begin(), list.end(), [&](const Added& one) { return one.logical_id == logical_id; })) {
    list.push_back({std::string(logical_id), std::string(type)});
  }
  result->set(logical_id, resource);
  return resource;
}

const std::vector<SamContext::Added>& SamContext::added(const SamResource& owner) const {
  const auto found = added_.find(owner.logical_id);
  return found == added_.end() ? none_ : found->second;
}

bool SamContext::is_depended_on(const std::string& logical_id) {
  if (!depended_on_) {
    depended_on_.emplace();
    for (const Entry& entry : source->entries()) {
      const Value* names = entry.value->get("DependsOn");
      if (names == nullptr) continue;
      if (names->is_string()) depended_on_->emplace(names->text());
      for (const Value* name : names->items()) depended_on_->emplace(name->text());
    }
  }
  return depended_on_->contains(logical_id);
}

void SamContext::sort_result() {
  Value* sorted = make.object();
  const auto take = [&](std::string_view id) {
    const Entry* entry = result->find(id);
    if (entry != nullptr && !sorted->has(id)) sorted->set(entry->key, entry->value);
  };
  for (const Entry& entry : source->entries()) {
    take(entry.key->text());
    const auto found = added_.find(std::string(entry.key->text()));
    if (found == added_.end()) continue;
    for (const Added& one : found->second) take(one.logical_id);
  }
  for (const Entry& entry : result->entries()) take(entry.key->text());
  // Keep the section itself, which the author wrote.
  source->clear();
  for (const Entry& entry : sorted->entries()) source->set(entry.key, entry.value);
  result = source;
}

Value* own_attributes(SamContext& context, const SamResource& resource) {
  for (const std::string_view name : kOwnAttributes) {
    const Entry* written = resource.body->find(name);
    if (written == nullptr || name == "Metadata" || !drops_attribute(resource.type, name)) continue;
    context.problems.note(resource.logical_id, written->key,
                          fmt::format("{} is not taken over by the SAM transform, so it has no effect on the resources "
                                      "that it makes of {}",
                                      name, resource.type));
  }
  return attributes_of(context, resource, kOwnAttributes);
}

Value* derived_attributes(SamContext& context, const SamResource& resource) {
  return attributes_of(context, resource, kDerivedAttributes);
}

Value* plain_tag_list(SamContext& context, const Value* tags) {
  Value* list = context.make.list();
  append_tags(context, tags, *list);
  return list;
}

Value* tag_list(SamContext& context, const SamResource& resource, const Value* tags, bool created_by,
                const Value* more) {
  for (const std::string_view name : kReservedTags) {
    const Entry* entry = tags == nullptr ? nullptr : tags->find(name);
    if (entry == nullptr) continue;
    context.fail(resource, entry->key, fmt::format("Tag '{}' is set by SAM; use another key", name), "Tags");
    return nullptr;
  }
  Value* list = context.make.list();
  if (created_by) {
    list->append(
        context.make.object({{"Key", context.make.string("lambda:createdBy")}, {"Value", context.make.string("SAM")}}));
  }
  append_tags(context, more, *list);
  append_tags(context, tags, *list);
  return list;
}

void add_combined_condition(SamContext& context, std::vector<std::string> conditions, std::string_view name) {
  constexpr std::size_t kMost = 10;  // most operands of Fn::Or
  if (conditions.size() < 2) return;
  // Each round combines up to ten names into a new one; all rounds but the last use a number, counting down.
  std::size_t number = (conditions.size() - 2) / (kMost - 1);
  Value& section = context.conditions();
  while (conditions.size() > 1) {
    const std::size_t count = std::min(conditions.size(), kMost);
    Value* operands = context.make.list();
    for (std::size_t i = 0; i < count; ++i) {
      operands->append(context.make.object({{"Condition", context.make.string(conditions[i])}}));
    }
    conditions.erase(conditions.begin(), conditions.begin() + static_cast<std::ptrdiff_t>(count));
    conditions.push_back(number > 0 ? fmt::format("{}{}", name, number) : std::string(name));
    if (number > 0) --number;
    section.set(conditions.back(), context.make.object({{"Fn::Or", operands}}));
  }
}

Value* make_conditional(ValueFactory& make, const Value* condition, Value* value) {
  if (condition == nullptr || condition->empty() || !condition->is_scalar()) return value;
  return make.if_(condition->text(), value, make.no_value());
}

std::string arn(const SamContext& context, std::string_view rest) {
  return fmt::format("arn:{}:{}", context.partition, rest);
}

}  // namespace virga
