// V3005: events that nobody lets in.
// https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "rules/engine/macros.h"
#include "rules/engine/resources_of_type.h"
#include "rules/wiring/checks.h"

namespace virga {
namespace {

// What lets a service reach a resource of a type: another resource that names it.
struct Grant {
  std::string_view receiver;
  std::array<std::string_view, 2> types;  // of what grants
  std::string_view property;              // that names the receiver, or a list of them
  std::string_view what;
};

constexpr std::array<Grant, 3> kGrants = {{
    {"AWS::SQS::Queue", {"AWS::SQS::QueuePolicy", "AWS::SQS::QueueInlinePolicy"}, "Queue", "a queue policy"},
    {"AWS::SNS::Topic", {"AWS::SNS::TopicPolicy", "AWS::SNS::TopicInlinePolicy"}, "Topic", "a topic policy"},
    {"AWS::Lambda::Function", {"AWS::Lambda::Permission", ""}, "FunctionName", "an AWS::Lambda::Permission"},
}};

const Grant* grant_for(std::string_view type) {
  for (const Grant& grant : kGrants) {
    if (grant.receiver == type) return &grant;
  }
  return nullptr;
}

class PermissionCheck {
public:
  PermissionCheck(const Compilation& compilation, Reporter& reporter)
      : compilation_(compilation), model_(compilation.model()), reporter_(reporter) {}

  // `sender` delivers to what `target`, the value of a member, names.
  void judge(std::string_view sender, const Node& target, const Location& where) {
    if (target.function != Function::GetAtt && target.function != Function::Ref) return;
    const Resource* receiver = resource_named_by(model_, target);
    const Grant* grant = receiver != nullptr ? grant_for(receiver->type) : nullptr;
    // Ref of a queue or function names no ARN; a version or an alias of a function has permissions of its own.
    if (grant == nullptr || (target.function == Function::Ref) != (receiver->type == "AWS::SNS::Topic")) return;
    if (may_be_let_in(*receiver, *grant) || may_come_otherwise()) return;
    reporter_.report(finding("V3005", where,
                             fmt::format("{} is not allowed to send to '{}'; add {} that allows it", sender,
                                         receiver->name(), grant->what))
                         .note(receiver->member.key->range, fmt::format("'{}' is defined here", receiver->name())));
  }

private:
  // Who is let in by something, and whether something lets in what is not known.
  struct Granted {
    std::unordered_set<const Resource*> receivers;
    bool anybody = false;

    void add(const Template& model, const Node& value) {
      if (value.is_sequence()) {
        for (const Node* item : value.items()) add(model, *item);
        return;
      }
      const Resource* named = resource_named_by(model, value);
      anybody = anybody || named == nullptr;  // worked out, or named by a text
      receivers.insert(named);
    }
  };

  const Granted& granted_by(const Grant& grant) {
    const auto [entry, is_new] = granted_.try_emplace(&grant);
    if (!is_new) return entry->second;
    for (const Resource& other : model_.resources()) {
      if (other.type != grant.types[0] && (grant.types[1].empty() || other.type != grant.types[1])) continue;
      const Node* one = other.property(grant.property);
      const Node* several = other.property(std::string(grant.property) + "s");
      if (one == nullptr && several == nullptr) entry->second.anybody = true;
      if (one != nullptr) entry->second.add(model_, *one);
      if (several != nullptr) entry->second.add(model_, *several);
    }
    return entry->second;
  }

  bool may_be_let_in(const Resource& receiver, const Grant& grant) {
    const Granted& granted = granted_by(grant);
    return granted.anybody || granted.receivers.contains(&receiver);
  }

  // Connectors, macros and modules may bring the permission. Looked for when something is missing, which is seldom.
  bool may_come_otherwise() const {
    const auto resources = model_.resources();
    return compilation_.may_hold("Connector") || compilation_.may_hold("Fn::Transform") || has_own_macro(model_) ||
           std::any_of(resources.begin(), resources.end(),
                       [](const Resource& resource) { return resource.type.ends_with("::MODULE"); });
  }

