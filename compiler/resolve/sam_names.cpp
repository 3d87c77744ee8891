#include <algorithm>
#include <array>

#include "compiler/resolve/known_names.h"
#include "compiler/support/characters.h"
#include "schemas/sam_facts.h"

namespace virga {
namespace {

// The form of a generated ID, after the logical ID of its source.
enum class Shape : std::uint8_t { Exact, Prefix, Suffix, Hashed };

struct Generated {
  std::string_view type;  // after "AWS::Serverless::"
  Shape shape;
  std::string_view text;
};

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
constexpr std::array<Generated, 33> kGenerated = {{
    {"Function", Shape::Exact, "Role"},
    {"Function", Shape::Prefix, "Alias"},
    {"Function", Shape::Hashed, "Version"},
    {"Function", Shape::Exact, "Url"},
    {"Function", Shape::Exact, "UrlPublicPermissions"},
    {"Function", Shape::Exact, "URLInvokeAllowPublicAccess"},
    {"Function", Shape::Prefix, "EventInvokeConfig"},
    {"Function", Shape::Exact, "DeploymentGroup"},
    {"Function", Shape::Exact, "CognitoPermission"},
    {"StateMachine", Shape::Exact, "Role"},
    {"StateMachine", Shape::Exact, "Version"},
    {"StateMachine", Shape::Prefix, "Alias"},
    {"Api", Shape::Suffix, "Stage"},
    {"Api", Shape::Hashed, "Deployment"},
    {"Api", Shape::Suffix, "BasePathMapping"},
    {"Api", Shape::Suffix, "AuthorizerPermission"},
    {"Api", Shape::Exact, "ApiKey"},
    {"Api", Shape::Exact, "UsagePlan"},
    {"Api", Shape::Exact, "UsagePlanKey"},
    {"HttpApi", Shape::Suffix, "Stage"},
    {"HttpApi", Shape::Suffix, "ApiMapping"},
    {"HttpApi", Shape::Suffix, "AuthorizerPermission"},
    {"WebSocketApi", Shape::Suffix, "Stage"},
    {"WebSocketApi", Shape::Suffix, "ApiMapping"},
    {"WebSocketApi", Shape::Suffix, "Authorizer"},
    {"WebSocketApi", Shape::Suffix, "Integration"},
    {"WebSocketApi", Shape::Suffix, "Permission"},
    {"WebSocketApi", Shape::Suffix, "Route"},
    {"LayerVersion", Shape::Hashed, ""},
    {"GraphQLApi", Shape::Prefix, ""},
    {"CapacityProvider", Shape::Exact, "OperatorRole"},
    {"Connector", Shape::Prefix, ""},
    {"Application", Shape::Exact, ""},
}};

// IDs that do not derive from a single resource.
constexpr std::array<std::string_view, 7> kShared = {
    "ServerlessRestApi", "ServerlessHttpApi",   "ServerlessDeploymentApplication", "CodeDeployServiceRole",
    "ServerlessApiKey",  "ServerlessUsagePlan", "ServerlessUsagePlanKey"};
constexpr std::array<std::string_view, 4> kSharedHashed = {"ApiGatewayDomainName", "ApiGatewayDomainNameV2",
                                                           "DomainNameAccessAssociation", "RecordSetGroup"};

constexpr std::string_view kSam = "AWS::Serverless::";
constexpr std::size_t kHashLength = 10;

bool is_hash(std::string_view text) {
  return text.size() == kHashLength &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

bool fits(Shape shape, std::string_view text, std::string_view rest) {
  switch (shape) {
    case Shape::Exact:
      return rest == text;
    case Shape::Prefix:
      return rest.starts_with(text);
    case Shape::Suffix:
      return rest.ends_with(text);
    case Shape::Hashed:
      return rest.starts_with(text) && is_hash(rest.substr(text.size()));
  }
  return false;
}

bool fits_type(std::string_view type, std::string_view rest) {
  return std::any_of(kGenerated.begin(), kGenerated.end(),
                     [&](const Generated& row) { return row.type == type && fits(row.shape, row.text, rest); });
}

// Whether `rest` begins with a key of the mapping: the name of an event or an embedded connector.
bool begins_with_key(const Node* mapping, std::string_view rest) {
  if (mapping == nullptr) return false;
  return std::any_of(mapping->members().begin(), mapping->members().end(), [&](const Member& member) {
    return member.key->size > 0 && rest.starts_with(member.key->text());
  });
}

// Events may name the queue and the queue policy that SAM generates for them.
bool names_own_queue(const Node* events, std::string_view name) {
  if (events == nullptr) return false;
  for (const Member& event : events->members()) {
    const Node* properties = event.value->get("Properties");
    if (properties == nullptr) continue;
    for (std::string_view holder : {"SqsSubscription", "DeadLetterConfig"}) {
      const Node* config = properties->get(holder);
      if (config == nullptr) continue;
      for (std::string_view key : {"QueuePolicyLogicalId", "QueueLogicalId"}) {
        const Node* id = config->get(key);
        if (id != nullptr && id->is_string() && name.starts_with(id->text())) return true;
      }
    }
  }
  return false;
}

}  // namespace

bool is_sam_generated(const Template& model, std::string_view name) {
  if (std::find(kShared.begin(), kShared.end(), name) != kShared.end()) return true;
  for (std::string_view head : kSharedHashed) {
    if (name.starts_with(head) && is_hash(name.substr(head.size()))) return true;
  }
  for (auto [id, type] : {std::pair{kShared[0], "Api"}, std::pair{kShared[1], "HttpApi"}}) {
    if (name.starts_with(id) && fits_type(type, name.substr(id.size()))) return true;
  }
  for (const Resource& resource : model.resources()) {
    const bool ours = resource.type.starts_with(kSam);
    const Node* events = ours ? resource.property("Events") : nullptr;
    if (names_own_queue(events, name)) return true;
    if (!name.starts_with(resource.name()) || name.size() == resource.name().size()) continue;
    std::string_view rest = name.substr(resource.name().size());
    if (begins_with_key(resource.body()->get("Connectors"), rest)) return true;
    if (!ours) continue;
    if (fits_type(resource.type.substr(kSam.size()), rest) || begins_with_key(events, rest)) return true;
  }
  return false;
}

bool is_sam_referable(std::string_view type, std::string_view property) {
  const std::vector<ReferableProperty> known = referable_properties(SchemaDatabase::built_in(), type);
  return std::any_of(known.begin(), known.end(), [&](const ReferableProperty& row) { return row.name == property; });
}

}  // namespace virga
