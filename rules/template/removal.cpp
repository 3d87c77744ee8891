#include "rules/template/removal.h"

#include <algorithm>

namespace virga {
namespace {

// In flow style the comma before or after the member goes with it.
std::optional<TextEdit> remove_from_flow(const Node& mapping, std::size_t index) {
  std::span<const Member> members = mapping.members();
  if (index + 1 < members.size()) {
    return TextEdit{{members[index].key->range.begin, members[index + 1].key->range.begin}, ""};
  }
  return TextEdit{{members[index - 1].value->range.end, members[index].value->range.end}, ""};
}

// In block style whole lines go, and with them the comment at the end of the last.
std::optional<TextEdit> remove_from_block(const SourceFile& source, const Node& mapping, std::size_t index) {
  std::span<const Member> members = mapping.members();
  const LineIndex& lines = source.lines();
  std::uint32_t begin = lines.line_start(lines.line_of(members[index].key->range.begin));
  std::string_view before = source.text().substr(begin, members[index].key->range.begin - begin);
  if (before.find_first_not_of(" \t") != std::string_view::npos) return std::nullopt;
  std::uint32_t last = std::max(members[index].value->range.end, members[index].key->range.end);
  // A block's range may reach to the start of the line after it.
  std::uint32_t line = lines.line_of(last > begin ? last - 1 : last);
  std::uint32_t end =
      line + 1 < lines.line_count() ? lines.line_start(line + 1) : static_cast<std::uint32_t>(source.text().size());
  if (index + 1 < members.size() && end > members[index + 1].key->range.begin) return std::nullopt;
  return TextEdit{{begin, end}, ""};
}

std::optional<TextEdit> remove_member(const SourceFile& source, const Node& mapping, std::size_t index) {
  // Merged members stand elsewhere in the text, and a text may be read twice through aliases.
  if ((mapping.flags & (Node::kMerged | Node::kGenerated)) != 0) return std::nullopt;
  if (mapping.members()[index].value->extra != nullptr) {
    if (!mapping.members()[index].value->extra->anchor.empty()) return std::nullopt;
  }
  if (mapping.style == NodeStyle::Flow) return remove_from_flow(mapping, index);
  return remove_from_block(source, mapping, index);
}

}  // namespace

std::optional<TextEdit> removal_of(const SourceFile& source, const Template& model, Section section,
                                   const Member& member) {
  const Node* holder = model.section_body(section);
  const Node* key = member.key;
  if (holder != nullptr && holder->size == 1) {
    key = model.section(section)->key;
    holder = model.root();
  }
  if (holder == nullptr || holder->size < 2) return std::nullopt;
  std::span<const Member> members = holder->members();
  auto found = std::find_if(members.begin(), members.end(), [&](const Member& m) { return m.key == key; });
  if (found == members.end()) return std::nullopt;
  return remove_member(source, *holder, static_cast<std::size_t>(found - members.begin()));
}

}  // namespace virga
