// The risks of a change: lost data, rejected updates, changes without effect.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "compiler/change/deletion_guard.h"
#include "compiler/change/identity.h"
#include "compiler/change/render_words.h"
#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"
#include "compiler/change/value_text.h"
#include "compiler/diagnostics/text.h"
#include "compiler/model/resource_types.h"
#include "compiler/workspace/carriers.h"
#include "compiler/workspace/cloud_assembly.h"

namespace virga {
namespace {

constexpr std::string_view kUpdates =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html";
constexpr std::string_view kNames =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html";
constexpr std::string_view kPolicies =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html";
constexpr std::string_view kReplacePolicies =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html";

// What the table `data-stores` says of a type or a property.
constexpr std::string_view kStores = "data-stores";
constexpr std::string_view kKeptUnless = "kept unless ", kLostUnless = "lost unless ";

std::string_view said_of_store(const SchemaDatabase& facts, std::string_view key) {
  const std::vector<std::string_view> found = facts.lookup(kStores, key);
  return found.empty() ? std::string_view() : found.front();
}

// Types that no service has: the transform replaces them by others.
constexpr std::string_view kServerlessTypes = "AWS::Serverless::";
constexpr std::string_view kServerlessPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/transform-aws-serverless.html";

// Resources that can exist only once at a place: the properties that distinguish two of them.
struct UniquePlace {
  std::string_view type;
  std::string_view properties[2];
};
constexpr UniquePlace kUniquePlaces[] = {
    {"AWS::EC2::Subnet", {"VpcId", "CidrBlock"}},
    {"AWS::EC2::Route", {"RouteTableId", "DestinationCidrBlock"}},
    {"AWS::EC2::Instance", {"PrivateIpAddress", "PrivateIpAddress"}},
    {"AWS::Lambda::EventSourceMapping", {"FunctionName", "EventSourceArn"}},
};

bool is_replaced(const ResourceChange& one) {
  return one.action == ChangeAction::Modify && one.old_type.empty() &&
         (one.effect == UpdateEffect::Replace || one.effect == UpdateEffect::MayReplace);
}

// "is replaced", "may be replaced".
std::string_view replaced(const ResourceChange& one) {
  return one.effect == UpdateEffect::Replace ? "is replaced" : "may be replaced";
}

bool is_certain(const ResourceChange& one) {
  return one.action == ChangeAction::Remove || one.effect == UpdateEffect::Replace;
}

// ", because Name changes": the change that replaces the resource most certainly, the first of several.
std::string cause_of(const ResourceChange& one) {
  const PropertyChange* cause = nullptr;
  const auto certainty = [](const PropertyChange& change) {
    const bool is_always = change.when.empty() && !change.is_dynamic;
    return std::tuple(is_always && change.effect == UpdateEffect::Replace, change.when.empty(),
                      change.effect == UpdateEffect::Replace, !change.is_dynamic);
  };
  for (const PropertyChange& change : one.changes) {
    if (change.effect < UpdateEffect::MayReplace) continue;
    if (cause == nullptr || certainty(change) > certainty(*cause)) cause = &change;
  }
  return cause == nullptr ? std::string() : ", because " + cause->name + " changes";
}

bool changes_property(const ResourceChange& one, std::string_view name) {
  return std::any_of(one.changes.begin(), one.changes.end(),
                     [&](const PropertyChange& change) { return change.name == name; });
}

// Whether the change is within an item of GlobalSecondaryIndexes whose name changes: one index goes, another comes.
bool is_another_index(const ResourceChange& one, const PropertyChange& change) {
  constexpr std::string_view kList = "/Properties/GlobalSecondaryIndexes/";
  if (!change.path.starts_with(kList)) return false;
  const std::string name = change.path.substr(0, change.path.find('/', kList.size())) + "/IndexName";
  return std::any_of(one.changes.begin(), one.changes.end(),
                     [&](const PropertyChange& other) { return other.path == name; });
}

class Risks {
public:
  Risks(const Side& before, const Side& after, const SchemaDatabase& facts, Comparison& values, TemplateChange& change)
      : before_(before), after_(after), facts_(facts), values_(values), change_(change) {}

