// New resources under a name that a resource of the old template still has: CloudFormation creates before it deletes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
#include <fmt/format.h>

#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/change/known_text.h"
#include "compiler/change/render_words.h"
#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"
#include "compiler/change/value_text.h"

namespace virga {
namespace {

constexpr std::string_view kUpdates =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-update-behaviors.html";
// The most names that only the deployment knows, of one type, to compare with a new one.
constexpr std::size_t kMaxOpen = 256;

struct Named {
  const Resource* resource;
  const Node* name;
};

class NameConflicts {
public:
  NameConflicts(const Side& before, const Side& after, const SchemaDatabase& facts, Comparison& values,
                TemplateChange& change)
      : before_(before), after_(after), facts_(facts), values_(values), change_(change) {}

  void run() {
    for (const ResourceChange& one : change_.resources) {
      if (!one.old_type.empty() || !gets_new_name(one)) continue;
      const Resource* now = after_.model().find_resource(one.logical_id);
      const Node* name = now == nullptr ? nullptr : own_name(facts_, *now);
      if (name == nullptr) continue;
      if (!collected_) collect();
      if (const Resource* owner = owner_of(*now, *name)) report(one, *now, *name, *owner);
    }
  }

private:
  bool gets_new_name(const ResourceChange& one) const {
    if (one.action == ChangeAction::Add) return true;
    if (one.action != ChangeAction::Modify || one.effect != UpdateEffect::Replace) return false;
    const std::string_view property = name_property(facts_, one.type);
    for (const PropertyChange& change : one.changes) {
      if (!change.is_dynamic && change.name == property) return true;
    }
    return false;
  }

  static const Node* fixed(const Side& side, const Node& name) {
    const Node* value = name.is_scalar() ? &name : side.constant(name);
    return value != nullptr && value->is_scalar() ? value : nullptr;
  }

  void collect() {
    collected_ = true;
    for (const Resource& resource : before_.model().resources()) {
      const Node* name = own_name(facts_, resource);
      if (name == nullptr) continue;
      const Node* value = fixed(before_, *name);
      if (value != nullptr) {
        fixed_[key(resource.type, value->text())].push_back({&resource, name});
      } else if (std::vector<Named>& open = open_[std::string(resource.type)]; open.size() < kMaxOpen) {
        open.push_back({&resource, name});
      }
    }
  }

  static std::string key(std::string_view type, std::string_view name) { return fmt::format("{}\n{}", type, name); }

  // The resource of the old template that has the name; null if none certainly has.
  const Resource* owner_of(const Resource& now, const Node& name) {
    const Node* value = fixed(after_, name);
    const auto& names = value != nullptr ? fixed_ : open_;
    const auto found = names.find(value != nullptr ? key(now.type, value->text()) : std::string(now.type));
    if (found == names.end()) return nullptr;
    for (const Named& old : found->second) {
      if (old.resource->name() == now.name() || (value == nullptr && !values_.same(*old.name, name))) continue;
      if (exist_together(*old.resource, now) &&
          (is_known_by_name(facts_, now.type) || same_place(*old.resource, now))) {
        return old.resource;
      }
    }
    return nullptr;
  }

  // Can the old resource exist as the new one is created?
  bool exist_together(const Resource& old, const Resource& now) {
    bool both = false;
    values_.in_case(condition_of(old), true, condition_of(now), true, [&](const std::string&) { both = true; });
    return both;
  }

  // Other names need only be unique within what the resource belongs to: its cluster, API or VPC, which cannot change
  // either.
  bool same_place(const Resource& old, const Resource& now) {
    const std::string_view name = name_property(facts_, now.type);
    const std::optional<Keyword> properties = facts_.find_type(now.type)->properties().find(KeywordId::Properties);
    const auto differs = [&](const Resource& of, const Resource& other) {
      if (of.properties == nullptr) return false;
      for (const Member& member : of.properties->value->members()) {
        const std::optional<Property> property = properties->find(member.key->text());
        if (member.key->text() == name || !property || property->replacement != Replacement::Always) continue;
        if (other.property(member.key->text()) == nullptr) return true;
        if (&of == &old && !values_.same(*member.value, *other.property(member.key->text()))) return true;
      }
      return false;
    };
    return !differs(old, now) && !differs(now, old);
  }

  void report(const ResourceChange& one, const Resource& now, const Node& name, const Resource& owner) {
    const std::string way = after_.model().find_resource(owner.name()) == nullptr
                                ? fmt::format("remove {} in an update before this one", owner.name())
                                : fmt::format("change that of {} in an update before this one", owner.name());
    add_risk(change_, RiskKind::Refused, one,
             fmt::format("{} is {}{} with the name {} ({}), which {} still has, as CloudFormation creates before it "
                         "deletes; give it "
                         "another name, or {}",
                         one.logical_id, one.action == ChangeAction::Add ? "created" : "replaced by one", when_of(one),
                         value_text(name), name_property(facts_, now.type), owner.name(), way),
             std::string(kUpdates));
  }

  const Side& before_;
  const Side& after_;
  const SchemaDatabase& facts_;
  Comparison& values_;
  TemplateChange& change_;
  bool collected_ = false;
  std::unordered_map<std::string, std::vector<Named>> fixed_, open_;
};

}  // namespace

const Node* own_name(const SchemaDatabase& facts, const Resource& resource) {
  if (resource.properties == nullptr) return nullptr;
  const std::string_view property = name_property(facts, resource.type);
  const Node* name = property.empty() ? nullptr : resource.property(property);
  if (name == nullptr) return nullptr;
  const bool no_value = name->function == Function::Ref && name->argument()->text() == "AWS::NoValue";
  return no_value ? nullptr : name;
}

void find_name_conflicts(const Side& before, const Side& after, const SchemaDatabase& facts, Comparison& values,
                         TemplateChange& change) {
  NameConflicts(before, after, facts, values, change).run();
}

}  // namespace virga
