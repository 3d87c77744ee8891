// The names that Ref and Fn::Sub refer to.
#pragma once

#include <string_view>

#include "compiler/resolve/sub_text.h"
#include "compiler/syntax/member_index.h"
#include "rules/engine/location.h"

namespace virga {

// Calls `visit(name, where)` for each name in a Ref or Sub text, where `where` is the location of the function;
// variables that the Sub defines itself are skipped. "A.B" is an attribute. `file` is the template's text.
template <typename Visit>
void each_name(const Node& node, const Location& where, std::string_view file, const Visit& visit) {
  if (node.function == Function::Ref && node.argument()->is_string()) {
    visit(node.argument()->text(), Location{&where, node.function_key(), node.argument(), 0});
    return;
  }
  if (node.function != Function::Sub) return;
  const Node* text = node.argument();
  const Node* own = nullptr;
  if (text->is_sequence() && text->size > 0) {
    if (text->size > 1) own = text->items()[1];
    text = text->items()[0];
  }
  if (!text->is_string()) return;
  const MemberIndex own_values(own);
  for (const SubVariable& variable : sub_variables(*text, file)) {
    if (own_values.find(variable.name) != nullptr) continue;
    visit(variable.name, Location{&where, node.function_key(), node.argument(), 0});
  }
}

}  // namespace virga