  void run() {
    for (const ResourceChange& one : change_.resources) {
      data(one);
      refused(one);
      unprotected(one);
    }
    resources();
    find_broken_references(before_, after_, values_, change_);
    find_lost_exports(before_, after_, values_, change_);
    imports();
    find_warnings(before_, after_, change_);
    find_exposures(before_, after_, values_, change_);
    find_lost_protections(before_, after_, facts_, values_, change_);
    std::stable_sort(change_.risks.begin(), change_.risks.end(),
                     [](const Risk& a, const Risk& b) { return a.kind < b.kind; });
  }

private:
  bool is_stateful(std::string_view type, std::string_view id) const {
    const Resource* resource = before_.model().find_resource(id);
    const std::string_view said = said_of_store(facts_, type);
    if (said.starts_with(kKeptUnless)) return is_on(resource, said.substr(kKeptUnless.size()));
    if (said.starts_with(kLostUnless)) {
      return resource == nullptr || resource->property(said.substr(kLostUnless.size())) == nullptr;
    }
    if (type == "AWS::EC2::Instance") return resource != nullptr && has_own_volume(*resource);
    // The data of an instance in a cluster is the cluster's, that of a read replica its source's.
    if (type == "AWS::RDS::DBInstance" && resource != nullptr &&
        (resource->property("DBClusterIdentifier") != nullptr || is_read_replica(*resource))) {
      return false;
    }
    return holds_data(facts_, type);
  }

  // Policies that no longer keep what a later update removes or replaces.
  void unprotected(const ResourceChange& one) {
    const Resource* old = before_.model().find_resource(one.logical_id);
    const Resource* now = after_.model().find_resource(one.logical_id);
    if (one.action != ChangeAction::Modify || old == nullptr || now == nullptr || old->type != now->type ||
        !is_stateful(one.type, one.logical_id)) {
      return;
    }
    for (const bool is_replacement : {false, true}) {
      // That of this update is data at risk.
      if (is_replacement && may_replace(one.effect) && one.policy == "Delete") continue;
      const std::string_view attribute = is_replacement ? "UpdateReplacePolicy" : "DeletionPolicy";
      lost_policy(one, *old, *now, attribute, is_replacement ? "replaced" : "removed");
    }
  }

  void lost_policy(const ResourceChange& one, const Resource& old, const Resource& now, std::string_view attribute,
                   std::string_view what) {
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> found;  // sentences in two parts -> cases
    const auto judge = [&](const Node* before, const Node* after) {
      ResourceChange was, is;
      set_policy(was, before_, old, attribute, before);
      set_policy(is, after_, now, attribute, after);
      if (was.policy == "Delete" || is.policy != "Delete") return;
      found[{fmt::format("The data of {} ({}) {} kept when it is {}", one.logical_id, one.type,
                         is.is_policy_open ? "may no longer be" : "is no longer", what),
             fmt::format("{} is {}, and was {}", attribute, after == nullptr ? "not set" : value_text(*after),
                         was.policy)}]
          .push_back(values_.describe_visible());
    };
    values_.in_case(condition_of(old), true, condition_of(now), true, [&](const std::string&) {
      values_.hide_assumptions();
      values_.each_case(written_policy(before_, old, attribute), written_policy(after_, now, attribute), judge);
      values_.show_assumptions();
    });
    for (const auto& [told, cases] : found) {
      const std::string when = when_of(one, cases);
      add_risk(change_, RiskKind::Unprotected, one,
               fmt::format("{}{}{}: {}", told.first, when.empty() ? "" : ",", when, told.second),
               std::string(attribute == "DeletionPolicy" ? kPolicies : kReplacePolicies));
    }
  }

  // Is the property of the deployed resource certainly true?
  bool is_on(const Resource* resource, std::string_view property) const {
    const Node* value = resource == nullptr ? nullptr : resource->property(property);
    if (value != nullptr) value = before_.constant(*value);
    if (value != nullptr && value->is_mapping()) value = value->get("Mode");
    bool on = false;
    return value != nullptr &&
           ((to_boolean(*value, on) && on) || value->text() == "ACTIVE" || value->text() == "ENABLED");
  }

