// V3005: event targets without a permission for the sender.
// https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "compiler/expand/expansion.h"
#include "rules/engine/macros.h"
#include "rules/engine/resources_of_type.h"
#include "rules/wiring/checks.h"

namespace virga {
namespace {

// A kind of resource that allows a service to access a receiver of a type.
struct Grant {
  std::string_view receiver;
  std::array<std::string_view, 2> types;  // types of the granting resource
  std::string_view property;              // the property that refers to the receiver, or to a list of receivers
  std::string_view what;
  std::string_view action;
};

constexpr std::array<Grant, 3> kGrants = {{
    {"AWS::SQS::Queue",
     {"AWS::SQS::QueuePolicy", "AWS::SQS::QueueInlinePolicy"},
     "Queue",
     "a queue policy",
     "sqs:SendMessage"},
    {"AWS::SNS::Topic",
     {"AWS::SNS::TopicPolicy", "AWS::SNS::TopicInlinePolicy"},
     "Topic",
     "a topic policy",
     "sns:Publish"},
    {"AWS::Lambda::Function",
     {"AWS::Lambda::Permission", ""},
     "FunctionName",
     "an AWS::Lambda::Permission",
     "lambda:InvokeFunction"},
}};

// Who sends.
struct Sender {
  std::string_view title;              // "The topic"
  std::string_view service;            // its principal
  const Resource* resource = nullptr;  // what has the property that names the receiver
  const Node* arn = nullptr;           // of what sends, as the template writes it; null where it is the resource
};

bool is_bucket(const Sender& sender) { return sender.resource->type == "AWS::S3::Bucket"; }

constexpr std::string_view kFunction = "AWS::Lambda::Function";
constexpr std::string_view kSamFunction = "AWS::Serverless::Function";

const Grant* grant_for(std::string_view type) {
  if (type == kSamFunction) type = kFunction;
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
  void judge(const Sender& sender, const Node& target, const Location& where) {
    if (target.function != Function::GetAtt && target.function != Function::Ref) return;
    const Resource* receiver = resource_named_by(model_, target);
    const Grant* grant = receiver != nullptr ? grant_for(receiver->type) : nullptr;
    // Ref to a queue or function does not return an ARN; a version or alias of a function has separate permissions.
    if (grant == nullptr || (target.function == Function::Ref) != (receiver->type == "AWS::SNS::Topic")) return;
    // The events of a SAM function bring permissions, which its expansion has.
    if (receiver->type == kSamFunction && compilation_.expanded() == nullptr) return;
    if (may_be_let_in(*receiver, *grant) || may_come_otherwise()) return;
    Finding found("V3005", where,
                  fmt::format("{} is not allowed to send to '{}'; add {} that allows it", sender.title,
                              receiver->name(), grant->what));
    found.note(receiver->member.key->range, fmt::format("'{}' is defined here", receiver->name()));
    missing_.push_back({sender, receiver, grant, std::move(found)});
  }

  // A policy counts for all who send, so one fix lets in all of them.
  void report() {
    for (Missing& one : missing_) {
      std::vector<const Sender*> senders;
      for (const Missing& other : missing_) {
        const auto is_same = [&](const Sender* known) { return known->resource == other.sender.resource; };
        if (other.receiver == one.receiver && std::none_of(senders.begin(), senders.end(), is_same)) {
          senders.push_back(&other.sender);
        }
      }
      one.found.fix(permission_fix(*one.receiver, *one.grant, senders));
    }
    for (Missing& one : missing_) reporter_.report(one.found);
  }

private:
  struct Missing {
    Sender sender;
    const Resource* receiver = nullptr;
    const Grant* grant = nullptr;
    Finding found;
  };

  // What adds permissions for the senders, with a fix's edits in the making.
  std::optional<Fix> permission_fix(const Resource& receiver, const Grant& grant,
                                    std::span<const Sender* const> senders) const {
    const Node* section = model_.section_body(Section::Resources);
    // A resource that is there only sometimes needs its permission only then, and so does one that sends.
    const auto is_sometimes = [](const Sender* sender) { return sender->resource->condition != nullptr; };
    if (receiver.condition != nullptr || std::any_of(senders.begin(), senders.end(), is_sometimes)) return std::nullopt;
    EditBuilder edit(compilation_.tree());
    ValueMaker make;
    const bool is_function = grant.receiver == kFunction;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < (is_function ? senders.size() : 1); ++i) {
      names.push_back(free_name(fmt::format("{}{}", receiver.name(), is_function ? "Permission" : "Policy"), names));
    }
    // S3 tries a destination when the bucket is made, so the permission has to be there before. The last resource ends
    // where new ones begin, so this comes first.
    bool made = true;
    for (std::size_t i = 0; i < senders.size(); ++i) {
      const Resource& bucket = *senders[i]->resource;
      if (!is_bucket(*senders[i])) continue;
      if (bucket.depends_on != nullptr) return std::nullopt;
      const std::string& name = names[is_function ? i : 0];
      made = made && edit.add_member(*bucket.member.value, "DependsOn", make.text(name));
    }
    if (is_function) {
      for (std::size_t i = 0; i < senders.size(); ++i) {
        made = made && edit.add_member(*section, names[i], permission(receiver, grant, *senders[i], make));
      }
    } else {
      made = made && edit.add_member(*section, names[0], policy(receiver, grant, senders, make));
    }
    if (!made) return std::nullopt;
    return edit.take_fix(fmt::format("Add {}", grant.what), FixSafety::Unsafe);
  }

