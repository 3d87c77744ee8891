#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "compiler/expand/serverless/core/naming.h"
#include "compiler/expand/serverless/core/property_rules.h"
#include "compiler/expand/serverless/core/role.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/expand/serverless/function/function.h"

namespace virga {
namespace {

constexpr std::string_view kProperty = "EventInvokeConfig";

// Destinations for the result of an asynchronous invocation.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-onsuccess.html
struct DestinationType {
  std::string_view name;
  std::string_view action;
  std::string_view
      generated;  // the resource type to generate if no destination is given; empty: a destination is required
  std::string_view suffix;  // suffix of its ID
};
constexpr std::array kTypes = {
    DestinationType{"SQS", "sqs:SendMessage", "AWS::SQS::Queue", "Queue"},
    DestinationType{"SNS", "sns:publish", "AWS::SNS::Topic", "Topic"},
    DestinationType{"EventBridge", "events:PutEvents", "", ""},
    DestinationType{"Lambda", "lambda:InvokeFunction", "", ""},
    DestinationType{"S3Bucket", "s3:PutObject", "", ""},
};

const DestinationType* find_type(const Value* name) {
  if (name == nullptr) return nullptr;
  for (const DestinationType& type : kTypes) {
    if (name->is(type.name)) return &type;
  }
  return nullptr;
}

// A policy that allows the role to write to the destination.
Value* destination_policy(ValueFactory& make, const DestinationType& type, std::string_view id,
                          const Value& destination) {
  if (type.name != "S3Bucket") {
    return allow_policy(make, fmt::format("{}{}Policy", id, type.name), type.action, make.copy(&destination));
  }
  Value* objects = make.join("/", make.list({make.copy(&destination), make.string("*")}));
  Value* policy = allow_policy(make, fmt::format("{}S3Policy", id), type.action, objects);
  Value* bucket = allow_policy(make, {}, "s3:ListBucket", make.copy(&destination));
  policy->at("PolicyDocument", "Statement")->append(bucket->at("PolicyDocument", "Statement")->items()[0]);
  return policy;
}

class EventInvoke {
public:
  explicit EventInvoke(FunctionParts& parts)
      : parts_(parts),
        context_(parts.context),
        make_(parts.context.make),
        id_(fmt::format("{}EventInvokeConfig", parts.id())) {}

  bool add(const Value& written) {
    const Value& config = *context_.parameters.resolve(&written);
    Value* destinations = make_.object();
    const Value* given = config.get("DestinationConfig");
    if (!is_nothing(given)) {
      if (!given->is_mapping()) return not_a_map(*given, "DestinationConfig");
      for (const std::string_view outcome : {"OnSuccess", "OnFailure"}) {
        const Value* one = given->get(outcome);
        if (one == nullptr || one->is_null()) continue;
        if (!one->is_mapping()) return not_a_map(*one, outcome);
        Value* destination = add_destination(*one, outcome);
        if (destination == nullptr) return false;
        destinations->set(outcome, make_.object({{"Destination", destination}}));
      }
    }
    const auto part = [&](std::string_view name) {
      const Value* value = config.get(name);
      return value == nullptr || value->is_null() ? nullptr : make_.copy(value);
    };
    Value* attributes = own_attributes(context_, parts_.resource);
    attributes->erase("DependsOn");
    if (!parts_.alias_id.empty()) attributes->set_first("DependsOn", make_.list({make_.string(parts_.alias_id)}));
    context_.add_resource(
        parts_.resource, id_, "AWS::Lambda::EventInvokeConfig",
        make_.object({{"DestinationConfig", destinations},
                      {"FunctionName", make_.ref(parts_.id())},
                      {"MaximumEventAgeInSeconds", part("MaximumEventAgeInSeconds")},
                      {"MaximumRetryAttempts", part("MaximumRetryAttempts")},
                      {"Qualifier", make_.string(parts_.alias_name.empty() ? "$LATEST" : parts_.alias_name)}}),
        attributes);
    return true;
  }

private:
  bool not_a_map(const Value& value, std::string_view name) {
    return context_.fail(parts_.resource, &value,
                         fmt::format("{} of EventInvokeConfig must be a map, found {}", name, describe(value)),
                         kProperty);
  }

