// W3694: the endpoint of a subscription must match its protocol.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html
#include <fmt/format.h>

#include "rules/engine/branches.h"
#include "rules/engine/resources_of_type.h"
#include "rules/messaging/checks.h"

namespace virga {

void check_subscription_endpoint(Validation& validation, const Node& subscription, const Location& where) {
  const Node* protocol = subscription.get("Protocol");
  const Member* endpoint = subscription.find("Endpoint");
  if (protocol == nullptr || endpoint == nullptr) return;
  const Compilation& compilation = validation.compilation();
  each_two_choices(
      compilation.conditions(), *protocol, *endpoint->value, [&](const Node& kind, const Node& value, const Scenario&) {
        const std::string_view name = kind.is_string() ? kind.text() : std::string_view();
        if (name != "sqs" && name != "lambda" && name != "firehose") return;
        bool is_wrong = false;
        std::string advice;
        if (value.is_string()) {
          const std::string_view text = value.text();
          const bool fits = text.starts_with("arn:") && text.find(fmt::format(":{}:", name)) != std::string_view::npos;
          is_wrong = !fits && text.find("{{resolve:") == std::string_view::npos;
        } else if (value.function == Function::Ref && name == "sqs") {
          const Resource* queue = resource_named_by(compilation.model(), value);
          if (queue != nullptr && queue->type == "AWS::SQS::Queue") {
            is_wrong = true;
            advice = fmt::format(", but Ref to '{0}' returns its URL; use !GetAtt {0}.Arn", queue->name());
          }
        }
        if (!is_wrong) return;
        validation.fail(validation.context(), "W3694", validation.at(where, *endpoint),
                        fmt::format("The endpoint for protocol {} must be an ARN of that service{}", name, advice));
      });
}

}  // namespace virga
