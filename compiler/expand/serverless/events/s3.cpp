#include <fmt/format.h>

#include <algorithm>

#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/events/event_helpers.h"
#include "compiler/expand/serverless/events/event_types.h"

namespace virga {
namespace {

// S3 checks the permission when the notifications are configured, so the bucket depends on it. The newest permission
// comes first.
bool depend_on(SamContext& context, const std::string& bucket_id, Value& bucket, const std::string& permission) {
  ValueFactory& make = context.make;
  const Value* before = bucket.get("DependsOn");
  if (before != nullptr && !has_type(*before, PropertyTypes::String | PropertyTypes::StringList)) {
    context.problems.error(bucket_id, before,
                           fmt::format("DependsOn must be a string or a list of strings, found {}", describe(*before)));
    return false;
  }
  Value* list = make.list({make.string(permission)});
  if (before != nullptr && before->is_string()) list->append(make.copy(before));
  if (before != nullptr) {
    for (const Value* item : before->items()) {
      if (!item->is(permission)) list->append(make.copy(item));
    }
  }
  bucket.set("DependsOn", list);
  return true;
}

// A permission that may not exist cannot be in DependsOn; a conditional reference in a tag has the same effect.
bool depend_by_tag(SamContext& context, const std::string& bucket_id, Value& properties, const std::string& permission,
                   const Value& condition) {
  ValueFactory& make = context.make;
  Value* tags = linked_collection(context, bucket_id, properties, "Tags", NodeKind::Sequence);
  if (tags == nullptr) return false;
  Value* value =
      make.object({{"Fn::If", make.list({make.copy(&condition), make.ref(permission), make.string("no dependency")})}});
  tags->append(make.object({{"Key", make.string("sam:ConditionalDependsOn:" + permission)}, {"Value", value}}));
  return true;
}

void add_notification(SamContext& context, const SamEvent& event, const EventTarget& target, const Value& event_type,
                      Value& notifications) {
  ValueFactory& make = context.make;
  Value* made = make.object(
      {{"Function", target.arn(make)}, {"Filter", make.copy(event.get("Filter"))}, {"Event", make.copy(&event_type)}});
  made = make_conditional(make, event.owner->condition(), made);
  const std::string text = canonical_json(*made);
  const auto there = notifications.items();
  if (std::none_of(there.begin(), there.end(), [&](const Value* item) { return canonical_json(*item) == text; })) {
    notifications.append(made);
  }
}

}  // namespace

bool expand_s3_event(SamContext& context, const SamEvent& event, EventTarget& target) {
  if (!check_event(context, event)) return false;
  ValueFactory& make = context.make;
  Value* bucket = linked_resource(context, event, "Bucket", "AWS::S3::Bucket", "bucket");
  if (bucket == nullptr) return false;
  const std::string bucket_id(event.get("Bucket")->ref());
  add_permission(context, event, target, "s3.amazonaws.com", nullptr, {}, make.ref("AWS::AccountId"));
  Value* properties = linked_properties(context, bucket_id, *bucket);
  if (properties == nullptr) return false;
  const std::string permission = event.logical_id + "Permission";
  const Value* condition = present(event.owner->body, "Condition");
  if (condition == nullptr ? !depend_on(context, bucket_id, *bucket, permission)
                           : !depend_by_tag(context, bucket_id, *properties, permission, *condition)) {
    return false;
  }
  Value* configuration =
      linked_collection(context, bucket_id, *properties, "NotificationConfiguration", NodeKind::Mapping);
  Value* notifications = configuration == nullptr ? nullptr
                                                  : linked_collection(context, bucket_id, *configuration,
                                                                      "LambdaConfigurations", NodeKind::Sequence);
  if (notifications == nullptr) return false;
  const Value* types = event.get("Events");
  if (types->is_string()) add_notification(context, event, target, *types, *notifications);
  for (const Value* type : types->items()) add_notification(context, event, target, *type, *notifications);
  if (!is_nothing(target.propagated_tags)) properties->set("Tags", plain_tag_list(context, target.propagated_tags));
  return true;
}

}  // namespace virga
