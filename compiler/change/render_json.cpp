#include <algorithm>
#include <nlohmann/json.hpp>

#include "compiler/change/render.h"
#include "compiler/change/update_behavior.h"

namespace virga {
namespace {

using Json = nlohmann::ordered_json;

std::string_view word(ChangeAction action) {
  return action == ChangeAction::Add ? "Add" : action == ChangeAction::Remove ? "Remove" : "Modify";
}

std::string_view recreation(UpdateEffect effect) {
  switch (effect) {
    case UpdateEffect::Replace:
      return "Always";
    case UpdateEffect::MayReplace:
    case UpdateEffect::Unknown:
      return "Conditionally";
    default:
      return "Never";
  }
}

void set_if(Json& object, const char* key, const std::string& text) {
  if (!text.empty()) object[key] = text;
}

Json detail(const PropertyChange& change) {
  Json target = {{"Attribute", change.attribute}};
  if (change.attribute == "Properties") set_if(target, "Name", change.name);
  target["RequiresRecreation"] = recreation(change.effect);
  target["Path"] = change.path;
  if (change.before) target["BeforeValue"] = change.before->json;
  if (change.after) target["AfterValue"] = change.after->json;
  target["AttributeChangeType"] = word(change.action);
  Json result = {{"Target", std::move(target)},
                 {"Evaluation", change.is_dynamic ? "Dynamic" : "Static"},
                 {"ChangeSource", to_string(change.source)}};
  set_if(result, "CausingEntity", change.causing_entity);
  result["Effect"] = to_string(change.effect);
  set_if(result, "When", change.when);
  set_if(result, "Note", change.note);
  return result;
}

// The value of PolicyAction: what happens to the old resource.
std::string policy_action(const ResourceChange& change) {
  if (change.policy.empty()) return {};
  if (change.action == ChangeAction::Remove) return change.policy;
  return replacement_of(change.effect) != "False" ? "ReplaceAnd" + change.policy : std::string();
}

Json resource(const ResourceChange& change) {
  Json result = Json::object();
  set_if(result, "PolicyAction", policy_action(change));
  result["Action"] = word(change.action);
  result["LogicalResourceId"] = change.logical_id;
  result["ResourceType"] = change.type;
  // Resources that come or go have neither, and DescribeChangeSet prints both as empty lists.
  Json scope = Json::array(), details = Json::array();
  if (change.action == ChangeAction::Modify) {
    result["Replacement"] = replacement_of(change.effect);
    for (const PropertyChange& one : change.changes) {
      if (std::find(scope.begin(), scope.end(), one.attribute) == scope.end()) scope.push_back(one.attribute);
      details.push_back(detail(one));
    }
  }
  result["Scope"] = std::move(scope);
  result["Details"] = std::move(details);
  set_if(result, "OldResourceType", change.old_type);
  set_if(result, "When", change.when);
  set_if(result, change.action == ChangeAction::Remove ? "RenamedTo" : "RenamedFrom", change.renamed);
  set_if(result, "SamResource", change.sam_resource);
  set_if(result, "Loop", change.loop);
  set_if(result, "ConstructPath", change.construct);
  if (!change.steps.empty()) result["Causes"] = change.steps;
  return {{"Type", "Resource"}, {"ResourceChange", std::move(result)}};
}

// Whether it is updated in place only because a resource that it refers to is replaced.
bool only_follows(const ResourceChange& change) {
  return change.action == ChangeAction::Modify && replacement_of(change.effect) == "False" && !change.changes.empty() &&
         std::all_of(change.changes.begin(), change.changes.end(), [](const PropertyChange& one) {
           return one.only_follows() && one.source != ChangeSource::Automatic;
         });
}

Json declaration(const DeclarationChange& change, const char* key) {
  Json result = {{key, change.name}, {"Action", word(change.action)}};
  set_if(result, "Attribute", change.what);
  if (change.before) result["BeforeValue"] = change.before->json;
  if (change.after) result["AfterValue"] = change.after->json;
  set_if(result, "When", change.when);
  set_if(result, "Note", change.note);
  return result;
}

Json place(const TemplateChange& change, const Risk& risk) {
  const SourceFilePtr& file = risk.is_old ? change.old_source : change.new_source;
  const LineColumn at = file == nullptr ? LineColumn() : file->line_column(risk.place.begin);
  return {{"File", risk.is_old ? change.old_name : change.new_name}, {"Line", at.line}, {"Column", at.column}};
}

Json access(const AccessChange& change, std::initializer_list<const char*> columns) {
  Json result = {{"Action", change.is_added ? "Add" : "Remove"}, {"LogicalResourceId", change.resource}};
  std::size_t at = 0;
  for (const char* column : columns) {
    if (at < change.columns.size()) set_if(result, column, change.columns[at++]);
  }
  set_if(result, "When", change.when);
  return result;
}

Json template_json(const TemplateChange& change, ChangeList all) {
  Json result = {{"Old", change.old_name}, {"New", change.new_name}};
  set_if(result, "NestedStack", change.stack);
  Json changes = Json::array(), followers = Json::array();
  for (const ResourceChange& one : change.resources) {
    (all == ChangeList::Own && only_follows(one) ? followers : changes).push_back(resource(one));
  }
  result["Changes"] = std::move(changes);
  if (!followers.empty()) result["DependentChanges"] = std::move(followers);
  const auto list = [&](const char* key, const auto& items, const auto& make) {
    if (items.empty()) return;
    Json array = Json::array();
    for (const auto& item : items) array.push_back(make(item));
    result[key] = std::move(array);
  };
  list("Parameters", change.parameters, [](const DeclarationChange& one) { return declaration(one, "ParameterKey"); });
  list("Outputs", change.outputs, [](const DeclarationChange& one) { return declaration(one, "OutputKey"); });
  list("Sections", change.sections, [](const DeclarationChange& one) { return declaration(one, "Section"); });
  if (!change.capabilities.empty()) result["Capabilities"] = change.capabilities;
  list("Risks", change.risks, [&](const Risk& risk) {
    Json one = {{"Kind", to_string(risk.kind)}};
    set_if(one, "LogicalResourceId", risk.logical_id);
    one["Message"] = risk.message;
    set_if(one, "Source", risk.source);
    one["Place"] = place(change, risk);
    return one;
  });
  list("Statements", change.statements, [](const AccessChange& one) {
    return access(one, {"Effect", "Actions", "Resources", "Principals", "Condition"});
  });
  list("SecurityGroupRules", change.openings, [](const AccessChange& one) {
    return access(one, {"Direction", "Protocol", "Ports", "Peer"});
  });
  if (!change.notes.empty()) result["Notes"] = change.notes;
  list("NestedStacks", change.nested, [&](const TemplateChange& nested) { return template_json(nested, all); });
  return result;
}

}  // namespace

std::string render_change_json(std::span<const TemplateChange> changes, ChangeList list, const NotCompared& rest) {
  Json document;
  if (changes.size() == 1) {
    document = template_json(changes.front(), list);
  } else {
    document["Templates"] = Json::array();
    for (const TemplateChange& change : changes) document["Templates"].push_back(template_json(change, list));
  }
  for (const std::vector<std::string>* sentences : {&rest.faults, &rest.skipped}) {
    for (const std::string& one : *sentences) document["NotCompared"].push_back(one);
  }
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace virga
