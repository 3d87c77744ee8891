// Completion of values: constants, types, actions, functions.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/source/source_file.h"
#include "lsp/features/completion.h"
#include "lsp/queries/evaluation.h"
#include "lsp/queries/fit.h"
#include "lsp/queries/runtimes.h"
#include "lsp/queries/sam.h"
#include "lsp/queries/words.h"
#include "schemas/sam_facts.h"
#include "schemas/schema_words.h"

namespace virga::lsp {

namespace {

class Values {
public:
  explicit Values(CompletionRequest& request) : request_(request), cursor_(request.cursor) {}

  void run() {
    const Place& place = request_.place;
    if (is_after_condition_tag()) return;
    if (cursor_.is_whole_document()) {
      complete_object(request_);
      return complete_keys(request_);
    }
    if (place.function.empty() && constants()) {
      if (cursor_.could_be_key && place.kind == PlaceKind::Other) keys();
      return;
    }
    if (place.function == "Fn::Equals") compared_values();
    if (place.function == "Fn::FindInMap" && place.argument == 3U) return default_value();
    if (cursor_.could_be_key && cursor_.quote == '\0' && complete_function_keys(request_)) return;
    complete_references(request_);
    if (cursor_.could_be_key && place.function.empty()) keys();
    complete_object(request_);
    functions();
  }

private:
  // After `!Condition` where no condition is evaluated.
  bool is_after_condition_tag() const {
    if (!request_.place.function.empty() || cursor_.path.empty()) return false;
    return request_.analysis().text().substr(cursor_.path.back().range.begin, 1) == "!" &&
           cursor_.path.back().key == "Condition";
  }

  void value(std::string_view text, ItemKind kind, unsigned rank, bool is_text = true) {
    CompletionItem item;
    item.label = std::string(text);
    item.kind = kind;
    item.rank = rank;
    std::string inserted = is_text ? value_text(request_, text) : std::string(text);
    if (inserted != item.label) item.text = std::move(inserted);
    request_.list.add(std::move(item));
  }

  // The keys of a table that says in words what they are.
  void described(std::string_view table, ItemKind kind, unsigned rank) {
    for (const std::string_view name : request_.facts().keys(table)) {
      CompletionItem item;
      item.label = std::string(name);
      item.kind = kind;
      item.rank = rank;
      const auto words = request_.facts().lookup(table, name);
      if (!words.empty()) item.detail = std::string(words.front());
      if (std::string inserted = value_text(request_, name); inserted != item.label) item.text = std::move(inserted);
      request_.list.add(std::move(item));
    }
  }

  void runtime(std::string_view name) {
    const auto life = life_of_runtime(request_.facts(), name);
    CompletionItem item;
    item.label = std::string(name);
    item.kind = ItemKind::EnumMember;
    item.rank = life && life->successor == name ? 1 : 2;
    item.is_deprecated = life && life->deprecated <= day_text(request_.analysis().options().lint.today);
    if (std::string inserted = value_text(request_, name); inserted != item.label) item.text = std::move(inserted);
    request_.list.add(std::move(item));
  }

