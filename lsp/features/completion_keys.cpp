// Completion of keys.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/expand/serverless/core/tables.h"
#include "compiler/model/transforms.h"
#include "lsp/features/completion.h"
#include "lsp/queries/sam.h"
#include "lsp/queries/state_machines.h"
#include "lsp/queries/words.h"
#include "rules/engine/fixes.h"
#include "schemas/sam_facts.h"
#include "schemas/schema_words.h"

namespace virga::lsp {

namespace {

constexpr std::uint8_t kCollections = json_type::kArray | json_type::kObject;

// "Resources/*" and so on: the parent under which key_words() knows the keys of the mapping at the cursor.
std::string words_parent(const Cursor& cursor) {
  const std::size_t size = cursor.path.size();
  if (size == 0) return "";
  const std::string& section = cursor.path[0].key;
  if (size == 2) return section + "/*";
  if (size == 3) return section + "/*/" + cursor.path[2].key;
  return "?";
}

// The required members of a new object, as a snippet: in JSON on one line, in YAML each on a line of its own.
std::string required_members(const CompletionRequest& request, const SchemaSet& schemas, const std::string& indent) {
  std::string text;
  int stop = 1;
  for (const PlaceProperty& property : properties_of(schemas)) {
    if (!property.is_required) continue;
    const std::uint8_t types = types_of({property.property.schema});
    const std::string name = escaped(property.property.name);
    if (request.cursor.is_json) {
      text += fmt::format("{}\"{}\": {}", text.empty() ? "" : ", ", name, json_value(types, fmt::format("${}", stop)));
    } else if ((types & kCollections) != 0 && (types & json_type::kString) == 0) {
      const std::string_view dash = (types & json_type::kArray) != 0 ? "- " : "";
      text += fmt::format("\n{}{}:\n{}{}{}${}", indent, name, indent, request.step(), dash, stop);
    } else {
      text += fmt::format("\n{}{}: ${}", indent, name, stop);
    }
    ++stop;
  }
  return text;
}

SchemaSet identity_policy(const CompletionRequest& request) {
  return {request.facts().find_schema("iam-policy-identity")};
}

class Keys {
public:
  explicit Keys(CompletionRequest& request) : request_(request), cursor_(request.cursor) {}

  void run() {
    switch (request_.place.kind) {
      case PlaceKind::LogicalId:
        if (cursor_.path.size() > 1) return;
        if (cursor_.is_key(0, "Resources") || cursor_.is_key(0, "Outputs") || cursor_.is_key(0, "Conditions")) {
          loop();
        }
        return;
      case PlaceKind::States:
        return complete_new_states(request_);
      case PlaceKind::SamGlobals:
        for (const std::string_view name : global_sections(request_.facts())) plain(name, json_type::kObject, 3);
        return;
      case PlaceKind::SamPolicyTemplate: {
        const PolicyTemplate* found = cursor_.path.empty() ? nullptr : find_policy_template(cursor_.path.back().key);
        if (found == nullptr) break;
        for (const std::string_view name : found->parameters) plain(name, json_type::kString, 0);
        return;
      }
      case PlaceKind::SamPolicies:
        if (!is_alone()) return document_keys();
        policy_templates_as_keys();
        document_keys();
        break;
      case PlaceKind::Connector:
        plain("Properties", json_type::kObject, 1);
        return;
      case PlaceKind::PolicyCondition:
        for (const std::string_view name : {"StringEquals",
                                            "StringNotEquals",
                                            "StringLike",
                                            "StringNotLike",
                                            "StringEqualsIgnoreCase",
                                            "NumericEquals",
                                            "NumericLessThan",
                                            "NumericGreaterThan",
                                            "DateLessThan",
                                            "DateGreaterThan",
                                            "Bool",
                                            "IpAddress",
                                            "NotIpAddress",
                                            "ArnEquals",
                                            "ArnLike",
                                            "ArnNotEquals",
                                            "ArnNotLike",
                                            "Null",
                                            "ForAllValues:StringEquals",
                                            "ForAnyValue:StringEquals",
                                            "ForAllValues:StringLike",
                                            "ForAnyValue:StringLike"}) {
          plain(name, json_type::kObject, 3);
        }
        return;
      case PlaceKind::PolicyConditionKey:
        condition_keys();
        return;
      default:
        break;
    }
    if (complete_function_keys(request_)) return;
    if (request_.place.function == "Fn::FindInMap") return functions();
    properties();
    list_item();
    functions();
  }

