// Policy statements as rows, also those that properties of other types stand for.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "compiler/change/callers.h"
#include "compiler/change/iam_policies.h"
#include "compiler/change/row_collector.h"
#include "compiler/change/shared_providers.h"
#include "compiler/resolve/text_pieces.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

// The most statements of a policy that deny, to look for those that limit what another one allows.
constexpr std::size_t kMaxDenials = 16;

constexpr std::string_view kEquals = "stringequals", kSourceAccount = "aws:sourceaccount",
                           kOrganization = "aws:principalorgid";

// What a row tells of a statement: an element, and the one that says the opposite of it.
constexpr std::pair<std::string_view, std::string_view> kParts[] = {{"Effect", {}},
                                                                    {"Action", "NotAction"},
                                                                    {"Resource", "NotResource"},
                                                                    {"Principal", "NotPrincipal"},
                                                                    {"Condition", {}}};

// A type that allows something to somebody by properties of its own. `conditions`: what limits whom, as an operator and
// a key of a Condition would; without a key, the property is a map of all three.
struct Grant {
  struct Limit {
    std::string_view property, operation, key;
  };
  std::string_view type, action, resource;
  std::array<Limit, 4> conditions;
};
constexpr Grant kGrants[] = {
    {"AWS::ACMPCA::Permission", "Actions", "CertificateAuthorityArn", {{{"SourceAccount", kEquals, kSourceAccount}}}},
    {"AWS::Events::EventBusPolicy", "Action", "EventBusName", {{{"Condition", {}, {}}}}},
    {"AWS::Lambda::LayerVersionPermission",
     "Action",
     "LayerVersionArn",
     {{{"OrganizationId", kEquals, kOrganization}}}},
    // https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
    {"AWS::Lambda::Permission",
     "Action",
     "FunctionName",
     {{{"SourceArn", "stringlike", "aws:sourcearn"},
       {"SourceAccount", kEquals, kSourceAccount},
       {"PrincipalOrgID", kEquals, kOrganization},
       {"EventSourceToken", kEquals, "lambda:eventsourcetoken"}}}},
    {"AWS::Signer::ProfilePermission", "Action", "ProfileName", {}},
};

// The policy of an endpoint that has none.
// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
constexpr std::string_view kFullAccess =
    R"({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]})";

// Collects the policy statements in a resource's properties.
class Statements : public RowCollector {
public:
  Statements(const AccessReader& reader, const Resource& resource, bool is_on_both_sides)
      : RowCollector(reader), callers_(reader.side, reader.values) {
    if (resource.properties == nullptr) return;
    const Node& properties = *resource.properties->value;
    const auto* grant = std::find_if(std::begin(kGrants), std::end(kGrants),
                                     [&](const Grant& one) { return one.type == resource.type; });
    if (grant != std::end(kGrants) && properties.get("Statement") == nullptr) {
      granted(*grant, properties);
      return;
    }
    // A network has its own way in here, which the policy narrows.
    is_of_network_ = is_of_network(resource);
    if (is_on_both_sides && resource.type == "AWS::EC2::VPCEndpoint" && properties.get("Fn::Transform") == nullptr) {
      of_endpoint(properties.get("PolicyDocument"));
    } else {
      walk(properties);
    }
  }

private:
  // The value, or the list that a parameter is.
  const Node& list_of(const Node& value) const {
    const Node* list = known(&value);
    return list != nullptr && list->is_sequence() ? *list : value;
  }

  // Whether a statement is about everyone, or everyone but some, whoever calls and from wherever.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
  bool is_for_everyone(const Node& statement) const {
    const Node* without = statement.get("NotPrincipal");
    if (!callers_.are_all(statement.get("Principal")) && (without == nullptr || callers_.are_all(without)))
      return false;
    const Node* condition = statement.get("Condition");
    return condition == nullptr || !callers_.are_limited_by(*condition);
  }

