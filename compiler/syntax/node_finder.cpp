// The way from the root to an offset: node_at().
#include "compiler/syntax/node_path.h"

#include <algorithm>
#include <string_view>

#include "compiler/support/characters.h"
#include "compiler/syntax/readers.h"

namespace virga {

namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kSpaces = " \t\r\n";

class Finder {
public:
  Finder(const SyntaxTree& tree, std::uint32_t offset, Side side)
      : tree_(tree), text_(tree.source->text()), side_(side) {
    path_.offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
    offset_ = path_.offset;
    line_start_ = line_start(offset_);
    const std::size_t first = text_.find_first_not_of(kBlanks, line_start_);
    blank_before_ = std::min(first, text_.size()) >= offset_;
  }

  NodePath run() {
    path_.token = {offset_, offset_};
    if (in_comment()) {
      path_.place = Place::Comment;
    } else if (tree_.root != nullptr && !beside_root()) {
      enter(tree_.root, 0, false);
    }
    place_token();
    return std::move(path_);
  }

private:
  // ---- Text.

  std::uint32_t line_start(std::uint32_t offset) const {
    const std::size_t before = offset == 0 ? std::string_view::npos : text_.find_last_of("\r\n", offset - 1);
    return before == std::string_view::npos ? content_start(text_) : static_cast<std::uint32_t>(before + 1);
  }
  std::uint32_t column(std::uint32_t offset) const {
    const std::uint32_t start = line_start(offset);
    return offset < start ? 0 : offset - start;
  }
  // The first character at or after `from` that is neither white space nor in a comment.
  std::uint32_t skip_space(std::uint32_t from) const {
    std::size_t at = from;
    while (at < text_.size()) {
      const bool comment = text_[at] == '#' && (at == 0 || is_in(kSpaces, text_[at - 1]));
      if (comment) {
        at = std::min(text_.find_first_of("\r\n", at), text_.size());
      } else if (is_in(kSpaces, text_[at])) {
        ++at;
      } else {
        break;
      }
    }
    return static_cast<std::uint32_t>(std::min(at, text_.size()));
  }
  // The last ',' or ':' between two nodes of a flow collection, ignoring comments; '\0' if there is none.
  char separator(std::uint32_t from, std::uint32_t to) const {
    char found = '\0';
    for (std::uint32_t at = skip_space(from); at < to; at = skip_space(at + 1)) {
      if (text_[at] == ',' || text_[at] == ':') found = text_[at];
    }
    return found;
  }

  bool in_comment() const {
    const auto after = std::upper_bound(tree_.comments.begin(), tree_.comments.end(), offset_,
                                        [](std::uint32_t at, const Comment& c) { return at <= c.range.begin; });
    return after != tree_.comments.begin() && offset_ <= std::prev(after)->range.end;
  }
  // JSON has nothing beside its root value; beside YAML's root mapping, more keys may follow.
  bool beside_root() const {
    const Node& root = *tree_.root;
    if (root.is_scalar() || (is_flow(root) && root.size + root.range.end > 0)) {
      return offset_ < root.range.begin || offset_ > end_of(root);
    }
    return false;
  }

  static bool is_flow(const Node& node) { return node.style == NodeStyle::Flow; }
  static bool is_short_form(const Node& node) { return (node.flags & Node::kShortForm) != 0; }

  // Whether a flow collection ends with its own closing bracket, rather than with the end of its content.
  bool is_closed(const Node& node) const {
    if (node.range.size() < 2 || !is_in("]}", text_[node.range.end - 1])) return false;
    if ((node.flags & Node::kBroken) == 0 || node.size == 0) return true;
    const Node* last = node.is_mapping() ? node.members().back().value : node.items().back();
    return last->range.end < node.range.end;
  }

  // Whether the node ends with a tag that has no value yet.
  static bool awaits_argument(const Node& node) {
    const Node* value = &node;
    while (is_short_form(*value)) value = value->members()[0].value;
    return value != &node && value->range.size() == 0;
  }

