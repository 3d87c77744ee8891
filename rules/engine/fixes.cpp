#include "rules/engine/fixes.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "compiler/support/text.h"
#include "compiler/syntax/syntax_tree.h"
#include "rules/engine/meant_names.h"
#include "rules/engine/messages.h"

namespace virga {
namespace {

std::string rename_title(std::string_view name) { return fmt::format("Change it to '{}'", name); }
FixSafety safety_of(const NearName& near) { return near.only ? FixSafety::Safe : FixSafety::Unsafe; }

}  // namespace

std::optional<Fix> rename_fix(const Compilation& compilation, const Node& scalar, const NearName& near) {
  if (!near.found()) return std::nullopt;
  EditBuilder edit(compilation.tree());
  edit.set_text(scalar, near.name);
  return edit.take_fix(rename_title(near.name), safety_of(near));
}

std::optional<Fix> rename_fix(const Compilation& compilation, const Node& scalar, TextRange part,
                              const NearName& near) {
  if (!near.found()) return std::nullopt;
  EditBuilder edit(compilation.tree());
  edit.replace_part(scalar, part, near.name);
  return edit.take_fix(rename_title(near.name), safety_of(near));
}

std::optional<Fix> rename_key_fix(const Compilation& compilation, const Node& mapping, const Member& member,
                                  const NearName& near) {
  if (!near.found() || mapping.find(near.name) != nullptr) return std::nullopt;
  // What "<<" brings is written elsewhere.
  const bool is_written_here =
      mapping.range.begin <= member.key->range.begin && member.key->range.end <= mapping.range.end;
  if ((mapping.flags & Node::kMerged) != 0 && !is_written_here) return std::nullopt;
  EditBuilder edit(compilation.tree());
  edit.rename_key(member, near.name);
  return edit.take_fix(rename_title(near.name), safety_of(near));
}

std::optional<Fix> add_property_fix(const Compilation& compilation, const Node& mapping, std::string_view name,
                                    Schema schema, std::string_view rule) {
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  const Node& value = value_of_property(compilation, rule, name, schema, make);
  if (const Member* empty = mapping.find(name); empty != nullptr && empty->value->is(NodeKind::Null)) {
    edit.set_value(*empty, value);
    return edit.take_fix(fmt::format("Fill in '{}'", name), FixSafety::Unsafe);
  }
  edit.add_member(mapping, name, value);
  return edit.take_fix(fmt::format("Add '{}'", name), FixSafety::Unsafe);
}

std::optional<Fix> add_object_fix(const Compilation& compilation, const Node& owner, std::string_view object,
                                  std::string_view name, Schema schema, std::string_view rule) {
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  edit.add_member(owner, object, make.map({{name, &value_of_property(compilation, rule, name, schema, make)}}));
  return edit.take_fix(fmt::format("Add '{}' with '{}'", object, name), FixSafety::Unsafe);
}

std::optional<Fix> change_fix(const Compilation& compilation, const Node& scalar, std::string_view text,
                              FixSafety safety) {
  EditBuilder edit(compilation.tree());
  edit.set_text(scalar, text);
  return edit.take_fix(rename_title(text), safety);
}

std::optional<Fix> naming(std::string_view what, std::optional<Fix> fix) {
  constexpr std::string_view kIt = "Change it to ";
  if (fix && fix->title.starts_with(kIt)) {
    fix->title = fmt::format("Change '{}' to {}", what, fix->title.substr(kIt.size()));
  }
  return fix;
}

std::optional<Fix> no_echo_fix(const Compilation& compilation, const Parameter& parameter) {
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  const Node& yes = make.scalar(NodeKind::Boolean, "true");
  if (const Member* given = parameter.body()->find("NoEcho")) {
    edit.replace(*parameter.body(), *given->value, yes);
  } else {
    edit.add_member(*parameter.body(), "NoEcho", yes);
  }
  return edit.take_fix("Add 'NoEcho: true'", FixSafety::Unsafe);
}

std::optional<Fix> successor_fix(const Compilation& compilation, const Node& scalar, std::string_view rule) {
  if (!scalar.is_scalar()) return std::nullopt;
  const std::string_view value = table_value(compilation, rule, scalar.text());
  return value.empty() ? std::nullopt : change_fix(compilation, scalar, value, FixSafety::Unsafe);
}

namespace {

std::optional<Fix> remove_both_fix(const Compilation& compilation, const Node& owner, const Member& one,
                                   const Member& other) {
  const auto index_of = [&](const Member& member) {
    return static_cast<std::uint32_t>(&member - owner.members().data());
  };
  const std::uint32_t first = std::min(index_of(one), index_of(other));
  const std::uint32_t second = std::max(index_of(one), index_of(other));
  EditBuilder edit(compilation.tree());
  if (!edit.remove_member(owner, first) || !edit.remove_member(owner, second)) return std::nullopt;
  std::vector<TextEdit> edits = edit.take();
  // Between brackets the last two share the comma between them: both go from the end of the member before.
  if (edits[0].range.end > edits[1].range.begin) {
    if (first == 0) return std::nullopt;
    const TextRange both{owner.members()[first - 1].value->range.end, edits[1].range.end};
    const bool is_clear = both.begin > owner.range.begin && both.begin < edits[0].range.begin &&
                          compilation.source().slice(both).find('#') == std::string_view::npos;
    if (!is_clear) return std::nullopt;
    edits = {{both, ""}};
  }
  return Fix{fmt::format("Remove '{}' and '{}'", one.key->text(), other.key->text()), FixSafety::Unsafe,
             std::move(edits)};
}

}  // namespace

std::optional<Fix> refused_member_fix(const Compilation& compilation, const Location& where, std::string_view rule) {
  if (where.parent == nullptr) return std::nullopt;
  if (where.key == nullptr) return remove_fix(compilation, where, FixSafety::Unsafe);
  const Node& owner = *where.parent->value;
  const std::string_view other = table_value(compilation, rule, where.key->text());
  if (other.empty() || owner.find(other) == nullptr) return remove_fix(compilation, where, FixSafety::Unsafe);
  return remove_both_fix(compilation, owner, *owner.find(where.key->text()), *owner.find(other));
}

std::optional<Fix> literal_fix(const Compilation& compilation, const Node& scalar, const Literal& literal) {
  if (literal.kind == LiteralKind::Null || literal.kind == LiteralKind::Json || !scalar.is_scalar()) {
    return std::nullopt;
  }
  if (literal.kind == LiteralKind::String) return change_fix(compilation, scalar, literal.text, FixSafety::Unsafe);
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  const Node& value = literal_node(literal, make);
  edit.replace_scalar(scalar, value);
  return edit.take_fix(rename_title(value.text()), FixSafety::Unsafe);
}

std::optional<Fix> scalar_fix(const Compilation& compilation, const Node& scalar, NodeKind kind, std::string_view text,
                              FixSafety safety) {
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  edit.replace_scalar(scalar, make.scalar(kind, text));
  return edit.take_fix(kind == NodeKind::String ? fmt::format("Change it to the string '{}'", text)
                                                : fmt::format("Change it to {}", text),
                       safety);
}

std::optional<Fix> typed_scalar_fix(const Compilation& compilation, const Node& text, bool boolean, bool number,
                                    FixSafety safety) {
  if (!text.is_string()) return std::nullopt;
  bool truth = false;
  if (boolean && to_boolean(text, truth)) {
    return scalar_fix(compilation, text, NodeKind::Boolean, truth ? "true" : "false", safety);
  }
  // Numbers that every reader of YAML and JSON takes for the same: not octal, not past the digits of a double.
  constexpr std::size_t kMostDigits = 15;
  const std::string_view number_text = trim(text.text());
  std::string_view digits = number_text;
  if (digits.starts_with('-')) digits.remove_prefix(1);
  const bool is_plain = !digits.empty() && digits.size() <= kMostDigits &&
                        digits.find_first_not_of("0123456789") == std::string_view::npos &&
                        (digits.size() == 1 || !digits.starts_with('0'));
  if (!number || !is_plain) return std::nullopt;
  return scalar_fix(compilation, text, NodeKind::Integer, number_text, safety);
}

std::optional<Fix> empty_text_fix(const Compilation& compilation, const Location& where) {
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  if (where.parent != nullptr) edit.replace(*where.parent->value, *where.value, make.text(""));
  return edit.take_fix("Use an empty string", FixSafety::Safe);
}

std::optional<Fix> make_list_fix(const Compilation& compilation, const Location& where) {
  const Node& value = *where.value;
  if (where.parent == nullptr || !value.is_scalar() || value.is(NodeKind::Null)) return std::nullopt;
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  edit.replace(*where.parent->value, value, make.list({&make.scalar(value.kind, value.text())}));
  const bool may_be_several = value.text().find(',') != std::string_view::npos;
  return edit.take_fix("Turn it into a list", may_be_several ? FixSafety::Unsafe : FixSafety::Safe);
}

std::optional<Fix> split_list_fix(const Compilation& compilation, const Location& where,
                                  std::span<const std::string_view> items, FixSafety safety) {
  if (where.parent == nullptr) return std::nullopt;
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  std::vector<const Node*> nodes;
  nodes.reserve(items.size());
  for (const std::string_view item : items) nodes.push_back(&make.text(item));
  edit.replace(*where.parent->value, *where.value, make.list(nodes));
  return edit.take_fix(fmt::format("Turn it into a list of {} items", items.size()), safety);
}

std::optional<Fix> take_only_item_fix(const Compilation& compilation, const Location& where) {
  const std::span<const Node* const> items = where.value->items();
  if (where.parent == nullptr || items.size() != 1 || !items[0]->is_scalar() || items[0]->is(NodeKind::Null)) {
    return std::nullopt;
  }
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  edit.replace(*where.parent->value, *where.value, make.scalar(items[0]->kind, items[0]->text()));
  return edit.take_fix("Turn the list into its value", FixSafety::Safe);
}

std::optional<Fix> take_only_key_fix(const Compilation& compilation, const Location& where) {
  const std::span<const Member> members = where.value->members();
  if (where.parent == nullptr || members.size() != 1 || !members[0].value->is(NodeKind::Null)) return std::nullopt;
  const std::string_view text = members[0].key->text();
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  edit.replace(*where.parent->value, *where.value, make.text(text));
  return edit.take_fix(fmt::format("Change it to the string '{}'", text), FixSafety::Unsafe);
}

std::optional<Fix> add_text_fix(const Compilation& compilation, const Node& mapping, std::string_view name,
                                std::string_view text, FixSafety safety) {
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  edit.add_member(mapping, name, make.text(text));
  return edit.take_fix(fmt::format("Add '{}: {}'", name, text), safety);
}

std::optional<Fix> depend_on_fix(const Compilation& compilation, const Resource& resource,
                                 std::span<const std::string_view> names) {
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  std::vector<const Node*> added;
  added.reserve(names.size() + 1);
  for (const std::string_view name : names) added.push_back(&make.text(name));
  const Node& body = *resource.member.value;
  if (const Member* given = resource.depends_on; given == nullptr) {
    edit.add_member(body, "DependsOn", added.size() == 1 ? *added.front() : make.list(added));
  } else if (given->value->is_string()) {
    edit.make_list(*given->value, added);
  } else {
    for (const Node* name : added) {
      if (!edit.insert_item(*given->value, given->value->size, *name)) return std::nullopt;
    }
  }
  return edit.take_fix(names.size() == 1 ? fmt::format("Add 'DependsOn: {}'", names.front())
                                         : fmt::format("Add {} resources to DependsOn", names.size()),
                       FixSafety::Safe);
}

namespace {

// Whether a name that is no transform was meant to be this one: "AWS::Serverles-2016-10-31", "AWS::Serverless". No
// macro of a user begins with "AWS::".
bool is_misspelt_transform(std::string_view name, std::string_view transform) {
  if (name.starts_with("AWS::") && near_name(name, {&transform, 1}).only) return true;
  const std::string lower = to_lower(name), whole = to_lower(transform);
  const std::size_t dash = whole.find('-');
  const std::string stem = whole.substr(5, dash == std::string::npos ? dash : dash - 5);
  const bool is_dated = dash != std::string::npos && lower.ends_with(whole.substr(dash));
  return lower.find(stem) != std::string::npos && (lower.starts_with("aws:") || is_dated);
}

}  // namespace

std::optional<Fix> add_transform_fix(const Compilation& compilation, std::string_view transform) {
  const Node* root = compilation.model().root();
  if (root == nullptr || !root->is_mapping() || compilation.model().has_transform(transform)) return std::nullopt;
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  const Node& added = make.text(transform);
  if (const Member* there = compilation.model().section(Section::Transform)) {
    const Node& value = *there->value;
    const Node* misspelt = nullptr;
    const auto judge = [&](const Node& one) {
      const Node* name = one.is_mapping() ? one.get("Name") : &one;
      if (name != nullptr && name->is_string() && is_misspelt_transform(name->text(), transform)) misspelt = name;
    };
    judge(value);
    for (const Node* item : value.items()) judge(*item);
    if (misspelt != nullptr) {
      return naming("Transform", change_fix(compilation, *misspelt, transform, FixSafety::Safe));
    }
    const std::uint32_t place = transform == kLanguageExtensions ? 0 : value.size;
    if (value.is_sequence()) {
      edit.insert_item(value, place, added);
    } else if (value.is(NodeKind::Null)) {
      edit.replace(*root, value, added);
    } else if (value.is_string()) {
      const Node& other = make.text(value.text());
      edit.replace(*root, value, place == 0 ? make.list({&added, &other}) : make.list({&other, &added}));
    }
  } else {
    std::uint32_t place = 0;
    constexpr std::string_view kSection = "Transform";
    for (std::uint32_t i = 0; i < root->members().size(); ++i) {
      const std::string_view name = root->members()[i].key->text();
      // A misspelt section is there already, and has a fix of its own.
      if (edit_distance(name, kSection, 2) <= 2) return std::nullopt;
      if (name == "AWSTemplateFormatVersion" || name == "Description") place = i + 1;
    }
    if (!edit.insert_member(*root, place, "Transform", added)) edit.add_member(*root, "Transform", added);
  }
  return edit.take_fix(fmt::format("Add 'Transform: {}'", transform), FixSafety::Safe);
}

Finding no_condition(const Compilation& compilation, std::string_view rule, const Location& where, const Node& name,
                     std::span<const std::string_view> declared) {
  const NearName near = near_declared_at(compilation, where, name.text(), {declared.begin(), declared.end()});
  return finding(rule, where, not_defined("Condition", name.text(), near)).fix(rename_fix(compilation, name, near));
}

FixSafety safety_of_rewriting(const Compilation& compilation, const Location& where) {
  const Template& model = compilation.model();
  if (!model.is_sam()) return FixSafety::Safe;
  const Path path = where.path();
  const auto* section = path.size() < 2 ? nullptr : std::get_if<std::string>(&path[0]);
  const auto* name = path.size() < 2 ? nullptr : std::get_if<std::string>(&path[1]);
  if (section == nullptr || name == nullptr || *section != section_name(Section::Resources)) return FixSafety::Unsafe;
  const Resource* resource = model.find_resource(*name);
  const bool is_of_sam = resource == nullptr || resource->type.starts_with("AWS::Serverless::");
  return is_of_sam ? FixSafety::Unsafe : FixSafety::Safe;
}

std::optional<Fix> remove_fix(const Compilation& compilation, const Location& where, FixSafety safety) {
  if (where.parent == nullptr) return std::nullopt;
  if (where.key == nullptr) {
    // Arguments of a function have their meaning by their number.
    const Node* above = where.parent->key;
    if (above != nullptr && function_of_key(above->text()) != Function::None) return std::nullopt;
    return remove_item_fix(compilation, *where.parent->value, where.index, "Remove the item", safety);
  }
  return remove_member_fix(compilation, *where.parent->value, *where.key, fmt::format("Remove '{}'", where.key->text()),
                           safety);
}

std::optional<Fix> remove_member_fix(const Compilation& compilation, const Node& mapping, const Node& key,
                                     std::string title, FixSafety safety) {
  EditBuilder edit(compilation.tree());
  for (std::uint32_t i = 0; i < mapping.members().size(); ++i) {
    if (mapping.members()[i].key == &key) edit.remove_member(mapping, i);
  }
  return edit.take_fix(std::move(title), safety);
}

std::optional<Fix> remove_item_fix(const Compilation& compilation, const Node& list, std::uint32_t index,
                                   std::string title, FixSafety safety) {
  EditBuilder edit(compilation.tree());
  edit.remove_item(list, index);
  return edit.take_fix(std::move(title), safety);
}

std::optional<Fix> remove_repeated_fix(const Compilation& compilation, const Node& list,
                                       std::span<const std::uint32_t> indexes) {
  EditBuilder edit(compilation.tree());
  for (std::size_t begin = 0; begin < indexes.size();) {
    std::size_t end = begin + 1;
    while (end < indexes.size() && indexes[end] == indexes[end - 1] + 1) ++end;
    if (!edit.remove_items(list, indexes[begin], static_cast<std::uint32_t>(end - begin))) return std::nullopt;
    begin = end;
  }
  return edit.take_fix(indexes.size() == 1 ? std::string("Remove the duplicate")
                                           : fmt::format("Remove the {} duplicates", indexes.size()),
                       FixSafety::Safe);
}

}  // namespace virga
