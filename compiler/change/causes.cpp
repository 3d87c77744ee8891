// Propagates changes of resources to those that refer to them: a replaced one has a new Ref and new attributes, and
// some attributes change with an update.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <deque>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "compiler/change/nested_stacks.h"
#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"
#include "compiler/change/value_text.h"
#include "compiler/diagnostics/text.h"
#include "compiler/model/resource_types.h"
#include "compiler/resolve/sub_text.h"

namespace virga {
namespace {

// The most steps of a chain to report.
constexpr std::size_t kMaxSteps = 8;

// The most users of a resource to name in a note.
constexpr std::size_t kMaxNamed = 3;

// Attributes that change as the resource is updated, and the property that does it. A launch template gets a new
// version for new data; its default version stays. A stream has a new ARN when it is made with another view.
struct UpdatedAttribute {
  std::string_view type, attribute, path;
};
constexpr UpdatedAttribute kUpdatedAttributes[] = {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-launchtemplate.html
    {"AWS::EC2::LaunchTemplate", "LatestVersionNumber", "/Properties/LaunchTemplateData"},
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ssm-parameter.html
    {"AWS::SSM::Parameter", "Value", "/Properties/Value"},
    {"AWS::SSM::Parameter", "Type", "/Properties/Type"},
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
    {"AWS::DynamoDB::Table", "StreamArn", "/Properties/StreamSpecification/StreamViewType"},
    {"AWS::DynamoDB::GlobalTable", "StreamArn", "/Properties/StreamSpecification/StreamViewType"},
};

// Whether a change at one JSON pointer changes the value at the other.
bool touches(std::string_view changed, std::string_view path) {
  if (changed.size() > path.size()) std::swap(changed, path);
  return path.starts_with(changed) && (path.size() == changed.size() || path[changed.size()] == '/');
}

// Whether what the resource returns may change with this update, in a way that only its provider or a template that
// cannot be read knows.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html
bool may_return_others(const ResourceChange& one) {
  const bool is_custom = is_custom_resource(one.type);
  if (!is_custom && one.type != "AWS::CloudFormation::Stack") return false;
  return std::any_of(one.changes.begin(), one.changes.end(), [&](const PropertyChange& change) {
    if (is_custom) return change.attribute == "Properties" && change.effect != UpdateEffect::Unsupported;
    const bool is_remote =
        change.after && (change.after->text.find("://") != std::string::npos || change.after->text.starts_with('!'));
    return change.name == "TemplateURL" && change.source != ChangeSource::Automatic && is_remote;
  });
}

// A reference to a resource in the properties of another.
struct Use {
  std::vector<std::string> path;
  const Node* expression = nullptr;  // the outermost function that contains it
  std::string attribute;             // empty for Ref
  std::string when;
};

// Finds the uses of one resource below a value, or of some of its attributes.
class UseFinder {
public:
  UseFinder(const Side& side, std::string_view id, const std::set<std::string>* attributes)
      : side_(side), id_(id), attributes_(attributes) {}

  std::vector<Use> run(const Node& properties) {
    walk(properties);
    return std::move(uses_);
  }

private:
  void found(const Node& node, std::string_view attribute) {
    if (attributes_ != nullptr && !attributes_->contains(std::string(attribute))) return;
    const Node* expression = outer_ != nullptr ? outer_ : &node;
    // Report each expression once.
    if (!uses_.empty() && uses_.back().expression == expression) return;
    uses_.push_back({path_, expression, std::string(attribute), when_});
  }

  void sub(const Node& node, const Node& argument) {
    const Node* text = argument.is_sequence() && argument.size > 0 ? argument.items()[0] : &argument;
    const Node* map = argument.is_sequence() && argument.size > 1 ? argument.items()[1] : nullptr;
    if (!text->is_scalar()) return;
    for (const SubPart& part : SubText(text->text())) {
      if (!part.is_variable() || (map != nullptr && map->find(part.name) != nullptr)) continue;
      const std::size_t dot = part.name.find('.');
      if (part.name.substr(0, dot) == id_) {
        found(node, dot == std::string_view::npos ? std::string_view() : part.name.substr(dot + 1));
      }
    }
  }

  void get_att(const Node& node, const Node& argument) {
    std::string name(argument.text());
    for (const Node* item : argument.items()) {
      if (!name.empty()) name += '.';
      name += item->text();
    }
    const std::size_t dot = name.find('.');
    if (dot != std::string::npos && std::string_view(name).substr(0, dot) == id_) found(node, name.substr(dot + 1));
  }

