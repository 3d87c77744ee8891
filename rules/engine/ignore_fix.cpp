// The fix that ignores a finding.
#include <fmt/format.h>

#include <memory>
#include <vector>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/value_maker.h"
#include "rules/engine/fixes.h"

namespace virga {
namespace {

// The offset before the closing bracket of "# virga: ignore[E1]" on the line.
std::optional<std::uint32_t> open_ignore(const SyntaxTree& tree, std::uint32_t line) {
  const LineIndex& lines = tree.source->lines();
  for (const Comment& comment : tree.comments) {
    if (lines.line_of(comment.range.begin) != line) continue;
    const std::string_view text = tree.text(comment.range);
    const std::size_t word = text.find("virga:");
    const std::size_t open = word == std::string_view::npos ? word : text.find("ignore[", word);
    const std::size_t close = open == std::string_view::npos ? open : text.find(']', open);
    if (close != std::string_view::npos) return comment.range.begin + static_cast<std::uint32_t>(close);
  }
  return std::nullopt;
}

bool leaves_all_values(const SyntaxTree& tree, const std::vector<TextEdit>& edits) {
  const SyntaxTree after =
      parse(std::make_shared<const SourceFile>(tree.source->name(), apply_edits(tree.source->text(), edits)));
  return after.ok() && tree.root != nullptr && is_same_template(*tree.root, *after.root) &&
         after.comments.size() > tree.comments.size();
}

// Adds the ID to ignore_checks in the Metadata of the resource that contains the finding.
std::optional<Fix> ignore_in_metadata(const SyntaxTree& tree, const Diagnostic& finding, std::string title) {
  if (finding.path.size() < 2 || tree.root == nullptr) return std::nullopt;
  const auto* section = std::get_if<std::string>(&finding.path[0]);
  const auto* name = std::get_if<std::string>(&finding.path[1]);
  if (section == nullptr || name == nullptr || *section != "Resources") return std::nullopt;
  const Node* resources = tree.root->get("Resources");
  const Node* at = resources != nullptr ? resources->get(*name) : nullptr;
  if (at == nullptr || !at->is_mapping()) return std::nullopt;
  EditBuilder edit(tree);
  ValueMaker make;
  constexpr std::string_view kSteps[] = {"Metadata", "cfn-lint", "config", "ignore_checks"};
  std::size_t there = 0;
  while (there < std::size(kSteps) && at->get(kSteps[there]) != nullptr) at = at->get(kSteps[there++]);
  if (there == std::size(kSteps)) {
    edit.insert_item(*at, static_cast<std::uint32_t>(at->items().size()), make.text(finding.rule));
  } else {
    const Node* value = &make.list({&make.text(finding.rule)});
    for (std::size_t i = std::size(kSteps) - 1; i > there; --i) value = &make.map({{kSteps[i], value}});
    edit.add_member(*at, kSteps[there], *value);
  }
  return edit.take_fix(std::move(title), FixSafety::Safe);
}

}  // namespace

std::optional<Fix> ignore_comment_fix(const SyntaxTree& tree, const Diagnostic& finding) {
  const std::string title = fmt::format("Ignore {} here", finding.rule);
  if (writes_json(tree)) return ignore_in_metadata(tree, finding, title);
  const LineIndex& lines = tree.source->lines();
  const std::string comment = fmt::format("virga: ignore[{}]", finding.rule);
  std::vector<std::uint32_t> candidates = {lines.line_of(finding.focus().begin)};
  if (const std::uint32_t key = lines.line_of(finding.range.begin); key != candidates[0]) candidates.push_back(key);
  for (const std::uint32_t line : candidates) {
    if (const auto place = open_ignore(tree, line)) {
      return Fix{title, FixSafety::Safe, {{{*place, *place}, ", " + finding.rule}}};
    }
    for (const bool above : {false, true}) {
      EditBuilder edit(tree);
      if (!edit.add_comment(line, comment, above)) continue;
      std::vector<TextEdit> edits = edit.take();
      if (leaves_all_values(tree, edits)) return Fix{title, FixSafety::Safe, std::move(edits)};
    }
  }
  return ignore_in_metadata(tree, finding, title);
}

}  // namespace virga
