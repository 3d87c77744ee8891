// What an update does that nobody may have meant: it lacks a value or a capability, or has no effect by
// itself.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"
#include "compiler/change/value_text.h"
#include "compiler/package/capabilities.h"
#include "compiler/support/text.h"
#include "rules/engine/parameter_constraints.h"

namespace virga {
namespace {

constexpr std::string_view kCapabilities =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html";
constexpr std::string_view kParameters =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html";

bool is_replaced(const ResourceChange& one) {
  return one.action == ChangeAction::Modify && one.old_type.empty() &&
         (one.effect == UpdateEffect::Replace || one.effect == UpdateEffect::MayReplace);
}

bool changes_property(const ResourceChange& one, std::string_view name) {
  return std::any_of(one.changes.begin(), one.changes.end(),
                     [&](const PropertyChange& change) { return change.name == name; });
}

// The parts of an API that only a deployment brings to its stages.
struct ApiParts {
  std::string_view deployment, property;
  std::initializer_list<std::string_view> parts;
};
const ApiParts kApis[] = {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
    {"AWS::ApiGateway::Deployment",
     "RestApiId",
     {"AWS::ApiGateway::Method", "AWS::ApiGateway::Resource", "AWS::ApiGateway::Model", "AWS::ApiGateway::Authorizer",
      "AWS::ApiGateway::RequestValidator", "AWS::ApiGateway::GatewayResponse"}},
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigatewayv2-deployment.html
    {"AWS::ApiGatewayV2::Deployment",
     "ApiId",
     {"AWS::ApiGatewayV2::Route", "AWS::ApiGatewayV2::Integration", "AWS::ApiGatewayV2::Model",
      "AWS::ApiGatewayV2::Authorizer", "AWS::ApiGatewayV2::RouteResponse", "AWS::ApiGatewayV2::IntegrationResponse"}},
};

class Warnings {
public:
  Warnings(const Side& before, const Side& after, TemplateChange& change)
      : before_(before), after_(after), change_(change) {}

  void run() {
    parameters();
    capabilities();
    deployments();
    versions();
  }

private:
  // Why a value is none that the parameter may have; empty if it is, or there is none.
  static std::vector<std::string> refusals_of(const Side& side, const Parameter& parameter,
                                              const std::string_view* value) {
    if (value == nullptr || !parameter.body()->is_mapping() || value->find("{{resolve:") != std::string_view::npos) {
      return {};
    }
    // Secrets are looked for only where there is a value to show.
    std::vector<std::string> hidden =
        ParameterConstraints(*parameter.body(), true).refusals_of_value(parameter, *value);
    if (hidden.empty() || side.secrets().parameters.contains(parameter.name())) return hidden;
    return ParameterConstraints(*parameter.body(), false).refusals_of_value(parameter, *value);
  }

  // The same of the value that is given for it.
  static std::vector<std::string> refusals_of_given(const Side& side, const Parameter& parameter) {
    const std::string* given = side.given(parameter.name());
    const std::string_view value = given == nullptr ? std::string_view() : *given;
    return refusals_of(side, parameter, given == nullptr ? nullptr : &value);
  }
  // And of its Default.
  static std::vector<std::string> refusals_of_default(const Side& side, const Parameter& parameter) {
    const Node* node = parameter.default_value;
    if (node == nullptr || !node->is_scalar() || node->is(NodeKind::Null)) return {};
    const std::string_view value = node->text();
    return refusals_of(side, parameter, &value);
  }

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
  void value_of(const Parameter& parameter) {
    const Parameter* old = before_.model().find_parameter(parameter.name());
    // What a stack passed before, though it is not allowed, is no fault of the change, and neither is a Default that
    // was none before.
    const bool was_passed = !change_.stack.empty() && old != nullptr && !refusals_of_given(before_, *old).empty();
    if (!was_passed) refuse("value", parameter, refusals_of_given(after_, parameter));
    if (old == nullptr || refusals_of_default(before_, *old).empty()) {
      refuse("Default", parameter, refusals_of_default(after_, parameter));
    }
  }

  void refuse(std::string_view what, const Parameter& parameter, const std::vector<std::string>& refusals) {
    if (refusals.empty()) return;
    Risk& risk = change_.risks.emplace_back();
    risk.kind = RiskKind::Refused;
    risk.message =
        fmt::format("The {} of parameter {} is not allowed: {}", what, parameter.name(), fmt::join(refusals, ", "));
    risk.source = kParameters;
    risk.place = parameter.member.key->range;
  }

  void parameters() {
    for (const Parameter& parameter : after_.model().parameters()) {
      value_of(parameter);
      if (parameter.default_value != nullptr || after_.is_passed(parameter.name())) continue;
      const Parameter* old = before_.model().find_parameter(parameter.name());
      const bool is_new = old == nullptr;
      // What is deployed by itself keeps the values of its parameters; a nested stack has those that it is passed.
      const bool is_nested = !change_.stack.empty();
      const bool loses_default = !is_new && !is_nested && old->default_value != nullptr;
      if (!is_new && !loses_default && (!is_nested || !before_.is_passed(parameter.name()))) continue;
      Risk& risk = change_.risks.emplace_back();
      risk.kind = is_nested ? RiskKind::Refused : RiskKind::NeedsInput;
      risk.message = loses_default ? fmt::format(
                                         "Parameter {} has no Default any more; the update requires a value for it, or "
                                         "its previous one",
                                         parameter.name())
                     : is_nested ? fmt::format("{} passes no value for parameter {}, which has no Default",
                                               change_.stack, parameter.name())
                                 : fmt::format("New parameter {} has no Default; the update requires a value for it",
                                               parameter.name());
      risk.source = kParameters;
      risk.place = parameter.member.key->range;
    }
  }

