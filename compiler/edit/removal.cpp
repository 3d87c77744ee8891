// Removes members and items, with the commas and comments that go with them.
#include <algorithm>
#include <utility>

#include "compiler/edit/edit_builder.h"
#include "compiler/support/characters.h"

namespace virga {

bool EditBuilder::is_separator(TextRange between) const {
  if (between.begin > between.end) return false;
  for (std::uint32_t at = between.begin; at < between.end; ++at) {
    const char c = source()[at];
    if (c == '#' && holds_comment({at, at + 1})) {
      while (at < between.end && source()[at] != '\n' && source()[at] != '\r') ++at;
    } else if (!is_space(c) && std::string_view(",-{}[]").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

// What an inner loop made, or left out, is written elsewhere; an alias and a merge key bring what stands elsewhere.
bool EditBuilder::is_copy_of_body(const Node& collection) const {
  const auto origin_of = [](const Node& node) { return node.extra != nullptr ? node.extra->origin : nullptr; };
  const Origin* origin = origin_of(collection);
  if (origin == nullptr || (collection.flags & (Node::kMerged | Node::kShortForm | Node::kBroken)) != 0) return false;
  for (const Origin* at = origin; at != nullptr; at = at->parent) {
    if (!at->resource.empty()) return false;
  }
  if (collection.range.size() == 0 || collection.range.end > source().size()) return false;
  std::uint32_t end = collection.range.begin;
  const auto follows = [&](const Node& node) {
    const TextRange before{end, node.range.begin};
    end = node.range.end;
    const bool is_anchor = source().substr(node.range.begin, 1) == "&";  // whose copy does not tell
    return origin_of(node) == origin && node.range.size() > 0 && end <= collection.range.end && !is_anchor &&
           is_separator(before);
  };
  for (const Member& member : collection.members()) {
    if (!follows(*member.key)) return false;
    while (end < source().size() && is_blank(source()[end])) ++end;
    if (end >= source().size() || source()[end] != ':') return false;
    ++end;
    if (!follows(*member.value)) return false;
  }
  const bool items_follow = std::all_of(collection.items().begin(), collection.items().end(),
                                        [&](const Node* item) { return follows(*item); });
  return items_follow && is_separator({end, collection.range.end});
}

// In flow style, the comma before or after the part is removed, too.
bool EditBuilder::remove_flow(TextRange part, std::optional<std::uint32_t> next,
                              std::optional<std::uint32_t> previous_end) {
  if (!is_json() && remove_flow_lines(part, next, previous_end)) return true;
  const auto spans_lines = [&](TextRange range) {
    return tree_.source->slice(range).find_first_of("\r\n") != std::string_view::npos;
  };
  const auto holds_comment = [&](TextRange range) {
    return !is_json() && tree_.source->slice(range).find('#') != std::string_view::npos;
  };
  if (next && previous_end && !spans_lines({*previous_end, part.begin}) && spans_lines({part.end, *next})) {
    return add_with_comments({*previous_end, part.end}, "");  // the next part stays on its line
  }
  if (next) {
    // A comment between this part and the next one stays on its line.
    if (!holds_comment({part.end, *next})) return add_with_comments({part.begin, *next}, "");
    std::uint32_t comma = part.end;
    while (comma < *next && is_space(source()[comma])) ++comma;
    return comma < *next && source()[comma] == ',' && add_with_comments({part.begin, comma + 1}, "");
  }
  if (!previous_end) return add_with_comments(part, "");
  if (!holds_comment({*previous_end, part.begin})) return add_with_comments({*previous_end, part.end}, "");
  return add_with_comments(part, "");  // in YAML, the comma before it may stay
}

bool EditBuilder::remove_flow_lines(TextRange part, std::optional<std::uint32_t> next,
                                    std::optional<std::uint32_t> previous_end) {
  const auto skip_blanks = [&](std::uint32_t at) {
    while (at < source().size() && is_blank(source()[at])) ++at;
    return at;
  };
  const std::uint32_t begin = line_start_of(part.begin), end = next_line(part.end);
  const std::string_view before = source().substr(begin, part.begin - begin);
  const auto column = static_cast<std::uint32_t>(before.size());
  std::uint32_t rest = skip_blanks(part.end);
  const bool has_comma = rest < end && source()[rest] == ',';
  if (has_comma) rest = skip_blanks(rest + 1);
  const bool has_comment = rest < end && source()[rest] == '#';
  if (!has_comment && (rest >= end || !is_space(source()[rest]))) return false;
  const std::size_t first = before.find_first_not_of(" \t");
  if (first != std::string_view::npos) {
    // Where commas begin the lines, each line but the first one goes by itself.
    const bool leads = before[first] == ',' && before.find_first_not_of(" \t", first + 1) == std::string_view::npos;
    return leads && has_comment && !has_comma && add_with_comments({begin, end}, "");
  }
  const std::uint32_t above = comments_above(begin, column);
  if ((!has_comment && above == begin) || (next && !has_comma) || (!next && !previous_end)) return false;
  const bool may_be_of_all = !previous_end && comments_above(line_start_of(*next), column) == line_start_of(*next);
  if (!next && !has_comma) {
    const std::uint32_t comma = skip_blanks(*previous_end);
    if (comma >= above || source()[comma] != ',') return false;
    add_with_comments({comma, comma + 1}, "");
  }
  return add_with_comments({may_be_of_all ? begin : above, end}, "");
}

std::optional<std::uint32_t> EditBuilder::comment_column(std::uint32_t line) const {
  const LineIndex& lines = tree_.source->lines();
  const std::string_view text = lines.line_text(line);
  const std::size_t column = text.find_first_not_of(' ');
  if (column == std::string_view::npos || text[column] != '#') return std::nullopt;
  // Within a block scalar it is text.
  const std::uint32_t at = lines.line_start(line) + static_cast<std::uint32_t>(column);
  return holds_comment({at, at + 1}) ? std::optional(static_cast<std::uint32_t>(column)) : std::nullopt;
}

std::uint32_t EditBuilder::comments_above(std::uint32_t line_start, std::uint32_t column) const {
  const LineIndex& lines = tree_.source->lines();
  std::uint32_t line = lines.line_of(line_start);
  while (line > 0 && comment_column(line - 1) == column) --line;
  return lines.line_start(line);
}

std::uint32_t EditBuilder::comments_below(std::uint32_t line_start, std::uint32_t column) const {
  const LineIndex& lines = tree_.source->lines();
  if (line_start >= source().size()) return line_start;
  std::uint32_t line = lines.line_of(line_start);
  while (line < lines.line_count() && comment_column(line).value_or(0) > column) ++line;
  return line < lines.line_count() ? lines.line_start(line) : static_cast<std::uint32_t>(source().size());
}

bool EditBuilder::is_empty_line(std::uint32_t offset) const {
  const LineIndex& lines = tree_.source->lines();
  return lines.line_text(lines.line_of(offset)).find_first_not_of(" \t\r\n") == std::string_view::npos;
}

// In block style, whole lines are removed, including the comments that are about them.
bool EditBuilder::remove_block(TextRange part, std::optional<std::uint32_t> next,
                               std::optional<std::uint32_t> previous_end, bool is_item) {
  const std::uint32_t begin = line_start_of(part.begin);
  const std::string_view before = source().substr(begin, part.begin - begin);
  const bool own_line = before.find_first_not_of(' ') == std::string_view::npos || before == "\xEF\xBB\xBF";
  const std::uint32_t end = next_line(part.end);
  if (next && *next < end) return false;
  if (own_line && !before.starts_with('\xEF')) {
    if (!next && !previous_end) return false;
    const auto column = static_cast<std::uint32_t>(before.size());
    // A comment above the first item is about all of them if the next one has none of its own, and one above the first
    // key of the file, whatever "---" and empty lines there are, is about the file.
    const std::uint32_t above = comments_above(begin, column);
    const bool is_first_key = part.begin == written_root()->range.begin;
    const bool may_be_of_all =
        !previous_end &&
        (is_first_key || (is_item && comments_above(line_start_of(*next), column) == line_start_of(*next)));
    TextRange lines{may_be_of_all ? begin : above, comments_below(end, column)};
    // Of the empty lines on both sides one is enough, and the text does not end with one.
    if (lines.begin > 0 && is_empty_line(lines.begin - 1)) {
      if (lines.end >= source().size()) {
        // Those behind a block scalar that keeps them are a part of it.
        const bool may_be_text =
            source().find("|+") != std::string_view::npos || source().find(">+") != std::string_view::npos;
        while (!may_be_text && lines.begin > 0 && is_empty_line(lines.begin - 1)) {
          lines.begin = line_start_of(lines.begin - 1);
        }
      } else if (is_empty_line(lines.end)) {
        lines.end = next_line(lines.end + 1);
      }
    }
    return add_with_comments(lines, "");
  }
  // The part follows "- " or is the first one in the file: the next part takes its place, with its comments.
  if (!next) return false;
  const std::uint32_t rest = comments_below(end, part.begin - begin);
  const std::uint32_t comments = comments_above(line_start_of(*next), *next - line_start_of(*next));
  const bool has_comments = rest <= comments && comments < line_start_of(*next);
  return add_with_comments({part.begin, has_comments ? comments + (*next - line_start_of(*next)) : *next}, "");
}

bool EditBuilder::remove_member(const Node& mapping, std::uint32_t index) {
  if (!may_remove_from(mapping) || index >= mapping.members().size()) return false;
  const std::span<const Member> members = mapping.members();
  const Member& member = members[index];
  if (is_anchored(*member.value) || member.key->is_synthetic()) return false;
  const TextRange part{member.key->range.begin, end_of(member)};
  if (members.size() == 1) {
    if (mapping.style == NodeStyle::Flow) return add_with_comments(mapping.range, "{}");
    return add_with_comments(part, "{}");
  }
  std::optional<std::uint32_t> next, previous;
  if (index + 1 < members.size()) next = members[index + 1].key->range.begin;
  if (index > 0) previous = end_of(members[index - 1]);
  return mapping.style == NodeStyle::Flow ? remove_flow(part, next, previous)
                                          : remove_block(part, next, previous, false);
}

bool EditBuilder::remove_items(const Node& list, std::uint32_t first, std::uint32_t count) {
  const std::span<const Node* const> items = list.items();
  if (!may_remove_from(list) || count == 0 || first + count > items.size()) return false;
  const std::span<const Node* const> removed = items.subspan(first, count);
  // An alias is written elsewhere, so its surroundings are unknown.
  const auto is_here = [&](const Node* node) {
    return node->range.size() > 0 && node->range.begin >= list.range.begin && node->range.end <= list.range.end;
  };
  if (std::any_of(removed.begin(), removed.end(),
                  [&](const Node* item) { return is_anchored(*item) || !is_here(item); }))
    return false;
  const Node* before = first > 0 ? items[first - 1] : nullptr;
  const Node* after = first + count < items.size() ? items[first + count] : nullptr;
  std::optional<std::uint32_t> next, previous;
  if (list.style == NodeStyle::Flow) {
    if (count == items.size()) return add_with_comments(list.range, "[]");
    if (after != nullptr) next = after->range.begin;
    if (before != nullptr) previous = before->range.end;
    if (!is_here(after != nullptr ? after : before)) return false;
    return remove_flow({removed.front()->range.begin, removed.back()->range.end}, next, previous);
  }
  const std::optional<std::uint32_t> dash = dash_of(*removed.front());
  if (!dash) return false;
  if (count == items.size()) {
    std::uint32_t begin = *dash;
    while (begin > 0 && is_space(source()[begin - 1])) --begin;
    if (begin > 0 && source()[begin - 1] == ':') {
      return add_with_comments({begin, removed.back()->range.end}, " []");
    }
  }
  // One more level of indentation: a list may begin in the column of its key, but "[]" may not.
  if (count == items.size()) return column_of(*dash) && add_with_comments({*dash, removed.back()->range.end}, "  []");
  if (after != nullptr) {
    if (!is_here(after)) return false;
    next = dash_of(*after);
    if (!next) return false;
  }
  if (before != nullptr) previous = before->range.end;
  return remove_block({*dash, removed.back()->range.end}, next, previous, true);
}

}  // namespace virga