  void choose(const Node& argument) {
    const std::string_view condition = argument.items()[0]->text();
    const std::optional<bool> truth = side_.truth(condition);
    for (const bool value : {true, false}) {
      if (truth && *truth != value) continue;
      const std::string before = when_;
      if (!truth) {
        add_conditions(when_, fmt::format("{}{}", value ? "" : "not ", condition));
      }
      walk(*argument.items()[value ? 1 : 2]);
      when_ = before;
    }
  }

  void walk(const Node& node) {
    if (node.is_scalar()) return;
    const bool is_call = node.function != Function::None && node.function != Function::ForEach;
    if (is_call) {
      const Node& argument = *node.argument();
      if (node.function == Function::If && argument.is_sequence() && argument.size == 3) return choose(argument);
      if (node.function == Function::Ref) {
        if (argument.text() == id_) found(node, {});
        return;
      }
      if (node.function == Function::GetAtt) return get_att(node, argument);
      const Node* before = outer_;
      if (outer_ == nullptr) outer_ = &node;
      if (node.function == Function::Sub) sub(node, argument);
      for (const Node* item : argument.items()) walk(*item);
      if (argument.is_mapping()) walk(argument);
      outer_ = before;
      return;
    }
    std::size_t index = 0;
    for (const Node* item : node.items()) step(std::to_string(index++), *item);
    for (const Member& member : node.members()) step(std::string(member.key->text()), *member.value);
  }

  void step(std::string key, const Node& value) {
    // Inside a function, paths end at the function.
    if (outer_ != nullptr) return walk(value);
    path_.push_back(std::move(key));
    walk(value);
    path_.pop_back();
  }

  const Side& side_;
  const std::string_view id_;
  const std::set<std::string>* attributes_;  // null for all
  std::vector<std::string> path_;
  const Node* outer_ = nullptr;
  std::string when_;
  std::vector<Use> uses_;
};

class Causes {
public:
  Causes(const Side& before, const Side& after, const SchemaDatabase& facts, NestedStacks& stacks,
         TemplateChange& change)
      : before_(before), after_(after), facts_(facts), stacks_(stacks), change_(change) {}

  void run() {
    for (std::size_t i = 0; i < change_.resources.size(); ++i) {
      const ResourceChange& one = change_.resources[i];
      if (one.action == ChangeAction::Modify) {
        known_.emplace(one.logical_id, i);
        waiting_.push_back(i);
      }
      if (one.action == ChangeAction::Add) added_.insert(one.logical_id);
    }
    const std::vector<const Resource*> stacks = stacks_.in_order();
    if (waiting_.empty() && stacks.empty()) return;
    for (const Reference& reference : after_.view().symbols().references()) {
      if (reference.target != SymbolKind::Resource || reference.kind == ReferenceKind::DependsOn) continue;
      if (reference.section == Section::Outputs) {
        outputs_[reference.name].insert(reference.owner);
      } else if (reference.in_properties && reference.owner != reference.name) {
        users_[reference.name].insert(reference.owner);
      }
    }
    settle();
    for (const Resource* stack : stacks) {
      const TemplateChange* nested = stacks_.compare(*stack);
      if (nested == nullptr) continue;
      known_.try_emplace(std::string(stack->name()), change_.resources.size() - 1);
      follow_outputs(*nested);
      settle();
    }
    // Only those that are certain have their say in what is replaced.
    for (ResourceChange& one : change_.resources) {
      if (one.action == ChangeAction::Modify) note_possible(one);
    }
  }

private:
  // Follows all that waits.
  void settle() {
    while (!waiting_.empty()) {
      const std::size_t cause = waiting_.front();
      waiting_.pop_front();
      const std::string id = change_.resources[cause].logical_id;
      if (!is_replaced(change_.resources[cause])) {
        follow_update(cause, id);
      } else if (done_.insert(id).second) {
        const std::string_view word = change_.resources[cause].effect == UpdateEffect::Replace ? "is" : "may be";
        follow({cause, id, fmt::format("{} {} replaced", id, word), nullptr, {}});
      }
    }
  }

  // Whether a definition with this condition is in no stack after the update, so that nothing becomes of it.
  bool is_absent(const Member* condition) const {
    return condition != nullptr && after_.truth(condition->value->text()) == false;
  }

