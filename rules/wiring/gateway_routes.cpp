// V3001: resources that require an attached gateway must depend on the attachment.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
#include <fmt/format.h>

#include <array>
#include <unordered_map>
#include <vector>

#include "rules/engine/fixes.h"
#include "rules/engine/resources_of_type.h"
#include "rules/wiring/checks.h"

namespace virga {
namespace {

// A property that refers to a gateway.
struct GatewayUse {
  std::string_view type, property;
};

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpngatewayroutepropagation.html
constexpr std::array<GatewayUse, 2> kUses = {{
    {"AWS::EC2::Route", "GatewayId"},
    {"AWS::EC2::VPNGatewayRoutePropagation", "VpnGatewayId"},
}};

std::uint32_t index_of(const Template& model, const Resource& resource) {
  return static_cast<std::uint32_t>(&resource - model.resources().data());
}

// Adds the attachment to DependsOn.
std::optional<Fix> wait_fix(const Compilation& compilation, const Resource& resource, std::string_view attachment) {
  if (resource.depends_on != nullptr) return std::nullopt;
  return add_text_fix(compilation, *resource.member.value, "DependsOn", attachment, FixSafety::Safe);
}

// Gateway -> its attachments.
using Attachments = std::unordered_map<const Resource*, std::vector<const Resource*>>;

Attachments attachments_of(const Template& model) {
  Attachments found;
  for (const Resource& resource : model.resources()) {
    if (resource.type != "AWS::EC2::VPCGatewayAttachment") continue;
    for (const std::string_view property : {"InternetGatewayId", "VpnGatewayId"}) {
      const Node* gateway = resource.property(property);
      const Resource* named = gateway != nullptr ? resource_named_by(model, *gateway) : nullptr;
      if (named != nullptr) found[named].push_back(&resource);
    }
  }
  return found;
}

void judge(const Compilation& compilation, Reporter& reporter, const GatewayUse& use, const Attachments& attachments,
           const Resource& user, const Location& properties) {
  const Template& model = compilation.model();
  const Member* member = user.properties->value->find(use.property);
  const auto attached =
      member != nullptr ? attachments.find(resource_named_by(model, *member->value)) : attachments.end();
  if (attached == attachments.end()) return;
  const Resource* gateway = attached->first;
  const Resource* attachment = nullptr;
  for (const Resource* other : attached->second) {
    // If there are several conditional attachments, a dependency on one of them is enough.
    if (compilation.graph().reaches(index_of(model, user), index_of(model, *other))) return;
    // A resource cannot depend on one that may not exist.
    const bool is_there =
        other->condition == nullptr ||
        (user.condition != nullptr && user.condition->value->text() == other->condition->value->text());
    if (is_there) attachment = other;
  }
  if (attachment == nullptr) return;
  reporter.report(
      finding(
          "V3001", Location{&properties, member->key, member->value, 0},
          fmt::format(
              "This may be created before '{}' has attached '{}' to the VPC, and would then fail; add 'DependsOn: {}'",
              attachment->name(), gateway->name(), attachment->name()))
          .note(attachment->member.key->range, fmt::format("'{}' is defined here", attachment->name()))
          .fix(wait_fix(compilation, user, attachment->name())));
}

}  // namespace

void check_gateway_routes(const Compilation& compilation, Reporter& reporter) {
  const Attachments attachments = attachments_of(compilation.model());
  if (attachments.empty()) return;
  for (const GatewayUse& use : kUses) {
    each_resource_of_type(compilation, use.type, [&](const Resource& user, const Location& properties) {
      judge(compilation, reporter, use, attachments, user, properties);
    });
  }
}

}  // namespace virga
