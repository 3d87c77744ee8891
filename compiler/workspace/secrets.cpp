#include "compiler/workspace/secrets.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "compiler/syntax/node_path.h"
#include "compiler/workspace/joined_secrets.h"
#include "compiler/workspace/named_secrets.h"
#include "compiler/workspace/template_source.h"
#include "rules/engine/fixer.h"
#include "rules/engine/secret_words.h"

namespace virga {
namespace {

constexpr std::string_view kHidden = "****";
// Templates in strings of templates in strings: each level is read twice, and deeper ones are hidden as a whole.
constexpr int kMaxDepth = 3;

using Names = ParameterNames;

bool is_hidden(const Node& parameter) {
  return std::any_of(parameter.members().begin(), parameter.members().end(), [](const Member& member) {
    bool hides = false;
    return member.key->text() == "NoEcho" && to_boolean(*member.value, hides) && hides;
  });
}

// Calls `then` for every NoEcho parameter and those of `also`, all of those that are written twice.
template <typename Then>
void for_hidden_parameters(const Node& root, const Names& also, const Then& then) {
  for (const Member& section : root.members()) {
    if (section.key->text() != "Parameters") continue;
    for (const Member& parameter : section.value->members()) {
      if (is_hidden(*parameter.value) || also.contains(parameter.key->text())) then(parameter);
    }
  }
}

Names hidden_names(const Node* root, const Names& also = {}) {
  Names names;
  if (root == nullptr) return names;
  for_hidden_parameters(*root, also, [&](const Member& parameter) { names.emplace(parameter.key->text()); });
  return names;
}

bool is_logical(Function function) {
  return function == Function::Equals || function == Function::And || function == Function::Or ||
         function == Function::Not || function == Function::Condition;
}

bool says_nothing(std::string_view text) {
  return text.empty() || (text.starts_with("{{resolve:") && text.ends_with("}}"));
}

// Whether anything but variables and punctuation is in the text of Fn::Sub.
bool has_own_text(std::string_view text) {
  for (const SubPart& part : SubText(text)) {
    if (part.is_variable()) continue;
    if (std::any_of(part.written.begin(), part.written.end(),
                    [](char c) { return is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80; }))
      return true;
  }
  return false;
}

class Finder {
public:
  Finder(const SourceFilePtr& source, const FileSystem& files, SecretKinds kinds, int depth, Secrets& out)
      : source_(source), files_(files), kinds_(kinds), depth_(depth), out_(out) {}

  void run(const Node& root, const Names& also = {}, const ParameterValues& values = {}) {
    root_ = &root;
    names_ = hidden_names(&root, also);
    for_hidden_parameters(root, also, [&](const Member& parameter) {
      for (const Member& member : parameter.value->members()) {
        const std::string_view key = member.key->text();
        if (key == "Default") hide(*member.value);
        const bool is_told = key == "AllowedValues" || key == "AllowedPattern";
        if (is_told && kinds_ == SecretKinds::ByName) hide_scalars(*member.value);
      }
    });
    if (kinds_ == SecretKinds::ByName) {
      headers_ = sent_headers(root);
      hide_named_declarations(root);
      find_stored_secrets(root, values, [&](const Node& value) { hide_named(value); });
    }
    const auto known = [&] { return names_.size() + out_.variables.size(); };
    const std::size_t before = known();
    visit(root);
    if (known() > before) {
      // What is compared with a parameter that turned out to be a secret, or has such a name, after it was looked at.
      visited_.clear();
      visit(root);
    }
    hide_joined();
    if (depth_ == 0) out_.parameters = names_;
  }

private:
  void hide_named_declarations(const Node& root) {
    for (const auto& [section, attribute] :
         {std::pair{"Parameters", "Default"}, {"Parameters", "AllowedValues"}, {"Outputs", "Value"}}) {
      const Node* declarations = root.get(section);
      if (declarations == nullptr) continue;
      for (const Member& one : declarations->members()) {
        const Node* value = one.value->get(attribute);
        if (value != nullptr && is_hidden_name(one.key->text())) hide_named(*value);
      }
    }
    const Node* parameters = root.get("Parameters");
    if (parameters == nullptr) return;
    for (const Member& one : parameters->members()) {
      const Node* usual = one.value->get("Default");
      if (is_hidden_name(one.key->text()) && (usual == nullptr || !is_no_secret(*usual)))
        names_.emplace(one.key->text());
    }
  }