  void data(const ResourceChange& one) {
    const bool removed = one.action == ChangeAction::Remove || !one.old_type.empty();
    const std::string_view type = one.old_type.empty() ? std::string_view(one.type) : one.old_type;
    const bool is_open = one.action == ChangeAction::Modify && is_unknown(one.effect);
    if ((!removed && !is_replaced(one) && !is_open) || one.policy != "Delete") return;
    const Resource* old = before_.model().find_resource(one.logical_id);
    if (removed && is_custom_resource(type)) {
      change_.notes.push_back(fmt::format("{} ({}) is deleted{}, and its provider decides whether data goes with it",
                                          printable(one.logical_id), printable(type), printable(when_of(one))));
    }
    if (is_unknown_type(facts_, type)) return unknown(one, type, removed);
    if (is_open) return may_be_lost(one, old);
    if (!is_stateful(type, one.logical_id)) return;
    const DeletionGuard guard = old == nullptr ? DeletionGuard() : guard_of(one, *old);
    if (guard.holds_always()) return;  // it cannot be deleted
    const std::string when = guard.holds_ever() ? when_of(one, guard.off) : when_of(one);
    const std::string cause = cause_of(one);
    const std::string_view keep = takes_snapshots(type) ? "Retain or Snapshot" : "Retain";
    if (removed) {
      add_risk(change_, RiskKind::DataLoss, one,
               fmt::format("{} ({}) {} deleted with its data{}{}; set DeletionPolicy to {} and deploy that first",
                           one.logical_id, type, one.is_policy_open ? "may be" : "is", when,
                           one.renamed.empty() ? "" : ", and " + one.renamed + " starts empty", keep),
               std::string(kPolicies));
    } else {
      add_risk(change_, RiskKind::DataLoss, one,
               fmt::format("{} ({}) {}{}{}, {} with its data; set UpdateReplacePolicy to {}", one.logical_id, type,
                           replaced(one), when, cause,
                           !is_certain(one)     ? "which would delete the old one"
                           : one.is_policy_open ? "and the old one may be deleted"
                                                : "and the old one is deleted",
                           keep),
               std::string(kReplacePolicies));
    }
  }

  // Nobody knows whether resources of the type hold data.
  void unknown(const ResourceChange& one, std::string_view type, bool removed) {
    add_risk(change_, RiskKind::DataLoss, one,
             fmt::format("{} ({}) {} {}{}, and it is not known whether it holds data, which would go with it; set {} "
                         "to Retain{}",
                         one.logical_id, type, removed && !one.is_policy_open ? "is" : "may be",
                         removed ? "deleted" : "replaced", when_of(one),
                         removed ? "DeletionPolicy" : "UpdateReplacePolicy", removed ? " and deploy that first" : ""),
             std::string(removed ? kPolicies : kReplacePolicies));
  }

  // Whether volumes that the instance is launched with go when it does, as they do where nothing is said.
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/preserving-volumes-on-termination.html
  bool has_own_volume(const Resource& instance) const {
    const Node* devices = instance.property("BlockDeviceMappings");
    if (devices == nullptr) return false;
    return std::any_of(devices->items().begin(), devices->items().end(), [&](const Node* item) {
      const Node* volume = item->get("Ebs");
      if (volume == nullptr || !volume->is_mapping()) return false;
      const Node* goes = volume->get("DeleteOnTermination");
      if (goes != nullptr) goes = before_.constant(*goes);
      bool on = true;
      return goes == nullptr || !to_boolean(*goes, on) || on;
    });
  }

  // Of what becomes of the resource nothing is known, so its data may go.
  void may_be_lost(const ResourceChange& one, const Resource* old) {
    const std::string_view type = old != nullptr && !old->type.empty() ? old->type : std::string_view(one.type);
    if (!is_stateful(type, one.logical_id) || (old != nullptr && guard_of(one, *old).holds_always())) {
      return;
    }
    add_risk(change_, RiskKind::DataLoss, one,
             fmt::format("{} ({}) may be replaced{}, as it is not known what the update does; if it is, the old one is "
                         "deleted with its data; set UpdateReplacePolicy to {}",
                         one.logical_id, type, when_of(one), takes_snapshots(type) ? "Retain or Snapshot" : "Retain"),
             std::string(kReplacePolicies));
  }

