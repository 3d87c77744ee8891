// Where a template names things: collect_occurrences().
#include <algorithm>
#include <set>
#include <tuple>

#include "compiler/resolve/nested_templates.h"
#include "compiler/resolve/sub_text.h"
#include "lsp/queries/bootstrap_names.h"
#include "lsp/queries/generated.h"
#include "lsp/queries/notation.h"
#include "lsp/queries/occurrences.h"
#include "lsp/queries/state_machines.h"
#include "lsp/queries/workspace.h"

namespace virga::lsp {

namespace {

constexpr std::string_view kOutputs = "Outputs.";
constexpr std::string_view kServerless = "AWS::Serverless::";

class Collector {
public:
  Collector(const Template& model, const SymbolTable& symbols, std::string_view text, const std::string& file)
      : model_(model), symbols_(symbols), text_(text), file_(file) {}

  std::vector<Occurrence> run() {
    declarations();
    nested_templates();
    serverless();
    for (Occurrence& state : state_occurrences(model_, text_, file_)) found_.push_back(std::move(state));
    for (const Reference& reference : symbols_.references()) use(reference);
    interface();
    bootstrap();
    exports();
    if (model_.root() != nullptr) calls(*model_.root());
    std::stable_sort(found_.begin(), found_.end(), [](const Occurrence& a, const Occurrence& b) {
      return std::tie(a.range.begin, a.range.end) < std::tie(b.range.begin, b.range.end);
    });
    return std::move(found_);
  }

private:
  Occurrence& add(Symbol symbol, TextRange range, std::string_view name) {
    Occurrence& made = found_.emplace_back();
    made.symbol = std::move(symbol);
    made.range = range;
    made.is_exact = range.end <= text_.size() && text_.substr(range.begin, range.size()) == name;
    return made;
  }

  Occurrence& add_name(NameKind kind, const Node& node, std::string scope = {}) {
    return add_scalar({kind, std::string(node.text()), std::move(scope), file_}, node);
  }

  Occurrence& add_scalar(Symbol symbol, const Node& node) {
    const WrittenString written = written_string(node, text_);
    Occurrence& made = add(std::move(symbol), written.range, {});
    made.is_exact = written.is_exact;
    made.notation = written.notation;
    return made;
  }

  void declare(NameKind kind, const Member& member, std::string_view detail, std::string scope = {}) {
    Occurrence& made = add_name(kind, *member.key, std::move(scope));
    made.is_declaration = true;
    made.detail = detail;
    made.value = member.value;
    made.whole = {member.key->range.begin, std::max(member.key->range.end, member.value->range.end)};
  }

  void declarations() {
    for (const Parameter& parameter : model_.parameters()) {
      declare(NameKind::Parameter, parameter.member, parameter.type);
    }
    for (const Resource& resource : model_.resources()) declare(NameKind::Resource, resource.member, resource.type);
    for (const Member& member : loop_members(model_, Section::Resources)) {
      const Node* type = member.value->get("Type");
      declare(NameKind::Resource, member, type != nullptr && type->is_string() ? type->text() : std::string_view());
    }
    for (const Declaration& condition : model_.conditions()) declare(NameKind::Condition, condition.member, {});
    for (const Member& member : loop_members(model_, Section::Conditions)) declare(NameKind::Condition, member, {});
    for (const Declaration& rule : model_.rules()) declare(NameKind::Rule, rule.member, {});
    for (const Output& output : model_.outputs()) declare(NameKind::Output, output.member, {});
    for (const Member& member : loop_members(model_, Section::Outputs)) declare(NameKind::Output, member, {});
    for (const Declaration& mapping : model_.mappings()) {
      declare(NameKind::Mapping, mapping.member, {});
      for (const Member& key : mapping.body()->members()) {
        declare(NameKind::MappingKey, key, {}, std::string(mapping.name()));
        for (const Member& field : key.value->members()) {
          declare(NameKind::MappingField, field, {}, std::string(mapping.name()));
        }
      }
    }
  }

  // What only SAM has: events, and logical IDs in connectors, which may stand in any resource.
  void serverless() {
    if (!model_.is_sam()) return;
    for (const Resource& resource : model_.resources()) {
      if (const Node* events = resource.property("Events");
          events != nullptr && resource.type.starts_with(kServerless)) {
        for (const Member& event : events->members()) {
          const Node* type = event.value->get("Type");
          declare(NameKind::Event, event, type != nullptr && type->is_string() ? type->text() : std::string_view(),
                  std::string(resource.name()));
        }
      }
      if (resource.type == "AWS::Serverless::Connector" && resource.properties != nullptr) {
        connector(*resource.properties->value, resource.name());
      }
      const Node* connectors = resource.body()->get("Connectors");
      if (connectors == nullptr) continue;
      for (const Member& member : connectors->members()) {
        declare(NameKind::Connector, member, {}, std::string(resource.name()));
        if (const Node* properties = member.value->get("Properties")) connector(*properties, resource.name());
      }
    }
  }

  // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-connector-resourcereference.html
  void connector(const Node& properties, std::string_view owner) {
    const auto end = [&](const Node* node) {
      const Node* id = node == nullptr ? nullptr : node->get("Id");
      if (id != nullptr && id->is_string()) add_name(NameKind::Resource, *id).owner = owner;
    };
    for (const std::string_view key : {"Source", "Destination"}) {
      const Node* node = properties.get(key);
      if (node == nullptr) continue;
      end(node);
      for (const Node* item : node->items()) end(item);
    }
  }

  // The path of a nested stack's template; empty if it is not a local file.
  std::string child_of(const Resource& resource) const {
    const Member* location = nested_template_location(resource);
    if (location == nullptr || !location->value->is_string()) return {};
    return beside(file_, location->value->text());
  }

  void nested_templates() {
    for (const Resource& resource : model_.resources()) {
      const std::string child = child_of(resource);
      if (child.empty()) continue;
      const Node& location = *nested_template_location(resource)->value;
      add({NameKind::File, child, {}, {}}, content_range(location), location.text());
      const Node* parameters = resource.property("Parameters");
      if (parameters == nullptr || parameters->function != Function::None) continue;
      for (const Member& parameter : parameters->members()) {
        add_scalar({NameKind::Parameter, std::string(parameter.key->text()), {}, child}, *parameter.key);
      }
    }
  }

  void use(const Reference& reference) {
    const std::string name(reference.name);
    switch (reference.target) {
      case SymbolKind::Parameter:
        return use(NameKind::Parameter, reference, {}, file_);
      case SymbolKind::Resource:
        return use_resource(reference);
      case SymbolKind::Condition:
        return use(NameKind::Condition, reference, {}, file_);
      case SymbolKind::Mapping:
        return use(NameKind::Mapping, reference, {}, file_);
      case SymbolKind::PseudoParameter:
        return use(NameKind::Pseudo, reference, {}, {});
      case SymbolKind::Loop:
        return use_local(NameKind::Loop, reference);
      case SymbolKind::SubVariable:
        return use_local(NameKind::SubVariable, reference);
      case SymbolKind::Unknown:
        break;
    }
    // Not defined: still an occurrence of a kind that the reference can have.
    switch (reference.kind) {
      case ReferenceKind::If:
      case ReferenceKind::Condition:
      case ReferenceKind::ConditionAttribute:
        return use(NameKind::Condition, reference, {}, file_);
      case ReferenceKind::FindInMap:
        return use(NameKind::Mapping, reference, {}, file_);
      case ReferenceKind::RuleRef:
        return use(NameKind::Parameter, reference, {}, file_);
      default:
        return use_resource(reference);
    }
  }

  void use(NameKind kind, const Reference& reference, std::string scope, const std::string& file) {
    Occurrence& made =
        add({kind, std::string(reference.name), std::move(scope), file}, reference.range, reference.name);
    made.owner = reference.owner;
    const Node* node = reference.node;
    if (node != nullptr && node->is_string() && content_range(*node) == reference.range) {
      made.notation = written_string(*node, text_).notation;
    }
  }

  void use_resource(const Reference& reference) {
    use(NameKind::Resource, reference, {}, file_);
    if (reference.attribute.empty()) return;
    TextRange range = attribute_range(reference);
    std::string_view attribute = reference.attribute;
    if (attribute.starts_with(kOutputs) && range.size() == attribute.size()) {
      const Resource* stack = model_.find_resource(reference.name);
      const std::string child = stack == nullptr ? std::string() : child_of(*stack);
      if (!child.empty()) {
        attribute.remove_prefix(kOutputs.size());
        range.begin += static_cast<std::uint32_t>(kOutputs.size());
        add({NameKind::Output, std::string(attribute), {}, child}, range, attribute).owner = reference.owner;
        return;
      }
    }
    add({NameKind::Attribute, std::string(attribute), std::string(reference.name), file_}, range, attribute).owner =
        reference.owner;
  }

  // The range of the text after the dot, or of the second item of a list.
  TextRange attribute_range(const Reference& reference) const {
    if (reference.kind == ReferenceKind::GetAtt && reference.node->items().size() > 1) {
      const TextRange range = content_range(*reference.node->items()[1]);
      // `!GetAtt a.b` is lowered to a list whose items have their own ranges.
      if (text_.substr(range.begin, range.size()) == reference.attribute) return range;
    }
    const std::uint32_t begin = reference.range.end + 1;
    const TextRange range{begin, begin + static_cast<std::uint32_t>(reference.attribute.size())};
    const bool fits = range.end <= text_.size() && text_.substr(range.begin, range.size()) == reference.attribute;
    return fits ? range : TextRange{reference.range.end, reference.range.end};
  }

