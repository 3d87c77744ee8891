#include <algorithm>
#include <array>

#include "compiler/resolve/known_names.h"
#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"
#include "schemas/sam_facts.h"

namespace virga {
namespace {

// The form of a generated ID, after the logical ID of its source.
enum class Shape : std::uint8_t { Exact, Prefix, Suffix, Hashed };

using Deciding = std::array<std::string_view, 2>;

struct Generated {
  std::string_view type;  // after "AWS::Serverless::"
  Shape shape;
  std::string_view text;
  Deciding decided_by = {};  // properties of the source; none: all of it may
};

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
constexpr std::array<Generated, 36> kGenerated = {{
    {"Function", Shape::Exact, "Role", {"Role"}},
    {"Function", Shape::Prefix, "Alias", {"AutoPublishAlias"}},
    {"Function", Shape::Hashed, "Version", {"AutoPublishAlias"}},
    {"Function", Shape::Exact, "Url", {"FunctionUrlConfig"}},
    {"Function", Shape::Exact, "UrlPublicPermissions", {"FunctionUrlConfig"}},
    {"Function", Shape::Exact, "URLInvokeAllowPublicAccess", {"FunctionUrlConfig"}},
    {"Function", Shape::Prefix, "EventInvokeConfig", {"EventInvokeConfig"}},
    {"Function", Shape::Exact, "DeploymentGroup", {"DeploymentPreference", "AutoPublishAlias"}},
    {"Function", Shape::Exact, "CognitoPermission", {"Events"}},
    {"WebFunction", Shape::Exact, "Revision"},
    {"WebFunction", Shape::Exact, "Endpoint"},
    {"WebFunction", Shape::Exact, "Role", {"ExecutionRoleArn"}},
    {"StateMachine", Shape::Exact, "Role", {"Role"}},
    {"StateMachine", Shape::Exact, "Version", {"AutoPublishAlias"}},
    {"StateMachine", Shape::Prefix, "Alias", {"AutoPublishAlias"}},
    {"Api", Shape::Suffix, "Stage", {"StageName"}},
    {"Api", Shape::Hashed, "Deployment"},
    {"Api", Shape::Suffix, "BasePathMapping", {"Domain"}},
    {"Api", Shape::Suffix, "AuthorizerPermission", {"Auth"}},
    {"Api", Shape::Exact, "ApiKey", {"Auth"}},
    {"Api", Shape::Exact, "UsagePlan", {"Auth"}},
    {"Api", Shape::Exact, "UsagePlanKey", {"Auth"}},
    {"HttpApi", Shape::Suffix, "Stage", {"StageName"}},
    {"HttpApi", Shape::Suffix, "ApiMapping", {"Domain"}},
    {"HttpApi", Shape::Suffix, "AuthorizerPermission", {"Auth"}},
    {"WebSocketApi", Shape::Suffix, "Stage", {"StageName"}},
    {"WebSocketApi", Shape::Suffix, "ApiMapping", {"Domain"}},
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

// IDs that do not derive from a single resource, and the property of any that decides.
struct Shared {
  std::string_view id, decided_by;
};
constexpr std::array<Shared, 7> kShared = {{{"ServerlessRestApi", "Events"},
                                            {"ServerlessHttpApi", "Events"},
                                            {"ServerlessDeploymentApplication", "DeploymentPreference"},
                                            {"CodeDeployServiceRole", "DeploymentPreference"},
                                            {"ServerlessApiKey", "Auth"},
                                            {"ServerlessUsagePlan", "Auth"},
                                            {"ServerlessUsagePlanKey", "Auth"}}};
constexpr std::array<Shared, 4> kSharedHashed = {{{"ApiGatewayDomainName", "Domain"},
                                                  {"ApiGatewayDomainNameV2", "Domain"},
                                                  {"DomainNameAccessAssociation", "Domain"},
                                                  {"RecordSetGroup", "Domain"}}};

// APIs that SAM makes for events that name none.
struct ImplicitApi {
  std::string_view id, type;
};
constexpr std::array<ImplicitApi, 2> kImplicitApis = {
    {{"ServerlessRestApi", "AWS::Serverless::Api"}, {"ServerlessHttpApi", "AWS::Serverless::HttpApi"}}};

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

// The key of the mapping that `rest` begins with: the name of an event or an embedded connector.
const Member* first_key_of(const Node* mapping, std::string_view rest) {
  if (mapping == nullptr) return nullptr;
  const auto found = std::find_if(mapping->members().begin(), mapping->members().end(), [&](const Member& member) {
    return member.key->size > 0 && rest.starts_with(member.key->text());
  });
  return found == mapping->members().end() ? nullptr : &*found;
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

// What decides about the names that references give generated resources after a dot; what is not here is always made.
struct Referable {
  std::string_view name, decided_by;
};
constexpr std::array<Referable, 9> kReferable = {{{"Alias", "AutoPublishAlias"},
                                                  {"Version", "AutoPublishAlias"},
                                                  {"DestinationTopic", "EventInvokeConfig"},
                                                  {"DestinationQueue", "EventInvokeConfig"},
                                                  {"DomainName", "Domain"},
                                                  {"DomainNameV2", "Domain"},
                                                  {"UsagePlan", "Auth"},
                                                  {"UsagePlanKey", "Auth"},
                                                  {"ApiKey", "Auth"}}};

// Whether a name after "${" is one of a parameter.
bool substitutes_parameter(const Template& model, const Node& argument) {
  const Node& text = argument.is_sequence() && argument.size > 0 ? *argument.items()[0] : argument;
  if (!text.is_string()) return false;
  const std::vector<SubVariable> variables = sub_variables(text);
  return std::any_of(variables.begin(), variables.end(),
                     [&](const SubVariable& variable) { return model.find_parameter(variable.name) != nullptr; });
}

// Whether a value may be another one in another deployment. Attributes and references to resources are what they are.
bool varies(const Template& model, const Node& value) {
  switch (value.function) {
    case Function::None:
    case Function::GetAtt:
      break;
    case Function::Ref:
      return model.find_parameter(value.argument()->text()) != nullptr;
    case Function::Sub:
      if (substitutes_parameter(model, *value.argument())) return true;
      break;
    case Function::Join:
    case Function::Select:
    case Function::Split:
      break;
    default:
      return true;
  }
  return std::any_of(value.members().begin(), value.members().end(),
                     [&](const Member& member) { return varies(model, *member.value); }) ||
         std::any_of(value.items().begin(), value.items().end(),
                     [&](const Node* item) { return varies(model, *item); });
}

bool varies_in(const Template& model, const Resource& resource, std::string_view property) {
  const Node* value = sam_property(model, resource, property);
  const Node* properties = resource.properties == nullptr ? nullptr : resource.properties->value;
  return (properties != nullptr && !properties->is_mapping()) || (value != nullptr && varies(model, *value));
}

// The same of a property that any SAM resource may have.
bool shared_varies(const Template& model, std::string_view property) {
  return std::any_of(model.resources().begin(), model.resources().end(), [&](const Resource& resource) {
    return resource.type.starts_with(kSam) && varies_in(model, resource, property);
  });
}

bool varies_as(const Template& model, const Resource& resource, const Generated& row) {
  if (row.decided_by[0].empty()) return varies(model, *resource.body());
  return std::any_of(row.decided_by.begin(), row.decided_by.end(),
                     [&](std::string_view name) { return !name.empty() && varies_in(model, resource, name); });
}

// Calls `visit` for each way to read a name as one that SAM generates, until it returns true; whether it did. A reading
// is what the name comes from: a resource (null where several share it), and a row of the table, an event or a
// connector (the other one is null).
struct Reading {
  const Resource* source = nullptr;
  std::string_view shared_by = {};  // the property that decides where `source` is null
  const Generated* row = nullptr;
  const Member* part = nullptr;
};

template <typename Visit>
bool any_reading(const Template& model, std::string_view name, Visit visit) {
  for (const Shared& shared : kShared) {
    if (name == shared.id && visit(Reading{.shared_by = shared.decided_by})) return true;
  }
  for (const Shared& shared : kSharedHashed) {
    const bool is_one = name.starts_with(shared.id) && is_hash(name.substr(shared.id.size()));
    if (is_one && visit(Reading{.shared_by = shared.decided_by})) return true;
  }
  const auto fits_row = [&](const Resource* source, std::string_view type, std::string_view rest) {
    return std::any_of(kGenerated.begin(), kGenerated.end(), [&](const Generated& row) {
      return row.type == type && fits(row.shape, row.text, rest) &&
             visit(Reading{.source = source, .shared_by = row.decided_by[0], .row = &row});
    });
  };
  for (const auto& [id, type] : kImplicitApis) {
    if (name.starts_with(id) && fits_row(nullptr, type.substr(kSam.size()), name.substr(id.size()))) return true;
  }
  for (const Resource& resource : model.resources()) {
    const bool ours = resource.type.starts_with(kSam);
    const Node* events = ours ? resource.property("Events") : nullptr;
    if (names_own_queue(events, name) && visit(Reading{.source = &resource})) return true;
    if (!name.starts_with(resource.name()) || name.size() == resource.name().size()) continue;
    const std::string_view rest = name.substr(resource.name().size());
    const Member* connector = first_key_of(resource.body()->get("Connectors"), rest);
    if (connector != nullptr && visit(Reading{.source = &resource, .part = connector})) return true;
    if (!ours) continue;
    if (fits_row(&resource, resource.type.substr(kSam.size()), rest)) return true;
    const Member* event = first_key_of(events, rest);
    if (event != nullptr && visit(Reading{.source = &resource, .part = event})) return true;
  }
  return false;
}

}  // namespace

bool is_sam_generated(const Template& model, std::string_view name) {
  return any_reading(model, name, [](const Reading&) { return true; });
}

const Node* sam_property(const Template& model, const Resource& resource, std::string_view name) {
  if (const Node* own = resource.property(name)) return own;
  const Node* globals = model.section_body(Section::Globals);
  if (globals == nullptr || !resource.type.starts_with(kSam)) return nullptr;
  const Node* shared = globals->get(resource.type.substr(kSam.size()));
  return shared == nullptr ? nullptr : shared->get(name);
}

std::string_view before_sam_hash(std::string_view name) {
  if (name.size() < kHashLength || !is_hash(name.substr(name.size() - kHashLength))) return {};
  return name.substr(0, name.size() - kHashLength);
}

SamDecision sam_decision(const Template& model, std::string_view name) {
  SamDecision decision;
  if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) {
    decision.source = model.find_resource(name.substr(0, dot));
    if (decision.source != nullptr && !decision.source->type.starts_with(kSam)) return {};
    const auto* row = std::find_if(kReferable.begin(), kReferable.end(),
                                   [&](const Referable& one) { return one.name == name.substr(dot + 1); });
    if (row != kReferable.end()) decision.property = row->decided_by;
    // An API without a declaration comes of events.
    decision.varies = decision.source == nullptr
                          ? shared_varies(model, decision.property) || shared_varies(model, "Events")
                          : varies_in(model, *decision.source, decision.property);
  } else {
    decision.varies = any_reading(model, name, [&](const Reading& reading) {
      if (decision.source == nullptr) decision.source = reading.source;
      if (reading.source == nullptr) return shared_varies(model, reading.shared_by) || shared_varies(model, "Events");
      if (reading.part != nullptr) return varies(model, *reading.part->value) || shared_varies(model, "StageName");
      if (reading.row == nullptr) return varies(model, *reading.source->body());
      if (decision.property.empty()) decision.property = reading.row->decided_by[0];
      return varies_as(model, *reading.source, *reading.row);
    });
  }
  const bool is_decided = decision.source != nullptr && !decision.property.empty();
  decision.has_property = is_decided && sam_property(model, *decision.source, decision.property) != nullptr;
  return decision;
}

std::string_view sam_type_of(const Template& model, std::string_view name) {
  if (const Resource* found = model.find_resource(name)) return found->type;
  if (!model.is_sam()) return {};
  const auto* implicit =
      std::find_if(kImplicitApis.begin(), kImplicitApis.end(), [&](const ImplicitApi& api) { return api.id == name; });
  return implicit == kImplicitApis.end() ? std::string_view{} : implicit->type;
}

bool is_sam_referable(std::string_view type, std::string_view property) {
  const std::vector<ReferableProperty> known = referable_properties(SchemaDatabase::built_in(), type);
  return std::any_of(known.begin(), known.end(), [&](const ReferableProperty& row) { return row.name == property; });
}

}  // namespace virga
