// Walks the values of a template that the schema of their resource type describes.
#pragma once

#include "rules/engine/validation.h"

namespace virga {

// Calls `visit(value, property, schema, where)` for every value in Properties that the type's schema describes, as a
// named property or an item, parents first; `property` is null for items. Does not descend into functions, whose
// results are not written here, nor below schemas for which `is_wanted` returns false.
template <typename Wanted, typename Visit>
void walk_described(const Node& value, Schema schema, const Location& where, const Wanted& is_wanted, Visit& visit,
                    int depth = 0) {
  if (depth > 32 || !schema || value.function != Function::None || !is_wanted(schema)) return;
  if (auto items = schema.find(KeywordId::Items)) {
    std::uint32_t index = 0;
    for (const Node* item : value.items()) {
      const Location at{&where, nullptr, item, index++};
      visit(*item, nullptr, items->schema(), at);
      walk_described(*item, items->schema(), at, is_wanted, visit, depth + 1);
    }
  }
  auto properties = schema.find(KeywordId::Properties);
  if (!properties) return;
  for (const Member& member : value.members()) {
    auto property = properties->find(member.key->text());
    if (!property) continue;
    const Location at{&where, member.key, member.value, 0};
    visit(*member.value, &*property, property->schema, at);
    walk_described(*member.value, property->schema, at, is_wanted, visit, depth + 1);
  }
}

// The same for the body of a resource, if its type is known.
template <typename Wanted, typename Visit>
void walk_described_resource(Validation& validation, const Node& resource, const Location& where,
                             const Wanted& is_wanted, Visit visit) {
  const Member* properties = resource.find("Properties");
  const Node* type = resource.get("Type");
  if (properties == nullptr || type == nullptr || !type->is_string()) return;
  auto facts = validation.compilation().facts().find_type(type->text());
  if (!facts) return;
  const Location at{&where, properties->key, properties->value, 0};
  walk_described(*properties->value, facts->properties(), at, is_wanted, visit);
}

}  // namespace virga
