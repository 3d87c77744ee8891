#include "compiler/syntax/tree_builder.h"

#include <algorithm>
#include <utility>

namespace virga {

namespace {

constexpr std::string_view kCoreTag = "tag:yaml.org,2002:";
// A broken file may have an error on every line, and people only read the first ones.
constexpr std::size_t kMaxErrors = 200;
// CloudFormation accepts templates of up to 1 MB; a node takes 40 bytes.
constexpr std::uint64_t kMaxNodes = 3'000'000;

bool is_short_tag(std::string_view tag) { return tag.starts_with('!'); }

// "Sub" -> "Fn::Sub", without an allocation for CloudFormation's functions.
std::string_view long_name(std::string_view suffix, Arena& arena) {
  if (suffix == "Ref" || suffix == "Condition") return suffix;
  for (auto function = Function::GetAtt; function <= Function::Implies;
       function = static_cast<Function>(static_cast<int>(function) + 1)) {
    const std::string_view name = function_name(function);
    if (name.size() == suffix.size() + 4 && name.ends_with(suffix)) return name;
  }
  std::string name = "Fn::";
  name += suffix;
  return arena.copy(name);
}

}  // namespace

TreeBuilder::TreeBuilder(SyntaxTree& tree, const ParseOptions& options) : tree_(tree), options_(options) {
  frames_.reserve(32);
  children_.reserve(256);
}

void TreeBuilder::error(SyntaxErrorKind kind, TextRange range, std::string message, TextRange related) {
  if (tree_.errors.size() >= kMaxErrors) return;
  tree_.errors.push_back({kind, range, std::move(message), related});
}

void TreeBuilder::stop(SyntaxErrorKind kind, TextRange range, std::string message) {
  stopped_ = true;
  limit_ = {kind, range, std::move(message), {}};
}

// False if the tree has grown beyond the limit.
bool TreeBuilder::another_node(std::uint32_t place) {
  if (++nodes_ <= kMaxNodes) return true;
  stop(SyntaxErrorKind::Syntax, {place, place + 1},
       "The file has more than " + std::to_string(kMaxNodes) +
           " values up to this point, more than any template can have; the rest is not read");
  return false;
}

bool TreeBuilder::deeper(std::uint32_t levels, std::uint32_t place) {
  if (levels <= options_.max_depth) return false;
  stop(SyntaxErrorKind::TooDeep, {place, place + 1},
       "Nested more than " + std::to_string(options_.max_depth) +
           " levels deep, more than any template needs; flatten this part or check for unclosed brackets");
  return true;
}

void TreeBuilder::start_anchor(const NodeProperties& properties, TextRange range) {
  if (properties.anchor.empty()) return;
  Anchor& anchor = anchors_[properties.anchor];
  if (anchor.range.size() != 0) {
    error(SyntaxErrorKind::Syntax, range,
          "Duplicate anchor '&" + std::string(properties.anchor) +
              "': its aliases would be ambiguous; rename one of the two",
          anchor.range);
  }
  anchor = {nullptr, 0, 0, range};
}

const NodeExtra* TreeBuilder::extra_of(const NodeProperties& properties) {
  if (properties.empty()) return nullptr;
  return tree_.arena.make<NodeExtra>(properties.tag, properties.anchor, properties.tag_range);
}

TypedText TreeBuilder::typed(TextRange content, NodeStyle style, std::string_view text,
                             const NodeProperties& properties) {
  if (properties.tag.empty()) {
    if (style != NodeStyle::Plain) return {NodeKind::String, text};
    return type_plain_scalar(text, tree_.arena);
  }
  TypedText result{NodeKind::String, text};
  if (is_short_tag(properties.tag)) return result;  // the argument of a function is a string, even in "!Sub 1"
  const std::string_view type =
      properties.tag.starts_with(kCoreTag) ? properties.tag.substr(kCoreTag.size()) : std::string_view{};
  if (type == "timestamp" || type == "binary" || type == "merge") return result;
  if (type == "str" || type == "int" || type == "float" || type == "bool" || type == "null") {
    if (!type_tagged_scalar(text, type, tree_.arena, result)) {
      error(SyntaxErrorKind::Syntax, content,
            "Tag '!!" + std::string(type) + "' does not fit this value; remove the tag or correct the value");
    }
    return result;
  }
  error(SyntaxErrorKind::UnknownTag, properties.tag_range,
        "Tag '" + std::string(tree_.text(properties.tag_range)) +
            "' has no meaning for a scalar in CloudFormation; remove it");
  return result;
}

void TreeBuilder::scalar(TextRange whole, TextRange content, NodeStyle style, std::string_view text,
                         const NodeProperties& properties, std::uint8_t flags) {
  if (stopped_) return;
  start_anchor(properties, whole);
  const TypedText value = typed(content, style, text, properties);
  const std::uint64_t weight = nodes_;
  if (!another_node(whole.begin)) return;
  Node* node = tree_.arena.make<Node>();
  node->kind = value.kind;
  node->style = style;
  node->flags = flags;
  node->size = static_cast<std::uint32_t>(value.text.size());
  node->range = is_short_tag(properties.tag) ? content : whole;
  node->chars = value.text.data();
  complete(node, properties, whole, 1, weight);
}

void TreeBuilder::typed_scalar(TextRange range, NodeKind kind, NodeStyle style, std::string_view text) {
  const std::uint64_t weight = nodes_;
  if (stopped_ || !another_node(range.begin)) return;
  Node* node = tree_.arena.make<Node>();
  node->kind = kind;
  node->style = style;
  node->size = static_cast<std::uint32_t>(text.size());
  node->range = range;
  node->chars = text.data();
  complete(node, {}, range, 1, weight);
}

void TreeBuilder::begin(NodeKind kind, std::uint32_t whole, std::uint32_t content, NodeStyle style,
                        const NodeProperties& properties, std::uint8_t flags) {
  if (stopped_) return;
  const std::uint32_t levels = depth() + 1 + (is_short_tag(properties.tag) ? 1 : 0);
  if (deeper(levels, content)) return;
  start_anchor(properties, {whole, content});
  Frame frame;
  frame.kind = kind;
  frame.style = style;
  frame.flags = flags;
  frame.whole = whole;
  frame.content = content;
  frame.last_end = content;
  frame.depth = levels;
  frame.first = children_.size();
  frame.weight = nodes_;
  if (!another_node(whole)) return;
  frame.properties = properties;
  frames_.push_back(frame);
}

bool TreeBuilder::in_mapping_value() const {
  return !frames_.empty() && frames_.back().kind == NodeKind::Mapping &&
         (children_.size() - frames_.back().first) % 2 == 1;
}

void TreeBuilder::mark_broken() {
  if (!frames_.empty()) frames_.back().flags |= Node::kBroken;
}

void TreeBuilder::end(std::uint32_t end) {
  if (stopped_ || frames_.empty()) return;
  Frame frame = frames_.back();
  if (in_mapping_value()) {  // a key without a value
    frame.flags |= Node::kBroken;
    Node* missing = tree_.arena.make<Node>();
    missing->flags = Node::kBroken;
    missing->range = {frame.last_end, frame.last_end};
    children_.push_back(missing);
  }
  if (end == 0) end = frame.last_end;
  Node* node = tree_.arena.make<Node>();
  node->kind = frame.kind;
  node->style = frame.style;
  node->flags = frame.flags;
  node->range = {is_short_tag(frame.properties.tag) ? frame.content : frame.whole, end};
  if (frame.kind == NodeKind::Sequence) {
    fill_sequence(node, frame);
  } else {
    fill_mapping(node, frame);
  }
  children_.resize(frame.first);
  frames_.pop_back();
  if (!frame.properties.tag.empty() && !is_short_tag(frame.properties.tag)) {
    const std::string_view tag = frame.properties.tag;
    const bool fits =
        frame.kind == NodeKind::Sequence
            ? tag == "tag:yaml.org,2002:seq" || tag == "tag:yaml.org,2002:omap" || tag == "tag:yaml.org,2002:pairs"
            : tag == "tag:yaml.org,2002:map" || tag == "tag:yaml.org,2002:set";
    if (!fits) {
      error(SyntaxErrorKind::UnknownTag, frame.properties.tag_range,
            "Tag '" + std::string(tree_.text(frame.properties.tag_range)) + "' has no meaning for a " +
                (frame.kind == NodeKind::Sequence ? "list" : "map") + " in CloudFormation; remove it");
    }
  }
  complete(node, frame.properties, {frame.whole, end}, frame.height + 1, frame.weight);
}

void TreeBuilder::fill_sequence(Node* node, const Frame& frame) {
  const std::span<const Node* const> items(children_.data() + frame.first, children_.size() - frame.first);
  node->size = static_cast<std::uint32_t>(items.size());
  node->item_list = tree_.arena.copy(items).data();
}

bool TreeBuilder::check_key(const Node* key) {
  if (key->is_scalar()) {
    if (key->kind == NodeKind::Null && (key->flags & Node::kBroken) == 0) {
      error(SyntaxErrorKind::NullKey, key->range,
            "Null is not allowed as a key; write a name, or put null in quotes if that is the name");
    }
    return true;
  }
  // A key such as {{name}} has an error inside, too; report it once.
  const bool inside = !tree_.errors.empty() && tree_.errors.back().kind == SyntaxErrorKind::Syntax &&
                      key->range.contains(tree_.errors.back().range.begin);
  if (inside) return false;
  error(SyntaxErrorKind::Syntax, key->range,
        (key->flags & Node::kShortForm) != 0
            ? "Expected a key, found a function; keys are plain strings, so move the function to the value"
            : "Expected a key, found a list or map; put values such as {{name}} in quotes");
  return false;
}

void TreeBuilder::fill_mapping(Node* node, const Frame& frame) {
  members_.clear();
  bool merge = false;
  for (std::size_t i = frame.first; i + 1 < children_.size(); i += 2) {
    const Node* key = children_[i];
    if (!check_key(key)) continue;
    merge = merge || (key->style == NodeStyle::Plain && key->is_string() && key->text() == "<<");
    members_.push_back({key, children_[i + 1]});
  }
  if (merge && tree_.language == SyntaxLanguage::Yaml) {
    node->flags |= Node::kMerged;
    apply_merges();
  } else if ((node->flags & Node::kBroken) == 0) {  // after a repair, members may be in the wrong mapping
    check_duplicates();
  }
  node->size = static_cast<std::uint32_t>(members_.size());
  node->member_list = tree_.arena.copy(std::span<const Member>(members_)).data();
  if (members_.size() == 1 && members_[0].key->is_string()) {
    node->function = function_of_key(members_[0].key->text());
  }
}

void TreeBuilder::report_duplicate(const Node* first, const Node* again, bool report_first) {
  if (tree_.errors.size() >= kMaxErrors) return;
  const auto line = [&](const Node* node) { return std::to_string(tree_.source->line_column(node->range.begin).line); };
  const auto message = [&](const Node* other) {
    return "Duplicate key '" + std::string(first->text()) + "', also on line " + line(other) +
           "; only one of the values would count, so rename or remove one";
  };
  if (report_first) {
    error(SyntaxErrorKind::DuplicateKey, first->range, message(again), again->range);
  }
  error(SyntaxErrorKind::DuplicateKey, again->range, message(first), first->range);
}

void TreeBuilder::check_duplicates() {
  constexpr std::size_t kFew = 12;
  bool first_time = true;  // as in cfn-lint, also report the first occurrence of a duplicated key
  const auto same = [](const Node* a, const Node* b) {
    return a->size == b->size && a->kind == b->kind && a->text() == b->text() && a->kind != NodeKind::Null;
  };
  if (members_.size() <= kFew) {
    for (std::size_t i = 1; i < members_.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (!same(members_[i].key, members_[j].key)) continue;
        report_duplicate(members_[j].key, members_[i].key, first_time);
        first_time = false;
        break;
      }
    }
    return;
  }
  std::unordered_map<std::string_view, const Node*> seen;
  seen.reserve(members_.size());
  for (const Member& member : members_) {
    const auto [place, added] = seen.try_emplace(member.key->text(), member.key);
    if (added || !same(member.key, place->second)) continue;
    report_duplicate(place->second, member.key, first_time);
    first_time = false;
  }
}