  // The actions that a statement allows on everything, or on everything but some, if they are all, all but some, or all
  // of IAM, by which one gives oneself the others; empty if they are not.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
  static std::string allowed_on_everything(const Reach& reach, const Node& statement) {
    if (statement.get("Effect")->text() != "Allow") return {};
    const PolicyElement& actions = reach.actions;
    const PolicyElement every{{"*"}};
    std::string what;
    if (actions.is_negated) {
      if (takes_in({actions.texts}, every, matches)) return {};
      what = fmt::format("every action but {}", value_text(*statement.get("NotAction")));
    } else if (takes_in(actions, every, matches)) {
      what = "every action";
    } else if (takes_in(actions, {{std::string(kAllOfIam)}}, matches)) {
      what = kAllOfIam;
    }
    // Of everything, or of everything but some.
    const bool has_all = is_on_everything(reach.resources, what);
    return has_all != reach.resources.is_negated ? what : std::string();
  }

  // Whether only a network that the template names has a way to what the policy is about: through an endpoint, or an
  // access point.
  // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
  static bool is_of_network(const Resource& resource) {
    return resource.type == "AWS::EC2::VPCEndpoint" ||
           (resource.type == "AWS::S3::AccessPoint" && resource.property("VpcConfiguration") != nullptr);
  }

  // One that comes with its endpoint opens nothing that was closed.
  void of_endpoint(const Node* policy) {
    values_.each_case(reader_.is_old ? policy : nullptr, reader_.is_old ? nullptr : policy,
                      [&](const Node* was, const Node* is) {
                        const Node* branch = reader_.is_old ? was : is;
                        if (branch != nullptr) return walk(*branch);
                        Node* text = reader_.arena.make<Node>();
                        text->kind = NodeKind::String;
                        text->chars = kFullAccess.data();
                        text->size = static_cast<std::uint32_t>(kFullAccess.size());
                        walk(*text);
                      });
  }

  void granted(const Grant& grant, const Node& properties) {
    std::vector<std::string_view> names = {grant.action, grant.resource, "Principal"};
    for (const Grant::Limit& limit : grant.conditions) names.push_back(limit.property);
    each_settled(properties, names, [&](const Node& node, const SettledCase& in) {
      add_as_known(node, in, [&](const Node& known, bool) { return granted_row(grant, known); });
    });
  }

  AccessRow granted_row(const Grant& grant, const Node& node) const {
    AccessRow row;
    std::string limits_shown;
    bool is_limited = false;
    for (const Grant::Limit& limit : grant.conditions) {
      const Node* value = limit.property.empty() ? nullptr : node.get(limit.property);
      if (value == nullptr) continue;
      limits_shown += fmt::format("{}{}: {}", limits_shown.empty() ? "" : ", ", limit.property, value_text(*value));
      row.reach.condition += fmt::format("{}: {}\n", limit.property, canonical(*value));
      is_limited = is_limited || limits(limit, *value);
    }
    const auto shown_member = [&](std::string_view name) {
      const Node* value = node.get(name);
      return value == nullptr ? std::string() : shown(*value);
    };
    row.effect = "Allow";
    row.columns = {"Allow", shown_member(grant.action), shown_member(grant.resource), shown_member("Principal"),
                   limits_shown};
    row.is_everywhere = callers_.are_all(node.get("Principal")) && !is_limited;
    row.is_restricted = !limits_shown.empty();
    row.reach.actions = actions_of(node.get(grant.action));
    // What the resource is about is its subject.
    row.reach.resources.texts = {"*"};
    row.reach.principals = principals_of(node.get("Principal"));
    row.key = fmt::format("{}", fmt::join(row.columns, "\n"));
    return row;
  }