  // The keys of a policy that is written out where a policy template could be. Beside a template there is none.
  void document_keys() {
    const std::vector<PlaceProperty> keys = properties_of(identity_policy(request_));
    const auto is_key = [&](const Sibling& sibling) {
      return std::any_of(keys.begin(), keys.end(),
                         [&](const PlaceProperty& key) { return key.property.name == sibling.key; });
    };
    const std::size_t size = cursor_.path.size();
    if (!is_alone() && std::none_of(cursor_.siblings[size].begin(), cursor_.siblings[size].end(), is_key)) return;
    for (const PlaceProperty& key : keys) {
      plain(key.property.name, types_of({key.property.schema}), key.is_required ? 1 : 3);
    }
  }

private:
  // Whether the mapping at the cursor has no other key.
  bool is_alone() const {
    const std::size_t size = cursor_.path.size();
    return size >= cursor_.siblings.size() || cursor_.siblings[size].empty();
  }

  bool is_there(std::string_view name) const { return cursor_.sibling(cursor_.path.size(), name) != nullptr; }

  void add(CompletionItem item) { request_.list.add(std::move(item)); }

  void plain(std::string_view name, std::uint8_t types, unsigned rank) {
    if (is_there(name)) return;
    CompletionItem item;
    item.label = std::string(name);
    item.rank = rank;
    set_text(item, key_text(request_, name, types));
    add(std::move(item));
  }

  void set_text(CompletionItem& item, std::string text) const {
    if (cursor_.is_whole_document()) text = fmt::format("{{ {} }}", text);
    item.is_snippet = text.find('$') != std::string::npos;
    if (text != item.label) item.text = std::move(text);
  }

  // A loop needs its transform, which accepting it adds.
  void loop() {
    CompletionItem item;
    const Analysis& analysis = request_.analysis();
    if (!analysis.model().has_language_extensions()) {
      const Compilation compilation(analysis.snapshot().written(), analysis.options().lint);
      auto transform = add_transform_fix(compilation, kLanguageExtensions);
      if (!transform) return;
      item.elsewhere = std::move(transform->edits);
      item.detail = "adds the transform " + std::string(kLanguageExtensions);
    }
    item.label = "Fn::ForEach";
    item.kind = ItemKind::Function;
    item.rank = 8;
    item.note = "Repeats a map for each value of a list (AWS::LanguageExtensions).";
    if (!cursor_.is_followed_by_colon && !cursor_.has_block_below && request_.context.client.snippets) {
      if (cursor_.is_json) {
        set_text(item, json_key(request_, "Fn::ForEach::$1", "[\"$2\", [$3], { $4 }]"));
      } else if (!cursor_.in_flow) {
        set_text(item, fmt::format("Fn::ForEach::$1{1}:\n{0}- $2\n{0}- [$3]\n{0}- $4", request_.indentation_below(),
                                   closing_quote_of(cursor_)));
      }
    }
    if (item.text.empty() && cursor_.quote != '\0') {
      set_text(item, key_text(request_, item.label, json_type::kArray));
    }
    add(std::move(item));
  }

