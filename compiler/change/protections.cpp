// What the old version keeps safe and the new one does not: protection from deletion, backups, encryption.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/change/property_cases.h"
#include "compiler/change/render_words.h"
#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"
#include "compiler/change/value_text.h"
#include "compiler/resolve/intrinsics.h"

namespace virga {
namespace {

constexpr std::string_view kFromDeletion = "protected from deletion";
constexpr std::string_view kToAnyTime = "recoverable to a point in time";
constexpr std::string_view kEncrypted = "encrypted at rest";
constexpr std::string_view kBackedUp = "backed up automatically";
constexpr std::string_view kBackups = "automated backups";
constexpr std::string_view kVolumesEncrypted = "encrypting its volumes at rest";
constexpr std::string_view kVolumesKept = "keeping its volumes when it is terminated";
constexpr std::string_view kInterfacesKept = "keeping its network interfaces when it is terminated";
constexpr std::string_view kInstanceVolumesKept = "keeping the volumes of its instances when they are terminated";
constexpr std::string_view kInstanceInterfacesKept =
    "keeping the network interfaces of its instances when they are terminated";

enum class Kind : std::uint8_t {
  Switch,    // protects unless it has the value `off`
  Presence,  // protects where it is set
  Time,      // how long something is kept, in any unit; 0 is not at all, and `off`, if there is one, is for ever
  Count,     // how many of something are kept
};

// What is kept where a Time is not set, if it is neither for ever nor this number; of a Switch that is not set, kOn.
constexpr int kForEver = std::numeric_limits<int>::max();
constexpr int kNobodyKnows = -1;
constexpr int kOn = 1;

// A property that protects a resource or its data. `what` follows "is no longer", or for Time "keeps". The page is that
// of the type, unless another one says it.
struct Protection {
  std::string_view type;
  std::string_view path;  // with dots; "List[Key=x].Value" is the item whose Key is x, "List[Key].Value" each item
  Kind kind;
  std::string_view off;
  std::string_view what;
  std::string_view page = {};
  int without = kNobodyKnows;
  std::string_view other = {};  // a property that protects as well where it is set
};

constexpr std::string_view kBackupLifecycle =
    "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html";
constexpr std::string_view kQueueAttributes =
    "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html";
constexpr std::string_view kSnapshotRetention =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-dlm-lifecyclepolicy-retainrule.html";
constexpr std::string_view kCloudWatchRetention =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html";
constexpr std::string_view kBoundaries =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html";
constexpr std::string_view kLoadBalancer =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-elasticloadbalancingv2-loadbalancer-loadbalancerattribute.html";
constexpr std::string_view kTopicEncryption =
    "https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html";
constexpr std::string_view kVersioning = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html";
constexpr std::string_view kTermination =
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html";
constexpr std::string_view kStreamEncryption =
    "https://docs.aws.amazon.com/firehose/latest/APIReference/API_StopDeliveryStreamEncryption.html";
constexpr std::string_view kParameters =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html";

constexpr Protection kProtections[] = {
    {"AWS::AutoScaling::AutoScalingGroup", "DeletionProtection", Kind::Switch, "none", kFromDeletion},
    {"AWS::AutoScaling::LaunchConfiguration", "BlockDeviceMappings[DeviceName].Ebs.DeleteOnTermination", Kind::Switch,
     "true", kInstanceVolumesKept},
    {"AWS::AutoScaling::LaunchConfiguration", "BlockDeviceMappings[DeviceName].Ebs.Encrypted", Kind::Switch, "false",
     kVolumesEncrypted},
    {"AWS::Backup::BackupPlan", "BackupPlan.BackupPlanRule[RuleName].Lifecycle.DeleteAfterDays", Kind::Time, "-1",
     "backups", kBackupLifecycle},
    {"AWS::Backup::BackupVault", "LockConfiguration.MinRetentionDays", Kind::Time, {}, "backups"},
    {"AWS::Cassandra::Table", "PointInTimeRecoveryEnabled", Kind::Switch, "false", kToAnyTime},
    {"AWS::CloudTrail::Dashboard", "TerminationProtectionEnabled", Kind::Switch, "false", kFromDeletion},
    {"AWS::CloudTrail::EventDataStore", "RetentionPeriod", Kind::Time, {}, "events"},
    {"AWS::CloudTrail::EventDataStore", "TerminationProtectionEnabled", Kind::Switch, "false", kFromDeletion},
    {"AWS::Cognito::UserPool", "DeletionProtection", Kind::Switch, "INACTIVE", kFromDeletion},
    {"AWS::DAX::Cluster", "SSESpecification.SSEEnabled", Kind::Switch, "false", kEncrypted},
    {"AWS::DLM::LifecyclePolicy",
     "PolicyDetails.Schedules[Name].RetainRule.Count",
     Kind::Count,
     {},
     "backups",
     kSnapshotRetention},
    {"AWS::DRS::ReplicationConfigurationTemplate", "EbsEncryption", Kind::Switch, "NONE",
     "encrypting replicated volumes at rest"},
    {"AWS::DSQL::Cluster", "DeletionProtectionEnabled", Kind::Switch, "false", kFromDeletion},
    {"AWS::DocDB::DBCluster", "BackupRetentionPeriod", Kind::Time, {}, kBackups},
    {"AWS::DocDB::DBCluster", "DeletionProtection", Kind::Switch, "false", kFromDeletion},
    {"AWS::DocDB::DBCluster", "StorageEncrypted", Kind::Switch, "false", kEncrypted},
    {"AWS::DocDB::GlobalCluster", "DeletionProtection", Kind::Switch, "false", kFromDeletion},
    {"AWS::DocDB::GlobalCluster", "StorageEncrypted", Kind::Switch, "false", kEncrypted},
    {"AWS::DocDBElastic::Cluster", "BackupRetentionPeriod", Kind::Time, {}, kBackups},
    {"AWS::DynamoDB::GlobalTable", "Replicas[Region].DeletionProtectionEnabled", Kind::Switch, "false", kFromDeletion},
    {"AWS::DynamoDB::GlobalTable", "Replicas[Region].PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
     Kind::Switch, "false", kToAnyTime},
    {"AWS::DynamoDB::Table", "DeletionProtectionEnabled", Kind::Switch, "false", kFromDeletion},
    {"AWS::DynamoDB::Table", "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled", Kind::Switch, "false",
     kToAnyTime},
    {"AWS::DynamoDB::Table", "PointInTimeRecoverySpecification.RecoveryPeriodInDays", Kind::Time, {}, "backups"},
    {"AWS::EC2::Instance", "BlockDeviceMappings[DeviceName].Ebs.DeleteOnTermination", Kind::Switch, "true",
     kVolumesKept, kTermination},
    {"AWS::EC2::Instance", "BlockDeviceMappings[DeviceName].Ebs.Encrypted", Kind::Switch, "false", kVolumesEncrypted},
    {"AWS::EC2::Instance", "NetworkInterfaces[DeviceIndex].DeleteOnTermination", Kind::Switch, "true", kInterfacesKept},
    {"AWS::EC2::Instance", "DisableApiTermination", Kind::Switch, "false", "protected from termination"},
    {"AWS::EC2::LaunchTemplate", "LaunchTemplateData.DisableApiTermination", Kind::Switch, "false",
     "protecting its instances from termination"},
    {"AWS::EC2::LaunchTemplate", "LaunchTemplateData.BlockDeviceMappings[DeviceName].Ebs.DeleteOnTermination",
     Kind::Switch, "true", kInstanceVolumesKept, kTermination},
    {"AWS::EC2::LaunchTemplate", "LaunchTemplateData.BlockDeviceMappings[DeviceName].Ebs.Encrypted", Kind::Switch,
     "false", kVolumesEncrypted},
    {"AWS::EC2::LaunchTemplate", "LaunchTemplateData.NetworkInterfaces[DeviceIndex].DeleteOnTermination", Kind::Switch,
     "true", kInstanceInterfacesKept},
    {"AWS::EC2::NetworkInterfaceAttachment", "DeleteOnTermination", Kind::Switch, "true",
     "keeping its network interface when the instance is terminated"},
    {"AWS::EC2::Volume", "Encrypted", Kind::Switch, "false", kEncrypted},
    {"AWS::ECS::Service", "VolumeConfigurations[Name].ManagedEBSVolume.Encrypted", Kind::Switch, "false",
     kVolumesEncrypted},
    {"AWS::EFS::FileSystem", "BackupPolicy.Status", Kind::Switch, "DISABLED", kBackedUp},
    {"AWS::EFS::FileSystem", "Encrypted", Kind::Switch, "false", kEncrypted},
    {"AWS::EKS::Cluster", "DeletionProtection", Kind::Switch, "false", kFromDeletion},
    {"AWS::EMR::Cluster", "Instances.TerminationProtected", Kind::Switch, "false", "protected from termination"},
    {"AWS::ElastiCache::ReplicationGroup", "AtRestEncryptionEnabled", Kind::Switch, "false", kEncrypted},
    {"AWS::ElastiCache::ReplicationGroup", "SnapshotRetentionLimit", Kind::Time, {}, kBackups},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerAttributes[Key=deletion_protection.enabled].Value",
     Kind::Switch, "false", kFromDeletion, kLoadBalancer},
    {"AWS::Elasticsearch::Domain", "EncryptionAtRestOptions.Enabled", Kind::Switch, "false", kEncrypted},
    {"AWS::Events::Archive", "RetentionDays", Kind::Time, "0", "events", {}, kForEver},
    {"AWS::Glue::DataCatalogEncryptionSettings", "DataCatalogEncryptionSettings.EncryptionAtRest.CatalogEncryptionMode",
     Kind::Switch, "DISABLED", kEncrypted},
    {"AWS::Glue::DataCatalogEncryptionSettings",
     "DataCatalogEncryptionSettings.ConnectionPasswordEncryption.ReturnConnectionPasswordEncrypted", Kind::Switch,
     "false", "encrypting passwords of connections"},
    {"AWS::Glue::MLTransform", "TransformEncryption.MLUserDataEncryption.MLUserDataEncryptionMode", Kind::Switch,
     "DISABLED", kEncrypted},
    {"AWS::IAM::Role", "PermissionsBoundary", Kind::Presence, {}, "limited by a permissions boundary", kBoundaries},
    {"AWS::IAM::User", "PermissionsBoundary", Kind::Presence, {}, "limited by a permissions boundary", kBoundaries},
    {"AWS::ImageBuilder::ContainerRecipe", "InstanceConfiguration.BlockDeviceMappings[DeviceName].Ebs.Encrypted",
     Kind::Switch, "false", kVolumesEncrypted},
    {"AWS::ImageBuilder::ImageRecipe", "BlockDeviceMappings[DeviceName].Ebs.Encrypted", Kind::Switch, "false",
     kVolumesEncrypted},
    {"AWS::Kinesis::Stream", "RetentionPeriodHours", Kind::Time, {}, "records", {}, 24},
    {"AWS::Kinesis::Stream", "StreamEncryption.EncryptionType", Kind::Presence, {}, kEncrypted},
    {"AWS::KinesisFirehose::DeliveryStream",
     "DeliveryStreamEncryptionConfigurationInput",
     Kind::Presence,
     {},
     kEncrypted,
     kStreamEncryption},
    {"AWS::Logs::LogGroup", "DeletionProtectionEnabled", Kind::Switch, "false", kFromDeletion},
    {"AWS::Logs::LogGroup", "RetentionInDays", Kind::Time, {}, "log events", kCloudWatchRetention, kForEver},
    {"AWS::MemoryDB::Cluster", "SnapshotRetentionLimit", Kind::Time, {}, kBackups},
    {"AWS::Neptune::DBCluster", "BackupRetentionPeriod", Kind::Time, {}, kBackups},
    {"AWS::Neptune::DBCluster", "DeletionProtection", Kind::Switch, "false", kFromDeletion},
    {"AWS::Neptune::DBCluster", "StorageEncrypted", Kind::Switch, "false", kEncrypted},
    {"AWS::Neptune::GlobalCluster", "DeletionProtection", Kind::Switch, "false", kFromDeletion},
    {"AWS::Neptune::GlobalCluster", "StorageEncrypted", Kind::Switch, "false", kEncrypted},
    {"AWS::NeptuneGraph::Graph", "DeletionProtection", Kind::Switch, "false", kFromDeletion},
    {"AWS::NetworkFirewall::Firewall", "DeleteProtection", Kind::Switch, "false", kFromDeletion},
    {"AWS::OpenSearchServerless::Collection", "DeletionProtection", Kind::Switch, "DISABLED", kFromDeletion},
    {"AWS::OpenSearchService::Domain", "EncryptionAtRestOptions.Enabled", Kind::Switch, "false", kEncrypted},
    {"AWS::QLDB::Ledger", "DeletionProtection", Kind::Switch, "false", kFromDeletion},
    {"AWS::RDS::DBCluster", "BackupRetentionPeriod", Kind::Time, {}, kBackups, {}, 1},
    {"AWS::RDS::DBCluster", "DeletionProtection", Kind::Switch, "false", kFromDeletion},
    {"AWS::RDS::DBCluster", "StorageEncrypted", Kind::Switch, "false", kEncrypted},
    {"AWS::RDS::DBInstance", "BackupRetentionPeriod", Kind::Time, {}, kBackups, {}, 1},
    {"AWS::RDS::DBInstance", "DeletionProtection", Kind::Switch, "false", kFromDeletion},
    {"AWS::RDS::DBInstance", "StorageEncrypted", Kind::Switch, "false", kEncrypted},
    {"AWS::RDS::GlobalCluster", "DeletionProtection", Kind::Switch, "false", kFromDeletion},
    {"AWS::RDS::GlobalCluster", "StorageEncrypted", Kind::Switch, "false", kEncrypted},
    {"AWS::Redshift::Cluster", "AutomatedSnapshotRetentionPeriod", Kind::Time, {}, kBackups, {}, 1},
    {"AWS::Redshift::Cluster", "Encrypted", Kind::Switch, "false", kEncrypted},
    {"AWS::S3::Bucket", "VersioningConfiguration.Status", Kind::Switch, "Suspended",
     "keeping old versions of its objects", kVersioning},
    {"AWS::SNS::Topic", "KmsMasterKeyId", Kind::Presence, {}, kEncrypted, kTopicEncryption},
    {"AWS::SQS::Queue", "MessageRetentionPeriod", Kind::Time, {}, "messages", kQueueAttributes, 345'600},
    {"AWS::SQS::Queue", "SqsManagedSseEnabled", Kind::Switch, "false", kEncrypted, {}, kOn, "KmsMasterKeyId"},
    {"AWS::SSO::PermissionSet",
     "PermissionsBoundary",
     Kind::Presence,
     {},
     "limited by a permissions boundary",
     kBoundaries},
    {"AWS::VerifiedPermissions::PolicyStore", "DeletionProtection.Mode", Kind::Switch, "DISABLED", kFromDeletion},
    {"AWS::WorkSpaces::Workspace", "RootVolumeEncryptionEnabled", Kind::Switch, "false", "encrypting its root volume"},
    {"AWS::WorkSpaces::Workspace", "UserVolumeEncryptionEnabled", Kind::Switch, "false", "encrypting its user volume"},
};

// What a property is in one case.
struct Value {
  const Node* node = nullptr;  // null if it is not set
  bool is_known = true;
  bool is_default = false;  // only if every parameter has its Default
};

std::optional<int> number_in(const Node& node) {
  const std::string_view text = node.text();
  int number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Looks for what one protection is in all cases that can be, on both sides at once.
class Loss {
public:
  Loss(const Side& before, const Side& after, Comparison& values, const Protection& row, bool is_on_without,
       bool is_of_tool)
      : before_(before),
        after_(after),
        values_(values),
        row_(row),
        is_on_without_(is_on_without),
        is_of_tool_(is_of_tool) {}

  // What is lost, as a sentence without its subject, in two parts; and the cases of each. Null for no properties.
  using Sentence = std::pair<std::string, std::string>;
  using Told = std::map<Sentence, std::vector<std::string>>;
  Told run(const Node* was, const Node* is) {
    std::unordered_map<std::string_view, std::vector<PropertyCase>> news;  // by their items
    each_property_case(values_, after_, false, is, row_.path, [&](const PropertyCase& now) {
      if (!now.is_amiss) news[now.item].push_back(now);
    });
    const std::vector<PropertyCase> was_other = others(before_, true, was), is_other = others(after_, false, is);
    each_property_case(values_, before_, true, was, row_.path, [&](const PropertyCase& old) {
      const auto found = news.find(old.item);
      if (old.is_amiss || found == news.end()) return;
      for (const PropertyCase& now : found->second) {
        if (!old.in.keys.empty() && !now.in.keys.empty() && old.in.keys != now.in.keys) continue;
        for (const PropertyCase& old_other : was_other) {
          for (const PropertyCase& new_other : is_other) compare(old, now, old_other, new_other);
        }
      }
    });
    return std::move(told_);
  }

private:
  // The cases of the other property that protects; where there is none, one in which it is not set.
  std::vector<PropertyCase> others(const Side& side, bool is_old, const Node* properties) const {
    std::vector<PropertyCase> found;
    if (row_.other.empty()) return {PropertyCase()};
    each_property_case(values_, side, is_old, properties, row_.other,
                       [&](const PropertyCase& one) { found.push_back(one); });
    return found;
  }

  void compare(const PropertyCase& old, const PropertyCase& now, const PropertyCase& old_other,
               const PropertyCase& new_other) {
    if (new_other.written != nullptr) return;
    const std::optional<Sentence> lost = judge(value_of(old), value_of(now), old_other.written != nullptr, now.item);
    if (!lost) return;
    std::vector<AssumedCondition> assumed;
    for (const PropertyCase* one : {&old, &now, &old_other, &new_other}) {
      assumed.insert(assumed.end(), one->in.assumed.begin(), one->in.assumed.end());
    }
    values_.while_they_hold(assumed, [&] {
      std::string when = values_.describe_visible();
      const std::string& keys = old.in.keys.empty() ? now.in.keys : old.in.keys;
      if (!keys.empty()) when += (when.empty() ? "" : " and ") + keys;
      told_[*lost].push_back(std::move(when));
    });
  }

  static Value value_of(const PropertyCase& one) {
    return {one.known, one.written == nullptr || one.known != nullptr,
            one.known == nullptr ? one.written != nullptr : one.is_default};
  }

  // What the property is called: an attribute by its key, others by their last name, and with the item it is of.
  std::string property(std::string_view item) const {
    const PropertyStep step = first_step(row_.path);
    if (!step.value.empty()) return std::string(step.value);
    return fmt::format("{}{}{}", row_.path.substr(row_.path.rfind('.') + 1), item.empty() ? "" : " of ", item);
  }

  // Whether a switch is on; nullopt if that is not known.
  std::optional<bool> is_on(const Value& value) const {
    if (!value.is_known) return std::nullopt;
    if (value.node == nullptr) return is_on_without_;
    if (!value.node->is_scalar()) return std::nullopt;
    if (row_.off != "false" && row_.off != "true") return value.node->text() != row_.off;
    bool on = false;
    return to_boolean(*value.node, on) ? std::optional(on == (row_.off == "false")) : std::nullopt;
  }

  std::optional<int> time_of(const Value& value) const {
    if (!value.is_known) return std::nullopt;
    if (value.node != nullptr && !row_.off.empty() && value.node->text() == row_.off) return kForEver;
    if (value.node != nullptr) return number_in(*value.node);
    return row_.without == kNobodyKnows ? std::nullopt : std::optional(row_.without);
  }

  std::optional<Sentence> judge(const Value& was, const Value& is, bool was_other, std::string_view item) const {
    if (is.node == nullptr && is_of_tool_) return std::nullopt;  // the tool may say it
    // Where only its presence counts, there is no other way to take it away; of others an update may leave what it was.
    const bool is_presence = row_.kind == Kind::Presence;
    const bool is_certain = is_presence || (!was.is_default && !is.is_default && is.node != nullptr);
    const std::string_view by_default = is.is_default ? " by default" : "";
    if (row_.kind == Kind::Time || row_.kind == Kind::Count) {
      const std::optional<int> before = time_of(was), after = time_of(is);
      if (!before || !after || *after >= *before) return std::nullopt;
      const std::string kept = *after == 0                ? fmt::format("no {}", row_.what)
                               : row_.kind == Kind::Count ? fmt::format("fewer {}", row_.what)
                                                          : fmt::format("{} for less time", row_.what);
      return Sentence(fmt::format("{} {}", is_certain ? "keeps" : "may keep", kept),
                      fmt::format("{} is {}{}, and was {}", property(item), text_of(is), by_default, text_of(was)));
    }
    const bool was_on = is_presence ? was.node != nullptr || !was.is_known : is_on(was) == true;
    if (!was_on && !was_other) return std::nullopt;
    if (is_presence ? is.node != nullptr || !is.is_known : is_on(is) != false) return std::nullopt;
    return Sentence(fmt::format("{} {}", is_certain ? "is no longer" : "may no longer be", row_.what),
                    fmt::format("{} is {}{}", property(item), text_of(is), by_default));
  }

  static std::string text_of(const Value& value) { return value.node == nullptr ? "not set" : value_text(*value.node); }

  const Side& before_;
  const Side& after_;
  Comparison& values_;
  const Protection& row_;
  const bool is_on_without_, is_of_tool_;
  Told told_;
};

// Parameters that hid their values and no longer do.
void find_shown_parameters(const Side& before, const Side& after, TemplateChange& change) {
  for (const Parameter& now : after.model().parameters()) {
    const Parameter* old = before.model().find_parameter(now.name());
    const Node* switched = now.body()->get("NoEcho");
    if (old == nullptr || !old->no_echo || now.no_echo || (switched != nullptr && !switched->is_scalar())) continue;
    Risk& risk = change.risks.emplace_back();
    risk.kind = RiskKind::Unprotected;
    risk.message = fmt::format("Parameter {} no longer hides its value: NoEcho is {}", now.name(),
                               switched == nullptr ? "not set" : "false");
    risk.source = kParameters;
    risk.place = now.member.key->range;
  }
}

}  // namespace

void find_lost_protections(const Side& before, const Side& after, const SchemaDatabase& facts, Comparison& values,
                           TemplateChange& change) {
  find_shown_parameters(before, after, change);
  std::set<std::string_view> seen;
  for (const ResourceChange& one : change.resources) {
    if (one.action != ChangeAction::Modify || !one.old_type.empty() || !seen.insert(one.logical_id).second) continue;
    const Resource* old = before.model().find_resource(one.logical_id);
    const Resource* now = after.model().find_resource(one.logical_id);
    if (old == nullptr || now == nullptr || old->type != now->type) continue;
    const auto is_told_of = [&](const Protection& row) { return row.type == one.type; };
    if (std::none_of(std::begin(kProtections), std::end(kProtections), is_told_of)) continue;
    const auto properties = [](const Resource& resource) {
      return resource.properties == nullptr ? nullptr : resource.properties->value;
    };
    values.each_existence(old, now, [&](bool existed, bool exists) {
      if (!existed || !exists) return;
      ResourceChange here;
      here.when = values.describe_visible();
      values.hide_assumptions();
      for (const Protection& row : kProtections) {
        if (!is_told_of(row)) continue;
        const bool is_on_without = row.without == kOn || protects_by_default(facts, row.type, row.path);
        Loss loss(before, after, values, row, is_on_without, one.is_of_tool);
        for (const auto& [told, cases] : loss.run(properties(*old), properties(*now))) {
          add_risk(
              change, RiskKind::Unprotected, one,
              fmt::format("{} ({}) {}{}: {}", one.logical_id, one.type, told.first, when_of(here, cases), told.second),
              row.page.empty() ? documentation_page(row.type) : std::string(row.page));
        }
      }
      values.show_assumptions();
    });
  }
}

}  // namespace virga
