// What becomes of the old resource when one is removed or replaced.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatereplacepolicy.html
#include "compiler/change/template_comparison.h"
#include "compiler/model/resource_types.h"

namespace virga {
namespace {

struct Policy {
  std::string_view text = "Delete";
  bool is_open = false;  // it may be another one that keeps more
};

Policy by_default(const Resource& resource, std::string_view attribute) {
  return {default_policy(resource, attribute)};
}

Policy choose(const Side& side, const Resource& resource, std::string_view attribute, const Node* value) {
  if (value == nullptr) return by_default(resource, attribute);
  if (value->function == Function::If && value->argument()->is_sequence() && value->argument()->size == 3) {
    const auto items = value->argument()->items();
    const std::optional<bool> truth = side.truth(items[0]->text());
    if (truth) return choose(side, resource, attribute, items[*truth ? 1 : 2]);
    const Policy one = choose(side, resource, attribute, items[1]), other = choose(side, resource, attribute, items[2]);
    if (one.text == other.text) return {one.text, one.is_open || other.is_open};
    const bool may_be_deleted = one.text == "Delete" || other.text == "Delete";
    return {may_be_deleted ? "Delete" : "Snapshot", true};
  }
  if (value->function == Function::Ref && value->argument()->text() == "AWS::NoValue") {
    return by_default(resource, attribute);
  }
  if (value->function != Function::None) value = side.constant(*value);
  if (value == nullptr) return {"Delete", true};
  if (value->text() == "Retain" || value->text() == "RetainExceptOnCreate") return {"Retain"};
  return {value->text() == "Snapshot" && takes_snapshots(resource.type) ? "Snapshot" : "Delete"};
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
  // Policies of read replicas are ignored.
  const Policy policy = is_read_replica(resource) ? Policy() : choose(side, resource, attribute, value);
  change.policy = policy.text;
  change.is_policy_open = policy.is_open;
}

}  // namespace virga