  // Adds the row that `make` makes of a statement: what it tells is as written, and how far it reaches as is known.
  // Adds another one if it reaches further by default.
  template <typename Make>
  void add_as_known(const Node& node, const SettledCase& in, const Make& make) {
    const Node& known = with_values(node, false);
    const Node& all = with_values(known, true);
    AccessRow row = make(known, false);
    if (&known != &node || &all != &node) {
      row.columns = make(node, false).columns;
    }
    row.node = &node;
    std::optional<AccessRow> other;
    if (&all != &known) {
      other = make(all, true);
      row.key += other->key;
      const bool is_wide = other->effect == "Allow" && (other->is_everywhere || !other->everything.empty());
      const bool is_alike = other->is_everywhere == row.is_everywhere && other->everything == row.everything &&
                            other->effect == row.effect && other->reach == row.reach;
      if (!is_wide || is_alike) other.reset();
    }
    add(std::move(row), in);
    if (!other) return;
    other->node = &node;
    other->is_by_default = true;
    add(std::move(*other), in);
  }

  bool limits(const Grant::Limit& limit, const Node& value) const {
    if (!limit.key.empty()) return callers_.are_limited_by(limit.operation, limit.key, value);
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Condition.html
    const Node *operation = value.get("Type"), *key = value.get("Key"), *only = value.get("Value");
    return operation == nullptr || key == nullptr || only == nullptr ||
           callers_.are_limited_by(to_lower(operation->text()), to_lower(key->text()), *only);
  }

  void statements(const Node& node) {
    for (std::vector<const Node*>& some : denials_) some.clear();
    for (const Node* item : node.items()) {
      const Node* effect = known(item->get("Effect"));
      if (effect != nullptr && effect->text() == "Deny" && denials_[0].size() < kMaxDenials) {
        denials_[0].push_back(&with_values(*item, false));
        denials_[1].push_back(&with_values(*item, true));
      }
    }
    statement(node);
  }

  void statement(const Node& node) {
    if (node.is_sequence()) {
      for (const Node* item : node.items()) statement(*item);
      return;
    }
    if (each_branch(node, [&](const Node& branch) { statement(branch); })) return;
    if (node.get("Effect") == nullptr || is_full()) return;
    std::vector<std::string_view> names;
    for (const auto& [name, negated] : kParts) names.insert(names.end(), {name, negated});
    each_settled(node, names, [&](const Node& settled, const SettledCase& in) {
      if (settled.get("Effect") == nullptr) return;
      add_as_known(settled, in, [&](const Node& known, bool by_default) { return statement_row(known, by_default); });
    });
  }

  std::string canonical(const Node& value) const { return reader_.texts.canonical(value, reader_.is_old); }

  PolicyElement actions_of(const Node* value) const {
    PolicyElement actions;
    if (value != nullptr) actions.texts = reader_.texts.actions_of(list_of(*value), reader_.is_old);
    return actions;
  }

  PolicyElement principals_of(const Node* value) const {
    PolicyElement principals;
    if (value != nullptr) principals.texts = reader_.texts.principals_of(*value, reader_.is_old);
    // Everyone is said in many ways, of which a value that is known may be one.
    if (callers_.are_all(value)) principals.texts = {"*"};
    return principals;
  }

  PolicyElement resources_of(const Node* value) const {
    PolicyElement resources;
    if (value != nullptr) resources.texts = reader_.texts.texts_of(list_of(*value), reader_.is_old);
    const auto is_all = [](const std::string& one) { return is_every_arn(one); };
    if (std::any_of(resources.texts.begin(), resources.texts.end(), is_all)) resources.texts = {"*"};
    return resources;
  }

  // The element of the statement that `make` reads, or the one that says the opposite of it.
  template <typename Make>
  static PolicyElement element_of(const Node& node, std::string_view name, const Make& make) {
    if (const Node* value = node.get(name)) return make(value);
    const Node* without = node.get(fmt::format("Not{}", name));
    PolicyElement element = make(without);
    element.is_negated = without != nullptr;
    return element;
  }