  // A value that is a secret by its name. A switch is none, and neither is what says where the secret is.
  void hide_named(const Node& value) {
    if (value.is_mapping() && value.function == Function::None) return;
    // A list of definitions, or a condition.
    const auto items = value.items();
    if (std::any_of(items.begin(), items.end(),
                    [](const Node* item) { return item->is_mapping() && item->function == Function::None; }) ||
        is_logical(value.function)) {
      return;
    }
    if (is_no_secret(value)) return;
    if (value.is_scalar() && (value.is(NodeKind::Null) || says_nothing(value.text()))) return;
    out_.passed.insert(&value);
    taint(value);
    hide_texts(value);
  }

  // A parameter that is all of a secret is one wherever it is used.
  void taint(const Node& value) {
    if (kinds_ != SecretKinds::ByName || value.function == Function::None) return;
    const Node& argument = *value.argument();
    const auto items = argument.items();
    switch (value.function) {
      case Function::Ref: {
        const Node* parameters = root_->get("Parameters");
        const Node* parameter = parameters == nullptr ? nullptr : parameters->get(argument.text());
        const Node* usual = parameter == nullptr ? nullptr : parameter->get("Default");
        if (parameter != nullptr && (usual == nullptr || !is_no_secret(*usual))) names_.emplace(argument.text());
        return;
      }
      case Function::If:
        for (std::size_t i = 1; i < items.size(); ++i) taint(*items[i]);
        return;
      case Function::Base64:
        return taint(argument);
      default:
        return;
    }
  }

  // The Default of a parameter that is part of a secret.
  void hide_default(std::string_view name) {
    if (kinds_ != SecretKinds::ByName) return;
    const Node* parameters = root_->get("Parameters");
    const Node* parameter = parameters == nullptr ? nullptr : parameters->get(name);
    const Node* value = parameter == nullptr ? nullptr : parameter->get("Default");
    if (value != nullptr) hide_scalars(*value);
  }

  // The maps in this one whose keys do not say what they say elsewhere.
  void note_plain(const Node& node) {
    for (const Member& member : node.members()) {
      if (is_quantity_name(member.key->text())) quantities_.insert(member.value);
      if (member.key->text() != "Tags") continue;
      tags_.insert(member.value);
      for (const Node* item : member.value->items()) tags_.insert(item);
    }
  }

  // Whose arguments are secrets because of what stands around them.
  void find_commands(const Node& node) {
    for (const Member& member : node.members()) {
      const std::string word = to_lower(member.key->text());
      if (word == "command" || word == "entrypoint" || word == "args") joined_.add_command(member.value->items());
    }
    const auto items = node.items();
    const auto is_option = [](const Node* item) { return item->text().starts_with('-'); };
    if (std::any_of(items.begin(), items.end(), is_option)) joined_.add_command(items);
  }

  // What is a secret because of what stands around it.
  void hide_joined() {
    for (const Node* choice : joined_.choices()) hide_texts(*choice);
    for (const auto& [scalar, found] : joined_.places()) {
      SecretPlaces places = secret_places(scalar->text());
      places.insert(places.end(), found.begin(), found.end());
      join_places(places);
      out_.texts.try_emplace(scalar, without_places(scalar->text(), places));
    }
  }

  void hide(const Node& node) {
    out_.ranges.push_back(node.range);
    hide_scalars(node);
  }

  void hide_scalars(const Node& node) {
    if (node.is_scalar()) {
      out_.texts.insert_or_assign(&node, std::string(kHidden));
      return;
    }
    if (!hidden_.insert(&node).second) return;
    for (const Node* item : node.items()) hide_scalars(*item);
    for (const Member& member : node.members()) hide_scalars(*member.value);
  }

  // The texts of an expression; names and keys are none.
  void hide_texts(const Node& node) {
    if (node.is_scalar()) {
      if (!says_nothing(node.text())) hide(node);
      return;
    }
    if (!hidden_.insert(&node).second) return;
    const std::span<const Node* const> items =
        node.function == Function::None ? std::span<const Node* const>() : node.argument()->items();
    switch (node.function) {
      case Function::Ref:
        return hide_default(node.argument()->text());
      case Function::Condition:
      case Function::GetAtt:
      case Function::GetAZs:
      case Function::ImportValue:
      case Function::GetStackOutput:
        return;
      case Function::If:
      case Function::Select:
      case Function::Join:
        for (std::size_t i = 1; i < items.size(); ++i) hide_texts(*items[i]);
        return;
      case Function::FindInMap:
        hide_cells(items);
        for (std::size_t i = 3; i < items.size(); ++i) hide_texts(*items[i]);
        return;
      case Function::Sub: {
        const Node& text = items.empty() ? *node.argument() : *items[0];
        if (text.is_scalar() && has_own_text(text.text())) hide(text);
        for (const SubPart& part : SubText(text.text())) {
          if (part.is_variable()) hide_default(part.name);
        }
        for (std::size_t i = 1; i < items.size(); ++i) hide_texts(*items[i]);
        return;
      }
      default:
        break;
    }
    for (const Node* item : node.items()) hide_texts(*item);
    for (const Member& member : node.members()) hide_texts(*member.value);
  }