void TreeBuilder::gather_merged(const Node* value, std::vector<Member>& merged) {
  if (value->is_mapping() && (value->flags & Node::kShortForm) == 0) {
    const auto members = value->members();
    merged.insert(merged.end(), members.begin(), members.end());
    return;
  }
  if ((value->flags & Node::kBroken) != 0) return;  // already reported
  error(SyntaxErrorKind::Syntax, value->range,
        "The merge key '<<' requires a map or a list of maps, usually an alias such as *defaults; write one, or put "
        "the key in quotes");
}

void TreeBuilder::apply_merges() {
  std::vector<Member> own;
  std::vector<Member> merged;
  for (const Member& member : members_) {
    if (member.key->style != NodeStyle::Plain || member.key->text() != "<<" || !member.key->is_string()) {
      own.push_back(member);
    } else if (member.value->is_sequence()) {
      for (const Node* item : member.value->items()) gather_merged(item, merged);
    } else {
      gather_merged(member.value, merged);
    }
  }
  // A mapping's own keys override merged ones; of merged keys, the first one counts.
  std::unordered_map<std::string_view, bool> taken;
  for (const Member& member : own) taken.emplace(member.key->text(), true);
  members_.clear();
  for (const Member& member : merged) {
    if (taken.emplace(member.key->text(), true).second) members_.push_back(member);
  }
  members_.insert(members_.end(), own.begin(), own.end());
}

