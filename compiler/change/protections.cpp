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

enum class Kind : std::uint8_t {
  Switch,    // protects unless it has the value `off`
  Presence,  // protects where it is set
  Time,      // how long something is kept, in any unit; 0 is not at all, and `off`, if there is one, is for ever
  Count,     // how many of something are kept
};

// What is kept where a Time is not set, if it is neither for ever nor this number.
constexpr int kForEver = std::numeric_limits<int>::max();
constexpr int kNobodyKnows = -1;

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

constexpr Protection kProtections[] = {
    {"AWS::AutoScaling::AutoScalingGroup", "DeletionProtection", Kind::Switch, "none", kFromDeletion},
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
    {"AWS::EC2::Instance", "DisableApiTermination", Kind::Switch, "false", "protected from termination"},
    {"AWS::EC2::LaunchTemplate", "LaunchTemplateData.DisableApiTermination", Kind::Switch, "false",
     "protecting its instances from termination"},
    {"AWS::EC2::Volume", "Encrypted", Kind::Switch, "false", kEncrypted},
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
    {"AWS::IAM::Role", "PermissionsBoundary", Kind::Presence, {}, "limited by a permissions boundary", kBoundaries},
    {"AWS::IAM::User", "PermissionsBoundary", Kind::Presence, {}, "limited by a permissions boundary", kBoundaries},
    {"AWS::Kinesis::Stream", "RetentionPeriodHours", Kind::Time, {}, "records", {}, 24},
    {"AWS::Kinesis::Stream", "StreamEncryption.EncryptionType", Kind::Presence, {}, kEncrypted},
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
    {"AWS::SSO::PermissionSet",
     "PermissionsBoundary",
     Kind::Presence,
     {},
     "limited by a permissions boundary",
     kBoundaries},
    {"AWS::VerifiedPermissions::PolicyStore", "DeletionProtection.Mode", Kind::Switch, "DISABLED", kFromDeletion},
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

  // What is lost, as a sentence without its subject, in two parts; and the cases of each.
  using Told = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;
  Told run(const Node* was, const Node* is) {
    follow(was, is, row_.path);
    return std::move(told_);
  }

private:
  // What a function always is. False if that is not known.
  bool resolve(const Side& side, const Node*& node) const {
    if (node != nullptr && node->function != Function::None) node = values_.constant(side, *node);
    return node != nullptr;
  }

  void follow(const Node* was, const Node* is, std::string_view path) {
    values_.each_case(was, is, [&](const Node* old, const Node* now) {
      if (path.empty()) {
        return each_settled(old, now, [&](const SettledCase& before, const SettledCase& after) {
          judge(value_of(before_, before.value), value_of(after_, after.value));
        });
      }
      if ((old != nullptr && !resolve(before_, old)) || (now != nullptr && !resolve(after_, now))) return;
      const PropertyStep step = first_step(path);
      const auto member = [&](const Node* map) { return map == nullptr ? nullptr : map->get(step.name); };
      if (!step.is_of_list()) return follow(member(old), member(now), step.rest);
      values_.each_case(member(old), member(now), [&](const Node* olds, const Node* news) {
        each_settled(olds, news, [&](const SettledCase& before, const SettledCase& after) {
          items(before.value, after.value, step);
        });
      });
    });
  }

  // Items of the old list, and those of the new one with the same member.
  void items(const Node* olds, const Node* news, const PropertyStep& step) {
    if (olds == nullptr || (news != nullptr && news->function != Function::None)) return;
    for (const Node* old : olds->items()) {
      const Node* name = old->get(step.member);
      if (name == nullptr || !name->is_scalar() || (!step.value.empty() && name->text() != step.value)) continue;
      const Node* now = nullptr;
      for (const Node* item : news == nullptr ? std::span<const Node* const>() : news->items()) {
        // One that is not known may be it.
        if (item->function != Function::None) return;
        const Node* other = item->get(step.member);
        if (other != nullptr && other->function != Function::None) return;
        if (other != nullptr && other->text() == name->text()) now = item;
      }
      // Without a value, each item is something by itself, which may go.
      if (now == nullptr && step.value.empty()) continue;
      follow(old, now, step.rest);
    }
  }

  // Tells apart what conditions and keys of mappings inside the values decide.
  template <typename Then>
  void each_settled(const Node* was, const Node* is, const Then& then) {
    const auto settle = [&](const Node* node, bool is_old, const Comparison::SettledVisitor& visit) {
      if (node == nullptr) return visit(values_.this_case());
      values_.each_settled(*node, is_old, visit);
    };
    settle(is, false, [&](const SettledCase& after) {
      settle(was, true, [&](const SettledCase& before) {
        if (!before.keys.empty() && !after.keys.empty() && before.keys != after.keys) return;
        const std::string outer = std::exchange(keys_, before.keys.empty() ? after.keys : before.keys);
        then(before, after);
        keys_ = outer;
      });
    });
  }

  Value value_of(const Side& side, const Node* node) const {
    if (node == nullptr || is_no_value(*node)) return {};
    const Node* known = values_.constant(side, *node);
    if (known != nullptr) return {known};
    known = values_.value_by_default(side, *node);
    return {known, known != nullptr, true};
  }

  // What the property is called: an attribute by its key, others by their last name.
  std::string_view property() const {
    const PropertyStep step = first_step(row_.path);
    if (!step.value.empty()) return step.value;
    return std::string_view(row_.path).substr(row_.path.rfind('.') + 1);
  }

  // Whether a switch is on; nullopt if that is not known.
  std::optional<bool> is_on(const Value& value) const {
    if (!value.is_known) return std::nullopt;
    if (value.node == nullptr) return is_on_without_;
    if (!value.node->is_scalar()) return std::nullopt;
    if (row_.off != "false") return value.node->text() != row_.off;
    bool on = false;
    return to_boolean(*value.node, on) ? std::optional(on) : std::nullopt;
  }

  std::optional<int> time_of(const Value& value) const {
    if (!value.is_known) return std::nullopt;
    if (value.node != nullptr && !row_.off.empty() && value.node->text() == row_.off) return kForEver;
    if (value.node != nullptr) return number_in(*value.node);
    return row_.without == kNobodyKnows ? std::nullopt : std::optional(row_.without);
  }

  void judge(const Value& was, const Value& is) {
    if (is.node == nullptr && is_of_tool_) return;  // the tool may say it
    // Where only its presence counts, there is no other way to take it away; of others an update may leave what it was.
    const bool is_presence = row_.kind == Kind::Presence;
    const bool is_certain = is_presence || (!was.is_default && !is.is_default && is.node != nullptr);
    const std::string_view by_default = is.is_default ? " by default" : "";
    if (row_.kind == Kind::Time || row_.kind == Kind::Count) {
      const std::optional<int> before = time_of(was), after = time_of(is);
      if (!before || !after || *after >= *before) return;
      const std::string kept = *after == 0                ? fmt::format("no {}", row_.what)
                               : row_.kind == Kind::Count ? fmt::format("fewer {}", row_.what)
                                                          : fmt::format("{} for less time", row_.what);
      return tell(fmt::format("{} {}", is_certain ? "keeps" : "may keep", kept),
                  fmt::format("{} is {}{}, and was {}", property(), text_of(is), by_default, text_of(was)));
    }
    if (is_presence ? was.node == nullptr && was.is_known : is_on(was) != true) return;
    if (is_presence ? is.node != nullptr || !is.is_known : is_on(is) != false) return;
    tell(fmt::format("{} {}", is_certain ? "is no longer" : "may no longer be", row_.what),
         fmt::format("{} is {}{}", property(), text_of(is), by_default));
  }

  static std::string text_of(const Value& value) { return value.node == nullptr ? "not set" : value_text(*value.node); }

  void tell(std::string what, std::string why) {
    std::string when = values_.describe_visible();
    if (!keys_.empty()) when += (when.empty() ? "" : " and ") + keys_;
    told_[{std::move(what), std::move(why)}].push_back(std::move(when));
  }

  const Side& before_;
  const Side& after_;
  Comparison& values_;
  const Protection& row_;
  const bool is_on_without_, is_of_tool_;
  std::string keys_;  // of mappings, in the case that is looked at
  Told told_;
};

}  // namespace

void find_lost_protections(const Side& before, const Side& after, const SchemaDatabase& facts, Comparison& values,
                           TemplateChange& change) {
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
        const bool is_on_without = protects_by_default(facts, row.type, row.path);
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