  // Those that Fn::FindInMap may find.
  void hide_cells(std::span<const Node* const> keys) {
    const Node* mappings = root_->get("Mappings");
    if (mappings == nullptr || keys.size() < 3) return;
    const auto may_be = [](const Node& key, const Member& member) {
      return !key.is_scalar() || key.text() == member.key->text();
    };
    for (const Member& mapping : mappings->members()) {
      if (!may_be(*keys[0], mapping)) continue;
      for (const Member& row : mapping.value->members()) {
        if (!may_be(*keys[1], row)) continue;
        for (const Member& cell : row.value->members()) {
          if (may_be(*keys[2], cell)) hide_texts(*cell.value);
        }
      }
    }
  }

  bool is_hidden_parameter(const Node& node) const {
    return node.function == Function::Ref && names_.contains(node.argument()->text());
  }

  void visit(const Node& node) {
    if (node.is_scalar() || !visited_.insert(&node).second) return;
    if (node.function == Function::Equals || node.function == Function::Contains ||
        node.function == Function::EachMemberIn) {
      const auto items = node.argument()->items();
      if (std::any_of(items.begin(), items.end(), [&](const Node* item) { return is_hidden_parameter(*item); })) {
        for (const Node* item : items) hide_texts(*item);
      }
    }
    if (kinds_ == SecretKinds::ByName && node.function == Function::None) {
      add_secret_variables(node, out_.variables);
      note_plain(node);
      if (!quantities_.contains(&node)) {
        find_named_secrets(node, out_.variables, headers_, tags_.contains(&node),
                           [&](const Node& value) { hide_named(value); });
      }
      find_commands(node);
    }
    if (kinds_ == SecretKinds::ByName && (node.function == Function::Join || node.function == Function::Sub))
      joined_.add_text(node);
    const Node* type = node.get("Type");
    const Node* properties = type == nullptr ? nullptr : node.get("Properties");
    if (properties != nullptr) visit_resource(type->text(), *properties, node.get("Metadata"));
    for (const Node* item : node.items()) visit(*item);
    for (const Member& member : node.members()) visit(*member.value);
  }

  void visit_resource(std::string_view type, const Node& properties, const Node* metadata) {
    if (type == "AWS::CloudFormation::StackSet") return visit_stack_set(properties);
    if (type == "AWS::ApiGateway::ApiKey" && kinds_ == SecretKinds::ByName) {
      if (const Node* value = properties.get("Value")) hide_named(*value);
      return;
    }
    const bool is_stack = type == "AWS::CloudFormation::Stack";
    if (!is_stack && type != "AWS::Serverless::Application") return;
    const Node* place = properties.get(is_stack ? "TemplateURL" : "Location");
    // The CDK uploads it, and says which file it is.
    if (metadata != nullptr && (place == nullptr || !place->is_string())) place = metadata->get("aws:asset:path");
    if (place != nullptr) hide_passed(properties.get("Parameters"), names_of_file(place->text()));
  }

  void visit_stack_set(const Node& properties) {
    Names names;
    if (const Node* body = properties.get("TemplateBody")) {
      names = visit_body(*body);
    } else if (const Node* place = properties.get("TemplateURL")) {
      names = names_of_file(place->text());
    }
    hide_passed(properties.get("Parameters"), names);
    const Node* groups = properties.get("StackInstancesGroup");
    if (groups == nullptr) return;
    for (const Node* group : groups->items()) hide_passed(group->get("ParameterOverrides"), names);
  }

  // Returns the names of its NoEcho parameters.
  Names visit_body(const Node& body) {
    if (body.is_mapping()) {
      if (body.function == Function::None && depth_ < kMaxDepth)
        Finder(source_, files_, kinds_, depth_ + 1, out_).run(body);
      return hidden_names(&body);
    }
    if (!body.is_string()) return {};
    if (depth_ >= kMaxDepth) {
      hide(body);
      return {};
    }
    std::string text(body.text());
    Secrets own;
    Names names = find_in(std::make_shared<const SourceFile>(source_->name(), text), own);
    if (own.ranges.empty()) return names;
    for (const TextRange range : own.ranges) {
      for (std::uint32_t at = range.begin; at < std::min<std::size_t>(range.end, text.size()); ++at) {
        if (!is_space(text[at])) text[at] = '*';
      }
    }
    out_.texts.insert_or_assign(&body, std::move(text));
    const SourceFilePtr in_place = template_in_string(source_, body);
    Secrets placed;
    if (in_place != nullptr) find_in(in_place, placed);
    if (placed.ranges.size() != own.ranges.size()) placed.ranges = {body.range};
    out_.ranges.insert(out_.ranges.end(), placed.ranges.begin(), placed.ranges.end());
    return names;
  }

