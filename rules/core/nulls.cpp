#include "rules/core/nulls.h"

#include <fmt/format.h>

#include "rules/engine/compilation.h"
#include "rules/engine/reporter.h"

namespace virga {
namespace {

void visit(const Node& node, const Location& where, Reporter& reporter) {
  if (node.is(NodeKind::Null)) {
    reporter.report(
        "V1001", where,
        where.key != nullptr
            ? fmt::format("'{}' has no value (null), which CloudFormation refuses: give one, remove the key, "
                          "or use AWS::NoValue",
                          where.key->text())
            : std::string("The list item is null, which CloudFormation refuses: give a value or remove it"));
    return;
  }
  for (const Member& member : node.members()) {
    visit(*member.value, Location{&where, member.key, member.value, 0}, reporter);
  }
  std::uint32_t index = 0;
  for (const Node* item : node.items()) visit(*item, Location{&where, nullptr, item, index++}, reporter);
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
        if (field.key->text() == "Metadata") continue;  // E3028 and E3009 speak of nulls there
        visit(*field.value, Location{&at, field.key, field.value, 0}, reporter);
      }
    }
  }
}

}  // namespace virga