  const Node& permission(const Resource& function, const Grant& grant, const Sender& sender, ValueMaker& make) const {
    const Node& properties = make.map({{"Action", &make.text(grant.action)},
                                       {"FunctionName", &make.ref(function.name())},
                                       {"Principal", &make.text(sender.service)},
                                       {is_bucket(sender) ? "SourceAccount" : "SourceArn", &source_of(sender, make)}});
    return make.map({{"Type", &make.text(grant.types[0])}, {"Properties", &properties}});
  }

  const Node& policy(const Resource& receiver, const Grant& grant, std::span<const Sender* const> senders,
                     ValueMaker& make) const {
    std::vector<const Node*> statements;
    for (const Sender* sender : senders) {
      const bool by_account = is_bucket(*sender);
      const Node& source = make.map({{by_account ? "aws:SourceAccount" : "aws:SourceArn", &source_of(*sender, make)}});
      const bool is_topic = receiver.type == "AWS::SNS::Topic";
      statements.push_back(
          &make.map({{"Effect", &make.text("Allow")},
                     {"Principal", &make.map({{"Service", &make.text(sender->service)}})},
                     {"Action", &make.text(grant.action)},
                     {"Resource", is_topic ? &make.ref(receiver.name()) : &arn_of(receiver, make)},
                     {"Condition", &make.map({{by_account ? "StringEquals" : "ArnEquals", &source}})}}));
    }
    const Node& document = make.map({{"Version", &make.text("2012-10-17")}, {"Statement", &make.list(statements)}});
    const std::string receivers = std::string(grant.property) + "s";
    const Node& properties =
        make.map({{receivers, &make.list({&make.ref(receiver.name())})}, {"PolicyDocument", &document}});
    return make.map({{"Type", &make.text(grant.types[0])}, {"Properties", &properties}});
  }

  const Node& arn_of(const Resource& resource, ValueMaker& make) const {
    return make.call("Fn::GetAtt", make.list({&make.text(resource.name()), &make.text("Arn")}));
  }

  // The ARN that events come from. A bucket's would make a circle, since the bucket waits for the permission.
  const Node& source_of(const Sender& sender, ValueMaker& make) const {
    if (is_bucket(sender)) return make.ref("AWS::AccountId");
    if (sender.arn != nullptr) return *sender.arn;
    return sender.resource->type == "AWS::SNS::Topic" ? make.ref(sender.resource->name())
                                                      : arn_of(*sender.resource, make);
  }