  // The end of a node's text. A tag without a value extends over the white space after it. Unclosed brackets extend
  // over the white space after them, on their line and on lines that are indented deeper.
  std::uint32_t end_of(const Node& node) const {
    if (awaits_argument(node)) return std::max(node.range.end, std::min(skip_space(node.range.end), offset_));
    if (!is_flow(node) || (node.flags & Node::kBroken) == 0 || offset_ < node.range.end || is_closed(node)) {
      return node.range.end;
    }
    const std::uint32_t next = skip_space(node.range.end);
    if (offset_ > next) return node.range.end;
    const std::uint32_t start = line_start(node.range.begin);
    const std::size_t indent = text_.find_first_not_of(kBlanks, start) - start;
    const bool same_line = line_start(node.range.end) == line_start_;
    return same_line || (blank_before_ && offset_ - line_start_ > indent) ? offset_ : node.range.end;
  }
  bool touches(const Node& node) const { return node.range.begin <= offset_ && offset_ <= end_of(node); }

  // ---- Tree.

  void stop(Place place) { path_.place = place; }

  void enter(const Node* node, std::uint32_t index, bool key) {
    for (;;) {
      path_.steps.push_back({node, index, key});
      const Step next = is_short_form(*node) ? short_form(*node)
                        : tag_of(*node)      ? Step{}
                        : node->is_scalar()  ? scalar(*node, key)
                        : is_flow(*node)     ? flow(*node)
                        : node->is_mapping() ? block_mapping(*node)
                                             : block_sequence(*node);
      if (next.node == nullptr) return;
      node = next.node;
      index = next.index;
      key = next.key;
    }
  }

  // The next step; a step with a null node once the place has been found.
  using Step = NodeStep;
  Step value_of(const Node& mapping, std::uint32_t index) const {
    return {mapping.members()[index].value, index, false};
  }

  // The node is written elsewhere: an alias, or a merged member.
  Step alias(const Node& node, std::uint32_t index) {
    path_.steps.push_back({&node, index, false});
    stop(Place::Alias);
    return {};
  }

  bool tag_of(const Node& node) {
    if (node.extra == nullptr) return false;
    const TextRange tag = node.extra->tag_range;
    if (tag.size() == 0 || offset_ < tag.begin || offset_ > tag.end) return false;
    path_.token = tag;
    stop(Place::Tag);
    return true;
  }

  Step short_form(const Node& node) {
    const Member& member = node.members()[0];
    const TextRange tag = member.key->range;
    if (offset_ < tag.begin) {
      stop(Place::Between);
      return {};
    }
    if (offset_ <= tag.end) {
      path_.steps.push_back({member.key, 0, true});
      path_.token = tag;
      stop(Place::Tag);
      return {};
    }
    if (member.value->range.begin < tag.end) return alias(*member.value, 0);
    return value_of(node, 0);
  }

  Step scalar(const Node& node, bool key) {
    if (touches(node)) {
      path_.token = node.range;
      const bool quoted = node.style == NodeStyle::SingleQuoted || node.style == NodeStyle::DoubleQuoted;
      if (quoted && text_.substr(node.range.begin, 1).find_first_of("\"'") == 0) {
        const bool closed = node.range.size() > 1 && text_[node.range.end - 1] == text_[node.range.begin];
        const TextRange inner{node.range.begin + 1, node.range.end - (closed ? 1 : 0)};
        if (inner.begin <= offset_ && offset_ <= inner.end) path_.token = inner;
      }
      stop(key ? Place::Key : Place::Value);
    } else if (node.range.size() == 0) {
      stop(Place::Value);  // nothing is written yet
    } else {
      stop(Place::Between);
    }
    return {};
  }

  // Whether a member is written in this mapping, as opposed to merged from elsewhere or without a key of its own.
  static bool own(const Node& mapping, const Member& member) {
    return member.key->range.begin >= mapping.range.begin && member.key->range.end <= mapping.range.end;
  }

  // The last member that begins at or before the offset; null if there is none.
  const Member* last_member(const Node& mapping, std::uint32_t& index) const {
    const Member* last = nullptr;
    for (std::uint32_t i = 0; i < mapping.size; ++i) {
      const Member& member = mapping.member_list[i];
      if (!own(mapping, member)) continue;
      if (member.key->range.begin > offset_) break;
      if (side_ == Side::Before && last != nullptr && member.key->range.begin == offset_ &&
          last->value->range.end == offset_ && last->value->range.size() > 0) {
        break;
      }
      last = &member;
      index = i;
    }
    return last;
  }