  void refused(const ResourceChange& one) {
    if (!one.old_type.empty()) {
      add_risk(
          change_, RiskKind::Refused, one,
          fmt::format("{} changes its type from {} to {}, which CloudFormation refuses; give the new resource another "
                      "logical ID",
                      one.logical_id, one.old_type, one.type),
          std::string(kUpdates));
      return;
    }
    if (one.action != ChangeAction::Remove && one.type.starts_with(kServerlessTypes) &&
        after_.snapshot().written().model().section(Section::Transform) == nullptr) {
      add_risk(change_, RiskKind::Refused, one,
               fmt::format("{} is an {}, which CloudFormation knows only in templates with Transform: {}",
                           one.logical_id, one.type, kServerlessTransform),
               std::string(kServerlessPage));
    }
    const Resource* old = one.action == ChangeAction::Add ? nullptr : before_.model().find_resource(one.logical_id);
    const Resource* now = one.action == ChangeAction::Remove ? nullptr : after_.model().find_resource(one.logical_id);
    if (is_replaced(one) && old != nullptr && now != nullptr) {
      named(one, *old, *now);
      place(one, *old, *now);
    }
    if (old != nullptr && (one.action == ChangeAction::Remove || is_replaced(one)) && one.policy != "Retain") {
      is_protected(one, *old);
    }
    std::set<std::string_view> told;
    for (const PropertyChange& change : one.changes) {
      // What is replaced anyway is created with the new value.
      if (one.effect == UpdateEffect::Replace || change.effect != UpdateEffect::Unsupported) continue;
      if (is_another_index(one, change) || !told.insert(change.name).second) continue;
      add_risk(
          change_, RiskKind::Refused, one,
          fmt::format(
              "{}.{} cannot be updated, so the update fails{}; leave it as it was, or give the {} to create it anew",
              one.logical_id, path_for_people(change),
              when_of(one,
                      [&](const PropertyChange& other) {
                        return other.name == change.name && other.effect == UpdateEffect::Unsupported;
                      }),
              change.name == "GlobalSecondaryIndexes" ? "index another name" : "resource another logical ID"),
          documentation_page(one.type));
    }
    if (old != nullptr && now != nullptr && !is_replaced(one)) {
      find_refusals(before_, after_, values_, one, change_);
    }
  }

  void named(const ResourceChange& one, const Resource& old, const Resource& now) {
    const Node* name = own_name(facts_, now);
    const std::string_view property = name_property(facts_, now.type);
    if (name == nullptr || old.property(property) == nullptr || changes_property(one, property)) return;
    // Nor do they collide where what else tells them apart is another one, such as a parent that is replaced.
    if (changes_one(one, identity_of(facts_, now.type).properties)) return;
    add_risk(change_, RiskKind::Refused, one,
             fmt::format("{} {}{}, and CloudFormation {} create the new one while the old one has the name {} ({}); "
                         "change the name too",
                         one.logical_id, replaced(one), when_of(one), is_certain(one) ? "cannot" : "could not then",
                         value_text(*name), property),
             std::string(kNames));
  }

  static bool changes_one(const ResourceChange& one, const std::vector<std::string_view>& properties) {
    return std::any_of(properties.begin(), properties.end(),
                       [&](std::string_view property) { return changes_property(one, property); });
  }

  void place(const ResourceChange& one, const Resource& old, const Resource& now) {
    for (const UniquePlace& unique : kUniquePlaces) {
      if (unique.type != one.type) continue;
      const Identity identity = identity_of(facts_, one.type);
      if (changes_one(one, identity.properties)) return;
      for (const std::string_view property : unique.properties) {
        if (old.property(property) == nullptr || now.property(property) == nullptr) return;
        if (changes_property(one, property)) return;
      }
      add_risk(change_, RiskKind::Refused, one,
               fmt::format("{} {}{}, and the new one {} with the old one, which has the same {}; change it too",
                           one.logical_id, replaced(one), when_of(one),
                           is_certain(one) ? "conflicts" : "would conflict", unique.properties[1]),
               identity.page.empty() ? documentation_page(one.type) : std::string(identity.page));
    }
  }

  // What prevents that the change deletes the old resource, in the cases in which it would.
  DeletionGuard guard_of(const ResourceChange& one, const Resource& old) {
    return deletion_guard(before_, facts_, values_, old, [&] { return may_go(one, old); });
  }

  // Whether the change may remove or replace the resource, as far as the conditions decide that are assumed.
  bool may_go(const ResourceChange& one, const Resource& old) {
    const Resource* now = after_.model().find_resource(one.logical_id);
    bool goes = false;
    values_.each_existence(&old, now, [&](bool was, bool is) {
      if (one.action == ChangeAction::Remove) {
        goes = goes || (was && !is);
      } else if (was && is) {
        goes =
            goes || !is_replaced(one) || std::any_of(one.changes.begin(), one.changes.end(), [&](const auto& change) {
              return change.effect >= UpdateEffect::MayReplace && may_happen(change, old, *now);
            });
      }
    });
    return goes;
  }

  bool may_happen(const PropertyChange& change, const Resource& old, const Resource& now) {
    if (change.when.empty() || change.is_dynamic || change.attribute != "Properties") return true;
    std::vector<Difference> found;
    values_.compare(old.property(change.name), now.property(change.name), found);
    return std::any_of(found.begin(), found.end(), [&](const Difference& one) {
      std::string path = "/Properties";
      append_pointer(path, change.name);
      for (const std::string& step : one.path) append_pointer(path, step);
      return path.starts_with(change.path) || change.path.starts_with(path);
    });
  }

