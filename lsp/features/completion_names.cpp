// Completion of names that functions and attributes refer to.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"
#include "lsp/features/completion.h"
#include "lsp/queries/brackets.h"
#include "lsp/queries/content.h"
#include "lsp/queries/fit.h"
#include "lsp/queries/sam.h"
#include "lsp/queries/words.h"

namespace virga::lsp {

namespace {

// A parameter (base 0) that may fit comes after a resource (base 1) that does.
unsigned rank_of(Fit fit, unsigned base) { return base + (fit == Fit::Exact ? 0 : fit == Fit::Possible ? 2 : 3); }

// Where nothing that is written fits, what the transform makes of it may.
unsigned generated_rank(Fit fit) { return fit == Fit::Exact ? 4 : fit == Fit::Possible ? 6 : 7; }

Wanted wanted_at(const CompletionRequest& request) {
  const std::vector<std::string>& keys = request.place.keys;
  // Resources, the logical ID, Properties; or Globals and the kind of resources.
  const std::size_t outside = !keys.empty() && keys.front() == "Globals" ? 2 : 3;
  return Wanted(request.facts(), request.place,
                keys.size() > outside ? std::string_view(keys.back()) : std::string_view());
}

// What is expected at the cursor, as determined by the place around the functions.
Wanted wanted_of(const CompletionRequest& request) {
  const Place& place = request.place;
  // Inside the text of Fn::Sub or the list of Fn::Join, any scalar is allowed.
  if (place.function != "Ref" && place.function != "Fn::GetAtt") return {};
  const Cursor& cursor = request.cursor;
  for (std::size_t i = 0; i < place.function_step; ++i) {
    if (cursor.path[i].key == "Fn::Join" || cursor.path[i].key == "Fn::Sub" || cursor.path[i].key == "Fn::Select")
      return {};
  }
  return wanted_at(request);
}

class Names {
public:
  explicit Names(CompletionRequest& request) : request_(request) {}

  void parameters(const Wanted& wanted) {
    for (const Parameter& parameter : model().parameters()) {
      CompletionItem item;
      item.kind = ItemKind::Variable;
      item.detail = std::string(parameter.type);
      item.rank = rank_of(wanted.fit_of(parameter), 0);
      item.note = description_of(parameter.body());
      add(parameter.name(), std::move(item));
    }
  }

  void resources(const Wanted& wanted, bool with_generated) {
    for (const Resource& resource : model().resources()) {
      if (resource.name() == request_.place.resource) continue;
      const auto type = request_.facts().find_type(resource.type);
      const Fit fit = type ? wanted.fit_of(type->ref(), resource.type, {}) : Fit::Possible;
      resource_item(resource.name(), resource.type, rank_of(fit, 1));
      if (!with_generated || !model().is_sam()) continue;
      for (const auto& property : referable_names(request_.facts(), resource)) {
        if (is_generated_for(generated().resources, resource.name(), property.type)) {
          resource_item(property.name, property.type, 5);
        }
      }
    }
    if (!with_generated) return;
    for (const GeneratedDeclaration& resource : generated().resources) {
      if (ends_with_digest(resource.name)) continue;
      const auto type = request_.facts().find_type(resource.type);
      const Fit fit = type ? wanted.fit_of(type->ref(), resource.type, {}) : Fit::Possible;
      resource_item(resource.name, resource.type, generated_rank(fit));
    }
  }

  void resource_names() {
    for (const Resource& resource : model().resources()) {
      if (resource.name() != request_.place.resource) resource_item(resource.name(), resource.type, 3);
    }
    if (loop_members(model(), Section::Resources).empty()) return;
    for (const GeneratedDeclaration& resource : generated().resources) {
      if (resource.is_from_loop) resource_item(resource.name, resource.type, 5);
    }
  }

  void conditions(std::string_view except = {}) {
    declarations(model().conditions(), ItemKind::Constant, except);
    if (loop_members(model(), Section::Conditions).empty()) return;
    for (const GeneratedDeclaration& condition : generated().conditions) {
      add(condition.name, {.label = {}, .kind = ItemKind::Constant, .rank = 1});
    }
  }