  std::uint32_t column_of(const Node& collection) const {
    if (collection.is_mapping() && is_in("!&", first_of(collection))) {
      for (const Member& member : collection.members()) {
        if (own(collection, member)) return column(member.key->range.begin);
      }
    }
    if (collection.is_sequence() && is_in("!&", first_of(collection))) {
      return column(scan_properties(text_, collection.range.begin).content);
    }
    return column(collection.range.begin);
  }
  char first_of(const Node& node) const { return node.range.begin < text_.size() ? text_[node.range.begin] : '\0'; }

  // On a line of white space, the column decides; otherwise the offset belongs to what precedes it.
  bool deeper_than(std::uint32_t column) const { return !blank_before_ || offset_ - line_start_ > column; }

  Step block_mapping(const Node& node) {
    std::uint32_t index = 0;
    const Member* member = last_member(node, index);
    if (member == nullptr) {
      stop(blank_before_ || offset_ == node.range.begin ? Place::NewKey : Place::Between);
      return {};
    }
    const Node& key = *member->key;
    if (offset_ <= key.range.end) return {&key, index, true};
    const std::uint32_t colon = skip_space(key.range.end);
    const bool has_colon = colon < text_.size() && text_[colon] == ':';
    const bool key_line = line_start(key.range.begin) == line_start_;
    if (key_line && (!has_colon || offset_ <= colon)) {
      stop(Place::Between);
      return {};
    }
    if (!key_line && !deeper_than(column(key.range.begin)) && !inside(*member->value)) {
      stop(Place::NewKey);
      return {};
    }
    if (member->value->range.begin < key.range.end) return alias(*member->value, index);
    return value_of(node, index);
  }

  // Whether the offset is inside a scalar or brackets, whose lines may be indented less.
  bool inside(const Node& node) const {
    return (node.is_scalar() || is_flow(node)) && node.range.begin < offset_ && offset_ <= node.range.end;
  }

  Step block_sequence(const Node& node) {
    const std::uint32_t dashes = column_of(node);
    const std::uint32_t first = scan_properties(text_, node.range.begin).content;
    const bool dash = first < text_.size() && text_[first] == '-';  // broken lists may lack their first dash
    if (dash ? offset_ <= first : offset_ < first) {
      stop(blank_before_ ? Place::NewItem : Place::Between);
      return {};
    }
    // Items begin after their "- ", and aliases are written elsewhere, so count the dashes after the previous item.
    std::uint32_t index = 0;
    std::uint32_t from = first + (dash ? 1 : 0);
    std::uint32_t latest = from;
    for (std::uint32_t i = 0; i < node.size; ++i) {
      const TextRange range = node.item_list[i]->range;
      if (range.begin < latest || range.end > node.range.end) continue;
      if (range.begin > offset_) break;
      index = i;
      from = latest = range.end;
    }
    bool after_dash = dash && from == first + 1;
    if (offset_ > from) {
      for (std::size_t line = text_.find('\n', from); line < offset_; line = text_.find('\n', line + 1)) {
        const std::size_t at = line + 1 + dashes;
        if (at + 1 < text_.size() && at < offset_ && text_[at] == '-' && is_in(kSpaces, text_[at + 1]) &&
            text_.find_first_not_of(' ', line + 1) == at) {
          ++index;
          after_dash = true;
        }
      }
    }
    if (index >= node.size) {
      stop(Place::Between);
      return {};
    }
    const Node& item = *node.item_list[index];
    if (!deeper_than(dashes) && !inside(item)) {
      stop(Place::NewItem);
      return {};
    }
    const bool here = item.range.begin >= first && item.range.end <= node.range.end;
    if (!here || (after_dash && item.range.begin < from)) return alias(item, index);
    return {&item, index, false};
  }