  // True if nothing else is possible here.
  bool constants() {
    const Place& place = request_.place;
    switch (place.kind) {
      case PlaceKind::ResourceType:
        types();
        return true;
      case PlaceKind::ParameterType:
        parameter_types();
        return true;
      case PlaceKind::ParameterDefault:
        allowed_values();
        return true;
      case PlaceKind::PolicyAction:
        actions();
        return true;
      case PlaceKind::SamEventType:
        for (const std::string_view type : event_types(request_.facts(), place.resource_type)) {
          value(type, ItemKind::Event, 1);
        }
        return true;
      case PlaceKind::SamPolicies:
        policies();
        return false;
      case PlaceKind::ServicePrincipal:
        described("service-principals", ItemKind::Constant, 1);
        return false;
      case PlaceKind::ManagedPolicyArn:
        for (const std::string_view name : request_.facts().keys("managed-policies")) {
          for (const std::string_view arn : request_.facts().lookup("managed-policies", name)) {
            value(arn, ItemKind::Constant, 2);
          }
        }
        return false;
      default:
        break;
    }
    if (cursor_.path.size() == 1 || (cursor_.path.size() == 2 && cursor_.path[1].is_item)) {
      if (cursor_.is_key(0, "Transform")) return transforms();
    }
    const unsigned rank = 1;
    if (is_runtime_place(place)) {
      for (const std::string& constant : values_of(place.schemas)) runtime(constant);
      for (const std::string_view known : request_.facts().keys("lambda-runtimes")) runtime(known);
      return false;
    }
    for (const std::string& constant : values_of(place.schemas)) {
      const bool is_word = constant == "true" || constant == "false";
      const bool is_old = constant == "2008-10-17";  // an older version of the IAM policy language
      value(constant, is_word ? ItemKind::Keyword : ItemKind::EnumMember, is_word || is_old ? rank + 1 : rank,
            !is_word || cursor_.quote != '\0');
    }
    documented_values();
    const std::size_t size = cursor_.path.size();
    // CloudFormation evaluates functions only in resources and outputs.
    return size == 1 || cursor_.is_key(0, "Parameters") || cursor_.is_key(0, "Metadata");
  }

  void types() {
    const SchemaDatabase& facts = request_.facts();
    const bool is_sam = request_.analysis().model().is_sam();
    for (std::uint32_t i = 0; i < facts.type_count(); ++i) {
      const ResourceType type = facts.type(i);
      // Skip types such as "*::MODULE" that stand for many names.
      if (type.name().find("::") == std::string_view::npos || type.name().find('*') != std::string_view::npos) continue;
      CompletionItem item;
      item.label = std::string(type.name());
      item.kind = ItemKind::Class;
      item.rank = is_sam && type.name().starts_with("AWS::Serverless::") ? 2 : 3;
      item.documentation = type.documentation();
      std::string text = value_text(request_, type.name());
      if (text != item.label) item.text = std::move(text);
      request_.list.add(std::move(item));
    }
  }

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
  void parameter_types() {
    for (const std::string_view type : {"String", "Number", "CommaDelimitedList", "List<Number>"}) {
      value(type, ItemKind::Class, 1);
    }
    for (const std::string_view type : looked_up_types()) {
      value(type, ItemKind::Class, 2);
      if (type == "AWS::EC2::KeyPair::KeyName") continue;
      value("List<" + std::string(type) + ">", ItemKind::Class, 3);
    }
    for (const std::string_view type :
         {"AWS::SSM::Parameter::Name", "AWS::SSM::Parameter::Value<String>", "AWS::SSM::Parameter::Value<List<String>>",
          "AWS::SSM::Parameter::Value<CommaDelimitedList>", "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
          "AWS::SSM::Parameter::Value<AWS::EC2::VPC::Id>", "AWS::SSM::Parameter::Value<AWS::EC2::Subnet::Id>",
          "AWS::SSM::Parameter::Value<AWS::EC2::KeyPair::KeyName>"}) {
      value(type, ItemKind::Class, 4);
    }
  }

  void allowed_values() {
    if (cursor_.path.size() < 2) return;
    const Parameter* parameter = request_.analysis().model().find_parameter(cursor_.path[1].key);
    if (parameter == nullptr) return;
    if (parameter->allowed_values != nullptr) {
      for (const Node* allowed : parameter->allowed_values->items()) {
        if (allowed->is_scalar()) value(allowed->text(), ItemKind::EnumMember, 0, allowed->is_string());
      }
    }
  }

  // What the parameter on the other side of Fn::Equals can be.
  void compared_values() {
    const Place& place = request_.place;
    const Node* call = call_at(request_.analysis(), cursor_.path[place.function_step].range.begin);
    if (call == nullptr || place.argument.value_or(2) > 1) return;
    const std::span<const Node* const> items = call->argument()->items();
    const std::size_t other = 1 - *place.argument;
    if (other >= items.size() || items[other]->function != Function::Ref) return;
    const Parameter* parameter = request_.analysis().model().find_parameter(items[other]->argument()->text());
    if (parameter == nullptr || parameter->allowed_values == nullptr) return;
    for (const Node* allowed : parameter->allowed_values->items()) {
      if (allowed->is_scalar()) value(allowed->text(), ItemKind::EnumMember, 0, allowed->is_string());
    }
  }

