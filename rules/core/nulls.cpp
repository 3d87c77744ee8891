#include "rules/core/nulls.h"

#include <fmt/format.h>

#include "rules/engine/compilation.h"
#include "rules/engine/fixes.h"
#include "rules/engine/reporter.h"

namespace virga {
namespace {

// Whether nothing would be left of what holds the value but an empty map, which is no better an item of a list:
// "- localhost:" was mostly meant to be a string.
bool is_whole_item(const Location& where) {
  const Location& holder = *where.parent;
  return where.key != nullptr && holder.value->size == 1 && holder.key == nullptr && holder.parent != nullptr;
}

void visit(const Compilation& compilation, const Node& node, const Location& where, Reporter& reporter) {
  if (node.is(NodeKind::Null)) {
    // A function without an argument is meaningless, except for Fn::GetAZs, whose argument may be the empty string.
    const Function function = where.parent->value->function;
    std::optional<Fix> fix;
    if (function == Function::GetAZs) {
      fix = empty_text_fix(compilation, where);
    } else if (function == Function::None && !is_whole_item(where)) {
      fix = remove_fix(compilation, where, FixSafety::Unsafe);
    }
    reporter.report(
        finding("V1001", where,
                where.key != nullptr
                    ? fmt::format("Null is not allowed for '{}'; set a value, remove the key, or use AWS::NoValue",
                                  where.key->text())
                    : std::string("Null is not allowed in a list; set a value or remove the item"))
            .gist(Gist::Null)
            .fix(std::move(fix)));
    return;
  }
  for (const Member& member : node.members()) {
    visit(compilation, *member.value, Location{&where, member.key, member.value, 0}, reporter);
  }
  std::uint32_t index = 0;
  for (const Node* item : node.items()) visit(compilation, *item, Location{&where, nullptr, item, index++}, reporter);
}

}  // namespace

void check_nulls(const Compilation& compilation, Reporter& reporter) {
  const Node* root = compilation.model().root();
  if (root == nullptr) return;
  const Location top{nullptr, nullptr, root, 0};
  for (Section section : {Section::Resources, Section::Outputs}) {
    const Member* member = compilation.model().section(section);
    if (member == nullptr) continue;
    const Location at_section{&top, member->key, member->value, 0};
    for (const Member& declaration : member->value->members()) {
      const Location at{&at_section, declaration.key, declaration.value, 0};
      for (const Member& field : declaration.value->members()) {
        if (field.key->text() == "Metadata") continue;  // E3028 and E3009 report nulls there
        visit(compilation, *field.value, Location{&at, field.key, field.value, 0}, reporter);
      }
    }
  }
}

}  // namespace virga
