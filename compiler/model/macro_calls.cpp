#include "compiler/model/macro_calls.h"

namespace virga {

// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-transform.html
bool may_be_macro_call(const Member& member) {
  const std::string_view key = member.key->text();
  if (key != "Transform") return key == "Fn::Transform";
  const Node* name = member.value->get("Name");
  return name != nullptr && name->is_string() &&
         member.value->size == (member.value->find("Parameters") != nullptr ? 2U : 1U);
}

const Member* find_macro_call(const Node& map) {
  for (const Member& member : map.members()) {
    if (may_be_macro_call(member)) return &member;
  }
  return nullptr;
}

}  // namespace virga
