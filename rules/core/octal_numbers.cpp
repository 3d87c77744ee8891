#include "rules/core/octal_numbers.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/edit/edit_builder.h"
#include "rules/engine/compilation.h"
#include "rules/engine/reporter.h"

namespace virga {
namespace {

constexpr std::size_t kDigits = 12;  // of an account ID

// The account ID at this offset if YAML 1.1 reads it as an octal number; empty otherwise.
std::string_view octal_id_at(std::string_view text, std::size_t at) {
  const std::string_view id = text.substr(at, kDigits);
  if (id.size() != kDigits || id.front() != '0') return {};
  return std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '7'; }) ? id : std::string_view{};
}

bool may_hold_octal_id(std::string_view text) {
  for (std::size_t at = text.find('0'); at != std::string_view::npos; at = text.find('0', at + 1)) {
    if (!octal_id_at(text, at).empty()) return true;
  }
  return false;
}

void visit(const Compilation& compilation, const Node& node, const Location& where, Reporter& reporter) {
  if (node.is(NodeKind::Integer) && node.style == NodeStyle::Plain && !node.is_generated()) {
    const std::string_view written =
        compilation.source().text().substr(node.range.begin, node.range.end - node.range.begin);
    if (written.size() == kDigits && !octal_id_at(written, 0).empty()) {
      EditBuilder edit(compilation.tree());
      edit.set_text(node, written);
      reporter.report(
          finding(
              "V1004", where,
              fmt::format("YAML reads {} as an octal number, {}, which is the ID of another account; put it in quotes",
                          written, node.text()))
              .focus(node)
              .fix(edit.take_fix("Put the ID in quotes", FixSafety::Unsafe)));
    }
  }
  for (const Member& member : node.members()) {
    visit(compilation, *member.value, Location{&where, member.key, member.value, 0}, reporter);
  }
  std::uint32_t index = 0;
  for (const Node* item : node.items()) {
    visit(compilation, *item, Location{&where, nullptr, item, index++}, reporter);
  }
}

}  // namespace

void check_octal_numbers(const Compilation& compilation, Reporter& reporter) {
  const Node* root = compilation.model().root();
  if (root == nullptr || compilation.tree().language == SyntaxLanguage::Json) return;
  if (!may_hold_octal_id(compilation.source().text())) return;
  visit(compilation, *root, Location{nullptr, nullptr, root, 0}, reporter);
}

}  // namespace virga
