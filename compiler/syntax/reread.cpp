// An edit below one key of a block mapping changes nothing outside the lines of that key: libyaml reads them alike
// whether the rest stands around them or not, as long as nothing in them is unfinished.
#include "compiler/syntax/reread.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "compiler/support/characters.h"
#include "compiler/syntax/readers.h"

namespace virga {

namespace {

// Far from where the readers' limits on the nodes of a tree could matter: three bytes make three nodes at most.
constexpr std::size_t kLongestText = std::size_t{1} << 20;

// Text that holds no anchor holds no alias, and so nothing that depends on another part of it.
bool may_hold_anchor(std::string_view text) {
  const auto is_name = [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_'; };
  for (std::size_t at = text.find('&'); at != std::string_view::npos; at = text.find('&', at + 1)) {
    const bool is_in_word = at > 0 && is_name(text[at - 1]);
    if (!is_in_word && at + 1 < text.size() && is_name(text[at + 1])) return true;
  }
  return false;
}

// Bytes at the beginning, and at the end of the rest, that two texts share.
struct Shared {
  std::uint32_t before = 0;
  std::uint32_t after = 0;
};

Shared shared_by(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  constexpr std::size_t kStep = 64;
  std::size_t before = 0;
  while (before + kStep <= most && std::memcmp(a.data() + before, b.data() + before, kStep) == 0) before += kStep;
  while (before < most && a[before] == b[before]) ++before;
  const std::size_t rest = most - before;
  const char* const a_end = a.data() + a.size();
  const char* const b_end = b.data() + b.size();
  std::size_t after = 0;
  while (after + kStep <= rest && std::memcmp(a_end - after - kStep, b_end - after - kStep, kStep) == 0) after += kStep;
  while (after < rest &&
         a_end[-1 - static_cast<std::ptrdiff_t>(after)] == b_end[-1 - static_cast<std::ptrdiff_t>(after)])
    ++after;
  return {static_cast<std::uint32_t>(before), static_cast<std::uint32_t>(after)};
}

// Where the line of a key begins; nothing but spaces may stand before the key.
std::optional<std::uint32_t> line_of_key(std::string_view text, const Node& key) {
  std::uint32_t at = key.range.begin;
  while (at > 0 && text[at - 1] == ' ') --at;
  if (at > 0 && text[at - 1] != '\n' && text[at - 1] != '\r') return std::nullopt;
  return at;
}

// A key of a block mapping with its lines, up to the next key.
struct Part {
  const Node* mapping = nullptr;
  std::size_t member = 0;
  TextRange lines;  // in the text before
  std::uint32_t depth = 0;
};

bool is_plain_block(const Node& node) {
  return node.is_mapping() && node.style == NodeStyle::Block && node.extra == nullptr && node.flags == 0;
}

class Rereader {
public:
  Rereader(const SyntaxTree& before, const SourceFilePtr& source, const ParseOptions& options)
      : before_(before), old_(before.source->text()), new_(source->text()), options_(options) {
    result_.source = source;
    result_.language = SyntaxLanguage::Yaml;
  }

  std::optional<SyntaxTree> run() {
    const Shared shared = shared_by(old_, new_);
    changed_ = {shared.before, static_cast<std::uint32_t>(old_.size()) - shared.after};
    delta_ = static_cast<std::int64_t>(new_.size()) - static_cast<std::int64_t>(old_.size());
    if (!find_part() || !read_part()) return std::nullopt;
    result_.root = copy_around(*before_.root);
    copy_comments();
    return std::move(result_);
  }

private:
  // The innermost of the first two levels that holds all that changed.
  bool find_part() {
    const std::string_view head = old_.substr(0, before_.root->range.begin);
    if (head.find('%') != std::string_view::npos) return false;  // a directive could say what tags mean
    const Node* mapping = before_.root;
    auto limit = static_cast<std::uint32_t>(old_.size());
    constexpr std::uint32_t kLevels = 2;
    for (std::uint32_t depth = 0; depth < kLevels && is_plain_block(*mapping); ++depth) {
      const std::span<const Member> members = mapping->members();
      if (members.empty() || mapping->range.end != members.back().value->range.end) break;
      const auto next = std::partition_point(members.begin(), members.end(), [&](const Member& member) {
        return member.key->range.begin <= changed_.begin;
      });
      if (next == members.begin()) break;
      const Member& member = *std::prev(next);
      const auto begin = line_of_key(old_, *member.key);
      auto end = std::optional(limit);
      if (next != members.end()) end = line_of_key(old_, *next->key);
      if (!begin || !end || changed_.begin <= member.key->range.end || changed_.end > *end) break;
      // Where another key follows, its line still begins after a line break.
      const char last = new_[static_cast<std::size_t>(*end + delta_ - 1)];
      if (*end < old_.size() && last != '\n' && last != '\r') break;
      part_ = {mapping, static_cast<std::size_t>(&member - members.data()), {*begin, *end}, depth};
      mapping = member.value;
      limit = *end;
    }
    return part_.mapping != nullptr;
  }

  bool read_part() {
    const std::string_view text = new_.substr(part_.lines.begin, part_.lines.size() + delta_);
    if (content_start(text) != 0) return false;
    read_.source = std::make_shared<const SourceFile>(std::string(), std::string(text));
    ParseOptions options = options_;
    options.max_depth -= std::min(options.max_depth, part_.depth);
    if (!read_yaml(read_, options).complete || !read_.errors.empty() || read_.root == nullptr) return false;
    const Node& mapping = *read_.root;
    if (!is_plain_block(mapping) || mapping.size != 1) return false;
    const Node& was = *part_.mapping->members()[part_.member].key;
    const Node& is = *mapping.members().front().key;
    return is.text() == was.text() && is.range.begin + part_.lines.begin == was.range.begin &&
           is.range.end + part_.lines.begin == was.range.end;
  }

  TextRange moved(TextRange range, std::int64_t by) const {
    return {static_cast<std::uint32_t>(range.begin + by), static_cast<std::uint32_t>(range.end + by)};
  }

  // Texts that lie in the source lie in the new one; others are in an arena.
  std::string_view copy_text(std::string_view text, std::string_view from, std::int64_t by) {
    if (text.empty()) return {};
    const bool is_in_source = !std::less<>()(text.data(), from.data()) &&
                              !std::less<>()(from.data() + from.size(), text.data() + text.size());
    if (!is_in_source) return result_.arena.copy(text);
    return new_.substr(static_cast<std::size_t>(text.data() - from.data() + by), text.size());
  }

  // A node with all below it, from a text that lies `by` bytes further on now.
  const Node* copy(const Node& node, std::string_view from, std::int64_t by) {
    Node* made = result_.arena.make<Node>(node);
    made->range = moved(node.range, by);
    if (node.extra != nullptr) {
      NodeExtra* extra = result_.arena.make<NodeExtra>(*node.extra);
      extra->tag = copy_text(extra->tag, from, by);
      extra->anchor = copy_text(extra->anchor, from, by);
      extra->tag_range = moved(extra->tag_range, by);
      made->extra = extra;
    }
    if (node.is_mapping()) {
      const std::span<Member> members = result_.arena.copy(node.members());
      for (Member& member : members) member = {copy(*member.key, from, by), copy(*member.value, from, by)};
      made->member_list = members.data();
    } else if (node.is_sequence()) {
      const std::span<const Node*> items = result_.arena.copy(node.items());
      for (const Node*& item : items) item = copy(*item, from, by);
      made->item_list = items.data();
    } else {
      made->chars = copy_text(node.text(), from, by).data();
    }
    return made;
  }

  Member copy(const Member& member, std::int64_t by) {
    return {copy(*member.key, old_, by), copy(*member.value, old_, by)};
  }

  // A mapping that is the part's, or holds it: with what was read in the part's place.
  const Node* copy_around(const Node& node) {
    Node* made = result_.arena.make<Node>(node);
    const std::span<Member> members = result_.arena.copy(node.members());
    for (std::size_t i = 0; i < members.size(); ++i) {
      const Member& member = node.members()[i];
      const bool is_before = member.key->range.begin < part_.lines.begin;
      if (&node == part_.mapping && i == part_.member) {
        const Member& read = read_.root->members().front();
        members[i] = {copy(*read.key, read_.source->text(), part_.lines.begin),
                      copy(*read.value, read_.source->text(), part_.lines.begin)};
      } else if (member.value == part_.mapping) {
        members[i] = {copy(*member.key, old_, 0), copy_around(*member.value)};
      } else {
        members[i] = copy(member, is_before ? 0 : delta_);
      }
    }
    made->member_list = members.data();
    // A block ends where its last value does.
    made->range.end = members.back().value->range.end;
    return made;
  }

  void copy_comments() {
    result_.comments.reserve(before_.comments.size());
    const auto read = [&] {
      for (const Comment& comment : read_.comments) {
        result_.comments.push_back({moved(comment.range, part_.lines.begin)});
      }
    };
    bool is_read = false;
    for (const Comment& comment : before_.comments) {
      if (comment.range.begin >= part_.lines.begin && !std::exchange(is_read, true)) read();
      if (comment.range.begin < part_.lines.begin) {
        result_.comments.push_back(comment);
      } else if (comment.range.begin >= part_.lines.end) {
        result_.comments.push_back({moved(comment.range, delta_)});
      }
    }
    if (!is_read) read();
  }

  const SyntaxTree& before_;
  std::string_view old_, new_;
  ParseOptions options_;
  TextRange changed_;       // in the text before
  std::int64_t delta_ = 0;  // how much longer the new text is
  Part part_;
  SyntaxTree read_;  // the part's new lines
  SyntaxTree result_;
};

}  // namespace

std::optional<SyntaxTree> reread(const SyntaxTree& before, const SourceFilePtr& source, const ParseOptions& options) {
  const bool is_possible = before.ok() && before.language == SyntaxLanguage::Yaml && before.root->size > 0 &&
                           is_plain_block(*before.root) && source->text().size() <= kLongestText &&
                           before.source->text().size() <= kLongestText;
  if (!is_possible || may_hold_anchor(before.source->text()) || may_hold_anchor(source->text())) return std::nullopt;
  return Rereader(before, source, options).run();
}

}  // namespace virga