  void properties() {
    const std::string parent = words_parent(cursor_);
    const bool is_template_level = cursor_.path.size() <= 1 || parent != "?";
    const std::vector<std::string_view> shared = shared_properties();
    const Members members = cursor_.members(cursor_.path.size());
    const QueryLanguage language = language_at(cursor_, request_.place);
    for (const PlaceProperty& found : properties_of(request_.place.schemas, members)) {
      const Property& property = found.property;
      if (is_there(property.name) || is_of_other_language(property.name, language)) continue;
      if (!shared.empty() && std::find(shared.begin(), shared.end(), property.name) == shared.end()) continue;
      // Globals is only for SAM templates.
      if (cursor_.path.empty() && property.name == "Globals" && !request_.analysis().model().is_sam()) continue;
      CompletionItem item;
      item.label = std::string(property.name);
      item.kind = cursor_.path.empty() ? ItemKind::Module : ItemKind::Property;
      // An output requires a value, and a resource usually has properties.
      const bool is_usual = (parent == "Outputs/*" && property.name == "Value") ||
                            (parent == "Resources/*" && property.name == "Properties");
      item.rank = found.is_required ? 1 : is_usual || found.is_alternative ? 2 : 3;
      item.is_deprecated = property.deprecated;
      item.documentation = property.documentation;
      const bool is_section = cursor_.path.empty() && (types_of({property.schema}) & json_type::kString) == 0;
      item.detail = is_section ? "section" : type_phrase(property.schema);
      if (is_template_level) item.note = std::string(key_words(parent, property.name));
      set_text(item, member_text(property));
      add(std::move(item));
    }
    if (parent != "Resources/*" || !request_.analysis().model().is_sam()) return;
    // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html
    plain("Connectors", json_type::kObject, 4);
    if (cursor_.sibling_value(cursor_.path.size(), "Type").starts_with("AWS::Serverless::")) {
      plain("IgnoreGlobals", json_type::kString, 4);
    }
  }

  // Where a list of objects is wanted and nothing is there yet: an item with what it requires.
  void list_item() {
    if (!is_alone() || cursor_.is_json || cursor_.in_flow || cursor_.is_followed_by_colon) return;
    if (cursor_.quote != '\0') return;
    if (!request_.place.function.empty() || types_of(request_.place.schemas) != json_type::kArray) return;
    const SchemaSet items = item_schemas(request_.place.schemas);
    std::string names;
    std::string text;
    int stop = 1;
    for (const PlaceProperty& property : properties_of(items)) {
      if (!property.is_required) continue;
      const std::uint8_t types = types_of({property.property.schema});
      if (types != 0 && (types & ~kCollections) == 0) return;  // more than a line
      const std::string_view name = property.property.name;
      names += (names.empty() ? "" : ", ") + std::string(name);
      text += text.empty() ? "- " : "\n" + std::string(cursor_.column + 2, ' ');
      text += fmt::format("{}: {}", escaped(name), request_.context.client.snippets ? fmt::format("${}", stop) : "");
      ++stop;
    }
    if (names.empty()) return;
    CompletionItem item;
    item.label = "- " + names;
    item.rank = 0;
    item.is_snippet = request_.context.client.snippets;
    item.text = std::move(text);
    item.detail = "new item";
    add(std::move(item));
  }

  // Only some properties of the type are allowed in a section of Globals.
  std::vector<std::string_view> shared_properties() const {
    if (request_.place.kind != PlaceKind::SamGlobalSection) return {};
    return global_properties(request_.facts(), cursor_.path.back().key);
  }

  std::string member_text(const Property& property) const {
    SchemaSet schemas = {property.schema};
    std::uint8_t types = types_of(schemas);
    // What the type of the resource, or another condition, says of it.
    if (types == 0)
      types = types_of(member_schemas(request_.place.schemas, property.name, cursor_.members(cursor_.path.size())));
    if (types == 0 && !member_schemas(schemas, {}).empty()) types = json_type::kObject;
    if (request_.place.machine) types = written_types(types);
    // The type determines the Properties of a resource.
    if (property.name == "Properties" && cursor_.path.size() == 2 && cursor_.is_key(0, "Resources")) {
      types = json_type::kObject;
      const auto type = request_.facts().find_type(cursor_.sibling_value(2, "Type"));
      schemas = type ? SchemaSet{type->properties()} : SchemaSet{};
    }
    // … and that of an event its own.
    if (property.name == "Properties" && cursor_.path.size() == 5 && cursor_.is_key(3, "Events")) {
      types = json_type::kObject;
      const Schema event =
          event_schema(request_.facts(), request_.place.resource_type, cursor_.sibling_value(5, "Type"));
      schemas = event ? SchemaSet{event} : SchemaSet{};
    }
    if (cursor_.path.empty() && types == 0) types = json_type::kObject;
    if (!request_.context.client.snippets || types != json_type::kObject) {
      return key_text(request_, property.name, types);
    }
    const bool is_new =
        !cursor_.is_followed_by_colon && !cursor_.has_block_below && (cursor_.is_json || !cursor_.in_flow);
    const std::string members =
        is_new ? required_members(request_, schemas, request_.indentation_below()) : std::string();
    if (members.empty()) return key_text(request_, property.name, types);
    if (cursor_.is_json) return json_key(request_, escaped(property.name), "{ " + members + " }");
    return escaped(property.name) + closing_quote_of(cursor_) + ":" + members;
  }