  // The destination's ARN; null if a problem was reported.
  Value* add_destination(const Value& given, std::string_view outcome) {
    const DestinationType* type = find_type(given.get("Type"));
    if (type == nullptr) {
      context_.fail(parts_.resource, &given,
                    fmt::format("Type of {} must be 'SQS', 'SNS', 'EventBridge', 'Lambda' or 'S3Bucket'", outcome),
                    kProperty);
      return nullptr;
    }
    const std::string id = fmt::format("{}{}", id_, outcome);
    const Value** shared = shared_destination(given, outcome);
    const Value* named = shared != nullptr && *shared != nullptr ? *shared : present(&given, "Destination");
    std::string condition;  // the condition under which no destination is given; empty: always or never
    const Value* otherwise = nullptr;
    if (named != nullptr && !read_condition(*named, condition, otherwise)) return nullptr;
    Value* destination = make_.copy(named);
    if (named == nullptr || !condition.empty()) {
      if (type->generated.empty()) {
        context_.fail(parts_.resource, &given,
                      fmt::format("{} requires a Destination; only queues and topics can be generated", outcome),
                      kProperty);
        return nullptr;
      }
      destination = add_generated(*type, id, condition, otherwise);
    }
    if (shared != nullptr) *shared = make_.copy(destination);
    parts_.invoke_policies.push_back(destination_policy(make_, *type, id, *destination));
    return destination;
  }

  // What the functions that have this outcome from Globals share, which is null for the first; null if it is their own.
  const Value** shared_destination(const Value& given, std::string_view outcome) {
    const TextRange range = given.range();
    if (range.begin < context_.globals.begin || range.end > context_.globals.end) return nullptr;
    return &context_.global_destinations[{range.begin, outcome}];
  }

  // Adds the queue or topic and returns the expression for its ARN.
  Value* add_generated(const DestinationType& type, std::string_view id, const std::string& condition,
                       const Value* otherwise) {
    const std::string generated = fmt::format("{}{}", id, type.suffix);
    Value* attributes = derived_attributes(context_, parts_.resource);
    if (!condition.empty()) {
      const Value* own = attributes->get("Condition");
      const std::string both =
          own != nullptr && own->is_string() ? add_both(std::string(own->text()), condition) : condition;
      attributes->set("Condition", make_.string(both));
    }
    context_.add_resource(parts_.resource, generated, type.generated, nullptr, attributes);
    Value* arn = type.name == "SQS" ? make_.get_att(generated, "Arn") : make_.ref(generated);
    return condition.empty() ? arn : make_.if_(condition, arn, make_.copy(otherwise));
  }

  // {Fn::If: [Condition, arn, AWS::NoValue]}: `condition` tells when there is no ARN, `otherwise` is the ARN.
  bool read_condition(const Value& named, std::string& condition, const Value*& otherwise) {
    if (named.function() != Function::If) return true;
    const auto items = named.argument()->items();
    if (items.size() != 3) {
      context_.problems.error(id_, &named, "Fn::If in Destination requires three arguments: a condition and two values",
                              "Destination");
      return false;
    }
    const bool first = items[1]->is_no_value();
    const bool second = items[2]->is_no_value();
    if (first == second || !items[0]->is_string()) return true;
    condition = items[0]->text();
    otherwise = items[first ? 2 : 1];
    if (first) return true;
    const std::string_view name = items[0]->text();
    condition = fmt::format("NOT{}{}", name, short_hash(id_));
    context_.conditions().set(
        condition, make_.object({{"Fn::Not", make_.list({make_.object({{"Condition", make_.string(name)}})})}}));
    return true;
  }

  // Adds a condition that holds if both do. Like the transform, wraps each name twice.
  std::string add_both(const std::string& one, const std::string& other) {
    const auto operand = [&](std::string_view name) {
      return make_.object({{"Condition", make_.object({{"Condition", make_.string(name)}})}});
    };
    std::string name = fmt::format("{}AND{}{}", one, other, short_hash(parts_.id()));
    context_.conditions().set(name, make_.object({{"Fn::And", make_.list({operand(one), operand(other)})}}));
    return name;
  }

  FunctionParts& parts_;
  SamContext& context_;
  ValueFactory& make_;
  std::string id_;
};

}  // namespace

bool add_event_invoke_config(FunctionParts& parts) {
  const Value* config = parts.wanted(kProperty);
  if (config == nullptr) return true;
  const ValueFactory::Scope scope(parts.context.make, *config);
  return EventInvoke(parts).add(*config);
}

}  // namespace virga