  // The authorizers of the SAM API at the cursor.
  void authorizers() {
    const Resource* api = model().find_resource(request_.place.resource);
    const Node* auth = api == nullptr ? nullptr : api->property("Auth");
    const Node* known = auth == nullptr ? nullptr : auth->get("Authorizers");
    if (known != nullptr) {
      for (const Member& member : known->members()) add(member.key->text(), {.label = {}, .kind = ItemKind::Constant});
    }
    add("AWS_IAM", {.label = {}, .kind = ItemKind::Constant, .rank = 6});
  }

  // A string holds neither a list nor the mark of a value that is to be left out.
  void pseudo() {
    for (const std::string_view name : pseudo_parameters()) {
      if (plain_ && (name == "AWS::NoValue" || name == "AWS::NotificationARNs")) continue;
      CompletionItem item;
      item.kind = ItemKind::Constant;
      item.rank = 6;
      item.note = std::string(pseudo_words(name));
      add(name, std::move(item));
    }
  }

  // Identifiers of the enclosing loops, and variables of an Fn::Sub.
  void locals() {
    const Cursor& cursor = request_.cursor;
    for (std::size_t i = 0; i + 1 < cursor.path.size(); ++i) {
      if (!cursor.path[i].key.starts_with(kForEachPrefix) || cursor.siblings[i + 1].empty()) continue;
      CompletionItem item;
      item.kind = ItemKind::Variable;
      item.rank = 0;
      item.detail = "loop variable";
      add(cursor.siblings[i + 1].front().value, std::move(item));
    }
  }

  // `!Ref Name` of the parameters that hold lists.
  void list_references() {
    for (const Parameter& parameter : model().parameters()) {
      const bool is_list =
          parameter.type == "CommaDelimitedList" || parameter.type.find("List<") != std::string_view::npos;
      if (is_list) reference(parameter.name(), {}, parameter.type);
    }
  }

  // "Resource.Attribute" for all resources; the base as for rank_of().
  void attributes(const Wanted& wanted, unsigned base) {
    for (const Resource& resource : model().resources()) {
      if (resource.name() == request_.place.resource) continue;
      const auto type = type_with_attributes(resource.type);
      for (std::uint32_t i = 0; type && i < type->attribute_count(); ++i) {
        const Attribute attribute = type->attribute(i);
        CompletionItem item;
        item.kind = ItemKind::Field;
        item.detail = std::string(resource.type);
        item.rank = rank_of(wanted.fit_of(attribute.schema, resource.type, attribute.name), base);
        add(std::string(resource.name()) + "." + std::string(attribute.name), std::move(item));
      }
      for (const std::string& output : outputs_of(resource)) {
        CompletionItem item;
        item.kind = ItemKind::Field;
        item.detail = "output of the nested stack";
        item.rank = 2;
        add(std::string(resource.name()) + ".Outputs." + output, std::move(item));
      }
    }
    for (const GeneratedDeclaration& resource : generated().resources) {
      if (ends_with_digest(resource.name)) continue;
      const auto type = type_with_attributes(resource.type);
      for (std::uint32_t i = 0; type && i < type->attribute_count(); ++i) {
        const Attribute attribute = type->attribute(i);
        CompletionItem item;
        item.kind = ItemKind::Field;
        item.detail = resource.type;
        item.rank = generated_rank(wanted.fit_of(attribute.schema, resource.type, attribute.name));
        add(resource.name + "." + std::string(attribute.name), std::move(item));
      }
    }
  }

  void attributes_of(std::string_view name, const Wanted& wanted) {
    const Resource* resource = model().find_resource(name);
    std::string_view type_name = resource == nullptr ? std::string_view() : resource->type;
    if (resource == nullptr) {
      for (const GeneratedDeclaration& made : generated().resources) {
        if (made.name == name) type_name = made.type;
      }
    }
    const auto type = type_with_attributes(type_name);
    for (std::uint32_t i = 0; type && i < type->attribute_count(); ++i) {
      const Attribute attribute = type->attribute(i);
      CompletionItem item;
      item.kind = ItemKind::Field;
      item.rank = rank_of(wanted.fit_of(attribute.schema, type_name, attribute.name), 1);
      item.detail = std::string(type_name);
      add(attribute.name, std::move(item));
    }
    if (resource == nullptr) return;
    for (const std::string& output : outputs_of(*resource)) {
      CompletionItem item;
      item.kind = ItemKind::Field;
      add("Outputs." + output, std::move(item));
    }
  }