  Reach reach_of(const Node& node) const {
    Reach reach;
    reach.actions = element_of(node, "Action", [&](const Node* value) { return actions_of(value); });
    reach.resources = element_of(node, "Resource", [&](const Node* value) { return resources_of(value); });
    reach.principals = element_of(node, "Principal", [&](const Node* value) { return principals_of(value); });
    const Node* condition = node.get("Condition");
    if (condition != nullptr && condition->size > 0) {
      reach.condition = canonical(*condition);
      reach.is_about_how = Callers::is_about_how(*condition);
    }
    return reach;
  }

  // The provider that a federated principal is, if it is shared. Ref to one is its ARN.
  const SharedProvider* provider_of(const Node& principal) const {
    const auto pieces = text_pieces(principal);
    const bool is_reference = pieces && pieces->size() == 1 && pieces->front().kind == TextPiece::Kind::Reference;
    if (!is_reference) return find_shared_provider(text_of(principal));
    const std::string& name = pieces->front().text;
    const Resource* resource = reader_.side.model().find_resource(std::string_view(name).substr(0, name.find('.')));
    const bool is_provider = resource != nullptr && resource->type == "AWS::IAM::OIDCProvider";
    const Node* url = is_provider ? known(resource->property("Url")) : nullptr;
    return url == nullptr ? nullptr : find_shared_provider(url->text());
  }

  // Whether a statement of a trust policy lets everyone in who has a token of a provider. Other statements may deny
  // some.
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
  bool is_for_all_tenants(const Node& node, AccessRow& row) const {
    const Node* principal = node.get("Principal");
    const Node* federated = principal == nullptr ? nullptr : principal->get("Federated");
    const PolicyElement assume{{"sts:assumerolewithwebidentity"}};
    if (federated == nullptr || row.effect != "Allow" || !denials_[0].empty() || row.reach.actions.is_negated ||
        !takes_in(row.reach.actions, assume, matches)) {
      return false;
    }
    std::set<std::string> open;
    const auto look = [&](const Node& one) {
      const SharedProvider* provider = provider_of(one);
      if (provider != nullptr && callers_.admit_all_of(*provider, node.get("Condition"))) open.emplace(provider->url);
    };
    for (const Node* item : federated->items()) look(*item);
    if (!federated->is_sequence()) look(*federated);
    if (open.empty()) return false;
    row.providers = fmt::format("{}", fmt::join(open, ", "));
    row.reach.principals = {{open.begin(), open.end()}};
    return true;
  }

  // Takes the actions away that statements that deny leave to callers alone whom they name. False if none is left.
  bool leave_open(const std::vector<const Node*>& all, const Node& node, PolicyElement& actions) const {
    std::vector<const Node*> denials;
    std::copy_if(all.begin(), all.end(), std::back_inserter(denials),
                 [&](const Node* denial) { return callers_.limits_all(*denial); });
    if (denials.empty()) return true;
    const auto is_limited = [&](const std::string* action) { return callers_.are_limited_by(denials, action, node); };
    if (actions.is_negated || actions.texts.empty()) return !is_limited(nullptr);
    std::vector<std::string> open;
    std::copy_if(actions.texts.begin(), actions.texts.end(), std::back_inserter(open),
                 [&](const std::string& one) { return !is_limited(&one); });
    if (open.empty()) return false;
    actions.texts = std::move(open);
    return true;
  }