  void policy_templates_as_keys() {
    for (const PolicyTemplateWords& found : policy_templates()) {
      plain(found.name, json_type::kObject, 2);
    }
  }

  void condition_keys() {
    for (const std::string_view name : {"aws:SourceArn",       "aws:SourceAccount",
                                        "aws:SourceIp",        "aws:SourceVpc",
                                        "aws:SourceVpce",      "aws:PrincipalOrgID",
                                        "aws:PrincipalArn",    "aws:PrincipalAccount",
                                        "aws:PrincipalTag/",   "aws:RequestTag/",
                                        "aws:RequestedRegion", "aws:ResourceTag/",
                                        "aws:SecureTransport", "aws:MultiFactorAuthPresent",
                                        "aws:CurrentTime",     "aws:UserAgent",
                                        "aws:userid",          "aws:username",
                                        "aws:CalledVia",       "aws:TagKeys"}) {
      plain(name, json_type::kString, 2);
    }
    const std::string_view text = request_.analysis().text();
    const std::string_view typed = text.substr(cursor_.word.begin, cursor_.offset - cursor_.word.begin);
    const std::size_t colon = typed.find(':');
    if (colon == std::string_view::npos) return;
    for (const std::string_view name : request_.facts().lookup("iam-condition-keys", typed.substr(0, colon))) {
      plain(name, json_type::kString, 3);
    }
  }

  // "Fn::Sub" and so on, as the only key of a mapping that is a value.
  void functions() {
    const std::size_t size = cursor_.path.size();
    const bool is_value = size >= 3 || (size == 2 && cursor_.is_key(0, "Conditions"));
    if (!is_value || !is_alone() || cursor_.content != nullptr) return;
    const bool is_in_section =
        cursor_.is_key(0, "Outputs") || cursor_.is_key(0, "Conditions") || cursor_.is_key(0, "Rules");
    if (request_.place.resource.empty() && !is_in_section) return;
    if (size == 3 && cursor_.is_key(0, "Resources") && cursor_.is_key(2, "Properties")) return;
    for (const auto& [function, rank] : offered_functions(request_)) {
      CompletionItem item;
      item.label = std::string(function->name);
      item.kind = ItemKind::Function;
      item.rank = rank;
      item.note = std::string(function->summary);
      set_text(item,
               key_text(request_, function->name, cursor_.is_json ? argument_type(*function) : json_type::kString));
      add(std::move(item));
    }
  }