  template <typename List>
  void declarations(const List& list, ItemKind kind, std::string_view except = {}) {
    for (const auto& declaration : list) {
      if (declaration.name() == except) continue;
      CompletionItem item;
      item.kind = kind;
      item.rank = 0;
      add(declaration.name(), std::move(item));
    }
  }

  void add(std::string_view name, CompletionItem item) {
    item.label = std::string(name);
    const bool is_key = request_.cursor.role == CursorRole::Key && !plain_;
    std::string text = plain_   ? std::string(name)
                       : is_key ? key_text(request_, name, json_type::kObject)
                                : value_text(request_, name);
    item.is_snippet = is_key && text.find('$') != std::string::npos;
    text += closer_;
    if (text != item.label) item.text = std::move(text);
    request_.list.add(std::move(item));
  }

  // `!Ref Name` and `!GetAtt Resource.Attribute` that match exactly what is expected.
  void exact_references(const Wanted& wanted) {
    for (const Parameter& parameter : model().parameters()) {
      if (wanted.fit_of(parameter) == Fit::Exact) reference(parameter.name(), {}, parameter.type);
    }
    for (const Resource& resource : model().resources()) {
      const auto type = request_.facts().find_type(resource.type);
      if (!type || resource.name() == request_.place.resource) continue;
      if (wanted.fit_of(type->ref(), resource.type, {}) == Fit::Exact) reference(resource.name(), {}, resource.type);
      if (!type_with_attributes(resource.type)) continue;
      for (std::uint32_t i = 0; i < type->attribute_count(); ++i) {
        const Attribute attribute = type->attribute(i);
        if (wanted.fit_of(attribute.schema, resource.type, attribute.name) != Fit::Exact) continue;
        reference(resource.name(), attribute.name, resource.type);
      }
    }
  }

  // The names of a placeholder, "${", which is to be closed if it is not yet.
  void be_in_placeholder(std::string_view before, std::string_view rest) {
    plain_ = true;
    if (!closes_placeholder(before, rest)) closer_ = "}";
  }
  // Only used where names are needed, since this parses the whole text.
  const Template& model() const { return request_.analysis().model(); }

private:
  const GeneratedDeclarations& generated() {
    if (generated_ == nullptr) generated_ = request_.analysis().generated();
    return *generated_;
  }

  // None where attributes are the outputs of a template, by their names alone.
  std::optional<ResourceType> type_with_attributes(std::string_view name) const {
    if (name == "AWS::CloudFormation::Stack" || name == "AWS::Serverless::Application") return std::nullopt;
    return request_.facts().find_type(name);
  }

  void reference(std::string_view name, std::string_view attribute, std::string_view type) {
    const bool is_json = request_.cursor.is_json;
    CompletionItem item;
    item.kind = attribute.empty() ? ItemKind::Variable : ItemKind::Field;
    item.rank = attribute.empty() ? 0 : 1;
    item.detail = std::string(type);
    const std::string_view mark = is_json ? "" : "!";
    item.label =
        attribute.empty() ? fmt::format("{}Ref {}", mark, name) : fmt::format("{}GetAtt {}.{}", mark, name, attribute);
    if (is_json) {
      item.text = attribute.empty() ? fmt::format(R"({{ "Ref": "{}" }})", name)
                                    : fmt::format(R"({{ "Fn::GetAtt": ["{}", "{}"] }})", name, attribute);
    }
    request_.list.add(std::move(item));
  }

  static std::string description_of(const Node* body) {
    const Node* text = body == nullptr ? nullptr : body->get("Description");
    return text != nullptr && text->is_scalar() ? std::string(text->text()) : std::string();
  }

  std::vector<std::string> outputs_of(const Resource& resource) const {
    std::vector<std::string> names;
    const Member* location = nested_template_location(resource);
    if (location == nullptr || !location->value->is_string()) return names;
    const AnalysisPtr child =
        request_.context.workspace.open(beside(request_.analysis().source().name(), location->value->text()));
    if (child == nullptr) return names;
    for (const Output& output : child->model().outputs()) names.emplace_back(output.name());
    if (loop_members(child->model(), Section::Outputs).empty()) return names;
    const auto made = child->generated();
    for (const GeneratedDeclaration& output : made->outputs) names.push_back(output.name);
    return names;
  }