const Node* TreeBuilder::get_att_list(const Node* inner) {
  const std::string_view text = inner->text();
  const std::size_t dot = text.find('.');
  const std::size_t count = dot == std::string_view::npos ? 1 : 2;
  const std::string_view written = tree_.text(inner->range);
  // Whether the value is in the source verbatim, apart from quotes; then its parts have positions of their own.
  const std::size_t quote = inner->style == NodeStyle::Plain ? 0 : 1;
  const bool exact = written.size() == text.size() + 2 * quote && written.substr(quote, text.size()) == text;
  const Node** items =
      static_cast<const Node**>(tree_.arena.allocate(count * sizeof(const Node*), alignof(const Node*)));
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t from = i == 0 ? 0 : dot + 1;
    const std::size_t to = i == 0 ? std::min(dot, text.size()) : text.size();
    Node* item = tree_.arena.make<Node>();
    item->kind = NodeKind::String;
    item->style = inner->style;
    item->flags = inner->flags;
    item->size = static_cast<std::uint32_t>(to - from);
    item->chars = text.data() + from;
    item->range = inner->range;
    if (exact) {
      const auto begin = static_cast<std::uint32_t>(inner->range.begin + quote);
      item->range = {begin + static_cast<std::uint32_t>(from), begin + static_cast<std::uint32_t>(to)};
    }
    items[i] = item;
    ++nodes_;
  }
  Node* list = tree_.arena.make<Node>();
  list->kind = NodeKind::Sequence;
  list->style = NodeStyle::Flow;
  list->flags = inner->flags;
  list->size = static_cast<std::uint32_t>(count);
  list->range = inner->range;
  list->item_list = items;
  return list;
}