  CompletionRequest& request_;
  const Cursor& cursor_;
};

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '$' || c == '}' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string json_value(std::uint8_t types, std::string_view stop) {
  if (types == 0 || (types & json_type::kString) != 0) return fmt::format("\"{}\"", stop);
  // What may be a list or a map, such as the statements of a policy, is a list mostly.
  if ((types & json_type::kArray) != 0) return fmt::format("[{}]", stop);
  if ((types & json_type::kObject) != 0) return fmt::format("{{ {} }}", stop);
  return std::string(stop);
}

std::string json_key(const CompletionRequest& request, std::string_view key, std::string_view value) {
  const Cursor& cursor = request.cursor;
  if (cursor.is_followed_by_colon) {
    if (cursor.quote != '\0') return std::string(key);
    return fmt::format("\"{}\"", key);
  }
  // The text begins after the opening quote; an existing closing quote is replaced (complete_keys).
  return fmt::format("{}{}\": {}", cursor.quote == '\0' ? "\"" : "", key, value);
}

std::uint8_t written_types(std::uint8_t types) {
  constexpr std::uint8_t kOthers = json_type::kBoolean | json_type::kInteger | json_type::kNumber;
  return (types & kOthers) != 0 ? types & ~json_type::kString : types;
}

std::uint8_t argument_type(const FunctionWords& function) {
  if (function.name == "Fn::GetAtt" || function.snippet.starts_with('[')) return json_type::kArray;
  return function.snippet.starts_with('{') ? json_type::kObject : json_type::kString;
}

void complete_object(CompletionRequest& request) {
  const Cursor& cursor = request.cursor;
  if (!cursor.is_json || cursor.quote != '\0' || !request.place.function.empty()) return;
  const bool is_policy = request.place.kind == PlaceKind::SamPolicies;
  const SchemaSet schemas = is_policy ? identity_policy(request) : request.place.schemas;
  if ((!is_policy && types_of(schemas) != json_type::kObject) || !request.context.client.snippets) return;
  std::string names;
  for (const PlaceProperty& property : properties_of(schemas)) {
    if (property.is_required) names += (names.empty() ? "" : ", ") + std::string(property.property.name);
  }
  const std::string members = required_members(request, schemas, {});
  CompletionItem item;
  item.label = names.empty() ? "{ }" : "{ " + names + " }";
  item.kind = ItemKind::Module;
  item.rank = 0;
  item.text = members.empty() ? "{ $1 }" : "{ " + members + " }";
  item.is_snippet = true;
  item.detail = !cursor.path.empty() && cursor.path.back().is_item ? "new item" : "map";
  request.list.add(std::move(item));
}

std::string key_text(const CompletionRequest& request, std::string_view key, std::uint8_t types) {
  const Cursor& cursor = request.cursor;
  const bool snippets = request.context.client.snippets;
  const bool is_scalar = types == 0 || (types & ~kCollections) != 0;
  if (cursor.is_json) {
    return json_key(request, key, json_value(types, snippets ? "$1" : ""));
  }
  if (cursor.is_followed_by_colon) return std::string(key);
  const std::string name = std::string(key) + closing_quote_of(cursor);
  if (cursor.has_block_below) return name + ":";
  if (is_scalar || cursor.in_flow || !snippets) return name + ": ";
  const std::string_view dash = (types & json_type::kArray) != 0 ? "- " : "";
  return fmt::format("{}:\n{}{}$1", escaped(name), request.indentation_below(), dash);
}

std::string closing_quote_of(const Cursor& cursor) {
  return cursor.quote == '\0' ? std::string() : std::string(1, cursor.quote);
}

void replace_closing_quote(CompletionRequest& request) {
  const Cursor& cursor = request.cursor;
  if (cursor.quote == '\0' || !cursor.is_quote_closed || cursor.is_followed_by_colon) return;
  request.list.replace_whole({cursor.word.begin, cursor.word.end + cursor.quote_size()});
}

void complete_keys(CompletionRequest& request) { Keys(request).run(); }

void complete_inline_policy(CompletionRequest& request) { Keys(request).document_keys(); }

void complete_nested_parameters(CompletionRequest& request) {
  const Cursor& cursor = request.cursor;
  const std::size_t level = cursor.path.size() - 1;
  const std::string_view location = cursor.sibling_value(
      level, request.place.resource_type == "AWS::CloudFormation::Stack" ? "TemplateURL" : "Location");
  const AnalysisPtr child = request.context.workspace.open(beside(request.analysis().source().name(), location));
  if (child == nullptr) return;
  for (const Parameter& parameter : child->model().parameters()) {
    if (cursor.sibling(cursor.path.size(), parameter.name()) != nullptr) continue;
    CompletionItem item;
    item.label = std::string(parameter.name());
    item.kind = ItemKind::Property;
    item.rank = parameter.default_value == nullptr ? 0 : 3;
    item.detail = std::string(parameter.type);
    item.text = key_text(request, parameter.name(), 0);
    item.is_snippet = item.text.find('$') != std::string::npos;
    request.list.add(std::move(item));
  }
}

}  // namespace virga::lsp
