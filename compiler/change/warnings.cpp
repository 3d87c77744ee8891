// What an update does that nobody may have meant: it lacks a value or a capability, opens something to everyone, or has
// no effect by itself.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "compiler/change/callers.h"
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
constexpr std::string_view kPrincipals =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html";
constexpr std::string_view kConditionKeys =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html";
constexpr std::string_view kPublicBuckets =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html";
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

// Whether the old one was there wherever the new one is, as far as their conditions are written the same.
bool was_there(const AccessChange& old, const AccessChange& now) {
  return old.when.empty() || now.when == old.when || now.when.starts_with(old.when + " and ");
}

// Whether a pattern of a policy covers another one: "s3:*" covers "s3:Get*".
bool covers(std::string_view wide, std::string_view narrow) {
  return wide == narrow || (wide.ends_with('*') && narrow.starts_with(wide.substr(0, wide.size() - 1)) &&
                            wide.find_first_of("[{?") == std::string_view::npos);
}

// The items of a list as it is shown, or the value itself.
std::vector<std::string_view> items_of(std::string_view shown) {
  if (!shown.starts_with('[') || !shown.ends_with(']') || shown.find_first_of("{!\"'") != std::string_view::npos) {
    return {shown};
  }
  constexpr std::string_view kComma = ", ";
  std::vector<std::string_view> items;
  for (std::string_view rest = shown.substr(1, shown.size() - 2); !rest.empty();) {
    const std::size_t end = std::min(rest.find(kComma), rest.size());
    items.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + kComma.size(), rest.size()));
  }
  return items;
}

// The same of all that a column shows.
bool covers_all(std::string_view wide, std::string_view narrow) {
  if (wide == narrow) return true;
  const std::vector<std::string_view> all = items_of(wide), parts = items_of(narrow);
  return std::all_of(parts.begin(), parts.end(), [&](std::string_view part) {
    return std::any_of(all.begin(), all.end(), [&](std::string_view one) { return covers(one, part); });
  });
}

// What a resource's statements or rules are about, where that is another one.
constexpr std::pair<std::string_view, std::string_view> kSubjects[] = {
    {"AWS::EC2::SecurityGroupIngress", "GroupId"},
    {"AWS::IAM::GroupPolicy", "GroupName"},
    {"AWS::IAM::ManagedPolicy", "Groups"},
    {"AWS::IAM::ManagedPolicy", "Roles"},
    {"AWS::IAM::ManagedPolicy", "Users"},
    {"AWS::IAM::Policy", "Groups"},
    {"AWS::IAM::Policy", "Roles"},
    {"AWS::IAM::Policy", "Users"},
    {"AWS::IAM::RolePolicy", "RoleName"},
    {"AWS::IAM::UserPolicy", "UserName"},
    {"AWS::S3::BucketPolicy", "Bucket"},
    {"AWS::SNS::TopicInlinePolicy", "TopicArn"},
    {"AWS::SNS::TopicPolicy", "Topics"},
    {"AWS::SQS::QueueInlinePolicy", "Queue"},
    {"AWS::SQS::QueuePolicy", "Queues"},
};

// The logical ID that the value refers to, or the value.
std::string referred_by(const Node& value) {
  if (value.function == Function::Ref) return std::string(value.argument()->text());
  if (value.function != Function::GetAtt) return value_text(value);
  const Node& target = *value.argument();
  if (target.is_sequence()) return target.size == 0 ? std::string() : std::string(target.items()[0]->text());
  return std::string(target.text().substr(0, target.text().find('.')));
}