const Node* TreeBuilder::lower(const Node* inner, const NodeProperties& properties, TextRange whole) {
  const std::string_view name = long_name(properties.tag.substr(1), tree_.arena);
  if (name == "Fn::GetAtt" && inner->is_scalar()) inner = get_att_list(inner);
  Node* key = tree_.arena.make<Node>();
  key->kind = NodeKind::String;
  key->flags = Node::kSynthetic;
  key->size = static_cast<std::uint32_t>(name.size());
  key->chars = name.data();
  key->range = properties.tag_range;
  Node* mapping = tree_.arena.make<Node>();
  mapping->kind = NodeKind::Mapping;
  mapping->style = NodeStyle::Block;
  mapping->flags = Node::kShortForm;
  mapping->function = function_of_key(name);
  mapping->size = 1;
  mapping->range = whole;
  mapping->member_list = tree_.arena.make<Member>(key, inner);
  mapping->extra = extra_of(properties);
  nodes_ += 2;
  return mapping;
}

void TreeBuilder::complete(Node* node, const NodeProperties& properties, TextRange whole, std::uint32_t height,
                           std::uint64_t weight) {
  const Node* finished = node;
  if (is_short_tag(properties.tag)) {
    finished = lower(node, properties, whole);
    height += node->is_scalar() ? 2 : 1;
  } else {
    node->extra = extra_of(properties);
  }
  if (!properties.anchor.empty()) {
    Anchor& anchor = anchors_[properties.anchor];
    anchor.node = finished;
    anchor.weight = nodes_ - weight;
    anchor.height = height;
  }
  attach(finished, whole.end, height);
}