  AccessRow statement_row(const Node& node, bool by_default) const {
    AccessRow row;
    const std::string_view effect = node.get("Effect")->text();
    row.effect = effect == "Allow" ? "Allow" : effect == "Deny" ? "Deny" : "";
    row.reach = reach_of(node);
    row.is_everywhere =
        !is_of_network_ && is_for_everyone(node) && leave_open(denials_[by_default ? 1 : 0], node, row.reach.actions);
    row.is_everywhere = row.is_everywhere || is_for_all_tenants(node, row);
    row.is_part = row.reach.actions.texts.size() < actions_of(node.get("Action")).texts.size();
    row.is_restricted = !row.reach.condition.empty();
    row.everything = allowed_on_everything(row.reach, node);
    for (const auto& [name, negated] : kParts) {
      const bool is_negated = !negated.empty() && node.get(name) == nullptr && node.get(negated) != nullptr;
      const Node* value = node.get(is_negated ? negated : name);
      std::string text, key;
      if (value != nullptr) {
        text = fmt::format("{}{}", is_negated ? "not " : "",
                           name == "Condition" ? value_text(*value, &reader_.side.secrets()) : shown(*value));
        // Of a text that is cut nothing is known.
        key = text.size() > kMaxValueText ? fmt::format("{}", fmt::ptr(value))
              : name == "Principal"
                  ? fmt::format("{}", fmt::join(reader_.texts.principals_of(*value, reader_.is_old), ", "))
              : name == "Action" ? fmt::format("{}", fmt::join(actions_of(value).texts, ", "))
                                 : canonical(*value);
      }
      row.columns.push_back(std::move(text));
      row.key += fmt::format("{}{}\n", is_negated ? "not " : "", key);
    }
    row.key = PolicyTexts::unmarked(std::move(row.key));
    return row;
  }

  void managed_policies(const Node& node, bool by_default = false) {
    if (each_branch(node, [&](const Node& branch) { managed_policies(branch, by_default); })) return;
    if (node.is_sequence()) {
      for (const Node* item : node.items()) managed_policies(*item, by_default);
    } else if (!is_full()) {
      each_case(node, [&](const SettledCase& in) {
        if (in.value == nullptr || is_no_value(*in.value)) return;
        managed_policy(*in.value, in, by_default);
      });
    }
  }

  void managed_policy(const Node& policy, const SettledCase& in, bool by_default) {
    // A parameter may be a list of them.
    const Node& certain = with_values(policy, false);
    const Node& all = with_values(certain, true);
    if (all.is_sequence()) return managed_policies(all, by_default || &all != &certain);
    const std::string text = text_of(certain), other = reader_.texts.text_by_default(policy, reader_.is_old);
    AccessRow row;
    row.effect = "Allow";
    row.columns = {"Allow", "(managed policy)", shown(policy), "", ""};
    row.node = &policy;
    row.key = PolicyTexts::unmarked(fmt::format("{}\n{}", fmt::join(row.columns, "\n"), text));
    row.everything = allowed_by_managed_policy(text);
    AccessRow open = row;
    if (row.everything.empty()) open.everything = allowed_by_managed_policy(other);
    open.is_by_default = by_default || row.everything.empty();
    if (!open.everything.empty()) open.reach = reach_of_everything(open.everything);
    // What is open by default alone is not so for certain.
    if (by_default) row.everything.clear();
    row.is_attachment = row.everything.empty();
    if (!row.is_attachment) row.reach = open.reach;
    add(std::move(row), in);
    if (open.is_by_default && !open.everything.empty()) add(std::move(open), in);
  }

  static Reach reach_of_everything(const std::string& what) {
    Reach reach;
    reach.actions.texts = {what == kAllOfIam ? what : "*"};
    reach.resources.texts = {"*"};
    return reach;
  }

  void walk(const Node& node) {
    if (each_branch(node, [&](const Node& branch) { walk(branch); })) return;
    if (const Node* policy = policy_in_text(reader_.side, node, reader_.arena)) return walk(*policy);
    for (const Node* item : node.items()) walk(*item);
    for (const Member& one : node.members()) {
      if (one.key->text() == "Statement") {
        statements(*one.value);
      } else if (one.key->text() == "ManagedPolicyArns" || one.key->text() == "ManagedPolicies") {
        managed_policies(*one.value);
      } else {
        walk(*one.value);
      }
    }
  }

  const Callers callers_;
  bool is_of_network_ = false;
  std::vector<const Node*> denials_[2];  // of the policy, as far as they are known, and as they are by default
};

}  // namespace

std::vector<AccessRow> statement_rows(const AccessReader& reader, const Resource& resource, bool is_on_both_sides) {
  return Statements(reader, resource, is_on_both_sides).rows;
}

}  // namespace virga
