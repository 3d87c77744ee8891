#include "compiler/change/deletion_guard.h"

#include <fmt/format.h>

#include <optional>

#include "compiler/change/property_cases.h"
#include "compiler/change/template_comparison.h"
#include "compiler/resolve/intrinsics.h"

namespace virga {
namespace {

// A property that prevents the deletion of a resource while it is true, ACTIVE or ENABLED; each type has one of them.
struct Guard {
  std::string_view path;
  std::string_view name;
  std::string_view type = {};  // empty for any
};
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-elasticloadbalancingv2-loadbalancer-loadbalancerattribute.html
constexpr Guard kGuards[] = {
    {"DeletionProtection.Mode", "DeletionProtection", "AWS::VerifiedPermissions::PolicyStore"},
    {"DeletionProtection", "DeletionProtection"},
    {"DeletionProtectionEnabled", "DeletionProtectionEnabled"},
    {"DeleteProtection", "DeleteProtection"},
    {"TerminationProtectionEnabled", "TerminationProtectionEnabled"},
    {"DisableApiTermination", "DisableApiTermination"},
    {"LoadBalancerAttributes[Key=deletion_protection.enabled].Value", "deletion_protection.enabled",
     "AWS::ElasticLoadBalancingV2::LoadBalancer"},
};

bool is_on(const Node& value) {
  bool on = false;
  return (to_boolean(value, on) && on) || value.text() == "ACTIVE" || value.text() == "ENABLED";
}

// Which values of a parameter turn it on, where AllowedValues say what there is.
struct Choices {
  std::vector<std::string> on, off;
};
std::optional<Choices> choices_of(const Side& side, const Node& written) {
  if (written.function != Function::Ref || !written.argument()->is_string()) return std::nullopt;
  const Parameter* parameter = side.model().find_parameter(written.argument()->text());
  if (parameter == nullptr || parameter->allowed_values == nullptr) return std::nullopt;
  if (side.secrets().parameters.contains(parameter->name())) return std::nullopt;
  Choices choices;
  for (const Node* value : parameter->allowed_values->items()) {
    (is_on(*value) ? choices.on : choices.off).push_back(fmt::format("{} is {}", parameter->name(), value->text()));
  }
  return choices;
}

class Search {
public:
  Search(const Side& side, Comparison& values, DeletionGuard& found, bool is_on_without,
         const std::function<bool()>& may_go)
      : side_(side), values_(values), found_(found), is_on_without_(is_on_without), may_go_(may_go) {}

  void look(const Node* property, std::string_view path) {
    each_property_case(values_, side_, true, property, path, [&](const PropertyCase& one) { judge(one); });
  }

private:
  void judge(const PropertyCase& one) {
    if (!may_go_()) return;
    if (one.written == nullptr) return add(is_on_without_, one.in.when);
    if (one.known != nullptr && !one.is_default) return add(!one.is_amiss && is_on(*one.known), one.in.when);
    const std::optional<Choices> choices = choices_of(side_, *one.written);
    if (!choices) return add(false, one.in.when);
    for (const bool is_on_here : {true, false}) {
      for (const std::string& choice : is_on_here ? choices->on : choices->off) {
        std::string when = one.in.when;
        add_conditions(when, choice);
        add(is_on_here, std::move(when));
      }
    }
  }

  void add(bool is_on_here, std::string when) { (is_on_here ? found_.on : found_.off).push_back(std::move(when)); }

  const Side& side_;
  Comparison& values_;
  DeletionGuard& found_;
  const bool is_on_without_;
  const std::function<bool()>& may_go_;
};

}  // namespace

DeletionGuard deletion_guard(const Side& side, const SchemaDatabase& facts, Comparison& values,
                             const Resource& deployed, const std::function<bool()>& may_go) {
  // That of a database in a cluster is the cluster's, and does not hold for its instances.
  if (deployed.type.ends_with("::DBInstance") && deployed.property("DBClusterIdentifier") != nullptr) return {};
  DeletionGuard found;
  for (const Guard& guard : kGuards) {
    if (!guard.type.empty() && guard.type != deployed.type) continue;
    const PropertyStep step = first_step(guard.path);
    const Node* property = deployed.property(step.name);
    const bool is_on_without = protects_by_default(facts, deployed.type, step.name);
    if (property == nullptr && !is_on_without) continue;
    found.property = guard.name;
    values.in_case(condition_of(deployed), true, {}, true, [&](const std::string&) {
      values.hide_assumptions();
      Search(side, values, found, is_on_without, may_go)
          .look(deployed.properties == nullptr ? nullptr : deployed.properties->value, guard.path);
      values.show_assumptions();
    });
    // The same in all cases.
    if (found.holds_always()) found.on = {""};
    break;
  }
  return found;
}

}  // namespace virga
