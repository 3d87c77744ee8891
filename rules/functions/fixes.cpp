#include "rules/functions/fixes.h"

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/resolve/sub_text.h"
#include "rules/functions/calls.h"
#include "rules/functions/text_walk.h"

namespace virga {
namespace {

// An integer that every notation preserves, unlike an octal number.
bool is_plain_number(const Node& node) {
  return node.is(NodeKind::Integer) &&
         std::all_of(node.text().begin(), node.text().end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         (node.text().size() == 1 || !node.text().starts_with('0'));
}

// A part of a joined string in the notation of Fn::Sub; nullopt if it cannot be expressed.
std::optional<std::string> sub_part(const Compilation& compilation, const Node& item, const Location& where) {
  if (item.is_string() || is_plain_number(item)) return escape_sub_text(item.text());
  if (item.function == Function::Sub && item.argument()->is_string()) return std::string(item.argument()->text());
  std::string name;
  if (item.function == Function::Ref && item.argument()->is_string()) {
    name = item.argument()->text();
    // A list cannot be part of a string, and AWS::NoValue is left out of a list.
    const NameUse use = look_up(compilation, name, where);
    if (use == NameUse::Unknown || use == NameUse::ListParameter) return std::nullopt;
    if (name == "AWS::NoValue" || name == "AWS::NotificationARNs") return std::nullopt;
  } else if (item.function == Function::GetAtt) {
    const Node& argument = *item.argument();
    const bool is_pair = argument.is_sequence() && argument.size == 2 && argument.items()[0]->is_string() &&
                         argument.items()[1]->is_string();
    if (!is_pair) return std::nullopt;
    name = fmt::format("{}.{}", argument.items()[0]->text(), argument.items()[1]->text());
  }
  if (name.empty() || name.find_first_of("{}$") != std::string::npos) return std::nullopt;
  return fmt::format("${{{}}}", name);
}

bool refers_to_resource(const Template& model, const Node& value) {
  if (value.function == Function::GetAtt) return true;
  if (value.function == Function::Ref) return model.find_resource(value.argument()->text()) != nullptr;
  if (value.function == Function::Sub) return true;
  const auto below = [&](const Node* node) { return refers_to_resource(model, *node); };
  return std::any_of(value.items().begin(), value.items().end(), below) ||
         std::any_of(value.members().begin(), value.members().end(),
                     [&](const Member& member) { return below(member.value); });
}

// Whether the value is the argument of a short form. YAML allows one tag per node.
bool has_tag(const Location& where) { return where.key != nullptr && where.key->is_synthetic(); }

}  // namespace

std::optional<Fix> wrap_in_sub(const Compilation& compilation, const Node& text, const Location& where) {
  EditBuilder edit(compilation.tree());
  if (!has_tag(where)) edit.wrap(text, Function::Sub);
  return edit.take_fix("Wrap the string in Fn::Sub", FixSafety::Unsafe);
}

std::optional<Fix> unwrap_sub(const Compilation& compilation, const Node& call) {
  const Node& argument = *call.argument();
  const Node& text = argument.is_sequence() ? *argument.items()[0] : argument;
  if (!text.is_string()) return std::nullopt;
  EditBuilder edit(compilation.tree());
  edit.unwrap(call, text, "${!", "${");
  return edit.take_fix("Remove Fn::Sub", FixSafety::Safe);
}

std::optional<Fix> join_to_sub(const Compilation& compilation, const Node& call, const Location& where) {
  const Location& at_call = *where.parent;
  // A second tag cannot follow a tag.
  if (at_call.parent == nullptr || has_tag(at_call)) return std::nullopt;
  std::string text;
  for (const Node* item : call.argument()->items()[1]->items()) {
    const std::optional<std::string> part = sub_part(compilation, *item, where);
    if (!part) return std::nullopt;
    // "$" and "{Name}" would become a variable together, and "$" before a variable may be read as an escape.
    if (text.ends_with('$') && (part->starts_with('{') || part->starts_with('$'))) return std::nullopt;
    text += *part;
  }
  const bool is_json = writes_json(compilation.tree());
  if (text.empty() || (is_json && text.find('\n') != std::string::npos)) return std::nullopt;
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  bool has_variable = false;
  for (const SubPart& part : SubText(text)) has_variable |= part.is_variable();
  edit.replace(*at_call.parent->value, call,
               has_variable ? make.call("Fn::Sub", make.text(text)) : make.text(unescape_sub_text(text)));
  return edit.take_fix(has_variable ? "Use Fn::Sub" : "Use a single string", safety_of_rewriting(compilation, where));
}

std::optional<Fix> remove_sub_value(const Compilation& compilation, const Location& where, const Member& value) {
  const Location& at_call = *where.parent;
  const Node& argument = *where.value;
  const Node& values = *argument.items()[1];
  EditBuilder edit(compilation.tree());
  if (values.members().size() > 1) {
    const auto index = static_cast<std::uint32_t>(&value - values.members().data());
    edit.remove_member(values, index);
  } else if (at_call.parent != nullptr && !has_tag(at_call)) {
    ValueMaker make;
    edit.replace(*at_call.parent->value, *at_call.value, make.call("Fn::Sub", make.text(argument.items()[0]->text())));
  }
  return edit.take_fix(fmt::format("Remove '{}'", value.key->text()),
                       refers_to_resource(compilation.model(), *value.value) ? FixSafety::Unsafe
                                                                             : safety_of_rewriting(compilation, where));
}

std::optional<Fix> make_ref(const Compilation& compilation, const Node& text, const Location& where) {
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  if (!has_tag(where)) edit.replace_scalar(text, make.ref(text.text()));
  return edit.take_fix("Use Ref", FixSafety::Unsafe);
}

}  // namespace virga
