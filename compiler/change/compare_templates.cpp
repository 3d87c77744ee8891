#include "compiler/change/compare_templates.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "compiler/change/template_comparison.h"
#include "compiler/change/update_behavior.h"
#include "compiler/change/value_text.h"

namespace virga {
namespace {

// The most parts of a SAM resource to look at.
constexpr std::size_t kMaxParts = 10'000;

// Types that the SAM transform replaces by others.
constexpr std::string_view kServerlessTypes = "AWS::Serverless::";
bool is_serverless(std::string_view type) { return type.starts_with(kServerlessTypes); }

const Node* value_of(const Member* member) { return member == nullptr ? nullptr : member->value; }

// "C", "not C".
std::string phrase(std::string_view condition, bool value) {
  return value ? std::string(condition) : fmt::format("not {}", condition);
}

UpdateEffect effect_of_attribute(std::string_view attribute) {
  if (attribute == "Metadata") return UpdateEffect::NoInterruption;
  return UpdateEffect::None;
}

// Whether an attribute that differs is a policy which either side writes out or leaves to what it is by default.
bool stays_by_default(const PropertyChange& change, const Resource& before, const Resource& after) {
  const auto is = [](const std::optional<ChangedValue>& value, std::string_view policy) {
    return !value || value->text == policy;
  };
  return (change.attribute == "DeletionPolicy" || change.attribute == "UpdateReplacePolicy") &&
         is(change.before, default_policy(after, change.attribute)) &&
         is(change.after, default_policy(before, change.attribute));
}

// Whether a part of a SAM resource has the transform make a queue for it: {OnFailure: {Type: SQS}}. Looks at no more
// than `left` nodes, after which it may.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-onfailure.html
bool makes_queue(const Node& node, std::size_t& left) {
  if (left == 0) return true;
  --left;
  for (const Member& member : node.members()) {
    const std::string_view key = member.key->text();
    const bool is_target = key == "OnFailure" || key == "OnSuccess" || key == "DeadLetterConfig";
    const Node* type = is_target ? member.value->get("Type") : nullptr;
    if ((type != nullptr && type->text() == "SQS") || makes_queue(*member.value, left)) return true;
  }
  return std::any_of(node.items().begin(), node.items().end(),
                     [&](const Node* item) { return makes_queue(*item, left); });
}

// Whether a property that one side alone writes has a value on the other, too, if something else gives it one. An item
// more or less is another list.
bool takes_place_of_unwritten(const PropertyChange& change) {
  const std::string_view last = std::string_view(change.path).substr(change.path.rfind('/') + 1);
  return change.action != ChangeAction::Modify && change.attribute == "Properties" &&
         last.find_first_not_of("0123456789") != std::string_view::npos;
}

// A value that is a secret. A function stays, as far as it writes none; its value by default does not.
void hide(const Node* node, std::optional<ChangedValue>& value) {
  if (node == nullptr || !value) return;
  if (node->function == Function::None) value->text = value->json = "****";
  if (!value->by_default.empty()) value->by_default = "****";
}

}  // namespace

SyntaxTree no_template(const std::string& name) {
  static constexpr Node kEmpty{.kind = NodeKind::Mapping};
  SyntaxTree tree;
  tree.source = std::make_shared<const SourceFile>(name, "");
  tree.root = &kEmpty;
  return tree;
}

bool is_no_template(const SyntaxTree& tree) { return tree.source->text().empty(); }

std::string_view condition_of(const Resource& resource) {
  return resource.condition == nullptr ? std::string_view() : resource.condition->value->text();
}

std::string_view condition_of(const Output& output) {
  return output.condition == nullptr ? std::string_view() : output.condition->value->text();
}

void append_pointer(std::string& pointer, std::string_view step) {
  pointer += '/';
  for (const char c : step) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

std::string_view to_string(ChangeSource source) {
  switch (source) {
    case ChangeSource::Automatic:
      return "Automatic";
    case ChangeSource::DirectModification:
      return "DirectModification";
    case ChangeSource::ParameterReference:
      return "ParameterReference";
    case ChangeSource::ResourceReference:
      return "ResourceReference";
    case ChangeSource::ResourceAttribute:
      return "ResourceAttribute";
  }
  return {};
}

std::optional<ChangedValue> TemplateComparison::value_of(const Side& side, const Node* node) const {
  if (node == nullptr) return std::nullopt;
  const Node* by_default = node->function == Function::None ? nullptr : side.value_by_default(*node);
  ChangedValue value = changed_value(*node, by_default, &side.secrets());
  value.is_certain = !value.by_default.empty() && side.constant(*node) != nullptr;
  return value;
}

std::pair<std::optional<ChangedValue>, std::optional<ChangedValue>> TemplateComparison::values_of(
    const Difference& difference, const ReplacedSecrets& replaced) {
  std::pair both(value_of(before_, difference.before), value_of(after_, difference.after));
  const auto hide_replaced = [](std::optional<ChangedValue>& value, const Node* node,
                                const std::optional<Secrets>& secrets) {
    if (!value || !secrets) return;
    if (!value->by_default.empty()) value->by_default = "****";
    value->text = value_text(*node, &*secrets);
    value->json = value_json(*node, &*secrets);
  };
  hide_replaced(both.first, difference.before, replaced.of_old(difference));
  hide_replaced(both.second, difference.after, replaced.of_new(difference));
  replaced_.insert(replaced.parameters().begin(), replaced.parameters().end());
  return both;
}

void TemplateComparison::set_source(PropertyChange& change, const Difference& difference) const {
  if (difference.parameter.empty()) return;
  change.source = ChangeSource::ParameterReference;
  change.causing_entity = difference.parameter;
}

PropertyChange TemplateComparison::property_change(const Difference& difference, const ReplacedSecrets& replaced,
                                                   std::string_view attribute, std::string_view type) {
  PropertyChange change;
  change.action = difference.before == nullptr  ? ChangeAction::Add
                  : difference.after == nullptr ? ChangeAction::Remove
                                                : ChangeAction::Modify;
  change.attribute = attribute;
  append_pointer(change.path, attribute);
  for (const std::string& step : difference.path) append_pointer(change.path, step);
  if (attribute == "Properties") {
    if (!difference.path.empty()) change.name = difference.path.front();
    change.effect = update_effect(facts_, type, difference.path, change.action);
  } else {
    change.effect = effect_of_attribute(attribute);
  }
  std::tie(change.before, change.after) = values_of(difference, replaced);
  change.when = difference.when;
  change.note = difference.note;
  change.is_dynamic = difference.is_open || difference.extra == kIfOther;
  const auto is_macro = [](const Node* node) { return node != nullptr && node->function == Function::Transform; };
  const bool is_written =
      (difference.extra.empty() && (is_macro(difference.before) || is_macro(difference.after))) ||
      std::find(difference.path.begin(), difference.path.end(), "Fn::Transform") != difference.path.end();
  if ((is_unknown(change.effect) && difference.extra.empty()) || is_written) {
    if (!change.note.empty()) change.note += ", ";
    change.note += is_written ? std::string(kMacroNote) : unknown_reason(change.effect, type);
  }
  // The same expression with a different value of a parameter.
  if (difference.parameter.empty() && difference.before != nullptr && difference.after != nullptr) {
    const Node& node = *difference.after;
    if (node.function == Function::Ref && values_.parameter_changed(node.argument()->text())) {
      change.source = ChangeSource::ParameterReference;
      change.causing_entity = node.argument()->text();
    }
  }
  set_source(change, difference);
  return change;
}

// Resources -------------------------------------------------------------------------------------------

ResourceChange change_of(const Resource& resource, ChangeAction action) {
  ResourceChange change;
  change.action = action;
  change.logical_id = resource.name();
  change.type = resource.type;
  change.sam_resource = sam_resource_of(*resource.member.key);
  if (resource.metadata != nullptr) {
    const Node* construct = resource.metadata->value->get("aws:cdk:path");
    if (construct != nullptr) change.construct = construct->text();
  }
  change.place = resource.member.key->range;
  return change;
}

void TemplateComparison::add(const Resource& resource, std::string when) {
  out_.resources.push_back(change_of(resource, ChangeAction::Add));
  out_.resources.back().when = std::move(when);
}

void TemplateComparison::remove(const Resource& resource, std::string when) {
  ResourceChange& change = out_.resources.emplace_back(change_of(resource, ChangeAction::Remove));
  change.when = std::move(when);
  set_policy(change, true, resource, "DeletionPolicy");
}

std::vector<Difference> TemplateComparison::compare_attribute(std::string_view attribute, const Member* before,
                                                              const Member* after, ResourceChange& change) {
  const Node* old_value = virga::value_of(before);
  const Node* new_value = virga::value_of(after);
  // An empty map counts as no properties.
  const auto is_empty = [](const Node* node) {
    return node == nullptr || (node->size == 0 && (node->is_mapping() || node->is(NodeKind::Null)));
  };
  std::vector<Difference> found;
  if (is_empty(old_value) && is_empty(new_value)) return found;
  if (attribute == "Properties" && (old_value == nullptr || new_value == nullptr)) {
    static constexpr Node kEmpty{.kind = NodeKind::Mapping};
    values_.compare(old_value == nullptr ? &kEmpty : old_value, new_value == nullptr ? &kEmpty : new_value, found);
  } else {
    values_.compare(old_value, new_value, found);
  }
  const ReplacedSecrets replaced(before_, after_, found);
  for (const Difference& difference : found) {
    change.changes.push_back(property_change(difference, replaced, attribute, change.type));
  }
  auto shown = change.changes.end() - std::ssize(found);
  for (const Difference& difference : found) {
    if (before_.secrets().holds(old_value, difference.old_path) || after_.secrets().holds(new_value, difference.path)) {
      hide(difference.before, shown->before);
      hide(difference.after, shown->after);
    }
    ++shown;
  }
  return found;
}

// Compares the names only, in any order.
void TemplateComparison::compare_dependencies(const Resource& before, const Resource& after, ResourceChange& change) {
  const auto names = [](const Resource& resource) {
    std::set<std::string_view> found;
    const Node* node = virga::value_of(resource.depends_on);
    if (node == nullptr) return found;
    if (node->is_scalar()) found.insert(node->text());
    for (const Node* item : node->items()) found.insert(item->text());
    return found;
  };
  if (names(before) == names(after)) return;
  compare_attribute("DependsOn", before.depends_on, after.depends_on, change);
}

// What Globals says of a SAM resource that is not expanded.
void TemplateComparison::compare_globals(const Resource& before, const Resource& after, ResourceChange& change) {
  const auto shared = [&](const Side& side) {
    const Node* globals = side.model().section_body(Section::Globals);
    return globals == nullptr ? nullptr : globals->get(change.type.substr(change.type.rfind(':') + 1));
  };
  const Node* was = shared(before_);
  const Node* is = shared(after_);
  if (was == nullptr && is == nullptr) return;
  static constexpr Node kEmpty{.kind = NodeKind::Mapping};
  std::vector<Difference> found;
  values_.compare(was == nullptr ? &kEmpty : was, is == nullptr ? &kEmpty : is, found);
  const ReplacedSecrets replaced(before_, after_, found);
  for (Difference& difference : found) {
    if (difference.path.empty()) continue;
    // Its own value takes the place of one that is no map or list.
    const std::string& name = difference.path.front();
    const auto is_own = [&](const Resource& resource) {
      const Node* own = resource.property(name);
      return own != nullptr && own->is_scalar();
    };
    if (is_own(before) && is_own(after)) continue;
    difference.note += difference.note.empty() ? "in Globals" : ", in Globals";
    change.changes.push_back(property_change(difference, replaced, "Properties", change.type));
  }
}

// A definition that is no resource on one side, or what a transform makes of it on the other: what becomes of it is
// unknown. False if that is not the case.
bool TemplateComparison::compare_shapes(const Resource& before, const Resource& after, ResourceChange& change) {
  const auto is_resource = [](const Resource& one) { return one.body()->is_mapping() && !one.type.empty(); };
  const auto is_sam = [](const Resource& one) { return is_serverless(one.type); };
  const bool is_expanded_once = before.type != after.type && (is_sam(before) || is_sam(after));
  if (is_resource(before) && is_resource(after) && !is_expanded_once) return false;
  const auto kind_of = [](const Resource& one) {
    return one.body()->is_mapping() && one.type_member != nullptr ? one.type_member->value : one.body();
  };
  if (before.type == after.type && before.body()->is_mapping() && after.body()->is_mapping() &&
      values_.same(*kind_of(before), *kind_of(after))) {
    return false;
  }
  if (values_.same(*before.body(), *after.body())) return true;
  PropertyChange& detail = change.changes.emplace_back();
  detail.attribute = "Type";
  detail.path = "/Type";
  detail.effect = change.effect = UpdateEffect::Unknown;
  detail.before = value_of(before_, kind_of(before));
  detail.after = value_of(after_, kind_of(after));
  detail.note = is_expanded_once      ? fmt::format("{} is not expanded", is_sam(before) ? before.type : after.type)
                : is_resource(before) ? "the new one is no resource"
                : is_resource(after)  ? "the old one is no resource"
                                      : "neither is a resource";
  set_policy(change, false, after, "UpdateReplacePolicy");
  change.open.removes = true;
  out_.resources.push_back(std::move(change));
  return true;
}

void TemplateComparison::compare_both(const Resource& before, const Resource& after, const std::string& when) {
  ResourceChange change = change_of(after, ChangeAction::Modify);
  change.when = when;
  change.is_of_tool = out_.stack.empty() && run_.of_tool.contains(after.name());
  if (compare_shapes(before, after, change)) return;
  if (before.type != after.type) {
    change.old_type = before.type;
    change.effect = UpdateEffect::Replace;
    set_policy(change, true, before, "DeletionPolicy");
    out_.resources.push_back(std::move(change));
    return;
  }
  const std::vector<Difference> properties =
      compare_attribute("Properties", before.properties, after.properties, change);
  for (const std::string_view attribute :
       {"Metadata", "DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "CreationPolicy"}) {
    compare_attribute(attribute, before.body()->find(attribute), after.body()->find(attribute), change);
  }
  std::erase_if(change.changes, [&](const PropertyChange& one) { return stays_by_default(one, before, after); });
  compare_dependencies(before, after, change);
  compare_include(before, after, change);
  if (is_serverless(change.type)) compare_globals(before, after, change);
  if (change.changes.empty()) return;
  for (PropertyChange& one : change.changes) {
    if (one.name == "Tags") one.attribute = "Tags";
    refine_effect(before_, before, after_, after, one);
    if (change.is_of_tool && takes_place_of_unwritten(one)) add_conditions(one.when, kIfOther);
    UpdateEffect effect = one.effect;
    // Only certain if it happens in every case.
    if (effect == UpdateEffect::Replace && (!one.when.empty() || one.is_dynamic)) effect = UpdateEffect::MayReplace;
    change.effect = combined(change.effect, effect);
  }
  if (may_replace(change.effect)) set_replace_policy(change, after, properties);
  // Resources that the transform makes beside it may come and go.
  if (is_serverless(change.type) && is_unknown(change.effect)) {
    change.open.removes = true;
    std::size_t left = kMaxParts;
    ResourceChange gone;
    set_policy(gone, true, before, "DeletionPolicy");
    change.open.loses_data =
        gone.policy == "Delete" && before.properties != nullptr && makes_queue(*before.properties->value, left);
  }
  out_.resources.push_back(std::move(change));
}

void TemplateComparison::compare_resource(const Resource& before, const Resource& after) {
  const std::string_view old_condition = condition_of(before), new_condition = condition_of(after);
  const auto decided = [](const Side& side, std::string_view condition) -> std::optional<bool> {
    return condition.empty() ? std::optional(true) : side.truth(condition);
  };
  const std::optional<bool> was = decided(before_, old_condition), is = decided(after_, new_condition);
  if (was == false && is == false) return;
  if (was == true && is == true) return compare_both(before, after, {});
  if (values_.same_condition(old_condition, new_condition) && was == is) {
    const bool is_renamed = old_condition != new_condition;
    if (!values_.assume(new_condition, is_renamed ? AssumedIn::New : AssumedIn::Both, true)) return;
    const bool is_possible = !is_renamed || values_.assume(old_condition, AssumedIn::Old, true);
    values_.hide_assumptions();
    if (is_possible) compare_both(before, after, std::string(new_condition));
    values_.show_assumptions();
    if (is_renamed && is_possible) values_.release();
    values_.release();
    return;
  }
  // All combinations of the two conditions' values.
  values_.in_case(old_condition, true, new_condition, true, [&](const std::string& when) {
    values_.hide_assumptions();
    compare_both(before, after, when);
    values_.show_assumptions();
  });
  values_.in_case(old_condition, true, new_condition, false, [&](const std::string& when) { remove(before, when); });
  values_.in_case(old_condition, false, new_condition, true, [&](const std::string& when) { add(after, when); });
}

void TemplateComparison::compare_resources(const Template& before, const Template& after) {
  // What SAM makes of a resource is unknown where that resource is not expanded.
  const auto is_left = [](const Resource& made, const Template& model) {
    const std::string_view name = sam_resource_of(*made.member.key);
    const Resource* source = name.empty() || name == made.name() ? nullptr : model.find_resource(name);
    return source != nullptr && is_serverless(source->type);
  };
  // Of a logical ID that is written twice, each one with its counterpart.
  std::unordered_map<std::string_view, std::vector<const Resource*>> olds;
  std::unordered_map<std::string_view, std::size_t> seen;
  for (const Resource& resource : before.resources()) olds[resource.name()].push_back(&resource);
  for (const Resource& resource : after.resources()) {
    if (const auto found = olds.find(resource.name()); found != olds.end()) {
      const std::size_t index = seen[resource.name()]++;
      compare_resource(*found->second[std::min(index, found->second.size() - 1)], resource);
      continue;
    }
    if (is_left(resource, before)) continue;
    const std::string_view condition = condition_of(resource);
    const std::optional<bool> exists = condition.empty() ? true : after_.truth(condition);
    if (exists != false) add(resource, exists ? std::string() : phrase(condition, true));
  }
  for (const Resource& resource : before.resources()) {
    if (after.find_resource(resource.name()) != nullptr || is_left(resource, after)) continue;
    const std::string_view condition = condition_of(resource);
    const std::optional<bool> existed = condition.empty() ? true : before_.truth(condition);
    if (existed != false) remove(resource, existed ? std::string() : phrase(condition, true));
  }
}

void TemplateComparison::run() {
  compare_resources(before_.model(), after_.model());
  mark_renamed();
  compare_artifacts();
  follow_causes(before_, after_, facts_, out_, run_);
  compare_outputs(before_.model(), after_.model());
  compare_parameters();
  compare_loops();
  compare_sections();
  find_access_changes(before_, after_, values_, out_);
  find_name_conflicts(before_, after_, facts_, values_, out_);
  find_risks(before_, after_, facts_, values_, out_);
}

TemplateChange compare_in_run(const Snapshot& before, const Snapshot& after, std::string stack, ComparisonRun& run,
                              const PassedParameters& passed) {
  const auto old_lock = before.lock();
  const auto new_lock = after.lock();
  TemplateChange change;
  change.stack = std::move(stack);
  change.old_name = before.source()->name();
  change.new_name = after.source()->name();
  change.old_source = before.source();
  change.new_source = after.source();
  const ComparableViews views = comparable_views(before, after, change.notes);
  Side old_side(before, views.before, passed.old_defaults);
  Side new_side(after, views.after, passed.new_defaults);
  Side::hide_alike(old_side, new_side);
  TemplateComparison(old_side, new_side, *after.options().facts, change, run, passed, views.has_loops).run();
  if (change.stack.empty()) {
    change.nested_ids = std::move(run.nested_ids);
  } else {
    for (const Side* side : {&old_side, &new_side}) {
      for (const Resource& one : side->model().resources()) run.nested_ids.emplace(one.name());
    }
  }
  return change;
}

TemplateChange compare_templates(const Snapshot& before, const Snapshot& after, ToolResourceNames of_tool) {
  ComparisonRun run;
  run.of_tool = std::move(of_tool);
  return compare_in_run(before, after, {}, run, {});
}

}  // namespace virga