  Names find_in(const SourceFilePtr& text, Secrets& found) const {
    const SyntaxTree tree = parse_tolerant(text);
    if (tree.root == nullptr) return {};
    Finder(text, files_, kinds_, depth_ + 1, found).run(*tree.root);
    return hidden_names(tree.root);
  }

  const Names& names_of_file(std::string_view place) {
    static const Names kNone;
    const std::string& parent = source_->name();
    if (place.empty() || parent.empty() || parent == "-" || place.find("://") != std::string_view::npos ||
        place.find('\0') != std::string_view::npos) {
      return kNone;
    }
    const auto [known, is_new] = files_read_.try_emplace(std::string(place));
    if (!is_new) return known->second;
    const std::filesystem::path path = std::filesystem::path(parent).parent_path() / std::filesystem::path(place);
    ReadResult read = files_.read(path.lexically_normal().string());
    if (read.file != nullptr) known->second = hidden_names(parse_tolerant(std::move(read.file)).root);
    return known->second;
  }

  // Parameters of stacks are a map, those of stack sets a list.
  void hide_passed(const Node* parameters, const Names& names) {
    if (parameters == nullptr || names.empty()) return;
    const auto hide_value = [&](const Node& value) {
      out_.passed.insert(&value);
      hide_texts(value);
    };
    for (const Member& member : parameters->members()) {
      if (names.contains(member.key->text())) hide_value(*member.value);
    }
    const bool is_choice = parameters->function == Function::If;
    for (const Node* item : is_choice ? parameters->argument()->items() : parameters->items()) {
      const Node* name = item->get("ParameterKey");
      const Node* value = item->get("ParameterValue");
      if (name == nullptr || value == nullptr) {
        hide_passed(item, names);
      } else if (names.contains(name->text())) {
        hide_value(*value);
      }
    }
  }

  const SourceFilePtr& source_;
  const FileSystem& files_;
  SecretKinds kinds_;
  int depth_;
  Secrets& out_;
  const Node* root_ = nullptr;
  Names names_;  // of the NoEcho parameters
  SentHeaders headers_;
  JoinedSecrets joined_;
  std::unordered_set<const Node*> visited_, hidden_;
  std::unordered_set<const Node*> quantities_, tags_;
  std::map<std::string, Names, std::less<>> files_read_;
};

// Most templates have none of what this looks for, and need no walk.
bool may_hold_secrets(std::string_view text) {
  const auto says = [&](std::string_view word) { return text.find(word) != std::string_view::npos; };
  return says("NoEcho") || says("AWS::CloudFormation::Stack") || says("AWS::Serverless::Application");
}

}  // namespace

bool Secrets::holds(const Node* root, std::span<const std::string> path) const {
  const Node* node = root;
  for (const std::string& step : path) {
    if (node == nullptr || passed.contains(node)) break;
    if (!node->is_sequence()) {
      node = node->get(step);
      continue;
    }
    std::size_t index = 0;
    const auto [end, fault] = std::from_chars(step.data(), step.data() + step.size(), index);
    node = fault == std::errc() && index < node->size ? node->items()[index] : nullptr;
  }
  return node != nullptr && passed.contains(node);
}

Secrets find_secrets(const SourceFilePtr& source, const Node* root, const FileSystem& files, SecretKinds kinds,
                     const ParameterNames& also, const ParameterNames& variables, const ParameterValues& values) {
  Secrets found;
  found.variables = variables;
  if (source != nullptr && root != nullptr && (kinds == SecretKinds::ByName || may_hold_secrets(source->text()))) {
    Finder(source, files, kinds, 0, found).run(*root, also, values);
  }
  return found;
}

std::vector<TextRange> secret_ranges(const SourceFilePtr& source) {
  if (!may_hold_secrets(source->text())) return {};
  const SyntaxTree tree = parse_tolerant(source);
  return find_secrets(source, tree.root).ranges;
}

std::vector<TextRange> secret_ranges(const SyntaxTree& tree, std::span<const Diagnostic> findings) {
  if (findings.empty()) return {};
  std::vector<TextRange> ranges = find_secrets(tree.source, tree.root).ranges;
  for (const Diagnostic& finding : findings) {
    if (!reports_secret(finding)) continue;
    const Node* value = value_at(tree.root, finding.path);
    // The Default of a parameter that should have NoEcho. A template in a string has no path here.
    if (value != nullptr && value->is_mapping()) value = value->get("Default");
    ranges.push_back(value != nullptr ? value->range : finding.range);
  }
  return ranges;
}

}  // namespace virga
