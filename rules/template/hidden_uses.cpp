#include "rules/template/hidden_uses.h"

#include <algorithm>
#include <array>

#include "compiler/model/resource_types.h"
#include "compiler/resolve/sub_text.h"
#include "compiler/support/near_names.h"
#include "compiler/support/text.h"
#include "rules/engine/walk.h"

namespace virga {
namespace {

constexpr std::string_view kForEach = "Fn::ForEach::";
constexpr std::array<std::string_view, 4> kReferring = {"Ref", "Condition", "Fn::If", "Fn::FindInMap"};

// Whether the name that is not defined may be meant for a definition of this kind.
bool refers_to(const Reference& reference, SymbolKind kind) {
  switch (reference.kind) {
    case ReferenceKind::Ref:
    case ReferenceKind::SubRef:
    case ReferenceKind::RuleRef:
      return kind == SymbolKind::Parameter;
    case ReferenceKind::Condition:
    case ReferenceKind::ConditionAttribute:
    case ReferenceKind::If:
      return kind == SymbolKind::Condition;
    case ReferenceKind::FindInMap:
      return kind == SymbolKind::Mapping;
    default:
      return false;
  }
}

// Functions that refer by their argument alone, where it has the form that the function takes.
bool takes_name(Function function) {
  return function == Function::Condition || function == Function::If || function == Function::FindInMap ||
         function == Function::ValueOf;
}

}  // namespace

HiddenUses::HiddenUses(const Compilation& compilation, SymbolKind kind) : model_(compilation.model()) {
  if (model_.root() == nullptr) return;
  look_at_root(*model_.root());
  look_at_references(compilation, kind);
  look_at_attributes(kind);
  for (const Section section : {Section::Rules, Section::Conditions, Section::Resources, Section::Outputs}) {
    if (const Member* member = model_.section(section); member != nullptr && !may_use_any_) look_at(*member->value);
  }
}

bool HiddenUses::may_use(std::string_view name) const {
  return may_use_any_ || misspelt_.size() > kMostCandidates ||
         std::find(names_.begin(), names_.end(), name) != names_.end() || !nearest(name, misspelt_).empty();
}

void HiddenUses::add(std::string_view name, bool is_misspelt) {
  names_.push_back(name);
  if (is_misspelt) misspelt_.push_back(name);
}

// A section that nobody knows is a misspelt one, whatever it is meant to be.
void HiddenUses::look_at_root(const Node& root) {
  for (const Member& member : root.members()) {
    bool is_section = member.key->text() == "Fn::Transform";
    for (std::size_t i = 0; i < kSectionCount; ++i) {
      is_section = is_section || section_name(static_cast<Section>(i)) == member.key->text();
    }
    may_use_any_ = may_use_any_ || !is_section;
  }
}

void HiddenUses::look_at_references(const Compilation& compilation, SymbolKind kind) {
  for (const Reference& reference : compilation.symbols().references()) {
    if (reference.target != SymbolKind::Unknown) continue;
    may_use_any_ = may_use_any_ || refers_to(reference, kind);
    add(reference.name, true);
  }
}

// "Conditon: IsProd" of a resource or an output.
void HiddenUses::look_at_attributes(SymbolKind kind) {
  if (kind != SymbolKind::Condition) return;
  const auto is_hidden = [](const Node& body, auto is_known) {
    return std::any_of(body.members().begin(), body.members().end(), [&](const Member& member) {
      return member.value->is_string() && !is_known(member.key->text());
    });
  };
  const auto is_output_key = [](std::string_view key) {
    return key == "Value" || key == "Description" || key == "Export" || key == "Condition";
  };
  for (const Resource& resource : model_.resources()) {
    may_use_any_ = may_use_any_ || is_hidden(*resource.body(), is_resource_attribute);
  }
  for (const Output& output : model_.outputs()) may_use_any_ = may_use_any_ || is_hidden(*output.body(), is_output_key);
}

void HiddenUses::look_at(const Node& value) {
  walk_values(value, Location{}, [&](const Node& node, const Location&) {
    if (node.is_string()) {
      look_at_text(node.text());
    } else if (node.is_mapping()) {
      look_at_call(node);
    }
    return !may_use_any_;
  });
}

void HiddenUses::look_at_call(const Node& call) {
  for (const Member& member : call.members()) {
    may_use_any_ = may_use_any_ || member.key->text().starts_with(kForEach);
  }
  if (call.size != 1 || may_use_any_) return;
  const Member& only = call.members()[0];
  if (call.function == Function::None) {
    const std::string_view key = only.key->text();
    may_use_any_ = key.starts_with("Fn:");
    // "Reff: Name", "Conditon: Name", "FindInMap: [Name, …]".
    const Node* first = only.value->items().empty() ? only.value : only.value->items()[0];
    if (first->is_string()) add(first->text(), near_function(key, kReferring).found());
  } else if (takes_name(call.function) && only.value->is_string()) {
    add(only.value->text(), false);
  }
}

// "${Name}", which is no reference outside Fn::Sub.
void HiddenUses::look_at_text(std::string_view text) {
  if (text.find("${") == std::string_view::npos) return;
  for (const SubPart& part : SubText(text)) {
    if (!part.is_variable()) continue;
    const bool is_defined = model_.find_parameter(part.name) != nullptr || model_.find_resource(part.name) != nullptr;
    add(part.name, !is_defined && !is_pseudo_parameter(part.name));
  }
}

}  // namespace virga