  Step flow(const Node& node) {
    std::uint32_t content = node.range.begin;
    if (node.extra != nullptr) content = scan_properties(text_, content).content;
    const bool bracket = content < text_.size() && is_in("[{", text_[content]);
    if (!bracket && node.is_sequence()) return parts_of_get_att(node);
    if (bracket && offset_ <= content) {
      stop(Place::Between);
      return {};
    }
    if (offset_ > end_of(node) || (bracket && offset_ == node.range.end && is_closed(node))) {
      stop(Place::Between);
      return {};
    }
    return node.is_mapping() ? flow_mapping(node) : flow_sequence(node, content + 1);
  }

  // "!GetAtt a.b" is a list without brackets.
  Step parts_of_get_att(const Node& node) const {
    std::uint32_t index = 0;
    while (index + 1 < node.size && node.item_list[index + 1]->range.begin <= offset_) ++index;
    return {node.item_list[index], index, false};
  }

  Step flow_mapping(const Node& node) {
    std::uint32_t index = 0;
    const Member* member = last_member(node, index);
    if (member == nullptr) {
      stop(Place::NewKey);
      return {};
    }
    const Node& key = *member->key;
    const Node& value = *member->value;
    if (offset_ <= key.range.end) return {&key, index, true};
    if (value.range.begin < key.range.end) {
      const char last = separator(key.range.end, offset_);
      if (last == ':') return alias(value, index);
      stop(last == ',' ? Place::NewKey : Place::Between);
      return {};
    }
    if (value.range.size() > 0 && offset_ > end_of(value)) {
      stop(separator(end_of(value), offset_) == ',' ? Place::NewKey : Place::Between);
      return {};
    }
    const char last = separator(key.range.end, std::min(offset_, std::max(value.range.begin, key.range.end)));
    const char later = value.range.size() == 0 ? separator(key.range.end, offset_) : last;
    if (later == ':' || touches(value)) return value_of(node, index);
    stop(later == ',' ? Place::NewKey : Place::Between);
    return {};
  }

  Step flow_sequence(const Node& node, std::uint32_t start) {
    std::uint32_t end = start;
    for (std::uint32_t i = 0; i < node.size; ++i) {
      const Node& item = *node.item_list[i];
      if (item.range.begin < end || item.range.end > node.range.end) {
        // An alias is one word between two commas.
        const std::uint32_t word = skip_space(end < text_.size() && text_[end] == ',' ? end + 1 : end);
        const auto word_end =
            static_cast<std::uint32_t>(std::min(text_.find_first_of(" \t\r\n,]}", word), text_.size()));
        if (word <= offset_ && offset_ <= word_end) return alias(item, i);
        if (word > offset_) break;
        end = skip_space(word_end);
        continue;
      }
      if (item.range.begin > offset_) break;
      if (offset_ <= end_of(item)) {
        const bool next = side_ == Side::After && i + 1 < node.size && node.item_list[i + 1]->range.begin == offset_;
        if (!next) return {&item, i, false};
      }
      end = end_of(item);
    }
    const bool first = end == start;
    stop(first || separator(end, offset_) == ',' ? Place::NewItem : Place::Between);
    return {};
  }

  // ---- Token.

  void place_token() {
    const std::uint32_t begin = path_.token.begin;
    const std::uint32_t start = line_start(begin);
    path_.column = begin - std::min(start, begin);
    std::string_view before = text_.substr(std::min(start, begin), path_.column);
    while (!before.empty() && is_in(" \t-", before.front())) {
      if (before.front() == '-' && (before.size() == 1 || !is_in(kBlanks, before[1]))) break;
      before.remove_prefix(1);
    }
    if (before.size() == 1 && is_in("\"'", before.front())) before = {};
    path_.own_line = before.empty();
  }

  const SyntaxTree& tree_;
  std::string_view text_;
  Side side_;
  std::uint32_t offset_ = 0;
  std::uint32_t line_start_ = 0;
  bool blank_before_ = false;  // only white space precedes the offset on its line
  NodePath path_;
};

}  // namespace

NodePath node_at(const SyntaxTree& tree, std::uint32_t offset, Side side) { return Finder(tree, offset, side).run(); }

}  // namespace virga