  // An update deletes the old resource as it was deployed: what the new template says of its protection comes too late.
  void is_protected(const ResourceChange& one, const Resource& old) {
    const DeletionGuard guard = guard_of(one, old);
    if (!guard.holds_ever()) return;
    const std::string during = when_of(ResourceChange(), guard.on);
    std::string message;
    if (is_replaced(one)) {
      message = fmt::format("{} {}{}, and the old one {} be deleted{} while {} is on", one.logical_id, replaced(one),
                            when_of(one), is_certain(one) ? "cannot" : "could not then", during, guard.property);
    } else {
      const std::string when = when_of(one);
      message = fmt::format("{} cannot be deleted{}{} while {} is on", one.logical_id,
                            when.empty() ? "" : fmt::format(", as it is{},", when), during, guard.property);
    }
    add_risk(change_, RiskKind::Refused, one, message + "; turn it off in an update before this one",
             documentation_page(one.type));
  }

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html
  void resources() {
    const Member* section = after_.model().section(Section::Resources);
    const bool is_empty = section == nullptr || !section->value->is_mapping() || section->value->size == 0;
    if (is_no_template(after_.snapshot().tree()) || !is_empty || before_.model().resources().empty()) return;
    // Others of its folder may have some, and `cdk deploy` deletes the stack by itself.
    const std::string& name = after_.snapshot().source()->name();
    if (is_part_of_folder(name) || is_of_cloud_assembly(name)) return;
    Risk& risk = change_.risks.emplace_back();
    risk.kind = RiskKind::Refused;
    risk.message = "The new template has no resources, and CloudFormation requires one; delete the stack instead";
    risk.source = "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/resources-section-structure.html";
    if (section != nullptr) risk.place = section->key->range;
  }

  void imports() {
    for (const Resource& resource : before_.model().resources()) imports(*resource.body());
  }

  void imports(const Node& node) {
    if (node.function == Function::ImportValue) {
      if (std::string name = value_text(*node.argument()); change_.imports.size() < 10'000) {
        change_.imports.push_back(std::move(name));
      }
    }
    for (const Node* item : node.items()) imports(*item);
    for (const Member& member : node.members()) imports(*member.value);
  }

  const Side& before_;
  const Side& after_;
  const SchemaDatabase& facts_;
  Comparison& values_;
  TemplateChange& change_;
};

}  // namespace

bool holds_data(const SchemaDatabase& facts, std::string_view type) {
  if (const std::string_view said = said_of_store(facts, type); !said.empty()) return said.starts_with("lost");
  const std::optional<ResourceType> known = facts.find_type(type);
  return known && known->is_stateful();
}

bool protects_by_default(const SchemaDatabase& facts, std::string_view type, std::string_view property) {
  return said_of_store(facts, fmt::format("{}.{}", type, property)) == "on";
}

bool is_unknown_type(const SchemaDatabase& facts, std::string_view type) {
  return !type.empty() && !is_custom_resource(type) && !type.starts_with(kServerlessTypes) &&
         (type.ends_with("::MODULE") || !facts.find_type(type));
}

bool may_lose_data(const SchemaDatabase& facts, const Side& side, const Resource& resource, std::string_view policy) {
  const bool is_known = !resource.type.empty() && !is_unknown_type(facts, resource.type);
  if (is_known && !holds_data(facts, resource.type)) return false;
  ResourceChange change;
  set_policy(change, side, resource, policy);
  return change.policy == "Delete";
}

std::string_view to_string(RiskKind kind) {
  switch (kind) {
    case RiskKind::Refused:
      return "refused";
    case RiskKind::DataLoss:
      return "data loss";
    case RiskKind::Denied:
      return "denied by the stack policy";
    case RiskKind::Unprotected:
      return "protection removed";
    case RiskKind::Permission:
      return "permission";
    case RiskKind::NotPickedUp:
      return "no effect";
    case RiskKind::NeedsInput:
      return "needs input";
  }
  return {};
}

void add_risk(TemplateChange& change, RiskKind kind, const ResourceChange& one, std::string message,
              std::string source) {
  Risk& risk = change.risks.emplace_back();
  risk.kind = kind;
  risk.logical_id = one.logical_id;
  risk.message = std::move(message);
  risk.source = std::move(source);
  risk.is_old = one.action == ChangeAction::Remove;
  risk.place = one.place;
}

void find_risks(const Side& before, const Side& after, const SchemaDatabase& facts, Comparison& values,
                TemplateChange& change) {
  Risks(before, after, facts, values, change).run();
}

}  // namespace virga