  std::string free_name(const std::string& wanted, std::span<const std::string> taken) const {
    std::string name = wanted;
    for (int i = 2; model_.find_resource(name) != nullptr || model_.find_parameter(name) != nullptr ||
                    std::find(taken.begin(), taken.end(), name) != taken.end();
         ++i) {
      name = fmt::format("{}{}", wanted, i);
    }
    return name;
  }

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
      anybody = anybody || named == nullptr;  // computed, or given as a string
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
    if (compilation_.expanded() != nullptr) add_generated(grant, compilation_.expanded()->model(), entry->second);
    return entry->second;
  }

  // Whom what a transform generates lets in, by what the template writes: the function of an alias, too.
  void add_generated(const Grant& grant, const Template& expanded, Granted& granted) const {
    Granted made;
    for (const Resource& other : expanded.resources()) {
      const bool is_grant = other.type == grant.types[0] || (!grant.types[1].empty() && other.type == grant.types[1]);
      if (!is_grant || model_.find_resource(other.name()) != nullptr) continue;
      if (const Node* one = other.property(grant.property)) made.add(expanded, *one);
      if (const Node* several = other.property(std::string(grant.property) + "s")) made.add(expanded, *several);
    }
    granted.anybody = granted.anybody || made.anybody;
    for (const Resource* receiver : made.receivers) {
      if (receiver == nullptr) continue;
      const std::string_view source = sam_resource_of(*receiver->member.key);
      granted.receivers.insert(model_.find_resource(source.empty() ? receiver->name() : source));
    }
  }

  bool may_be_let_in(const Resource& receiver, const Grant& grant) {
    const Granted& granted = granted_by(grant);
    return granted.anybody || granted.receivers.contains(&receiver);
  }

  // Connectors, macros and modules may add the permission.
  bool may_come_otherwise() {
    if (!comes_otherwise_) {
      const auto resources = model_.resources();
      comes_otherwise_ = compilation_.may_hold("Connector") || may_call_macro(compilation_) || has_own_macro(model_) ||
                         std::any_of(resources.begin(), resources.end(),
                                     [](const Resource& resource) { return resource.type.ends_with("::MODULE"); });
    }
    return *comes_otherwise_;
  }

  const Compilation& compilation_;
  const Template& model_;
  Reporter& reporter_;
  std::unordered_map<const Grant*, Granted> granted_;
  std::vector<Missing> missing_;
  std::optional<bool> comes_otherwise_;  // may_come_otherwise(), once it was asked for
};

constexpr std::string_view kSns = "sns.amazonaws.com";

bool delivers_by_itself(std::string_view protocol) { return protocol == "sqs" || protocol == "lambda"; }

void judge_topics(const Compilation& compilation, PermissionCheck& check) {
  each_resource_of_type(compilation, "AWS::SNS::Subscription", [&](const Resource& resource, const Location& where) {
    const Node* protocol = resource.property("Protocol");
    const Member* endpoint = resource.properties->value->find("Endpoint");
    if (protocol == nullptr || endpoint == nullptr || !delivers_by_itself(protocol->text())) return;
    const Node* topic = resource.property("TopicArn");
    if (topic == nullptr) return;
    check.judge({"The topic", kSns, &resource, topic}, *endpoint->value,
                Location{&where, endpoint->key, endpoint->value, 0});
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
      check.judge({"The topic", kSns, &resource, nullptr}, *endpoint->value,
                  Location{&at, endpoint->key, endpoint->value, 0});
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
      check.judge({"EventBridge", "events.amazonaws.com", &resource, nullptr}, *target->value,
                  Location{&at, target->key, target->value, 0});
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
          check.judge({"The bucket", "s3.amazonaws.com", &resource, nullptr}, *target->value,
                      Location{&at, target->key, target->value, 0});
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
  check.report();
}

}  // namespace virga
