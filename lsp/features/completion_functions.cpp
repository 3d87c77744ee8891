// Completion of intrinsic functions: which ones a place takes, and how they are written there.
#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "compiler/edit/indentation.h"
#include "compiler/edit/outer_tag.h"
#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"
#include "lsp/features/completion.h"
#include "lsp/queries/evaluation.h"

namespace virga::lsp {

namespace {

using Names = std::vector<std::string_view>;

// "Fn::GetAZs" -> "fn-get-azs", the schema of its argument.
std::string schema_name(std::string_view function) {
  std::string name = "fn-";
  char before = '-';
  for (const char c : function.substr(function.starts_with("Fn::") ? 4 : 0)) {
    if (is_upper(c) && is_lower(before)) name += '-';
    name += to_lower(c);
    before = c;
  }
  return name;
}

// What may stand at the cursor in the argument of the function around it; nothing where no schema says.
std::optional<Names> nested_functions(const CompletionRequest& request) {
  const Place& place = request.place;
  const auto& path = request.cursor.path;
  const std::string name = schema_name(place.function);
  const bool has_extensions = request.analysis().model().has_language_extensions();
  Schema schema = has_extensions ? request.facts().find_schema(name + "-extended") : Schema();
  if (!schema) schema = request.facts().find_schema(name);
  if (!schema) {
    // All others take a list or a map that is written out.
    return path.size() == place.function_step + 1 ? std::optional(Names{}) : std::nullopt;
  }
  SchemaSet at = {schema};
  for (std::size_t i = place.function_step + 1; i < path.size(); ++i) {
    if (!path[i].is_item) {
      at = member_schemas(at, path[i].key);
      continue;
    }
    const auto items = at.empty() ? std::nullopt : at.front().find(KeywordId::PrefixItems);
    at = items && path[i].index < items->count() ? SchemaSet{items->schema(path[i].index)} : item_schemas(at);
  }
  for (const Schema& found : at) {
    if (const auto allowed = found.find(KeywordId::Functions)) return allowed->names();
  }
  return std::nullopt;
}

// The place after the short form of a function, which takes no other.
struct AfterTag {
  TextRange tag;
  std::string_view function;
};

std::optional<AfterTag> tag_before(const CompletionRequest& request) {
  const Cursor& cursor = request.cursor;
  const std::string_view text = request.analysis().text();
  const Place& place = request.place;
  if (cursor.is_json || place.function.empty() || cursor.path.size() != place.function_step + 1) return std::nullopt;
  const TextRange tag = cursor.path[place.function_step].range;
  if (tag.begin >= text.size() || text[tag.begin] != '!') return std::nullopt;
  return AfterTag{tag, place.function};
}

// The argument of a short form that was typed after another one.
std::optional<TextEdit> edit_of_first_tag(const CompletionRequest& request) {
  const std::vector<PathStep>& path = request.cursor.path;
  const std::string_view text = request.analysis().text();
  const auto is_tag = [&](const PathStep& step) { return step.range.size() > 1 && text[step.range.begin] == '!'; };
  if (request.cursor.is_json || request.cursor.in_flow) return std::nullopt;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    if (!is_tag(path[i]) || !is_tag(path[i + 1])) continue;
    const std::string_view between = text.substr(path[i].range.end, path[i + 1].range.begin - path[i].range.end);
    if (between.find_first_not_of(" \t") != std::string_view::npos) continue;
    return key_for_tag(text, path[i].range, path[i].key, indentation_step(request.analysis().tree()));
  }
  return std::nullopt;
}

// In the condition or an assertion of a rule: what is true or false, and what such a function takes.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-rules.html
std::vector<OfferedFunction> functions_of_rules(const CompletionRequest& request) {
  const Place& place = request.place;
  if (place.keys.empty() || (place.keys.back() != "RuleCondition" && place.keys.back() != "Assert")) return {};
  const std::string& outer = place.function;
  const bool takes_conditions = outer == "Fn::And" || outer == "Fn::Or" || outer == "Fn::Not";
  const bool takes_values = outer == "Fn::Equals" || outer == "Fn::Contains" || outer == "Fn::EachMemberEquals" ||
                            outer == "Fn::EachMemberIn";
  if (!outer.empty() && !((takes_conditions || takes_values) && place.argument)) return {};
  std::vector<OfferedFunction> offered;
  const auto offer = [&](std::span<const FunctionWords> functions) {
    for (const FunctionWords& function : functions) {
      if (function.name == "Condition") continue;  // is evaluated later
      if (function.is_condition != takes_values) offered.push_back({&function, 7});
    }
  };
  offer(rule_function_words());
  for (const FunctionWords& function : function_words()) {
    if (function.is_condition || function.name == "Ref") offer({&function, 1});
  }
  return offered;
}

class FunctionKeys {
public:
  explicit FunctionKeys(CompletionRequest& request) : request_(request), cursor_(request.cursor) {}