  static bool is_replaced(const ResourceChange& one) {
    return one.action == ChangeAction::Modify &&
           (one.effect == UpdateEffect::Replace || one.effect == UpdateEffect::MayReplace);
  }

  // What brings changes about: a resource that is replaced or of which attributes change, or a nested stack of which
  // outputs change.
  struct Cause {
    std::size_t change;  // in change_.resources
    std::string id;
    std::string note;
    const std::set<std::string>* attributes;  // that change; null for all
    std::string when;
  };

  void follow_update(std::size_t cause, const std::string& id) {
    for (const UpdatedAttribute& fact : kUpdatedAttributes) {
      const ResourceChange& one = change_.resources[cause];
      if (fact.type != one.type) continue;
      const auto changes = [&](const PropertyChange& change) {
        const bool is_gone = change.action == ChangeAction::Remove && change.path.size() <= fact.path.size();
        return !is_gone && touches(change.path, fact.path);
      };
      const auto found = std::find_if(one.changes.begin(), one.changes.end(), changes);
      if (found == one.changes.end()) continue;
      const std::set<std::string> attributes = {std::string(fact.attribute)};
      if (!done_.insert(fmt::format("{}.{}", id, fact.attribute)).second) continue;
      // What happens anyway needs no condition.
      const bool always = std::any_of(found, one.changes.end(), [&](const PropertyChange& change) {
        return changes(change) && change.when.empty();
      });
      std::string when = always ? std::string() : found->when;
      follow({cause, id, fmt::format("{}.{} changes", id, fact.attribute), &attributes, std::move(when)});
    }
  }

  void note_possible(ResourceChange& one) {
    const auto users = users_.find(one.logical_id);
    const auto is_it = [&](const TemplateChange& nested) {
      return nested.stack.substr(nested.stack.rfind('/') + 1) == one.logical_id;
    };
    if (users == users_.end() || is_replaced(one) || !may_return_others(one) ||
        std::any_of(change_.nested.begin(), change_.nested.end(), is_it)) {
      return;
    }
    std::vector<std::string> named;
    for (const Resource& resource : after_.model().resources()) {
      if (added_.contains(std::string(resource.name())) || !users->second.contains(resource.name()) ||
          resource.properties == nullptr || is_absent(resource.condition)) {
        continue;
      }
      for (const Use& use : UseFinder(after_, one.logical_id, nullptr).run(*resource.properties->value)) {
        // Ref is what it is called, which only a replacement changes.
        if (use.attribute.empty() || use.path.empty()) continue;
        if (change_at(resource, use).effect < UpdateEffect::MayReplace) continue;
        named.push_back(fmt::format("{} ({})", resource.name(), use.path.front()));
        one.open.replaces = true;
        one.open.loses_data = one.open.loses_data || may_lose_data(facts_, after_, resource, "UpdateReplacePolicy");
        break;
      }
    }
    if (named.empty()) return;
    const std::size_t more = named.size() > kMaxNamed ? named.size() - kMaxNamed : 0;
    named.resize(named.size() - more);
    change_.notes.push_back(fmt::format(
        "{} is updated, and what it returns is only known then; if that changes, so may {}{}, which would be replaced",
        printable(one.logical_id), printable(fmt::format("{}", fmt::join(named, ", "))),
        more == 0 ? "" : fmt::format(" and {} more", more)));
  }

  void follow_outputs(const TemplateChange& nested) {
    const std::string id = nested.stack.substr(nested.stack.rfind('/') + 1);
    const auto stack = known_.find(id);
    if (stack == known_.end()) return;
    std::set<std::string> attributes;
    for (const DeclarationChange& output : nested.outputs) {
      // What is new has no users yet, and what an export is called is no matter of the value.
      if (output.action != ChangeAction::Add && (output.what.empty() || output.what == "Value")) {
        attributes.insert("Outputs." + output.name);
      }
    }
    if (!attributes.empty()) follow({stack->second, id, fmt::format("an output of {} changes", id), &attributes, {}});
  }