  // The fourth argument of Fn::FindInMap.
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-findinmap-enhancements.html
  void default_value() {
    if (cursor_.quote != '\0' || !request_.analysis().model().has_language_extensions()) return;
    const bool snippets = request_.context.client.snippets;
    CompletionItem item;
    item.label = "DefaultValue";
    item.kind = ItemKind::Property;
    item.rank = 0;
    item.is_snippet = snippets;
    const std::string_view stop = snippets ? "$1" : "";
    item.text = cursor_.is_json        ? fmt::format(R"({{ "DefaultValue": "{}" }})", stop)
                : cursor_.could_be_key ? fmt::format("DefaultValue: {}", stop)
                                       : fmt::format("{{DefaultValue: {}}}", stop);
    request_.list.add(std::move(item));
  }

  // "service:Action" for the service that is being typed, else the services.
  void actions() {
    const std::string_view text = request_.analysis().text();
    const std::string_view typed = text.substr(cursor_.word.begin, cursor_.offset - cursor_.word.begin);
    const std::size_t colon = typed.find(':');
    const SchemaDatabase& facts = request_.facts();
    if (colon == std::string_view::npos) {
      for (const std::string_view service : facts.keys("iam-actions")) {
        CompletionItem item;
        item.label = std::string(service) + ":";
        item.kind = ItemKind::Module;
        item.rank = 3;
        const auto names = facts.lookup("iam-services", service);
        if (!names.empty()) item.detail = std::string(names.front());
        if (cursor_.is_json && cursor_.quote == '\0') item.text = '"' + item.label;
        request_.list.add(std::move(item));
      }
      return;
    }
    const std::string service(typed.substr(0, colon));
    for (const std::string_view action : facts.lookup("iam-actions", service)) {
      value(service + ":" + std::string(action), ItemKind::EnumMember, 2);
    }
    value(service + ":*", ItemKind::EnumMember, 4);
  }

  // A policy template is a key with its parameters below: in a block, where a list has an item or the property a map.
  // In quotes it begins behind the one that is there; between brackets that needs a bracket before it.
  std::string policy_template_text(const PolicyTemplateWords& found) const {
    const bool snippets = request_.context.client.snippets;
    const bool is_quoted = cursor_.quote != '\0';
    int stop = 1;
    std::string text;
    const auto value = [&] { return snippets ? fmt::format("${}", stop++) : std::string(); };
    if (cursor_.is_json) {
      for (const std::string_view parameter : found.parameters) {
        text += fmt::format(R"({}"{}": "{}")", text.empty() ? "" : ", ", parameter, value());
      }
      return fmt::format(R"({}{}": {{ {}{}}} }})", is_quoted ? "" : R"({ ")", found.name, text,
                         text.empty() ? "" : " ");
    }
    const std::string name = std::string(found.name) + closing_quote_of(cursor_);
    if (cursor_.in_flow) {
      for (const std::string_view parameter : found.parameters) {
        text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", parameter, value());
      }
      return fmt::format("{}{}: {{{}}}}}", is_quoted ? "" : "{", name, text);
    }
    if (cursor_.has_block_below) return name + ":";
    text = name + (found.parameters.empty() ? ": {}" : ":");
    for (const std::string_view parameter : found.parameters) {
      text += fmt::format("\n{}{}: {}", request_.indentation_below(), parameter, value());
    }
    return text;
  }

