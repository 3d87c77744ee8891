#include "rules/functions/fixes.h"

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"

#include "compiler/resolve/sub_text.h"

namespace virga {
namespace {

// Is the value the argument of a short form? YAML allows one tag a node.
bool has_tag(const Location& where) { return where.key != nullptr && where.key->is_synthetic(); }

}  // namespace

std::optional<Fix> wrap_in_sub(const Compilation& compilation, const Node& text, const Location& where) {
  EditBuilder edit(compilation.tree());
  if (!has_tag(where)) edit.wrap(text, Function::Sub);
  return edit.take_fix("Put Fn::Sub around the text", FixSafety::Unsafe);
}

std::optional<Fix> unwrap_sub(const Compilation& compilation, const Node& call) {
  const Node& argument = *call.argument();
  const Node& text = argument.is_sequence() ? *argument.items()[0] : argument;
  if (!text.is_string()) return std::nullopt;
  EditBuilder edit(compilation.tree());
  edit.unwrap(call, text, "${!", "${");
  return edit.take_fix("Remove Fn::Sub", FixSafety::Safe);
}

std::optional<Fix> make_ref(const Compilation& compilation, const Node& text, const Location& where) {
  EditBuilder edit(compilation.tree());
  ValueMaker make;
  if (!has_tag(where)) edit.replace_scalar(text, make.ref(text.text()));
  return edit.take_fix("Use Ref", FixSafety::Unsafe);
}

}  // namespace virga