  bool run() {
    const Place& place = request_.place;
    const std::size_t depth = cursor_.path.size() - place.function_step;
    if (place.function == "Fn::FindInMap" && place.argument == 3U) {
      add("DefaultValue", json_type::kString, 0);
      return true;
    }
    if (place.function == "Fn::Sub" && place.argument == 1U && depth == 2) {
      variables();
      return true;
    }
    if (place.function == "Fn::Transform" && depth == 1) {
      add("Name", json_type::kString, 1);
      add("Parameters", json_type::kObject, 3);
      return true;
    }
    return false;
  }

private:
  // What the text of Fn::Sub names, first what has no other meaning.
  void variables() {
    const Node* call = call_at(request_.analysis(), cursor_.path[request_.place.function_step].range.begin);
    const std::span<const Node* const> arguments =
        call == nullptr ? std::span<const Node* const>() : call->argument()->items();
    if (arguments.empty() || !arguments.front()->is_string()) return;
    const Template& model = request_.analysis().model();
    for (const SubPart& part : SubText(arguments.front()->text())) {
      if (!part.is_variable() || part.is_attribute() || part.name.starts_with("AWS::")) continue;
      const bool has_meaning = model.find_parameter(part.name) != nullptr || model.find_resource(part.name) != nullptr;
      add(part.name, json_type::kString, has_meaning ? 3 : 0);
    }
  }

  void add(std::string_view name, std::uint8_t types, unsigned rank) {
    if (cursor_.sibling(cursor_.path.size(), name) != nullptr) return;
    CompletionItem item;
    item.label = std::string(name);
    item.rank = rank;
    item.text = key_text(request_, name, types);
    item.is_snippet = item.text.find('$') != std::string::npos;
    request_.list.add(std::move(item));
  }

  CompletionRequest& request_;
  const Cursor& cursor_;
};

}  // namespace

bool complete_function_keys(CompletionRequest& request) { return FunctionKeys(request).run(); }

void write_first_tag_in_full(CompletionRequest& request) {
  if (auto edit = edit_of_first_tag(request)) request.list.change_beside(std::move(*edit));
}

std::vector<OfferedFunction> offered_functions(const CompletionRequest& request) {
  if (request.cursor.is_key(0, "Rules")) return functions_of_rules(request);
  const Place& place = request.place;
  const Cursor& cursor = request.cursor;
  if (cursor.is_key(0, "Outputs") && cursor.is_key(2, "Export") && cursor.path.size() == 3) return {};  // only Name
  const std::string& outer = place.function;
  const bool wants_condition =
      place.in_conditions && (outer.empty() || outer == "Fn::And" || outer == "Fn::Or" || outer == "Fn::Not");
  const bool has_extensions = request.analysis().model().has_language_extensions();
  const std::optional<Names> nested = outer.empty() ? std::nullopt : nested_functions(request);
  // The arguments of a function are of its own types.
  const std::uint8_t types = outer.empty() ? types_of(place.schemas) : 0;
  std::uint8_t wanted = types == 0 ? returns::kAnything : 0;
  if (outer.starts_with(kForEachPrefix)) wanted = returns::kList;
  if ((types & json_type::kArray) != 0) wanted |= returns::kList;
  if ((types & json_type::kObject) != 0) wanted |= returns::kMap;
  if ((types & ~(json_type::kArray | json_type::kObject)) != 0) wanted |= returns::kScalar;
  std::vector<OfferedFunction> offered;
  for (const FunctionWords& function : function_words()) {
    if (function.is_condition != wants_condition) continue;
    if (place.in_conditions && !wants_condition && !function.in_conditions) continue;
    if (function.is_extension && !has_extensions) continue;
    if (nested && std::find(nested->begin(), nested->end(), function.name) == nested->end()) continue;
    const bool fits = function.is_condition || (function.returns & wanted) != 0;
    if (!fits && wanted == returns::kMap) continue;
    offered.push_back({&function, fits && (function.is_common || function.is_condition) ? 7U : 8U});
  }
  return offered;
}

bool set_function_text(const CompletionRequest& request, const FunctionWords& function, CompletionItem& item) {
  const Cursor& cursor = request.cursor;
  const std::string_view text = request.analysis().text();
  const std::string_view name = function.name.starts_with("Fn::") ? function.name.substr(4) : function.name;
  item.label = "!" + std::string(name);
  const bool has_argument = cursor.is_before_argument;
  const std::string argument = has_argument ? "" : " " + std::string(item.is_snippet ? function.snippet : "");
  item.is_snippet &= !has_argument;
  item.text = item.label + argument;
  const auto outer = tag_before(request);
  if (!outer) return true;
  const std::string_view between = text.substr(outer->tag.end, cursor.word.begin - outer->tag.end);
  if (between.find('\n') != std::string_view::npos) {
    // A tag may stand before a map.
    item.label = std::string(function.name);
    item.text = item.label + ':' + argument;
    return true;
  }
  const std::string full = std::string(outer->function) + ":";
  if (cursor.in_flow) {
    if (has_argument) return false;
    item.text += '}';
    item.beside = {outer->tag, "{" + full};
    return true;
  }
  item.beside = key_for_tag(text, outer->tag, outer->function, indentation_step(request.analysis().tree()));
  return item.beside.has_value();
}

}  // namespace virga::lsp