  void follow(const Cause& cause) {
    const std::string& id = cause.id;
    const auto users = users_.find(id);
    if (users != users_.end()) {
      // In template order.
      for (const Resource& resource : after_.model().resources()) {
        // An added resource gets all its values for the first time.
        if (added_.contains(std::string(resource.name())) || is_absent(resource.condition)) continue;
        if (users->second.contains(resource.name()) && resource.properties != nullptr) {
          use(cause, resource);
        }
      }
    }
    const auto outputs = outputs_.find(id);
    if (outputs == outputs_.end()) return;
    for (const Output& output : after_.model().outputs()) {
      if (!outputs->second.contains(output.name()) || output.value == nullptr || is_absent(output.condition)) continue;
      if (cause.attributes != nullptr && UseFinder(after_, id, cause.attributes).run(*output.value->value).empty()) {
        continue;
      }
      const auto same = [&](const DeclarationChange& other) { return other.name == output.name(); };
      if (std::any_of(change_.outputs.begin(), change_.outputs.end(), same)) continue;
      DeclarationChange& declared = change_.outputs.emplace_back();
      declared.name = output.name();
      declared.what = "Value";
      declared.before = declared.after = changed_value(*output.value->value, nullptr, &after_.secrets());
      declared.note = cause.note;
    }
  }

  // What changes where a resource uses another one.
  PropertyChange change_at(const Resource& resource, const Use& use) const {
    PropertyChange change;
    change.attribute = "Properties";
    change.path = "/Properties";
    for (const std::string& step : use.path) append_pointer(change.path, step);
    if (!use.path.empty()) change.name = use.path.front();
    change.effect = update_effect(facts_, resource.type, use.path);
    const Resource* before = before_.model().find_resource(resource.name());
    if (before != nullptr) refine_effect(before_, *before, after_, resource, change);
    if (change.name == "Tags") change.attribute = "Tags";
    return change;
  }

  void use(const Cause& cause, const Resource& resource) {
    const std::string& id = cause.id;
    std::vector<PropertyChange> found;
    for (Use& one : UseFinder(after_, id, cause.attributes).run(*resource.properties->value)) {
      PropertyChange change = change_at(resource, one);
      change.before = change.after = changed_value(*one.expression, nullptr, &after_.secrets());
      change.source = one.attribute.empty() ? ChangeSource::ResourceReference : ChangeSource::ResourceAttribute;
      change.causing_entity = one.attribute.empty() ? id : id + "." + one.attribute;
      change.when = cause.when;
      add_conditions(change.when, one.when);
      change.note = cause.note;
      if (is_unknown(change.effect)) change.note += ", " + unknown_reason(change.effect, resource.type);
      change.is_dynamic = true;
      found.push_back(std::move(change));
    }
    if (found.empty()) return;
    const auto [at, is_new] = known_.try_emplace(std::string(resource.name()), change_.resources.size());
    if (is_new) {
      ResourceChange& made = change_.resources.emplace_back(change_of(resource, ChangeAction::Modify));
      if (resource.condition != nullptr && after_.truth(resource.condition->value->text()) != true) {
        made.when = resource.condition->value->text();
      }
    }
    ResourceChange& user = change_.resources[at->second];
    for (PropertyChange& one : found) {
      const auto same = [&](const PropertyChange& other) { return other.path == one.path; };
      if (std::any_of(user.changes.begin(), user.changes.end(), same)) continue;
      // Whether it is replaced is only known when the update runs.
      user.effect = combined(user.effect, std::min(one.effect, UpdateEffect::MayReplace));
      if (one.effect >= UpdateEffect::MayReplace && user.steps.empty()) {
        user.steps = change_.resources[cause.change].steps;
        if (user.steps.size() < kMaxSteps) {
          user.steps.push_back(fmt::format("{} -> {}.{}", one.causing_entity, user.logical_id, one.name));
        }
      }
      user.changes.push_back(std::move(one));
    }
    // In other cases than before, maybe.
    if (is_replaced(user)) set_policy(user, after_, resource, "UpdateReplacePolicy");
    waiting_.push_back(at->second);
  }

  const Side& before_;
  const Side& after_;
  const SchemaDatabase& facts_;
  NestedStacks& stacks_;
  TemplateChange& change_;
  std::unordered_map<std::string, std::size_t> known_;  // logical ID -> index of its change
  std::unordered_set<std::string> added_;
  std::deque<std::size_t> waiting_;       // changes whose consequences are to be followed
  std::unordered_set<std::string> done_;  // "Id" of a replaced resource, "Id.Attribute" of an updated one
  std::unordered_map<std::string_view, std::unordered_set<std::string_view>> users_, outputs_;
};

}  // namespace

void follow_causes(const Side& before, const Side& after, const SchemaDatabase& facts, TemplateChange& change,
                   ComparisonRun& run) {
  NestedStacks stacks(before, after, change, run);
  Causes(before, after, facts, stacks, change).run();
  stacks.finish();
}

}  // namespace virga
