#include "compiler/change/open_apis.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "compiler/change/property_cases.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::string_view kAuthorization =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html";
constexpr std::string_view kPrivateApis =
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html";

constexpr std::string_view kPolicyInBody = "x-amazon-apigateway-policy";
constexpr std::string_view kNone = "NONE", kPrivate = "PRIVATE";

// Browsers ask by OPTIONS what they may do, and have no authorization then.
constexpr std::string_view kMethods[] = {
    "delete", "get", "head", "patch", "post", "put", "x-amazon-apigateway-any-method"};

struct Endpoint {
  enum class State : std::uint8_t { Public, Private, Unknown } state = State::Unknown;
  std::string type;  // "REGIONAL"
  SettledCase in;
};
using State = Endpoint::State;

std::vector<PropertyCase> cases_of(const ApiVersion& version, std::string_view name, std::string_view rest) {
  std::vector<PropertyCase> found;
  const AccessReader& reader = version.reader;
  each_property_case(reader.values, reader.side, reader.is_old, version.api.property(name), rest,
                     [&](const PropertyCase& one) { found.push_back(one); });
  return found;
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-restapi-endpointconfiguration.html
std::vector<Endpoint> endpoints_of(const ApiVersion& version) {
  std::vector<Endpoint> found;
  for (const PropertyCase& one : cases_of(version, "EndpointConfiguration", "Types")) {
    Endpoint& endpoint = found.emplace_back();
    endpoint.in = one.in;
    if (one.written == nullptr) {
      // Parameters of an import may say it.
      if (version.api.property("Parameters") != nullptr) continue;
      endpoint.type = "not set";
      endpoint.state = State::Public;
    } else if (one.known != nullptr && !one.is_amiss && !one.is_default && one.known->items().size() == 1) {
      const Node* type = version.reader.values.constant(version.reader.side, *one.known->items().front());
      if (type == nullptr || !type->is_scalar()) continue;
      endpoint.type = type->text();
      endpoint.state = endpoint.type == kPrivate ? State::Private : State::Public;
    }
  }
  return found;
}

// Whether a statement keeps somebody out.
bool limits(const AccessRow& row) {
  if (row.is_by_default) return false;
  return row.effect == "Allow" ? !row.is_everywhere : !row.reach.is_about_how;
}

// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-auth.html
bool is_guarded(const Node& body, const Node& operation) {
  if (operation.function != Function::None || operation.get("x-amazon-apigateway-auth") != nullptr) return true;
  const Node* security = operation.get("security");
  if (security == nullptr) security = body.get("security");
  if (security == nullptr) return false;
  const auto schemes = security->items();
  // SAM has a scheme of this name for an event that has no authorizer.
  const auto is_none = [](const Node* one) { return one->members().size() == 1 && one->get(kNone) != nullptr; };
  return !security->is_sequence() || !std::all_of(schemes.begin(), schemes.end(), is_none);
}

// Looks for a method that everyone may call.
class Methods {
public:
  Methods(const AccessReader& reader, const Resource& api) : reader_(reader) {
    for (const Resource& method : reader.side.model().resources()) {
      if (method.type != "AWS::ApiGateway::Method") continue;
      const Node* owner = method.property("RestApiId");
      if (owner == nullptr || owner->function != Function::Ref || owner->argument()->text() != api.name()) continue;
      const Node* verb = method.property("HttpMethod");
      if (verb != nullptr && verb->text() == "OPTIONS") continue;
      add(!is_set(method.property("AuthorizationType"), kNone) && !is_set(method.property("ApiKeyRequired"), "false"));
    }
    const Node* body = api.property("Body");
    if (body != nullptr) read(*body);
  }

  // Also where none is known.
  bool may_be_open() const { return is_open_ || !has_some_; }

private:
  void add(bool is_open) {
    has_some_ = true;
    is_open_ = is_open_ || is_open;
  }

  // Whether it is set to another value, or to one that is not known.
  bool is_set(const Node* value, std::string_view unset) const {
    const Node* known = value == nullptr ? nullptr : reader_.values.constant(reader_.side, *value);
    return value != nullptr && (known == nullptr || to_lower(known->text()) != to_lower(unset));
  }

  void read(const Node& body) {
    has_some_ = true;
    const Node* paths = body.get("paths");
    if (paths == nullptr) return;
    for (const Member& path : paths->members()) {
      for (const Member& operation : path.value->members()) {
        const bool is_method =
            std::find(std::begin(kMethods), std::end(kMethods), operation.key->text()) != std::end(kMethods);
        if (is_method) add(!is_guarded(body, *operation.value));
      }
    }
  }

  const AccessReader& reader_;
  bool has_some_ = false, is_open_ = false;
};

std::string told(const ResourceChange& one, std::string_view effect, const SettledCase& in) {
  return fmt::format("{} ({}) {}{}{}", one.logical_id, one.type, effect, in.when.empty() ? "" : ", when ", in.when);
}

}  // namespace

void find_opened_api(const ApiVersion& before, const ApiVersion& after, const ResourceChange& one,
                     TemplateChange& change) {
  // What they hold is not in the template.
  for (const std::string_view name : {"BodyS3Location", "CloneFrom"}) {
    if (after.api.property(name) != nullptr) return;
  }
  const Node* body = after.api.property("Body");
  if (body != nullptr && (!body->is_mapping() || body->get("Fn::Transform") != nullptr)) return;
  Comparison& values = after.reader.values;

  const std::vector<Endpoint> olds = endpoints_of(before), news = endpoints_of(after);
  const bool may_be_limited = std::any_of(after.policy.begin(), after.policy.end(), limits) ||
                              (after.policy.empty() && after.api.property("Policy") != nullptr);
  for (const Endpoint& is : news) {
    if (is.state != State::Public || may_be_limited) continue;
    const bool was_private = std::any_of(olds.begin(), olds.end(), [&](const Endpoint& was) {
      return was.state == State::Private && values.covers(was.in, is.in);
    });
    if (!was_private) continue;
    add_risk(change, RiskKind::Permission, one,
             told(one, "can be reached from the internet", is.in) + ": Types is " + is.type, std::string(kPrivateApis));
  }

  if (std::none_of(before.policy.begin(), before.policy.end(), limits)) return;
  if (!Methods(after.reader, after.api).may_be_open()) return;
  std::vector<SettledCase> told_in;
  const auto tell = [&](const SettledCase& in) {
    // Without a policy, nobody can call a private API.
    const bool is_public = std::none_of(news.begin(), news.end(), [&](const Endpoint& endpoint) {
      return endpoint.state != State::Public && values.covers(endpoint.in, in);
    });
    const bool is_told =
        std::any_of(told_in.begin(), told_in.end(), [&](const SettledCase& other) { return values.covers(other, in); });
    if (!is_public || is_told) return;
    told_in.push_back(in);
    add_risk(change, RiskKind::Permission, one, told(one, "is no longer limited by its resource policy", in),
             std::string(kAuthorization));
  };
  for (const AccessRow& row : before.policy) {
    if (!limits(row)) continue;
    values.while_they_hold(row.in.assumed, [&] {
      for (const PropertyCase& policy : cases_of(after, "Policy", {})) {
        if (policy.written != nullptr) continue;
        values.while_they_hold(policy.in.assumed, [&] {
          for (const PropertyCase& in_body : cases_of(after, "Body", kPolicyInBody)) {
            if (in_body.written == nullptr) tell(in_body.in);
          }
        });
      }
    });
  }
}

}  // namespace virga
