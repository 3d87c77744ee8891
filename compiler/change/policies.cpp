// What becomes of the old resource when one is removed or replaced.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"
#include "compiler/model/resource_types.h"

namespace virga {
namespace {

struct Policy {
  std::string_view text = "Delete";
  bool is_open = false;  // it may be another one that keeps more
};

Policy either(const Policy& one, const Policy& other) {
  if (one.text == other.text) return {one.text, one.is_open || other.is_open};
  const bool may_be_deleted = one.text == "Delete" || other.text == "Delete";
  return {may_be_deleted ? "Delete" : "Snapshot", true};
}

// The policy that Fn::If may choose while the resource exists.
class Choice {
public:
  // Without a comparison, nothing is assumed but that it exists.
  Choice(const Side& side, const Resource& resource, std::string_view attribute, Comparison* values, AssumedIn which)
      : side_(side), resource_(resource), attribute_(attribute), values_(values), which_(which) {
    if (const std::string_view condition = condition_of(resource); !condition.empty()) assume(condition, true);
  }

  Policy look(const Node* value) {
    if (value == nullptr) return by_default();
    if (value->function == Function::If && value->argument()->is_sequence() && value->argument()->size == 3) {
      return choose(value->argument()->items());
    }
    if (value->function == Function::Ref && value->argument()->text() == "AWS::NoValue") return by_default();
    if (value->function != Function::None) value = side_.constant(*value);
    if (value == nullptr) return {"Delete", true};
    if (value->text() == "Retain" || value->text() == "RetainExceptOnCreate") return {"Retain"};
    return {value->text() == "Snapshot" && takes_snapshots(resource_.type) ? "Snapshot" : "Delete"};
  }

private:
  Policy by_default() const { return {default_policy(resource_, attribute_)}; }

  Policy choose(std::span<const Node* const> items) {
    const std::string_view condition = items[0]->text();
    if (const std::optional<bool> truth = side_.truth(condition)) return look(items[*truth ? 1 : 2]);
    std::optional<Policy> found;
    for (const bool value : {true, false}) {
      assume(condition, value);
      if (can_be()) {
        const Policy one = look(items[value ? 1 : 2]);
        found = found ? either(*found, one) : one;
      }
      assumed_.pop_back();
    }
    return found ? *found : Policy{"Delete", true};
  }

  void assume(std::string_view condition, bool value) { assumed_.push_back({condition, which_, value}); }

  bool can_be() const {
    bool found = false;
    if (values_ != nullptr) {
      values_->while_they_hold(assumed_, [&] { found = true; });
      return found;
    }
    std::vector<std::pair<std::string_view, bool>> conditions;
    for (const AssumedCondition& one : assumed_) conditions.emplace_back(one.condition, one.value);
    return side_.possible(conditions);
  }

  const Side& side_;
  const Resource& resource_;
  const std::string_view attribute_;
  Comparison* values_;
  const AssumedIn which_;
  std::vector<AssumedCondition> assumed_;
};

// Policies of read replicas are ignored.
Policy policy_of(const Resource& resource, Choice choice, const Node* value) {
  return is_read_replica(resource) ? Policy() : choice.look(value);
}

void set(ResourceChange& change, const Policy& policy) {
  change.policy = policy.text;
  change.is_policy_open = policy.is_open;
}

}  // namespace

std::string_view default_policy(const Resource& resource, std::string_view attribute) {
  const bool is_snapshot =
      attribute == "DeletionPolicy" &&
      (resource.type == "AWS::RDS::DBCluster" ||
       (resource.type == "AWS::RDS::DBInstance" && resource.property("DBClusterIdentifier") == nullptr));
  return is_snapshot ? "Snapshot" : "Delete";
}

// An instance that is restored to a time is no replica of its source.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbinstance.html
bool is_read_replica(const Resource& resource) {
  return resource.type == "AWS::RDS::DBInstance" &&
         (resource.property("SourceDBInstanceIdentifier") != nullptr ||
          resource.property("SourceDBClusterIdentifier") != nullptr) &&
         resource.property("RestoreTime") == nullptr && resource.property("UseLatestRestorableTime") == nullptr;
}

const Node* written_policy(const Side& side, const Resource& resource, std::string_view attribute) {
  const Resource* written = side.snapshot().unrolled().model().find_resource(resource.name());
  const Node* value = written == nullptr ? nullptr : written->body()->get(attribute);
  return value != nullptr && value->function != Function::None ? value : resource.body()->get(attribute);
}

void set_policy(ResourceChange& change, const Side& side, const Resource& resource, std::string_view attribute) {
  set_policy(change, side, resource, attribute, written_policy(side, resource, attribute));
}

void set_policy(ResourceChange& change, const Side& side, const Resource& resource, std::string_view attribute,
                const Node* value) {
  set(change, policy_of(resource, Choice(side, resource, attribute, nullptr, AssumedIn::Both), value));
}

void TemplateComparison::set_policy(ResourceChange& change, bool is_old, const Resource& resource,
                                    std::string_view attribute) {
  const Side& side = is_old ? before_ : after_;
  const Choice choice(side, resource, attribute, &values_, is_old ? AssumedIn::Old : AssumedIn::New);
  set(change, policy_of(resource, choice, written_policy(side, resource, attribute)));
}

void TemplateComparison::set_replace_policy(ResourceChange& change, const Resource& resource,
                                            const std::vector<Difference>& properties) {
  constexpr std::string_view kAttribute = "UpdateReplacePolicy";
  const Node* value = written_policy(after_, resource, kAttribute);
  std::optional<Policy> found;
  const auto look = [&] {
    const Policy one = policy_of(resource, Choice(after_, resource, kAttribute, &values_, AssumedIn::New), value);
    found = found ? either(*found, one) : one;
  };
  for (std::size_t i = 0; i < change.changes.size(); ++i) {
    if (!may_replace(change.changes[i].effect)) continue;
    if (i < properties.size()) {
      values_.while_they_hold(properties[i].assumed, look);
    } else {
      look();
    }
  }
  if (!found) look();
  set(change, *found);
}

}  // namespace virga
