// E3505: the visibility timeout of a queue must be at least the timeout of its function.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
#include <fmt/format.h>

#include "rules/engine/macros.h"
#include "rules/engine/resources_of_type.h"
#include "rules/lambda/checks.h"

namespace virga {
namespace {

struct Seconds {
  std::int64_t value = 0;
  Scenario scenario;
};

// The values that a property may have, or its default if it is missing. Values that depend on a parameter are left out.
std::vector<Seconds> seconds_of(const Compilation& compilation, const Node* property, std::int64_t standard) {
  if (property == nullptr) return {{standard, {}}};
  std::vector<Seconds> found;
  const Resolution& resolution = compilation.evaluator().resolve(*property);
  for (const ResolvedValue& value : resolution.values) {
    std::int64_t seconds = 0;
    if (value.choices.empty() && to_integer(*value.value, seconds)) found.push_back({seconds, value.scenario});
  }
  return found;
}

}  // namespace

void check_queue_timeouts(const Compilation& compilation, Reporter& reporter) {
  constexpr std::int64_t kVisibility = 30, kTimeout = 3;
  const Template& model = compilation.model();
  each_resource_of_type(compilation, "AWS::Lambda::EventSourceMapping", [&](const Resource& mapping, const Location&) {
    const Node* source = mapping.property("EventSourceArn");
    const Node* name = mapping.property("FunctionName");
    if (source == nullptr || name == nullptr) return;
    const Resource* queue = resource_named_by(model, *source);
    const Resource* function = resource_named_by(model, *name);
    if (queue == nullptr || queue->type != "AWS::SQS::Queue" || queue->properties == nullptr) return;
    if (function == nullptr || function->type != "AWS::Lambda::Function") return;
    if (has_macro_call(*queue) || has_macro_call(*function)) return;
    const Member* own = queue->properties->value->find("VisibilityTimeout");
    for (const Seconds& hidden : seconds_of(compilation, own == nullptr ? nullptr : own->value, kVisibility)) {
      for (const Seconds& working : seconds_of(compilation, function->property("Timeout"), kTimeout)) {
        if (hidden.value >= working.value) continue;
        Scenario both = hidden.scenario;
        both.insert(both.end(), working.scenario.begin(), working.scenario.end());
        if (!can_meet(compilation, *queue, *function, both)) continue;
        const PropertyLocation where(model, *queue, own == nullptr ? *queue->properties : *own);
        reporter.report("E3505", own == nullptr ? *where.get().parent : where.get(),
                        fmt::format("VisibilityTimeout ({} seconds) is less than the Timeout of '{}' ({} seconds); "
                                    "Lambda refuses such an event source mapping",
                                    hidden.value, function->name(), working.value));
        return;
      }
    }
  });
}

}  // namespace virga