  static std::set<std::string> capabilities_of(const Side& side) {
    std::set<std::string> found;
    for (const Resource& resource : side.model().resources()) {
      const IamNeed need = iam_need(resource);
      if (need.iam) found.insert("CAPABILITY_IAM");
      if (!need.named_by.empty()) found.insert("CAPABILITY_NAMED_IAM");
    }
    // The stronger capability includes the other.
    if (found.contains("CAPABILITY_NAMED_IAM")) found.erase("CAPABILITY_IAM");
    if (!macros_of(side.snapshot().written().model()).empty()) found.insert("CAPABILITY_AUTO_EXPAND");
    return found;
  }

  void capabilities() {
    const std::set<std::string> before = capabilities_of(before_), after = capabilities_of(after_);
    for (const std::string& name : after) {
      if (before.contains(name) || (name == "CAPABILITY_IAM" && before.contains("CAPABILITY_NAMED_IAM"))) continue;
      change_.capabilities.push_back(name);
      Risk& risk = change_.risks.emplace_back();
      risk.kind = RiskKind::NeedsInput;
      risk.message = fmt::format("The update must acknowledge {}, which the stack did not require before", name);
      risk.source = kCapabilities;
    }
  }

  // The API that a resource belongs to, which its RestApiId or ApiId refers to.
  static std::string_view api_of(const Resource& resource, std::string_view property) {
    const Node* value = resource.property(property);
    return value != nullptr && value->function == Function::Ref ? value->argument()->text() : std::string_view();
  }

  // The APIs of which a stage deploys by itself.
  std::set<std::string_view> deployed_alone() const {
    std::set<std::string_view> found;
    for (const Resource& resource : after_.model().resources()) {
      const Node* automatic = resource.type == "AWS::ApiGatewayV2::Stage" ? resource.property("AutoDeploy") : nullptr;
      if (automatic != nullptr) automatic = after_.constant(*automatic);
      bool on = false;
      if (automatic != nullptr && to_boolean(*automatic, on) && on) found.insert(api_of(resource, "ApiId"));
    }
    return found;
  }

  void deployments() {
    for (const ApiParts& kind : kApis) deployments(kind);
  }

  void deployments(const ApiParts& kind) {
    std::set<std::string_view> changed, deployed = deployed_alone();  // APIs
    std::unordered_map<std::string_view, const ResourceChange*> first;
    for (const ResourceChange& one : change_.resources) {
      const Side& side = one.action == ChangeAction::Remove ? before_ : after_;
      const Resource* resource = side.model().find_resource(one.logical_id);
      if (resource == nullptr) continue;
      std::string_view api;
      if (std::find(kind.parts.begin(), kind.parts.end(), one.type) != kind.parts.end()) {
        api = api_of(*resource, kind.property);
      } else if (one.type == "AWS::ApiGateway::RestApi" && changes_property(one, "Body")) {
        api = resource->name();
      } else if (one.type == kind.deployment && (one.action == ChangeAction::Add || is_replaced(one))) {
        deployed.insert(api_of(*resource, kind.property));
      }
      if (!api.empty() && changed.insert(api).second) first[api] = &one;
    }
    for (const Resource& resource : after_.model().resources()) {
      if (resource.type != kind.deployment) continue;
      const std::string_view api = api_of(resource, kind.property);
      if (!changed.contains(api) || deployed.contains(api) ||
          before_.model().find_resource(resource.name()) == nullptr) {
        continue;
      }
      add_risk(
          change_, RiskKind::NotPickedUp, *first[api],
          fmt::format("{} changes, but deployment {} of API {} does not, so its stages keep serving the old API; give "
                      "the deployment a new logical ID",
                      first[api]->logical_id, resource.name(), api),
          documentation_page(resource.type));
      deployed.insert(api);
    }
  }

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html
  void versions() {
    for (const Resource& resource : after_.model().resources()) {
      // SAM makes another version for other code.
      if (resource.type != "AWS::Lambda::Version" || !sam_resource_of(*resource.member.key).empty()) continue;
      const Node* name = resource.property("FunctionName");
      if (name == nullptr || name->function == Function::None) continue;
      std::string_view function = name->argument()->text();
      if (name->function == Function::GetAtt && name->argument()->size > 0) {
        function = name->argument()->is_sequence() ? name->argument()->items()[0]->text()
                                                   : function.substr(0, function.find('.'));
      }
      const ResourceChange* changed = nullptr;
      bool is_new = before_.model().find_resource(resource.name()) == nullptr;
      for (const ResourceChange& one : change_.resources) {
        if (one.logical_id == function && one.action == ChangeAction::Modify && changes_property(one, "Code")) {
          changed = &one;
        }
        is_new = is_new || (one.logical_id == resource.name() && (one.action == ChangeAction::Add || is_replaced(one)));
      }
      if (changed == nullptr || is_new) continue;
      add_risk(
          change_, RiskKind::NotPickedUp, *changed,
          fmt::format("The code of {} changes, but its version {} does not, so no new version is published; give the "
                      "version a new logical ID",
                      changed->logical_id, resource.name()),
          documentation_page(resource.type));
    }
  }

  const Side& before_;
  const Side& after_;
  TemplateChange& change_;
};

}  // namespace

void find_warnings(const Side& before, const Side& after, TemplateChange& change) {
  Warnings(before, after, change).run();
}

}  // namespace virga