  void policies() {
    const bool in_brackets = cursor_.is_json || cursor_.in_flow;
    const bool takes_template = in_brackets || cursor_.could_be_key;
    const bool is_quoted = cursor_.quote != '\0';
    // A template goes on behind its name in quotes, so that accepting an item writes the quote that closes it.
    const bool writes_quote = is_quoted && cursor_.is_quote_closed && takes_template;
    if (writes_quote) request_.list.replace_whole({cursor_.word.begin, cursor_.word.end + cursor_.quote_size()});
    for (const PolicyTemplateWords& found : policy_templates()) {
      if (!takes_template) break;
      CompletionItem item;
      item.label = std::string(found.name);
      item.kind = ItemKind::Module;
      item.rank = 2;
      item.detail = "SAM policy template";
      item.text = policy_template_text(found);
      item.is_snippet = item.text.find('$') != std::string::npos;
      if (in_brackets && is_quoted) {
        const std::uint32_t quote = cursor_.word.begin - 1;
        item.beside = TextEdit{{quote, quote}, cursor_.is_json ? "{ " : "{"};
      }
      request_.list.add(std::move(item));
    }
    // SAM knows the managed policies of AWS by their names.
    for (const std::string_view name : request_.facts().keys("managed-policies")) {
      CompletionItem item;
      item.label = std::string(name);
      item.kind = ItemKind::Constant;
      item.rank = 3;
      std::string text = value_text(request_, name);
      if (writes_quote) text += cursor_.quote;
      if (text != item.label) item.text = std::move(text);
      request_.list.add(std::move(item));
    }
  }

  bool transforms() {
    for (const std::string_view name : request_.facts().keys("transforms")) {
      value(name, ItemKind::Module, 2);
    }
    return true;
  }

  // Values that are in tables but not in schemas, and examples of the schemas, which allow others, too.
  void documented_values() {
    for (const Schema& schema : request_.place.schemas) {
      for (const std::string& known : virga::known_values(schema)) value(known, ItemKind::EnumMember, 2);
    }
    const Place& place = request_.place;
    const std::size_t size = place.keys.size();
    if (size < 2) return;
    for (const std::string_view known :
         known_values(place.resource_type, place.event_type, place.keys[size - 2], place.keys[size - 1])) {
      value(known, ItemKind::EnumMember, 2);
    }
  }

  // For a list item that is a map: its first key.
  void keys() {
    Cursor at_key = cursor_;
    at_key.role = CursorRole::Key;
    CompletionRequest request{request_.context, at_key, request_.place, request_.list};
    // A value keeps the quote that is there, and a key replaces it.
    if (cursor_.quote != '\0' && !request_.list.empty()) return;
    replace_closing_quote(request);
    if (request.place.kind == PlaceKind::SamPolicies) return complete_inline_policy(request);
    if (properties_of(request.place.schemas).empty()) return;
    complete_keys(request);
  }

  // Short forms of functions, which are possible for any value.
  void functions() {
    const Place& place = request_.place;
    if (cursor_.quote != '\0' || cursor_.is_tagged || cursor_.path.empty() || cursor_.content != nullptr) return;
    if (place.function == "Ref" || place.function == "Condition") return;
    const std::string_view section = cursor_.path[0].key;
    if (section != "Resources" && section != "Outputs" && section != "Conditions" && section != "Rules" &&
        section != "Globals") {
      return;
    }
    // Attributes of a resource are plain strings.
    if (section == "Resources" && cursor_.path.size() == 3 && place.function.empty() &&
        !cursor_.is_key(2, "Properties")) {
      return;
    }
    for (const auto& [words, rank] : offered_functions(request_)) {
      const FunctionWords& function = *words;
      CompletionItem item;
      item.kind = ItemKind::Function;
      item.rank = rank;
      item.note = std::string(function.summary);
      item.is_snippet = request_.context.client.snippets;
      if (cursor_.is_json) {
        item.label = std::string(function.name);
        const std::string_view stop = item.is_snippet ? "$1" : "";
        const std::uint8_t type = argument_type(function);
        item.text = type == json_type::kArray    ? fmt::format(R"({{ "{}": [{}] }})", function.name, stop)
                    : type == json_type::kObject ? fmt::format(R"({{ "{}": {{ {} }} }})", function.name, stop)
                                                 : fmt::format(R"({{ "{}": "{}" }})", function.name, stop);
      } else if (!set_function_text(request_, function, item)) {
        return;
      }
      request_.list.add(std::move(item));
    }
  }

  CompletionRequest& request_;
  const Cursor& cursor_;
};

}  // namespace

void complete_values(CompletionRequest& request) { Values(request).run(); }

}  // namespace virga::lsp
