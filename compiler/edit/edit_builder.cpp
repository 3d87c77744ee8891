#include "compiler/edit/edit_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "compiler/diagnostics/text.h"
#include "compiler/edit/indentation.h"
#include "compiler/edit/new_text.h"
#include "compiler/support/characters.h"

namespace virga {
namespace {

// The part of a collection that holds this place, if the parts are in the order of the text.
const Node* part_at(const Node& collection, const Node& node) {
  const std::uint32_t place = node.range.begin;
  const auto is_before = [&](const Node& part) { return part.range.end <= place; };
  const auto items = collection.items();
  const auto item = std::partition_point(items.begin(), items.end(), [&](const Node* one) { return is_before(*one); });
  if (item != items.end()) return *item;
  const auto members = collection.members();
  const auto member =
      std::partition_point(members.begin(), members.end(), [&](const Member& one) { return is_before(*one.value); });
  if (member == members.end()) return nullptr;
  return member->key == &node ? member->key : member->value;
}

// Whether the node is in the tree at its own position. Rules also check values of expressions, JSON inside strings,
// anchored nodes reached through an alias, and nodes of other files.
bool is_in_tree(const Node& root, const Node& node) {
  for (const Node* at = &root; at != nullptr; at = part_at(*at, node)) {
    if (at == &node) return true;
  }
  // What merge keys, aliases and empty values bring is not in order.
  const std::uint32_t place = node.range.begin;
  for (const Node* at = &root; at != nullptr;) {
    if (at == &node) return true;
    const Node* inner = nullptr;
    const auto look_at = [&](const Node& part) {
      if (&part == &node || (part.range.begin <= place && place < part.range.end)) inner = &part;
    };
    for (const Member& member : at->members()) {
      if (member.key == &node) return true;
      if (inner != &node) look_at(*member.value);
    }
    for (const Node* item : at->items()) {
      if (inner != &node) look_at(*item);
    }
    at = inner;
  }
  return false;
}

// The node of this kind at this place of the text; null if there is none. Of nested ones, the outermost.
const Node* node_with_place_of(const Node& root, const Node& node) {
  for (const Node* at = &root; at != nullptr;) {
    if (at->kind == node.kind && at->range == node.range) return at;
    const Node* inner = nullptr;
    const auto look_at = [&](const Node& part) {
      if (part.range.begin <= node.range.begin && node.range.end <= part.range.end) inner = &part;
    };
    for (const Member& member : at->members()) {
      look_at(*member.key);
      look_at(*member.value);
    }
    for (const Node* item : at->items()) look_at(*item);
    at = inner;
  }
  return nullptr;
}

// Whether most of a text's first keys are in double quotes, and nothing in it is YAML's alone: JSON with a slip, such
// as one key without quotes. What is added as JSON is right to readers of YAML, too.
bool is_like_json(const SyntaxTree& tree) {
  constexpr std::size_t kLooked = 64;
  if (!tree.comments.empty()) return false;
  std::size_t quoted = 0;
  std::size_t plain = 0;
  std::vector<const Node*> nodes = {tree.root};
  for (std::size_t i = 0; i < nodes.size() && i < kLooked; ++i) {
    for (const Member& member : nodes[i]->members()) {
      if (member.key->style == NodeStyle::DoubleQuoted) {
        ++quoted;
      } else {
        ++plain;
      }
      if (nodes.size() < kLooked) nodes.push_back(member.value);
    }
    if ((nodes[i]->flags & Node::kShortForm) != 0) return false;
    for (const Node* item : nodes[i]->items()) {
      if (nodes.size() < kLooked) nodes.push_back(item);
    }
  }
  return quoted > plain;
}

}  // namespace

bool writes_json(const SyntaxTree& tree) {
  if (tree.language == SyntaxLanguage::Json || detect_language(tree.source->text()) == SyntaxLanguage::Json)
    return true;
  if (tree.root == nullptr || tree.root->style != NodeStyle::Flow) return false;
  const std::string& name = tree.source->name();
  return name.ends_with(".json") || (!name.ends_with(".yaml") && !name.ends_with(".yml") && is_like_json(tree));
}

// ---- what may be changed --------------------------------------------------------------------------------------------

bool EditBuilder::add(TextRange range, std::string replacement) {
  return !holds_comment(range) && add_with_comments(range, std::move(replacement));
}

bool EditBuilder::add_with_comments(TextRange range, std::string replacement) {
  if (range.end > source().size() || range.begin > range.end) return false;
  edits_.push_back({range, std::move(replacement)});
  return true;
}

bool EditBuilder::is_anchored(const Node& node) { return node.extra != nullptr && !node.extra->anchor.empty(); }

bool EditBuilder::is_copy_of_text(const Node& node) const {
  if (!node.is_scalar() || node.extra == nullptr || node.extra->origin == nullptr) return false;
  if (!node.extra->tag.empty() || !node.extra->anchor.empty() || node.range.size() == 0) return false;
  if (node.range.end > source().size()) return false;
  for (const Origin* origin = node.extra->origin; origin != nullptr; origin = origin->parent) {
    if (!origin->resource.empty()) return false;
  }
  const std::string_view written = tree_.source->slice(node.range), text = node.text();
  if (written == text) return true;
  const bool is_quoted = written.starts_with('"') || written.starts_with('\'');
  return is_quoted && written.size() == text.size() + 2 && written.substr(1, text.size()) == text;
}

bool EditBuilder::is_in_text(const Node& node) const {
  const bool has_origin = node.extra != nullptr && node.extra->origin != nullptr;
  if (node.is_generated() || has_origin) return is_copy_of_text(node);
  return (node.flags & (Node::kGenerated | Node::kBroken)) == 0 && !is_anchored(node) &&
         node.range.end <= source().size() && tree_.root != nullptr &&
         (is_copy_of_written(node) || is_in_tree(*tree_.root, node));
}

bool EditBuilder::is_copy_of_written(const Node& node) const {
  if (tree_.written == nullptr || node.range.size() == 0) return false;
  const Node* from = node_with_place_of(*tree_.written, node);
  if (from == nullptr || from->extra != nullptr || from->flags != node.flags || from->size != node.size) return false;
  if (node.is_scalar()) return from->text() == node.text();
  const bool has_same_items = std::equal(node.items().begin(), node.items().end(), from->items().begin(),
                                         [](const Node* a, const Node* b) { return a->range == b->range; });
  return has_same_items && std::equal(node.members().begin(), node.members().end(), from->members().begin(),
                                      [](const Member& a, const Member& b) {
                                        return a.key->range == b.key->range && a.key->text() == b.key->text() &&
                                               a.value->range == b.value->range;
                                      });
}

std::optional<TextRange> EditBuilder::behind_lone_anchor(const Node& scalar) const {
  if (!is_anchored(scalar) || scalar.flags != 0 || scalar.is_block_scalar()) return std::nullopt;
  if (!scalar.extra->tag.empty() || scalar.extra->origin != nullptr || scalar.range.end > source().size()) {
    return std::nullopt;
  }
  const std::string anchor(scalar.extra->anchor);
  const std::string_view written = tree_.source->slice(scalar.range);
  if (!written.starts_with('&' + anchor) || source().find('*' + anchor) != std::string_view::npos) return std::nullopt;
  const std::size_t content = written.find_first_not_of(" \t", anchor.size() + 1);
  if (content == std::string_view::npos || content == anchor.size() + 1) return std::nullopt;
  if (written[content] == '\n' || written[content] == '\r' || written[content] == '#') return std::nullopt;
  if (tree_.root == nullptr || !is_in_tree(*tree_.root, scalar)) return std::nullopt;
  return TextRange{scalar.range.begin + static_cast<std::uint32_t>(content), scalar.range.end};
}

bool EditBuilder::may_change(const Node& collection) const {
  return is_in_text(collection) && (collection.flags & (Node::kMerged | Node::kShortForm)) == 0;
}

bool EditBuilder::holds_comment(TextRange range) const {
  const auto next =
      std::lower_bound(tree_.comments.begin(), tree_.comments.end(), range.begin,
                       [](const Comment& comment, std::uint32_t offset) { return comment.range.begin < offset; });
  return next != tree_.comments.end() && next->range.begin < range.end;
}

std::vector<TextEdit> EditBuilder::take() {
  std::stable_sort(edits_.begin(), edits_.end(),
                   [](const TextEdit& a, const TextEdit& b) { return a.range.begin < b.range.begin; });
  return std::exchange(edits_, {});
}

std::optional<Fix> EditBuilder::take_fix(std::string title, FixSafety safety) {
  if (edits_.empty()) return std::nullopt;
  return Fix{std::move(title), safety, take()};
}

// ---- layout ---------------------------------------------------------------------------------------------------------

std::string_view EditBuilder::line_break() const {
  // The first line break of the file; the index finds it even if the line is very long.
  const LineIndex& lines = tree_.source->lines();
  if (lines.line_count() < 2) return "\n";
  const std::uint32_t next = lines.line_start(1);
  const std::size_t length = next >= 2 && source()[next - 1] == '\n' && source()[next - 2] == '\r' ? 2 : 1;
  return source().substr(next - length, length);
}

std::uint32_t EditBuilder::line_start_of(std::uint32_t offset) const {
  const LineIndex& lines = tree_.source->lines();
  return lines.line_start(lines.line_of(offset));
}

std::uint32_t EditBuilder::next_line(std::uint32_t offset) const {
  const LineIndex& lines = tree_.source->lines();
  const std::uint32_t line = lines.line_of(offset > 0 ? offset - 1 : 0);
  return line + 1 < lines.line_count() ? lines.line_start(line + 1) : static_cast<std::uint32_t>(source().size());
}

std::string_view indentation_unit(const SyntaxTree& tree) {
  constexpr int kMostNodes = 200;  // a text that shows none by then is written on few lines
  const LineIndex& lines = tree.source->lines();
  // Of a map in a list, with the dash before it.
  const auto indentation_at = [&](std::uint32_t offset, bool in_list) {
    const std::string_view line = lines.line_text(lines.line_of(offset));
    const std::string_view before = line.substr(0, offset - lines.line_start(lines.line_of(offset)));
    const bool follows_dash = in_list && before.find_first_not_of(" -") == std::string_view::npos;
    return follows_dash ? before : line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
  };
  // With the place of the key or bracket that opens them.
  std::vector<std::pair<const Node*, std::uint32_t>> left;
  if (tree.root != nullptr) left.emplace_back(tree.root, tree.root->range.begin);
  for (int seen = 0; !left.empty() && seen < kMostNodes; ++seen) {
    const auto [node, opener] = left.back();
    left.pop_back();
    const auto members = node->members();
    if (!members.empty()) {
      const std::uint32_t first = members.front().key->range.begin;
      const std::string_view inner = indentation_at(first, false);
      const std::string_view outer = indentation_at(opener, true);
      const bool begins_line = lines.line_start(lines.line_of(first)) + inner.size() == first;
      if (begins_line && inner.size() > outer.size()) return inner.substr(outer.size());
    }
    for (std::size_t i = members.size(); i-- > 0;) {
      const Member& member = members[i];
      if (member.value->range.begin >= member.key->range.end) left.emplace_back(member.value, member.key->range.begin);
    }
    for (const Node* item : node->items()) left.emplace_back(item, item->range.begin);
  }
  return {};
}

std::optional<std::uint32_t> EditBuilder::column_of(std::uint32_t offset) const {
  std::uint32_t begin = line_start_of(offset);
  if (begin == 0 && source().starts_with("\xEF\xBB\xBF")) begin = 3;
  for (std::uint32_t at = begin; at < offset; ++at) {
    const bool is_dash = source()[at] == '-' && at + 1 < source().size() && source()[at + 1] == ' ';
    if (source()[at] != ' ' && !is_dash) return std::nullopt;
  }
  return offset - begin;
}

std::uint32_t EditBuilder::end_of(const Member& member) const {
  // An alias has its value elsewhere, and "Key:" has none; in both cases a colon follows the key.
  if (member.value->range.begin >= member.key->range.end && member.value->range.size() > 0) {
    return member.value->range.end;
  }
  std::uint32_t at = member.key->range.end;
  while (at < source().size() && is_blank(source()[at])) ++at;
  if (at >= source().size() || source()[at] != ':') return member.key->range.end;
  std::uint32_t end = ++at;
  while (at < source().size() && is_blank(source()[at])) ++at;
  if (at < source().size() && source()[at] == '*') {
    while (at < source().size() && !is_space(source()[at]) &&
           std::string_view(",]}").find(source()[at]) == std::string_view::npos)
      ++at;
    end = at;
  }
  return end;
}

std::optional<std::uint32_t> EditBuilder::dash_of(const Node& item) const {
  std::uint32_t at = item.range.begin;
  while (at > 0 && is_space(source()[at - 1])) --at;
  if (at == 0 || source()[at - 1] != '-') return std::nullopt;
  return at - 1;
}

std::string EditBuilder::separator_before(std::uint32_t offset) const {
  std::uint32_t begin = offset;
  while (begin > 0 && is_blank(source()[begin - 1])) --begin;
  if (begin == 0 || (source()[begin - 1] != '\n' && source()[begin - 1] != '\r')) return {};
  return std::string(line_break()) + std::string(source().substr(begin, offset - begin));
}

// ---- adding ---------------------------------------------------------------------------------------------------------

std::string EditBuilder::key_text(std::string_view name, NodeStyle like, bool flow) const {
  return writes_json_ ? json_text(name) : yaml_text(name, like, flow);
}

std::string EditBuilder::flow_text(const Node& value, std::string_view separator) const {
  if (!writes_json_) return yaml_flow_value(value);
  const std::string_view unit = indentation_unit(tree_);
  return json_value(value, separator, unit.empty() ? "  " : unit);
}

std::string EditBuilder::block_member(std::string_view name, const Node& value, std::uint32_t column,
                                      NodeStyle like) const {
  return key_text(name, like, false) + indented(yaml_after_key(value, indentation_step(tree_)), column, line_break());
}

std::string EditBuilder::block_item(const Node& value, std::uint32_t column) const {
  return indented(yaml_item(value, indentation_step(tree_)), column, line_break());
}

std::optional<TextRange> EditBuilder::comment_behind(std::uint32_t offset) const {
  const auto next = std::lower_bound(tree_.comments.begin(), tree_.comments.end(), offset,
                                     [](const Comment& comment, std::uint32_t at) { return comment.range.begin < at; });
  const LineIndex& lines = tree_.source->lines();
  if (next == tree_.comments.end() || lines.line_of(next->range.begin) != lines.line_of(offset)) return std::nullopt;
  return next->range;
}

bool EditBuilder::add_to_flow(const Node& collection, std::uint32_t end, const std::string& separator,
                              const std::string& text) {
  const std::optional<TextRange> comment = separator.empty() ? std::nullopt : comment_behind(end);
  if (!comment) return add({end, end}, (separator.empty() ? ", " : "," + separator) + text);
  if (comment->begin >= collection.range.end) return add({end, end}, ", " + text);
  // Behind the comment, and behind what was added there before.
  const TextRange behind{comment->end, comment->end};
  const bool ends_with_comma = source().substr(end, comment->begin - end).find(',') != std::string_view::npos;
  if (ends_with_comma) return add(behind, separator + text + ",");
  const bool is_first =
      std::none_of(edits_.begin(), edits_.end(), [&](const TextEdit& edit) { return edit.range == behind; });
  return (!is_first || add({end, end}, ",")) && add(behind, (is_first ? "" : ",") + separator + text);
}

bool EditBuilder::add_lines(TextRange range, const std::string& text) {
  const std::size_t first = text.find(line_break());
  const std::optional<TextRange> comment = comment_behind(range.end);
  const bool is_split =
      first != std::string::npos && comment &&
      source().substr(range.end, comment->begin - range.end).find_first_not_of(" \t") == std::string_view::npos;
  if (!is_split) return add(range, text);
  const std::string first_line = text.substr(0, first);
  const bool stays = tree_.source->slice(range) == first_line;
  return (stays || add(range, first_line)) && add({comment->end, comment->end}, text.substr(first));
}

bool EditBuilder::add_member(const Node& mapping, std::string_view name, const Node& value) {
  if (!may_change(mapping) || !mapping.is_mapping() || mapping.find(name) != nullptr) return false;
  const std::span<const Member> members = mapping.members();
  const NodeStyle like = members.empty() ? NodeStyle::Plain : members.back().key->style;
  if (members.empty()) {
    const std::string_view written = tree_.source->slice(mapping.range);
    if (!written.starts_with('{')) return false;
    const std::string text = key_text(name, like, true) + ": " + flow_text(value, {});
    return add({mapping.range.begin + 1, mapping.range.begin + 1}, text);
  }
  const std::uint32_t end = end_of(members.back());
  if (mapping.style == NodeStyle::Flow) {
    const std::string separator = separator_before(members.back().key->range.begin);
    return add_to_flow(mapping, end, separator, key_text(name, like, true) + ": " + flow_text(value, separator));
  }
  const std::optional<std::uint32_t> column = column_of(members.front().key->range.begin);
  if (!column) return false;
  const std::string text = block_member(name, value, *column, like);
  const std::string indentation(*column, ' ');
  const std::uint32_t at = next_line(end);
  const bool no_break =
      at == source().size() && !source().empty() && source().back() != '\n' && source().back() != '\r';
  if (no_break) return add({at, at}, std::string(line_break()) + indentation + text);
  return add({at, at}, indentation + text + std::string(line_break()));
}

bool EditBuilder::insert_member(const Node& mapping, std::uint32_t index, std::string_view name, const Node& value) {
  const std::span<const Member> members = mapping.members();
  if (index >= members.size()) return index == members.size() && add_member(mapping, name, value);
  const Node& next = *members[index].key;
  if (!may_change(mapping) || mapping.find(name) != nullptr || next.is_synthetic()) return false;
  const std::uint32_t at = next.range.begin;
  if (mapping.style == NodeStyle::Flow) {
    const std::string separator = separator_before(at);
    return add({at, at}, key_text(name, next.style, true) + ": " + flow_text(value, separator) +
                             (separator.empty() ? ", " : "," + separator));
  }
  const std::optional<std::uint32_t> column = column_of(at);
  if (!column) return false;
  const std::string text = block_member(name, value, *column, next.style) + std::string(line_break());
  const std::string indentation(*column, ' ');
  // After the line of the member before, so that comments stay with what they are about.
  const std::uint32_t line = index == 0 ? at : next_line(end_of(members[index - 1]));
  if (index == 0 || line > line_start_of(at)) return add({at, at}, text + indentation);
  return add({line, line}, indentation + text);
}

bool EditBuilder::insert_item(const Node& list, std::uint32_t index, const Node& value) {
  if (!may_change(list) || !list.is_sequence() || index > list.items().size()) return false;
  const std::span<const Node* const> items = list.items();
  if (items.empty()) {
    if (!tree_.source->slice(list.range).starts_with('[')) return false;
    return add({list.range.begin + 1, list.range.begin + 1}, flow_text(value, {}));
  }
  const Node& beside = *items[index < items.size() ? index : index - 1];
  if (beside.range.size() == 0 || beside.range.begin < list.range.begin || beside.range.end > list.range.end) {
    return false;
  }
  if (list.style == NodeStyle::Flow) {
    const std::string separator = separator_before(beside.range.begin);
    const std::string text = flow_text(value, separator);
    if (index == items.size()) return add_to_flow(list, beside.range.end, separator, text);
    return add({beside.range.begin, beside.range.begin}, text + (separator.empty() ? ", " : "," + separator));
  }
  const std::optional<std::uint32_t> dash = dash_of(beside);
  const std::optional<std::uint32_t> column = dash ? column_of(*dash) : std::nullopt;
  if (!column) return false;
  const std::string text = block_item(value, *column);
  const std::string indentation(*column, ' ');
  if (index < items.size()) return add({*dash, *dash}, text + std::string(line_break()) + indentation);
  const std::uint32_t at = next_line(beside.range.end);
  const bool no_break = at == source().size() && source().back() != '\n' && source().back() != '\r';
  if (no_break) return add({at, at}, std::string(line_break()) + indentation + text);
  return add({at, at}, indentation + text + std::string(line_break()));
}

// ---- replacing ------------------------------------------------------------------------------------------------------

bool EditBuilder::rename_key(const Member& member, std::string_view name) {
  const Node& key = *member.key;
  if (key.is_synthetic() && is_in_text(key) && source().substr(key.range.begin, 1) == "!") {
    // The tag of a short-form function.
    const bool has_tag = name.starts_with("Fn::") || name == "Ref" || name == "Condition";
    return has_tag && add(key.range, "!" + std::string(name.starts_with("Fn::") ? name.substr(4) : name));
  }
  return !key.is_synthetic() && set_text(key, name);
}

bool EditBuilder::set_value(const Member& member, const Node& value) {
  const Node& old = *member.value;
  if (!is_in_text(old) || member.key->is_synthetic() || old.range.begin < member.key->range.end) return false;
  const bool scalars = old.is_scalar() && value.is_scalar() && old.range.size() > 0;
  if (scalars && value.is_string() && old.is_string()) return set_text(old, value.text());
  const std::optional<std::uint32_t> column = column_of(member.key->range.begin);
  // Decide by position whether this is flow style: a key that begins a line or follows "- ", and whose value is not a
  // flow collection, may still be inside brackets, and the style of the key's mapping is not known here.
  if (is_json() || is_between_brackets(*written_root(), member.key->range.begin)) {
    const std::string text = flow_text(value, separator_before(member.key->range.begin));
    if (old.range.size() > 0) return add(old.range, text);
    const std::uint32_t end = end_of(member);
    return add({end, end}, (end == member.key->range.end ? ": " : " ") + text);
  }
  if (!column) return false;
  std::uint32_t colon = member.key->range.end;
  while (colon < source().size() && is_blank(source()[colon])) ++colon;
  if (colon >= source().size() || source()[colon] != ':') return false;
  // Begins with the colon.
  const std::string text = indented(yaml_after_key(value, indentation_step(tree_)), *column, line_break());
  const bool one_line = text.find('\n') == std::string::npos;
  const std::uint32_t end = std::max(old.range.end, colon + 1);
  if (one_line && old.range.size() > 0 && old.is_scalar() && !old.is_block_scalar()) {
    return add(old.range, text.substr(2));  // after ": "
  }
  return add_lines({colon, end}, text);
}

bool EditBuilder::set_item(const Node& list, std::uint32_t index, const Node& value) {
  if (!may_change(list) || index >= list.items().size()) return false;
  const Node& old = *list.items()[index];
  if (!is_in_text(old) || old.range.size() == 0 || old.range.begin < list.range.begin ||
      old.range.end > list.range.end) {
    return false;
  }
  if (old.is_string() && value.is_string()) return set_text(old, value.text());
  if (list.style == NodeStyle::Flow) return add(old.range, flow_text(value, separator_before(old.range.begin)));
  const std::optional<std::uint32_t> dash = dash_of(old);
  const std::optional<std::uint32_t> column = dash ? column_of(*dash) : std::nullopt;
  return column && add_lines({*dash, old.range.end}, block_item(value, *column));
}

bool EditBuilder::replace(const Node& holder, const Node& old, const Node& value) {
  for (const Member& member : holder.members()) {
    if (member.value == &old) return set_value(member, value);
  }
  const std::span<const Node* const> items = holder.items();
  for (std::uint32_t i = 0; i < items.size(); ++i) {
    if (items[i] == &old) return set_item(holder, i, value);
  }
  return false;
}

}  // namespace virga
