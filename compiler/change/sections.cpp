// The sections beside Resources: outputs, parameters, macros, which may change every resource, and what CloudFormation
// keeps of the rest.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "compiler/change/template_comparison.h"
#include "compiler/change/value_text.h"

namespace virga {
namespace {

constexpr std::string_view kMacro = "Fn::Transform";
// The most changes of one section to list.
constexpr std::size_t kMaxParts = 20;

DeclarationChange& declare(std::vector<DeclarationChange>& changes, ChangeAction action, std::string_view name,
                           std::string what) {
  DeclarationChange& change = changes.emplace_back();
  change.action = action;
  change.name = name;
  change.what = std::move(what);
  return change;
}

// The transforms that only CloudFormation can apply; with `has_loops`, also the one that expands loops.
std::vector<const Node*> macros_in(const Template& model, bool has_loops) {
  std::vector<const Node*> found;
  const Member* transform = model.section(Section::Transform);
  if (transform == nullptr) return found;
  const auto add = [&](const Node& node) {
    const Node* name = node.is_mapping() && node.function == Function::None ? node.get("Name") : &node;
    const std::string_view text = name == nullptr ? std::string_view() : name->text();
    if ((text != kLanguageExtensions || has_loops) && text != kServerlessTransform) found.push_back(&node);
  };
  if (transform->value->is_sequence()) {
    for (const Node* item : transform->value->items()) add(*item);
  } else {
    add(*transform->value);
  }
  return found;
}

const Node* value_of(const Member* member) { return member == nullptr ? nullptr : member->value; }

std::string_view text_of(const Node* node) { return node == nullptr ? std::string_view() : node->text(); }

// What a macro adds to the place that it is called from.
void add_macro(std::optional<ChangedValue> before, std::optional<ChangedValue> after, ResourceChange& change) {
  PropertyChange& detail = change.changes.emplace_back();
  detail.action = !before ? ChangeAction::Add : !after ? ChangeAction::Remove : ChangeAction::Modify;
  detail.attribute = "Properties";
  detail.path = fmt::format("/{}", kMacro);
  detail.before = std::move(before);
  detail.after = std::move(after);
  detail.note = kMacroNote;
}

}  // namespace

// An output whose expression stays has one change, whatever its reasons are: the resources that it names, too. What
// changes by itself in every case needs no other reason.
bool TemplateComparison::joins(const Difference& difference, const ReplacedSecrets& replaced, const Output& output) {
  const auto follows = std::find_if(out_.outputs.begin(), out_.outputs.end(), [&](const DeclarationChange& one) {
    return one.name == output.name() && one.what == "Value" && !one.note.empty() && one.before && one.after &&
           one.before->text == one.after->text;
  });
  if (follows == out_.outputs.end()) return false;
  const auto [before, after] = values_of(difference, replaced);
  if (before && after && before->text == follows->before->text && after->text == follows->after->text) {
    for (const std::string& reason : {difference.note, difference.when}) {
      if (!reason.empty()) follows->note += ", or " + reason;
    }
    return true;
  }
  if (difference.when.empty()) out_.outputs.erase(follows);
  return false;
}

void TemplateComparison::compare_outputs(const Template& old_model, const Template& new_model) {
  const auto find = [](const Template& model, std::string_view name) -> const Output* {
    const auto outputs = model.outputs();
    const auto found =
        std::find_if(outputs.begin(), outputs.end(), [&](const Output& output) { return output.name() == name; });
    return found == outputs.end() ? nullptr : &*found;
  };
  const auto exists = [](const Side& side, const Output* output) {
    return output != nullptr && (output->condition == nullptr || side.truth(output->condition->value->text()) != false);
  };
  for (const Output& output : new_model.outputs()) {
    const Output* old = find(old_model, output.name());
    if (!exists(after_, &output)) continue;
    if (!exists(before_, old)) {
      DeclarationChange& change = declare(out_.outputs, ChangeAction::Add, output.name(), {});
      change.after = value_of(after_, virga::value_of(output.value));
      continue;
    }
    const auto compare = [&](const Member* was, const Member* is, std::string_view what) {
      std::vector<Difference> found;
      values_.compare(virga::value_of(was), virga::value_of(is), found);
      const ReplacedSecrets replaced(before_, after_, found);
      for (const Difference& difference : found) {
        if (what == "Value" && joins(difference, replaced, output)) continue;
        DeclarationChange& change = declare(out_.outputs, ChangeAction::Modify, output.name(), std::string(what));
        std::tie(change.before, change.after) = values_of(difference, replaced);
        change.when = difference.when;
        change.note = difference.note;
      }
    };
    const std::string_view was = text_of(virga::value_of(old->condition));
    const std::string_view is = text_of(virga::value_of(output.condition));
    // Where it exists before and after the update.
    values_.in_case(was, true, is, true, [&](const std::string&) {
      values_.hide_assumptions();
      compare(old->value, output.value, "Value");
      compare(old->export_name, output.export_name, "Export");
      compare(old->member.value->find("Description"), output.member.value->find("Description"), "Description");
      values_.show_assumptions();
    });
    if (was != is) {
      compare(old->condition, output.condition, "Condition");
    } else if (values_.condition_changed(is)) {
      values_.in_case(was, true, is, false, [&](const std::string& when) {
        DeclarationChange& change = declare(out_.outputs, ChangeAction::Remove, output.name(), {});
        change.before = value_of(before_, virga::value_of(old->value));
        change.when = when;
      });
      values_.in_case(was, false, is, true, [&](const std::string& when) {
        DeclarationChange& change = declare(out_.outputs, ChangeAction::Add, output.name(), {});
        change.after = value_of(after_, virga::value_of(output.value));
        change.when = when;
      });
    }
  }
  for (const Output& output : old_model.outputs()) {
    if (!exists(before_, &output) || exists(after_, find(new_model, output.name()))) continue;
    declare(out_.outputs, ChangeAction::Remove, output.name(), {}).before =
        value_of(before_, virga::value_of(output.value));
  }
}

void TemplateComparison::compare_parameters() {
  const auto shown = [](const Side& side, const Node* value) -> std::optional<ChangedValue> {
    return value == nullptr ? std::nullopt : std::optional(changed_value(*value, nullptr, &side.secrets()));
  };
  const auto is_hidden = [](const Side& side, const Node* value) {
    if (value == nullptr) return false;
    const auto& hidden = side.secrets().texts;
    const auto items = value->items();
    return hidden.contains(value) ||
           std::any_of(items.begin(), items.end(), [&](const Node* item) { return hidden.contains(item); });
  };
  const auto hide = [](DeclarationChange& change) {
    if (change.before) change.before->text = change.before->json = "****";
    if (change.after) change.after->text = change.after->json = "****";
  };
  for (const Parameter& parameter : after_.model().parameters()) {
    const Parameter* old = before_.model().find_parameter(parameter.name());
    if (old == nullptr) {
      DeclarationChange& change = declare(out_.parameters, ChangeAction::Add, parameter.name(), {});
      change.after = shown(after_, parameter.default_value);
      if (replaced_.contains(parameter.name())) hide(change);
      continue;
    }
    for (const std::string_view key : {"Type", "Default", "AllowedValues", "AllowedPattern", "MinLength", "MaxLength",
                                       "MinValue", "MaxValue", "NoEcho"}) {
      const Node* was = old->body()->get(key);
      const Node* is = parameter.body()->get(key);
      if ((was == nullptr) == (is == nullptr) && (was == nullptr || values_.same(*was, *is))) continue;
      DeclarationChange& change = declare(out_.parameters, ChangeAction::Modify, parameter.name(), std::string(key));
      change.before = shown(before_, was);
      change.after = shown(after_, is);
      // What one side hides may be what the other one shows.
      const bool is_value = key == "Default" || key == "AllowedValues" || key == "AllowedPattern";
      if (is_value && (is_hidden(before_, was) || is_hidden(after_, is) || old->no_echo || parameter.no_echo ||
                       replaced_.contains(parameter.name()))) {
        hide(change);
      }
    }
  }
  for (const Parameter& parameter : before_.model().parameters()) {
    if (after_.model().find_parameter(parameter.name()) != nullptr) continue;
    DeclarationChange& change = declare(out_.parameters, ChangeAction::Remove, parameter.name(), {});
    change.before = shown(before_, parameter.default_value);
    if (replaced_.contains(parameter.name())) hide(change);
  }
}

// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-macros.html
void TemplateComparison::compare_macros() {
  const std::vector<const Node*> before = macros_in(before_.model(), has_loops_),
                                 after = macros_in(after_.model(), has_loops_);
  if (std::equal(before.begin(), before.end(), after.begin(), after.end(),
                 [&](const Node* a, const Node* b) { return values_.same(*a, *b); })) {
    if (!macros_in(after_.model(), false).empty() && !out_.is_empty()) {
      out_.notes.emplace_back("macros are not applied: compared is what they are given");
    }
    return;
  }
  const auto value = [&](const Side& side) {
    const Member* member = side.model().section(Section::Transform);
    return value_of(side, member == nullptr ? nullptr : member->value);
  };
  ResourceChange& change = out_.resources.emplace_back();
  change.logical_id = change.loop = section_name(Section::Transform);
  change.effect = UpdateEffect::Unknown;
  // What a macro made before is not known, either.
  if (!before_.model().resources().empty() || !before.empty()) change.open = anything();
  if (!before.empty()) change.open.loses_data = true;
  PropertyChange& detail = change.changes.emplace_back();
  detail.attribute = "Transform";
  detail.path = "/Transform";
  detail.before = value(before_);
  detail.after = value(after_);
  detail.note = "a macro may change every resource";
}

OpenConsequences TemplateComparison::anything() const {
  const auto resources = before_.model().resources();
  return {true, true, std::any_of(resources.begin(), resources.end(), [&](const Resource& one) {
            return may_lose_data(facts_, before_, one, "DeletionPolicy") ||
                   may_lose_data(facts_, before_, one, "UpdateReplacePolicy");
          })};
}

// Beside the properties, it may write any attribute of the resource, its condition, too.
void TemplateComparison::compare_include(const Resource& before, const Resource& after, ResourceChange& change) {
  const Node* was = before.body()->get(kMacro);
  const Node* is = after.body()->get(kMacro);
  if (was == nullptr ? is == nullptr : is != nullptr && values_.same(*was, *is)) return;
  add_macro(value_of(before_, was), value_of(after_, is), change);
  change.open.removes = true;
}

void TemplateComparison::compare_includes(Section section, std::string path, const Node* before, const Node* after,
                                          int depth) {
  const Node* was = before == nullptr ? nullptr : before->get(kMacro);
  const Node* is = after == nullptr ? nullptr : after->get(kMacro);
  const bool is_same = was == nullptr ? is == nullptr : is != nullptr && values_.same(*was, *is);
  if (!is_same && section == Section::Outputs) {
    DeclarationChange& change = declare(out_.outputs, ChangeAction::Modify, path, std::string(kMacro));
    change.before = value_of(before_, was);
    change.after = value_of(after_, is);
    change.note = kMacroNote;
  } else if (!is_same) {
    ResourceChange& change = out_.resources.emplace_back();
    change.logical_id = change.loop = fmt::format("{}/{}", path, kMacro);
    change.effect = UpdateEffect::Unknown;
    change.open = anything();
    if (is != nullptr) change.place = is->range;
    add_macro(value_of(before_, was), value_of(after_, is), change);
  }
  if (depth == 0) return;
  const auto below = [&](const Node* node, const Node* other, bool is_old) {
    if (node == nullptr || node->function == Function::Transform) return;
    for (const Member& member : node->members()) {
      const std::string_view key = member.key->text();
      const Node* there = other == nullptr ? nullptr : other->get(key);
      // What both have is looked at once.
      if (key == kMacro || !member.value->is_mapping() || (is_old && there != nullptr)) continue;
      compare_includes(section, fmt::format("{}/{}", path, key), is_old ? member.value : there,
                       is_old ? there : member.value, depth - 1);
    }
  };
  below(after, before, false);
  below(before, after, true);
}

void TemplateComparison::compare_includes() {
  // Those of whole sections of Conditions, Resources and Outputs are compared as loops are.
  for (const auto& [section, depth] : {std::pair{Section::Parameters, 1}, std::pair{Section::Mappings, 3}}) {
    compare_includes(section, std::string(section_name(section)), before_.model().section_body(section),
                     after_.model().section_body(section), depth);
  }
  const Node* before = before_.model().section_body(Section::Outputs);
  for (const Output& output : after_.model().outputs()) {
    const Node* old = before == nullptr ? nullptr : before->get(output.name());
    if (old != nullptr) compare_includes(Section::Outputs, std::string(output.name()), old, output.member.value, 0);
  }
}

void TemplateComparison::compare_sections() {
  compare_macros();
  compare_includes();
  // A template that is new, that went, or of which nothing can be read.
  const auto is_empty = [](const Side& side) {
    return side.model().root() == nullptr || side.model().root()->size == 0;
  };
  if (is_empty(before_) || is_empty(after_)) return;
  std::vector<std::string_view> names;
  for (const Section section :
       {Section::Description, Section::Metadata, Section::Rules, Section::Hooks, Section::Globals}) {
    names.push_back(section_name(section));
  }
  // What no section of a template has the name of: parts of a file of another tool.
  for (const Side* side : {&before_, &after_}) {
    for (const Member& member : side->model().root()->members()) {
      const std::string_view name = member.key->text();
      if (!is_section(name) && std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  for (const std::string_view name : names) {
    const Member* before = before_.model().root()->find(name);
    const Member* after = after_.model().root()->find(name);
    std::vector<Difference> found;
    values_.compare(before == nullptr ? nullptr : before->value, after == nullptr ? nullptr : after->value, found);
    const ReplacedSecrets replaced(before_, after_, found);
    for (std::size_t i = 0; i < std::min(found.size(), kMaxParts); ++i) {
      const Difference& difference = found[i];
      DeclarationChange& change = out_.sections.emplace_back();
      change.action = ChangeAction::Modify;
      change.name = name;
      for (const std::string& step : difference.path) change.name += "." + step;
      std::tie(change.before, change.after) = values_of(difference, replaced);
      change.when = difference.when;
      change.note = difference.note;
    }
    if (found.size() > kMaxParts) {
      out_.sections.back().note = fmt::format("and {} more changes of {}", found.size() - kMaxParts, name);
    }
  }
  const auto is_map = [](const Member* member) { return member != nullptr && member->value->is_mapping(); };
  const Member* resources = after_.model().section(Section::Resources);
  if (resources != nullptr && !is_map(resources) && !resources->value->is(NodeKind::Null)) {
    out_.notes.emplace_back("Resources of the new template is not a map, so no resource of it is known");
  }
}

}  // namespace virga