  const Compilation& compilation_;
  const Template& model_;
  Reporter& reporter_;
  std::unordered_map<const Grant*, Granted> granted_;
};

bool delivers_by_itself(std::string_view protocol) { return protocol == "sqs" || protocol == "lambda"; }

void judge_topics(const Compilation& compilation, PermissionCheck& check) {
  each_resource_of_type(compilation, "AWS::SNS::Subscription", [&](const Resource& resource, const Location& where) {
    const Node* protocol = resource.property("Protocol");
    const Member* endpoint = resource.properties->value->find("Endpoint");
    if (protocol == nullptr || endpoint == nullptr || !delivers_by_itself(protocol->text())) return;
    check.judge("The topic", *endpoint->value, Location{&where, endpoint->key, endpoint->value, 0});
  });
  each_resource_of_type(compilation, "AWS::SNS::Topic", [&](const Resource& resource, const Location& where) {
    const Member* list = resource.properties->value->find("Subscription");
    if (list == nullptr) return;
    const Location at_list{&where, list->key, list->value, 0};
    std::uint32_t index = 0;
    for (const Node* item : list->value->items()) {
      const Location at{&at_list, nullptr, item, index++};
      const Node* protocol = item->get("Protocol");
      const Member* endpoint = item->find("Endpoint");
      if (protocol == nullptr || endpoint == nullptr || !delivers_by_itself(protocol->text())) continue;
      check.judge("The topic", *endpoint->value, Location{&at, endpoint->key, endpoint->value, 0});
    }
  });
}

void judge_rules(const Compilation& compilation, PermissionCheck& check) {
  each_resource_of_type(compilation, "AWS::Events::Rule", [&](const Resource& resource, const Location& where) {
    const Member* list = resource.properties->value->find("Targets");
    if (list == nullptr) return;
    const Location at_list{&where, list->key, list->value, 0};
    std::uint32_t index = 0;
    for (const Node* item : list->value->items()) {
      const Location at{&at_list, nullptr, item, index++};
      const Member* target = item->find("Arn");
      if (target == nullptr || item->find("RoleArn") != nullptr) continue;  // a role may send
      check.judge("EventBridge", *target->value, Location{&at, target->key, target->value, 0});
    }
  });
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-notificationconfiguration.html
void judge_buckets(const Compilation& compilation, PermissionCheck& check) {
  struct Destination {
    std::string_view list, property;
  };
  constexpr std::array<Destination, 3> kDestinations = {
      {{"QueueConfigurations", "Queue"}, {"TopicConfigurations", "Topic"}, {"LambdaConfigurations", "Function"}}};
  each_resource_of_type(compilation, "AWS::S3::Bucket", [&](const Resource& resource, const Location& where) {
    const Member* notifications = resource.properties->value->find("NotificationConfiguration");
    if (notifications == nullptr) return;
    const Location at_notifications{&where, notifications->key, notifications->value, 0};
    for (const Destination& destination : kDestinations) {
      const Member* list = notifications->value->find(destination.list);
      if (list == nullptr) continue;
      const Location at_list{&at_notifications, list->key, list->value, 0};
      std::uint32_t index = 0;
      for (const Node* item : list->value->items()) {
        const Location at{&at_list, nullptr, item, index++};
        const Member* target = item->find(destination.property);
        if (target != nullptr) {
          check.judge("The bucket", *target->value, Location{&at, target->key, target->value, 0});
        }
      }
    }
  });
}

}  // namespace

void check_event_permissions(const Compilation& compilation, Reporter& reporter) {
  PermissionCheck check(compilation, reporter);
  judge_topics(compilation, check);
  judge_rules(compilation, check);
  judge_buckets(compilation, check);
}

}  // namespace virga
