// Finds schemas that apply themselves to the same value.
#include <vector>

#include "schemas/schema_compiler.h"

namespace virga {

namespace {

// Calls `visit` with every schema that applies to the same instance as `schema`.
template <typename Visit>
void for_each_in_place(const SchemaArrays& arrays, std::uint32_t schema, Visit visit) {
  const SchemaRecord& record = arrays.schemas[schema];
  for (const KeywordRecord& keyword : arrays.keywords.subspan(record.first_keyword, record.keyword_count)) {
    switch (keyword.id()) {
      case KeywordId::AllOf:
      case KeywordId::AnyOf:
      case KeywordId::OneOf:
        for (const std::uint32_t id : arrays.refs.subspan(keyword.value, keyword.count())) visit(id);
        break;
      case KeywordId::DependentSchemas:
      case KeywordId::Related:  // for another resource, which may refer back to this one
        for (const PropertyRecord& p : arrays.properties.subspan(keyword.value, keyword.count())) visit(p.schema);
        break;
      case KeywordId::Not:
      case KeywordId::If:
      case KeywordId::Then:
      case KeywordId::Else:
        visit(keyword.value);
        break;
      default:
        break;
    }
  }
}

}  // namespace

bool has_endless_schema(const SchemaArrays& arrays) {
  // Kahn's algorithm: whatever cannot be removed is on a cycle or reachable from one.
  std::vector<std::uint32_t> incoming(arrays.schemas.size());
  for (std::uint32_t i = 0; i < arrays.schemas.size(); ++i) {
    for_each_in_place(arrays, i, [&](std::uint32_t to) { ++incoming[to]; });
  }
  std::vector<std::uint32_t> ready;
  for (std::uint32_t i = 0; i < incoming.size(); ++i) {
    if (incoming[i] == 0) ready.push_back(i);
  }
  std::size_t taken = 0;
  while (!ready.empty()) {
    const std::uint32_t schema = ready.back();
    ready.pop_back();
    ++taken;
    for_each_in_place(arrays, schema, [&](std::uint32_t to) {
      if (--incoming[to] == 0) ready.push_back(to);
    });
  }
  return taken != arrays.schemas.size();
}

}  // namespace virga