void TreeBuilder::attach(const Node* node, std::uint32_t whole_end, std::uint32_t height) {
  if (frames_.empty()) {
    if (tree_.root == nullptr) tree_.root = node;
    return;
  }
  children_.push_back(node);
  Frame& frame = frames_.back();
  frame.last_end = std::max(frame.last_end, whole_end);
  frame.height = std::max(frame.height, height);
}

void TreeBuilder::alias(TextRange range, std::string_view name) {
  if (stopped_) return;
  const auto found = anchors_.find(name);
  const Node* node = found == anchors_.end() ? nullptr : found->second.node;
  if (node == nullptr) {
    error(SyntaxErrorKind::Syntax, range,
          found == anchors_.end()
              ? "Alias '*" + std::string(name) + "' has no anchor '&" + std::string(name) +
                    "' before it; define the anchor first, or put the string in quotes if it is not an alias"
              : "Alias '*" + std::string(name) + "' is inside the value it refers to; remove it",
          found == anchors_.end() ? TextRange{} : found->second.range);
    Node* broken = tree_.arena.make<Node>();
    broken->flags = Node::kBroken;
    broken->range = range;
    attach(broken, range.end, 1);
    return;
  }
  if (deeper(depth() + found->second.height, range.begin)) return;
  nodes_ += found->second.weight;
  alias_nodes_ += found->second.weight;
  if (alias_nodes_ > options_.max_alias_nodes) {
    stop(SyntaxErrorKind::TooManyAliases, range,
         "The aliases of this file expand to more than " + std::to_string(options_.max_alias_nodes) +
             " values, so the file may grow without bound; repeat less, or write the values out");
    return;
  }
  attach(node, range.end, found->second.height);
}

void TreeBuilder::finish() {
  const bool was_stopped = std::exchange(stopped_, false);
  while (!frames_.empty()) {
    mark_broken();
    end();
  }
  stopped_ = was_stopped;
  if (stopped_) tree_.errors.assign(1, limit_);  // other errors would be misleading if only a part of the text was read
  std::stable_sort(tree_.errors.begin(), tree_.errors.end(),
                   [](const SyntaxError& a, const SyntaxError& b) { return a.range.begin < b.range.begin; });
}

}  // namespace virga