std::set<std::string> subjects_of(const Template& model, const std::string& id) {
  std::set<std::string> found;
  const Resource* resource = model.find_resource(id);
  for (const auto& [type, property] : kSubjects) {
    const Node* value = resource == nullptr || resource->type != type ? nullptr : resource->property(property);
    if (value == nullptr) continue;
    if (!value->is_sequence()) found.insert(referred_by(*value));
    for (const Node* item : value->items()) found.insert(referred_by(*item));
  }
  return found.empty() ? std::set<std::string>{id} : found;
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
    permissions();
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

  void permissions() {
    const auto find = [&](const std::string& id) -> const ResourceChange& {
      // One that comes in one case and goes in another is where the new template has it.
      const auto is_it = [&](const ResourceChange& one) { return one.logical_id == id; };
      const auto is_there = [&](const ResourceChange& one) { return is_it(one) && one.action != ChangeAction::Remove; };
      const auto found = std::find_if(change_.resources.begin(), change_.resources.end(), is_there);
      return found != change_.resources.end()
                 ? *found
                 : *std::find_if(change_.resources.begin(), change_.resources.end(), is_it);
    };
    const auto when = [](const AccessChange& one) { return one.when.empty() ? "" : " when " + one.when; };
    constexpr std::string_view kEverything = "every action";
    for (const AccessChange& one : change_.statements) {
      if (!one.is_added || one.columns[0] != "Allow") continue;
      const auto was_open = [&](const AccessChange& old) {
        return !old.is_added && old.columns[0] == "Allow" &&
               (one.is_everywhere ? old.is_everywhere : !old.is_restricted) && was_there(old, one) &&
               (old.everything == kEverything ||
                (covers_all(old.columns[1], one.columns[1]) && covers_all(old.columns[2], one.columns[2]))) &&
               is_about_the_same(old.resource, one.resource);
      };
      if (std::any_of(change_.statements.begin(), change_.statements.end(), was_open)) continue;
      const ResourceChange& resource = find(one.resource);
      if (one.is_everywhere) {
        const bool is_of_s3 = resource.type.starts_with("AWS::S3::");
        add_risk(change_, RiskKind::Permission, resource,
                 fmt::format("{} allows {} to {}{}{}", one.resource, allowed_actions(one), everyone(one), when(one),
                             one.is_restricted ? ": no Condition limits who calls, or from where" : ""),
                 !one.is_restricted ? std::string(kPrincipals)
                 : is_of_s3         ? std::string(kPublicBuckets)
                                    : std::string(kConditionKeys));
      } else if (!one.everything.empty()) {
        add_risk(change_, RiskKind::Permission, resource,
                 fmt::format("{} allows {} on everything{}", one.resource, one.everything, when(one)),
                 "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html");
      }
    }
    for (const AccessChange& one : change_.openings) {
      const std::string& peer = one.columns[3];
      if (!one.is_added || one.columns[0] != "in" || !one.is_everywhere || one.was_open) continue;
      if (one.columns[2] == "443" || one.columns[2] == "80") continue;
      const auto was_open = [&](const AccessChange& old) {
        return !old.is_added && old.columns[0] == "in" &&
               (old.columns[3] == peer || holds_range(old.range, one.range)) && was_there(old, one) &&
               (old.columns[1] == "all" ||
                (old.columns[1] == one.columns[1] && holds_ports(old.columns[2], one.columns[2]))) &&
               is_about_the_same(old.resource, one.resource);
      };
      if (std::any_of(change_.openings.begin(), change_.openings.end(), was_open)) continue;
      add_risk(change_, RiskKind::Permission, find(one.resource),
               fmt::format("{} opens {} to {}{}", one.resource, opened_by(one), peer, when(one)),
               "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html");
    }
  }

  // Whether all that the new resource's rows are about is what those of the old one were about: itself, what both refer
  // to, or what has another logical ID now.
  bool is_about_the_same(const std::string& old, const std::string& now) const {
    if (old == now) return true;
    const std::set<std::string> olds = subjects_of(before_.model(), old), news = subjects_of(after_.model(), now);
    return std::all_of(news.begin(), news.end(), [&](const std::string& subject) {
      return olds.contains(subject) ||
             std::any_of(change_.resources.begin(), change_.resources.end(), [&](const ResourceChange& one) {
               return one.action == ChangeAction::Add && one.logical_id == subject && olds.contains(one.renamed);
             });
    });
  }

  // "s3:*", "every action but s3:*".
  static std::string allowed_actions(const AccessChange& one) {
    return but(one.columns[1], "every action").value_or(one.columns[1]);
  }
  // "everyone", "everyone but {AWS: 123456789012}".
  static std::string everyone(const AccessChange& one) { return but(one.columns[3], "everyone").value_or("everyone"); }
  // Of a column that says what is left out: "not s3:*".
  static std::optional<std::string> but(std::string_view column, std::string_view all) {
    constexpr std::string_view kNot = "not ";
    return column.starts_with(kNot) ? std::optional(fmt::format("{} but {}", all, column.substr(kNot.size())))
                                    : std::nullopt;
  }

  // "port 22", "all ICMP". For ICMP the ports are a type and a code.
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ec2-securitygroup-ingress.html
  static std::string opened_by(const AccessChange& rule) {
    const std::string& protocol = rule.columns[1];
    const std::string& ports = rule.columns[2];
    if (protocol == "icmp" || protocol == "icmpv6") {
      const std::string name = protocol == "icmpv6" ? "ICMPv6" : "ICMP";
      const bool is_all = ports.empty() || ports == "-1" || ports.starts_with("-1-");
      return is_all ? "all " + name : fmt::format("{} of type {}", name, ports.substr(0, ports.find('-')));
    }
    if (ports.empty()) return "a port of any kind";
    return ports == "all" || ports == "-1" ? "all ports" : "port " + ports;
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