  // Names local to one expression: the declaration is added with the first use.
  void use_local(NameKind kind, const Reference& reference) {
    if (reference.declaration == nullptr) return;
    const Node* declared = reference.declaration->key;
    if (kind == NameKind::Loop) {
      const auto items = reference.declaration->value->items();
      if (items.empty()) return;
      declared = items.front();
    }
    const std::string scope = std::to_string(declared->range.begin);
    if (locals_.insert(declared).second) {
      Occurrence& made = add_name(kind, *declared, scope);
      made.is_declaration = true;
      made.value = reference.declaration->value;
      made.whole = declared->range;
    }
    use(kind, reference, scope, file_);
  }

  // Metadata: AWS::CloudFormation::Interface refers to parameters.
  void interface() {
    const Node* metadata = model_.section_body(Section::Metadata);
    const Node* body = metadata == nullptr ? nullptr : metadata->get("AWS::CloudFormation::Interface");
    if (body == nullptr) return;
    if (const Node* groups = body->get("ParameterGroups")) {
      for (const Node* group : groups->items()) {
        const Node* parameters = group->get("Parameters");
        if (parameters == nullptr) continue;
        for (const Node* name : parameters->items()) {
          if (name->is_scalar()) add_name(NameKind::Parameter, *name);
        }
      }
    }
    if (const Node* labels = body->get("ParameterLabels")) {
      for (const Member& label : labels->members()) add_name(NameKind::Parameter, *label.key);
    }
  }

  // Commands and configuration files in text, such as user data.
  void bootstrap() {
    for (const TextRange range : bootstrap_names(text_)) {
      const std::string name(text_.substr(range.begin, range.size()));
      if (model_.find_resource(name) == nullptr) continue;
      Occurrence& made = add({NameKind::Resource, name, {}, file_}, range, name);
      if (const Resource* owner = model_.resource_at(range)) made.owner = owner->name();
    }
  }

  // A name that stacks share; null if it is neither a string nor a function call. What a call is named follows from
  // where it stands.
  Occurrence* add_shared(const Node& name) {
    if (name.is_string()) {
      Occurrence& made = add_scalar({NameKind::Export, std::string(name.text()), {}, {}}, name);
      made.expression = &name;
      return &made;
    }
    const Node* argument = name.argument();
    if (argument == nullptr) return nullptr;
    const TextRange range = argument->is_string() ? content_range(*argument) : argument->range;
    std::string shown(argument->is_string() ? argument->text() : name.function_key()->text());
    Occurrence& made = add({NameKind::Export, std::move(shown), std::to_string(range.begin), file_}, range, {});
    made.is_exact = false;
    made.expression = &name;
    return &made;
  }

  void exports() {
    for (const Output& output : model_.outputs()) {
      if (output.export_name == nullptr) continue;
      Occurrence* added = add_shared(*output.export_name->value);
      if (added == nullptr) continue;
      Occurrence& made = *added;
      made.is_declaration = true;
      made.detail = output.name();
      made.value = output.body();
      made.whole = output.member.value->range;
    }
  }

  // Functions with names that are not in the symbol table: keys of mappings, exports.
  void calls(const Node& root) {
    std::vector<const Node*> todo = {&root};
    while (!todo.empty()) {
      const Node& node = *todo.back();
      todo.pop_back();
      for (const Node* item : node.items()) todo.push_back(item);
      for (const Member& member : node.members()) todo.push_back(member.value);
      const Node* argument = node.argument();
      if (argument == nullptr) continue;
      if (node.function == Function::ImportValue) add_shared(*argument);
      if (node.function != Function::FindInMap) continue;
      const auto items = argument->items();
      if (items.size() < 2 || !items[0]->is_string()) continue;
      const std::string mapping(items[0]->text());
      if (items[1]->is_scalar()) add_name(NameKind::MappingKey, *items[1], mapping);
      if (items.size() > 2 && items[2]->is_scalar()) add_name(NameKind::MappingField, *items[2], mapping);
    }
  }

  const Template& model_;
  const SymbolTable& symbols_;
  std::string_view text_;
  const std::string& file_;
  std::vector<Occurrence> found_;
  std::set<const Node*> locals_;
};

}  // namespace

std::vector<Occurrence> collect_occurrences(const Template& model, const SymbolTable& symbols, std::string_view text,
                                            const std::string& file) {
  return Collector(model, symbols, text, file).run();
}

}  // namespace virga::lsp
