// Updates in place that the page of a type, or of its service, forbids.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "compiler/change/render_words.h"
#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"
#include "compiler/change/value_text.h"

namespace virga {
namespace {

// Properties that are not updated together with others.
struct LoneUpdate {
  std::string_view type, property;
  std::string_view other;     // empty: any
  std::string_view along[3];  // go with it all the same
};
constexpr LoneUpdate kLoneUpdates[] = {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-prefixlist.html
    {"AWS::EC2::PrefixList", "MaxEntries", "Entries", {}},
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eks-nodegroup.html
    // One call updates these: https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupVersion.html
    {"AWS::EKS::Nodegroup", "Version", {}, {"ReleaseVersion", "LaunchTemplate", "ForceUpdateEnabled"}},
};

// What every pool has; others are custom attributes.
// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
constexpr std::string_view kUserAttributes[] = {"address",
                                                "birthdate",
                                                "email",
                                                "email_verified",
                                                "family_name",
                                                "gender",
                                                "given_name",
                                                "locale",
                                                "middle_name",
                                                "name",
                                                "nickname",
                                                "phone_number",
                                                "phone_number_verified",
                                                "picture",
                                                "preferred_username",
                                                "profile",
                                                "sub",
                                                "updated_at",
                                                "website",
                                                "zoneinfo"};

constexpr std::string_view kPoolAttributes =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html";

// Lists of which DynamoDB creates or deletes a single item per update.
struct SingleItem {
  std::string_view property, name;
  std::string_view creates, deletes, limit;
};
constexpr SingleItem kIndexes = {"GlobalSecondaryIndexes", "IndexName", "creates", "deletes",
                                 "DynamoDB only creates or deletes one global secondary index per update"};
constexpr SingleItem kReplicas = {"Replicas", "Region", "adds the replica in", "removes that in",
                                  "DynamoDB only adds or removes one replica per update"};

// Sizes and versions that are only raised.
struct Raised {
  std::string_view type;
  std::string_view path[4];
  std::string_view page;
};
constexpr Raised kRaised[] = {
    {"AWS::EC2::Volume",
     {"Size"},
     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-volume.html"},
    {"AWS::ElastiCache::CacheCluster",
     {"EngineVersion"},
     "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyCacheCluster.html"},
    {"AWS::ElastiCache::ReplicationGroup",
     {"EngineVersion"},
     "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyReplicationGroup.html"},
    {"AWS::MSK::Cluster",
     {"BrokerNodeGroupInfo", "StorageInfo", "EBSStorageInfo", "VolumeSize"},
     "https://docs.aws.amazon.com/msk/latest/developerguide/msk-update-storage.html"},
};

// Of numbers with dots between them, up to what is none: "6.x" is not lower than "6.2".
bool is_lower(std::string_view one, std::string_view other) {
  while (!one.empty() && !other.empty()) {
    std::uint64_t a = 0, b = 0;
    const auto read = [](std::string_view& text, std::uint64_t& number) {
      const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (fault != std::errc() || (end != text.data() + text.size() && *end != '.')) return false;
      text.remove_prefix(std::min<std::size_t>(static_cast<std::size_t>(end - text.data()) + 1, text.size()));
      return true;
    };
    if (!read(one, a) || !read(other, b)) return false;
    if (a != b) return a < b;
  }
  return false;
}

class Refusals {
public:
  Refusals(const Side& before, const Side& after, Comparison& values, const ResourceChange& one, TemplateChange& change)
      : before_(before),
        after_(after),
        values_(values),
        one_(one),
        change_(change),
        old_(*before.model().find_resource(one.logical_id)),
        now_(*after.model().find_resource(one.logical_id)) {}

  void run() {
    values_.in_case(condition_of(old_), true, condition_of(now_), true, [&](const std::string&) {
      values_.hide_assumptions();
      apart();
      if (is_table()) {
        expiry();
        items(kIndexes);
      }
      if (one_.type == "AWS::DynamoDB::GlobalTable") replicas();
      if (one_.type == "AWS::ElastiCache::CacheCluster") memcached();
      if (one_.type == "AWS::Cognito::UserPool") user_attributes();
      for (const Raised& row : kRaised) {
        if (row.type == one_.type) raised(row);
      }
      values_.show_assumptions();
    });
    for (const std::string& key : order_) {
      const Found& found = found_.at(key);
      add_risk(change_, RiskKind::Refused, one_, found.before + when_of(one_, found.cases) + found.after, found.source);
    }
  }

private:
  bool is_table() const { return one_.type == "AWS::DynamoDB::Table" || one_.type == "AWS::DynamoDB::GlobalTable"; }

  // Remembers what is refused in one case; `text` says before and after "when …".
  void refuse(const std::string& text, const std::string& rest, std::string when, std::string source) {
    const std::string key = text + "\n" + rest;
    const auto [at, is_new] = found_.try_emplace(key);
    if (is_new) order_.push_back(key);
    at->second.before = text;
    at->second.after = rest;
    at->second.source = std::move(source);
    at->second.cases.push_back(std::move(when));
  }

  // The differences that are no matter of what only the update knows.
  std::vector<Difference> differences(const Node* before, const Node* after) {
    std::vector<Difference> found;
    values_.compare(before, after, found);
    std::erase_if(found, [](const Difference& one) { return one.is_open; });
    return found;
  }

  void apart() {
    for (const LoneUpdate& row : kLoneUpdates) {
      if (row.type == one_.type) apart(row);
    }
  }

  void apart(const LoneUpdate& row) {
    std::vector<std::string_view> others;
    if (!row.other.empty()) others.push_back(row.other);
    for (const Resource* side : {&now_, &old_}) {
      if (side->properties == nullptr || !row.other.empty()) continue;
      for (const Member& member : side->properties->value->members()) {
        const std::string_view name = member.key->text();
        const auto is_it = [&](std::string_view other) { return other == name; };
        if (name == row.property || std::any_of(std::begin(row.along), std::end(row.along), is_it)) continue;
        if (std::none_of(others.begin(), others.end(), is_it)) others.push_back(name);
      }
    }
    for (const Difference& first : differences(old_.property(row.property), now_.property(row.property))) {
      values_.while_they_hold(first.assumed, [&] {
        for (const std::string_view other : others) {
          const std::vector<Difference> found = differences(old_.property(other), now_.property(other));
          for (const Difference& second : found) {
            std::string when = second.when;
            if (!first.extra.empty() && first.extra != second.extra) {
              add_conditions(when, first.extra);
            }
            refuse(
                fmt::format("{} cannot have {} and {} updated at the same time", one_.logical_id, row.property, other),
                "; split the change", std::move(when), documentation_page(one_.type));
          }
          // One of them is enough.
          if (!found.empty()) return;
        }
      });
    }
  }

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-timetolivespecification.html
  void expiry() {
    const auto is_on = [](const Side& side, const Node* node) {
      const Node* value = node == nullptr ? nullptr : side.constant(*node);
      bool on = false;
      return value != nullptr && to_boolean(*value, on) && on;
    };
    constexpr std::string_view kSettings = "TimeToLiveSpecification";
    values_.each_case(old_.property(kSettings), now_.property(kSettings), [&](const Node* before, const Node* after) {
      if (before == nullptr || after == nullptr) return;
      values_.each_case(before->get("Enabled"), after->get("Enabled"), [&](const Node* was, const Node* is) {
        if (!is_on(before_, was) || !is_on(after_, is)) return;
        for (const Difference& one : differences(before->get("AttributeName"), after->get("AttributeName"))) {
          if (one.before == nullptr || one.after == nullptr) continue;
          refuse(fmt::format("{} cannot get another TTL attribute ({} instead of {}) while TTL is enabled",
                             one_.logical_id, value_text(*one.after), value_text(*one.before)),
                 "; disable it in an update before this one", one.when,
                 "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
                 "aws-properties-dynamodb-table-timetolivespecification.html");
        }
      });
    });
  }

  // The items by their names; nothing if functions decide on one of them.
  using Items = std::map<std::string_view, const Node*>;
  static std::optional<Items> named(const Side& side, std::span<const Node* const> list, std::string_view key) {
    Items found;
    for (const Node* item : list) {
      const Node* name = item->get(key);
      if (name != nullptr) name = side.constant(*name);
      if (name == nullptr || !name->is_scalar()) return std::nullopt;
      found.emplace(name->text(), item);
    }
    return found;
  }

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
  void items(const SingleItem& row) {
    values_.each_list(
        old_.property(row.property), now_.property(row.property), [&](const auto& olds, const auto& news) {
          const std::optional<Items> before = named(before_, olds, row.name), after = named(after_, news, row.name);
          if (!before || !after) return;
          std::vector<std::string_view> created, deleted;
          for (const auto& [name, item] : *after) {
            if (!before->contains(name)) created.push_back(name);
          }
          for (const auto& [name, item] : *before) {
            if (!after->contains(name)) deleted.push_back(name);
          }
          if (created.size() + deleted.size() < 2) return;
          std::string what;
          if (!created.empty()) what = fmt::format("{} {}", row.creates, fmt::join(created, ", "));
          if (!deleted.empty()) {
            what += fmt::format("{}{} {}", what.empty() ? "" : " and ", row.deletes, fmt::join(deleted, ", "));
          }
          refuse(fmt::format("{} {}", one_.logical_id, what), fmt::format(", but {}; split the change", row.limit),
                 values_.describe_visible(), documentation_page(one_.type));
        });
  }

  // Tables with strong consistency between regions add and remove several replicas at once.
  void replicas() {
    constexpr std::string_view kConsistency = "MultiRegionConsistency";
    values_.each_case(old_.property(kConsistency), now_.property(kConsistency), [&](const Node*, const Node* now) {
      if (now == nullptr || now->text() == "EVENTUAL") items(kReplicas);
    });
  }

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticache-cachecluster.html
  void memcached() {
    const auto is_memcached = [](const Side& side, const Node* engine) {
      if (engine != nullptr) engine = side.constant(*engine);
      return engine != nullptr && engine->text() == "memcached";
    };
    values_.each_case(old_.property("Engine"), now_.property("Engine"), [&](const Node* was, const Node* is) {
      if (!is_memcached(before_, was) || !is_memcached(after_, is)) return;
      for (const Difference& one : differences(old_.property("CacheNodeType"), now_.property("CacheNodeType"))) {
        refuse(fmt::format("{}.CacheNodeType cannot be updated while Engine is memcached", one_.logical_id),
               "; leave it as it was, or give the resource another logical ID to create it anew", one.when,
               documentation_page(one_.type));
      }
    });
  }

  void raised(const Raised& row) {
    const auto value_in = [&](const Resource& resource) {
      const Node* value = resource.properties == nullptr ? nullptr : resource.properties->value;
      for (const std::string_view step : row.path) {
        if (value != nullptr && !step.empty()) value = value->get(step);
      }
      return value;
    };
    for (const Difference& one : differences(value_in(old_), value_in(now_))) {
      if (one.before == nullptr || one.after == nullptr) continue;
      if (!one.before->is_scalar() || !one.after->is_scalar()) continue;
      if (!is_lower(one.after->text(), one.before->text())) continue;
      const auto steps =
          std::count_if(std::begin(row.path), std::end(row.path), [](auto step) { return !step.empty(); });
      refuse(fmt::format("{}.{} cannot be lowered ({} instead of {})", one_.logical_id,
                         fmt::join(std::begin(row.path), std::begin(row.path) + steps, "."), value_text(*one.after),
                         value_text(*one.before)),
             "; leave it as it was, or give the resource another logical ID to create it anew", one.when,
             std::string(row.page));
    }
  }

  void user_attributes() {
    values_.each_list(old_.property("Schema"), now_.property("Schema"), [&](const auto& olds, const auto& news) {
      const std::optional<Items> before = named(before_, olds, "Name"), after = named(after_, news, "Name");
      if (!before || !after) return;
      for (const auto& [name, item] : *before) {
        const auto now = after->find(name);
        user_attribute(name, item, now == after->end() ? nullptr : now->second);
      }
      for (const auto& [name, item] : *after) {
        if (!before->contains(name)) user_attribute(name, nullptr, item);
      }
    });
  }

  // Custom attributes stay as they were added, and standard ones are required or not as the pool was created.
  // https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
  void user_attribute(std::string_view name, const Node* before, const Node* after) {
    const bool is_standard =
        std::find(std::begin(kUserAttributes), std::end(kUserAttributes), name) != std::end(kUserAttributes);
    if (is_standard) return required(name, before, after);
    if (before == nullptr) return;
    if (after == nullptr) {
      return refuse(fmt::format("{} cannot lose the custom attribute {}", one_.logical_id, name),
                    "; leave it in Schema", values_.describe_visible(), std::string(kPoolAttributes));
    }
    for (const Difference& one : differences(before, after)) {
      // What it is where nothing is said may be the same.
      if (one.before == nullptr || one.after == nullptr || one.path.empty()) continue;
      refuse(fmt::format("{} cannot change {} of the custom attribute {}", one_.logical_id, one.path.back(), name),
             "; leave it as it was, or add an attribute with another name", one.when, std::string(kPoolAttributes));
    }
  }

  void required(std::string_view name, const Node* before, const Node* after) {
    const auto value = [](const Node* item) { return item == nullptr ? nullptr : item->get("Required"); };
    // nullopt if it is not known; what is not said to be required is not.
    const auto is_required = [](const Side& side, const Node* node) -> std::optional<bool> {
      if (node == nullptr) return false;
      const Node* known = side.constant(*node);
      bool on = false;
      return known != nullptr && to_boolean(*known, on) ? std::optional(on) : std::nullopt;
    };
    values_.each_case(value(before), value(after), [&](const Node* was, const Node* is) {
      const std::optional<bool> old_one = is_required(before_, was), new_one = is_required(after_, is);
      if (!old_one || !new_one || old_one == new_one) return;
      refuse(
          fmt::format("{} cannot make the attribute {} {}", one_.logical_id, name, *new_one ? "required" : "optional"),
          ", since a user pool keeps what it was created with; leave it as it was", values_.describe_visible(),
          std::string(kPoolAttributes));
    });
  }

  struct Found {
    std::string before, after, source;
    std::vector<std::string> cases;
  };

  const Side& before_;
  const Side& after_;
  Comparison& values_;
  const ResourceChange& one_;
  TemplateChange& change_;
  const Resource& old_;
  const Resource& now_;
  std::map<std::string, Found> found_;
  std::vector<std::string> order_;  // of the keys in found_
};

}  // namespace

void find_refusals(const Side& before, const Side& after, Comparison& values, const ResourceChange& one,
                   TemplateChange& change) {
  Refusals(before, after, values, one, change).run();
}

}  // namespace virga
