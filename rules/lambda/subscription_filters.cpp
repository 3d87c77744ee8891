// E2529: a log group can have at most two subscription filters.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/logs/cloudwatch_limits_cwl.html
#include <fmt/format.h>

#include <map>
#include <string>

#include "compiler/resolve/condition_encoder.h"
#include "rules/lambda/checks.h"
#include "rules/lambda/functions.h"

namespace virga {
namespace {

constexpr std::uint32_t kMostFilters = 2;

class FilterCheck {
public:
  explicit FilterCheck(Reporter& reporter) : reporter_(reporter) {}

  void count(const Location& properties) {
    const Member* group = properties.value->find("LogGroupName");
    if (group == nullptr) return;
    const auto key = structure_of(*group->value);
    if (!key || ++counts_[*key] <= kMostFilters) return;
    reporter_.report("E2529", Location{&properties, group->key, group->value, 0},
                     fmt::format("A log group can have at most {} subscription filters, but this is number {}",
                                 kMostFilters, counts_[*key]));
  }

private:
  Reporter& reporter_;
  std::map<std::string, std::uint32_t> counts_;
};

}  // namespace

// Ignores conditional filters, since they need not all exist together.
void check_subscription_filters(const Compilation& compilation, Reporter& reporter) {
  const Template& model = compilation.model();
  FilterCheck check(reporter);
  if (const Member* section = model.section(Section::Resources)) {
    const Location root{nullptr, nullptr, model.root(), 0};
    const Location resources{&root, section->key, section->value, 0};
    for (const Resource& resource : model.resources()) {
      if (resource.type != "AWS::Logs::SubscriptionFilter" || resource.condition != nullptr ||
          resource.properties == nullptr) {
        continue;
      }
      const Location at{&resources, resource.member.key, resource.member.value, 0};
      check.count(Location{&at, resource.properties->key, resource.properties->value, 0});
    }
  }
  each_function(model, [&](const LambdaFunction& function) {
    const Member* events = function.body().find("Events");
    if (!function.is_serverless || function.resource.condition != nullptr || events == nullptr) return;
    const Location at_events{&function.properties, events->key, events->value, 0};
    for (const Member& event : events->value->members()) {
      const Node* type = event.value->get("Type");
      const Member* properties = event.value->find("Properties");
      if (type == nullptr || type->text() != "CloudWatchLogs" || properties == nullptr) continue;
      const Location at{&at_events, event.key, event.value, 0};
      check.count(Location{&at, properties->key, properties->value, 0});
    }
  });
}

}  // namespace virga