  void resource_item(std::string_view name, std::string_view type, unsigned rank) {
    CompletionItem item;
    item.kind = ItemKind::Class;
    item.detail = std::string(type);
    item.rank = rank;
    add(name, std::move(item));
  }

  CompletionRequest& request_;
  bool plain_ = false;
  std::string_view closer_;                                 // what follows each name
  std::shared_ptr<const GeneratedDeclarations> generated_;  // once somebody asked
};

// The text of another item in the argument list of a function.
std::string argument_text(const CompletionRequest& request, std::size_t index) {
  const std::size_t level = request.place.function_step + 1;
  if (level >= request.cursor.siblings.size()) return {};
  const auto& items = request.cursor.siblings[level];
  return index < items.size() ? items[index].value : std::string();
}

void complete_find_in_map(CompletionRequest& request, Names& names) {
  const std::uint32_t argument = request.place.argument.value_or(0);
  const Template& model = names.model();
  if (argument == 0) return names.declarations(model.mappings(), ItemKind::Module);
  const Declaration* mapping = model.find_mapping(argument_text(request, 0));
  if (mapping == nullptr) return;
  std::vector<std::string_view> keys;
  const std::string first = argument_text(request, 1);
  for (const Member& key : mapping->body()->members()) {
    if (argument == 1) {
      names.add(key.key->text(), {.label = {}, .kind = ItemKind::Field, .rank = 1});
    } else if (argument == 2) {
      // If the first key is computed, the fields of all entries are possible.
      const bool is_known = mapping->body()->find(first) != nullptr;
      if (is_known && key.key->text() != first) continue;
      for (const Member& field : key.value->members()) {
        names.add(field.key->text(), {.label = {}, .kind = ItemKind::Field, .rank = 1});
      }
    }
  }
}

bool complete_function(CompletionRequest& request, Names& names) {
  const Place& place = request.place;
  const std::string& function = place.function;
  const bool is_first = !place.argument || *place.argument == 0;
  const Wanted wanted = wanted_of(request);
  if (function == "Ref") {
    names.locals();
    names.parameters(wanted);
    if (!place.in_conditions) names.resources(wanted, true);
    names.pseudo();
    return true;
  }
  if (function == "Fn::GetAtt") {
    if (!place.argument) {
      names.attributes(wanted, 1);
    } else if (*place.argument == 0) {
      names.resource_names();
    } else {
      names.attributes_of(argument_text(request, 0), wanted);
    }
    return !place.argument;
  }
  if ((function == "Fn::If" && is_first && place.argument) || function == "Condition") {
    names.conditions(place.in_conditions && request.cursor.path.size() > 1 ? request.cursor.path[1].key : "");
    return true;
  }
  if (function == "Fn::ValueOf" && is_first && place.argument) {
    names.parameters({});
    return true;
  }
  if (function == "Fn::RefAll" || (function == "Fn::ValueOfAll" && is_first && place.argument)) {
    for (const std::string_view type : looked_up_types()) names.add(type, {.label = {}, .kind = ItemKind::Class});
    return true;
  }
  if (function == "Fn::FindInMap" && place.argument) {
    complete_find_in_map(request, names);
    return false;
  }
  if (function.starts_with(kForEachPrefix) && place.argument == 1U) {
    if (request.cursor.quote == '\0') names.list_references();
    return false;
  }
  if (function == "Fn::ImportValue" && !place.argument) {
    const ExportedNames exports = request.context.workspace.exports();
    for (const ExportedNames::Name& exported : exports.names) {
      names.add(exported.text, {.label = {}, .kind = ItemKind::Constant, .rank = 1, .detail = exported.file});
    }
    if (!exports.is_complete) request.list.lacks_items();
    return false;
  }
  return false;
}

}  // namespace

void complete_references(CompletionRequest& request) {
  const Cursor& cursor = request.cursor;
  const Place& place = request.place;
  const std::vector<std::string>& keys = place.keys;
  const bool is_property = (keys.size() > 3 && keys[0] == "Resources" && keys[2] == "Properties") ||
                           (keys.size() > 2 && keys[0] == "Globals");
  const bool takes_values = place.function.empty() || (place.function == "Fn::If" && place.argument.value_or(0) > 0);
  const bool is_plain_text =
      cursor.quote != '\0' || cursor.is_tagged || cursor.is_before_argument || cursor.in_block_scalar;
  if (!is_property || !takes_values || is_plain_text || cursor.content != nullptr) return;
  const Wanted wanted = wanted_at(request);
  if (wanted.is_known()) Names(request).exact_references(wanted);
}

bool complete_sub(CompletionRequest& request) {
  const Cursor& cursor = request.cursor;
  const bool is_in_json = cursor.content != nullptr;
  const Place place = is_in_json ? place_of_content(cursor, request.facts()) : request.place;
  const bool is_text =
      place.function == "Fn::Sub" && (!place.argument || *place.argument == 0) &&
      (is_in_json || (cursor.role == CursorRole::Value && cursor.path.size() <= place.function_step + 2));
  const std::string_view text = request.analysis().text();
  const std::string_view before = text.substr(cursor.word.begin, cursor.offset - cursor.word.begin);
  const std::size_t open = open_placeholder(before);
  if (!is_text || open == std::string_view::npos)
    return is_text && !is_in_json && (cursor.quote != '\0' || cursor.in_block_scalar) && !before.empty();
  const auto begin = cursor.word.begin + static_cast<std::uint32_t>(open) + 2;
  if (text.substr(begin, 1) == "!") return true;
  std::uint32_t end = cursor.offset;
  const auto is_name = [](char c) { return is_letter_or_digit(c) || c == '.' || c == ':'; };
  while (end < text.size() && is_name(text[end])) ++end;
  request.list.replace({begin, end});
  Names names(request);
  names.be_in_placeholder(before.substr(0, open), text.substr(end, std::max(cursor.word.end, end) - end));
  names.locals();
  // The variables in the map that is Fn::Sub's second argument.
  if (place.argument && place.function_step + 1 < cursor.path.size()) {
    for (const Node* sub : sub_maps(request.analysis(), cursor.offset)) {
      for (const Member& member : sub->members()) {
        names.add(member.key->text(), {.label = {}, .kind = ItemKind::Variable, .rank = 0});
      }
    }
  }
  names.parameters({});
  names.resources({}, true);
  names.pseudo();
  names.attributes({}, 2);  // after all names
  return true;
}

bool complete_loop_key(CompletionRequest& request) {
  const Cursor& cursor = request.cursor;
  // An item that is half typed may be a key.
  const bool is_in_loop = std::any_of(cursor.path.begin(), cursor.path.end(),
                                      [](const PathStep& step) { return step.key.starts_with(kForEachPrefix); });
  if (cursor.role != CursorRole::Key && !(cursor.could_be_key && is_in_loop)) return false;
  const std::string_view text = request.analysis().text();
  const std::string_view before = text.substr(cursor.word.begin, cursor.offset - cursor.word.begin);
  const std::size_t open = open_placeholder(before);
  if (open == std::string_view::npos) return false;
  std::uint32_t end = cursor.offset;
  while (end < text.size() && is_letter_or_digit(text[end])) ++end;
  request.list.replace({cursor.word.begin + static_cast<std::uint32_t>(open) + 2, end});
  Names names(request);
  names.be_in_placeholder(before.substr(0, open), text.substr(end, std::max(cursor.word.end, end) - end));
  names.locals();
  return true;
}

bool complete_names(CompletionRequest& request) {
  Names names(request);
  const Cursor& cursor = request.cursor;
  if (!request.place.function.empty()) {
    if (cursor.role == CursorRole::Key) return false;
    return complete_function(request, names);
  }
  switch (request.place.kind) {
    case PlaceKind::ConditionName:
      names.conditions();
      return true;
    case PlaceKind::DependsOn:
    case PlaceKind::ResourceName:
      names.resource_names();
      return true;
    case PlaceKind::StateName:
      complete_state_names(request);
      return false;
    case PlaceKind::AuthorizerName:
      names.authorizers();
      return true;
    case PlaceKind::InterfaceParameter:
      if (cursor.role == CursorRole::Key && !cursor.is_key(cursor.path.size() - 1, "ParameterLabels")) return false;
      names.declarations(names.model().parameters(), ItemKind::Variable);
      return true;
    case PlaceKind::NestedParameters:
      if (cursor.role != CursorRole::Key) return false;
      complete_nested_parameters(request);
      return true;
    default:
      return false;
  }
}

}  // namespace virga::lsp
