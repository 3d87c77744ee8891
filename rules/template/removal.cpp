#include "rules/template/removal.h"

#include <fmt/format.h>

#include "compiler/edit/edit_builder.h"

namespace virga {
namespace {

bool remove_key(EditBuilder& edit, const Node& mapping, std::string_view key) {
  for (std::uint32_t i = 0; i < mapping.members().size(); ++i) {
    if (mapping.members()[i].key->text() == key) return edit.remove_member(mapping, i);
  }
  return true;
}

// Metadata may contain how the console shows the parameter.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-interface.html
bool remove_from_interface(EditBuilder& edit, const Template& model, std::string_view parameter) {
  const Node* metadata = model.section_body(Section::Metadata);
  const Node* interface = metadata != nullptr ? metadata->get("AWS::CloudFormation::Interface") : nullptr;
  if (interface == nullptr) return true;
  bool removed = true;
  if (const Node* labels = interface->get("ParameterLabels")) removed = remove_key(edit, *labels, parameter);
  const Node* groups = interface->get("ParameterGroups");
  for (std::uint32_t g = 0; groups != nullptr && g < groups->items().size(); ++g) {
    const Node* names = groups->items()[g]->get("Parameters");
    for (std::uint32_t i = 0; names != nullptr && i < names->items().size(); ++i) {
      if (names->items()[i]->text() == parameter) removed = edit.remove_item(*names, i) && removed;
    }
  }
  return removed;
}

}  // namespace

std::optional<Fix> removal_of(const Compilation& compilation, Section section, const Member& member) {
  const Template& model = compilation.model();
  const Node* holder = model.section_body(section);
  std::string_view key = member.key->text();
  EditBuilder edit(compilation.tree());
  if (section == Section::Parameters && !remove_from_interface(edit, model, key)) return std::nullopt;
  if (holder != nullptr && holder->size == 1) {
    key = model.section(section)->key->text();
    holder = model.root();
  }
  if (holder == nullptr || holder->size < 2 || !remove_key(edit, *holder, key)) return std::nullopt;
  return edit.take_fix(fmt::format("Remove '{}'", member.key->text()), FixSafety::Unsafe);
}

}  // namespace virga
