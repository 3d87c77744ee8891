#include "rules/engine/unread_text.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <variant>

#include "compiler/support/characters.h"
#include "compiler/syntax/node_path.h"

namespace virga {
namespace {

bool is_word(char c) { return is_letter_or_digit(c) || c == '_'; }

enum class Words : std::uint8_t {
  All,
  Keys,      // before a colon
  HalfKeys,  // … or at the end of a line, where the colon may come yet
};

// How often a name occurs in a text as a word.
std::size_t count_words(std::string_view text, std::string_view name, Words words) {
  std::size_t count = 0;
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    std::size_t end = at + name.size();
    if ((at > 0 && is_word(text[at - 1])) || (end < text.size() && is_word(text[end]))) continue;
    if (words != Words::All) {
      if (end < text.size() && (text[end] == '"' || text[end] == '\'')) ++end;
      while (end < text.size() && text[end] == ' ') ++end;
      const bool is_half = end >= text.size() || text[end] == '\n' || text[end] == '\r';
      if (is_half ? words != Words::HalfKeys : text[end] != ':') continue;
    }
    ++count;
  }
  return count;
}

void sort_and_join(std::vector<TextRange>& ranges) {
  std::sort(ranges.begin(), ranges.end(), [](TextRange a, TextRange b) { return a.begin < b.begin; });
  std::size_t kept = 0;
  for (const TextRange range : ranges) {
    if (kept > 0 && range.begin <= ranges[kept - 1].end) {
      ranges[kept - 1].end = std::max(ranges[kept - 1].end, range.end);
    } else {
      ranges[kept++] = range;
    }
  }
  ranges.resize(kept);
}

}  // namespace

UnreadText::UnreadText(const Snapshot& snapshot) : snapshot_(snapshot), text_(snapshot.source()->text()) {
  match_brackets();
  for (const SyntaxError& error : snapshot.tree().errors) holes_.push_back(hole_around(error.range));
  if (snapshot.tree().root != nullptr) add_broken(*snapshot.tree().root, 0);
  add_swallowed_sections();
  sort_and_join(holes_);
  add_declarations();
  has_half_use_ = std::any_of(holes_.begin(), holes_.end(), [&](TextRange hole) { return may_hold_use(hole); });
  has_unread_basis_ = std::any_of(holes_.begin(), holes_.end(), [&](TextRange hole) { return !is_in_use(hole); });
}

TextRange UnreadText::whole_lines(TextRange range) const {
  const LineIndex& lines = snapshot_.source()->lines();
  const std::uint32_t last = lines.line_of(range.end);
  const auto end = static_cast<std::uint32_t>(lines.line_start(last) + lines.line_text(last).size());
  return {lines.line_start(lines.line_of(range.begin)), end};
}

// A template in one line is one line. Where only a comma or a colon is missing, the brackets tell the parts that can be
// read from the one that cannot.
void UnreadText::match_brackets() {
  constexpr std::size_t kMostErrors = 8;  // each looks through all pairs
  if (snapshot_.tree().language != SyntaxLanguage::Json || snapshot_.tree().errors.size() > kMostErrors) return;
  std::vector<TextRange> pairs;
  std::vector<std::uint32_t> open;
  for (std::uint32_t at = 0; at < text_.size(); ++at) {
    const char c = text_[at];
    if (c == '"') {
      for (++at; at < text_.size() && text_[at] != '"' && text_[at] != '\n'; ++at) at += text_[at] == '\\' ? 1 : 0;
      if (at >= text_.size() || text_[at] != '"') return;
    } else if (c == '{' || c == '[') {
      open.push_back(at);
    } else if (c == '}' || c == ']') {
      if (open.empty() || text_[open.back()] != (c == '}' ? '{' : '[')) return;
      pairs.push_back({open.back(), at + 1});
      open.pop_back();
    }
  }
  if (open.empty() && is_tree_of(pairs)) pairs_ = std::move(pairs);
}

// Whether the reader, which repairs, has taken the brackets for what they say.
bool UnreadText::is_tree_of(const std::vector<TextRange>& pairs) const {
  std::vector<std::uint32_t> ends(text_.size(), 0);
  for (const TextRange pair : pairs) ends[pair.begin] = pair.end;
  std::vector<const Node*> open;
  if (snapshot_.tree().root != nullptr) open.push_back(snapshot_.tree().root);
  while (!open.empty()) {
    const Node& node = *open.back();
    open.pop_back();
    if (node.is_scalar()) continue;
    const TextRange range = node.range;
    if (range.begin >= ends.size() || ends[range.begin] != range.end) return false;
    for (const Node* item : node.items()) open.push_back(item);
    for (const Member& member : node.members()) open.push_back(member.value);
  }
  return true;
}

TextRange UnreadText::hole_around(TextRange range) const {
  const TextRange lines = whole_lines(range);
  // Pairs that end first are inside the others.
  const auto pair = std::find_if(pairs_.begin(), pairs_.end(),
                                 [&](TextRange one) { return one.begin < range.begin && range.end < one.end; });
  return pair == pairs_.end() ? lines : TextRange{std::max(lines.begin, pair->begin), std::min(lines.end, pair->end)};
}

void UnreadText::add_broken(const Node& node, int depth) {
  constexpr int kDeepest = 400;
  if (depth > kDeepest) return;
  // For a collection, only the broken parts inside it count.
  if (is_broken(node) && node.is_scalar()) holes_.push_back(hole_around(node.range));
  add_misplaced(node);
  for (const Node* item : node.items()) add_broken(*item, depth + 1);
  for (const Member& member : node.members()) {
    add_broken(*member.key, depth + 1);
    add_broken(*member.value, depth + 1);
  }
}

// Keys that are indented deeper than the first one of their map are there because nothing else would take them.
void UnreadText::add_misplaced(const Node& node) {
  const bool is_written_here = node.style == NodeStyle::Block && (node.flags & Node::kMerged) == 0;
  if (node.members().size() < 2 || !is_written_here) return;
  const LineIndex& lines = snapshot_.source()->lines();
  const auto column_of = [&](const Member& member) {
    const std::uint32_t begin = member.key->range.begin;
    return begin - lines.line_start(lines.line_of(begin));
  };
  const std::uint32_t column = column_of(node.members().front());
  for (const Member& member : node.members()) {
    if (column_of(member) <= column) continue;
    holes_.push_back(whole_lines({member.key->range.begin, std::max(member.key->range.end, member.value->range.end)}));
  }
}

// A line that could not be read and holds the key of a section: what follows belongs to that section, not to the one
// that it was added to.
void UnreadText::add_swallowed_sections() {
  if (snapshot_.tree().root == nullptr) return;
  std::vector<TextRange> swallowed;
  for (const TextRange hole : holes_) {
    auto end = static_cast<std::uint32_t>(text_.size());
    bool is_key = false;
    for (const Member& section : snapshot_.tree().root->members()) {
      const std::uint32_t begin = section.key->range.begin;
      is_key = is_key || (hole.begin <= begin && begin <= hole.end);
      if (begin > hole.end) end = std::min(end, begin - 1);
    }
    const std::string_view line = text_.substr(hole.begin, hole.end - hole.begin);
    const auto is_in_line = [&](Section section) {
      return count_words(line, section_name(section), Words::HalfKeys) > 0;
    };
    constexpr std::array kSections = {Section::Parameters, Section::Mappings, Section::Conditions, Section::Resources,
                                      Section::Outputs};
    if (!is_key && std::any_of(kSections.begin(), kSections.end(), is_in_line)) swallowed.push_back({hole.begin, end});
  }
  holes_.insert(holes_.end(), swallowed.begin(), swallowed.end());
}

// A key whose indentation could not be read for a tab may belong to any definition above.
bool UnreadText::is_indented_by_tab(const Node& key) const {
  const TextRange line = whole_lines({key.range.begin, key.range.begin});
  const std::string_view before = text_.substr(line.begin, key.range.begin - line.begin);
  return before.find('\t') != std::string_view::npos && touches_hole({line.begin, key.range.begin});
}

void UnreadText::add_declarations() {
  if (snapshot_.tree().root == nullptr) return;
  std::vector<std::uint32_t> starts;
  for (const Member& section : snapshot_.tree().root->members()) {
    starts.push_back(section.key->range.begin);
    for (const Member& member : section.value->members()) {
      if (!is_indented_by_tab(*member.key)) starts.push_back(member.key->range.begin);
      if (is_broken(*member.key)) half_names_.push_back(member.key->text());
    }
  }
  std::sort(starts.begin(), starts.end());
  for (std::size_t i = 0; i < starts.size(); ++i) {
    auto end = static_cast<std::uint32_t>(text_.size() + 1);
    if (i + 1 < starts.size()) {
      // The beginning of a line belongs to the definition whose key is on it.
      const std::uint32_t line = whole_lines({starts[i + 1], starts[i + 1]}).begin;
      end = line > starts[i] ? line : starts[i + 1];
    }
    if (end > starts[i] && touches_hole({starts[i], end - 1})) doubtful_.push_back({starts[i], end});
  }
}

bool UnreadText::is_guess(const Node& node) const {
  if (is_broken(node)) return true;
  if (node.is_scalar() || !touches_hole(node.range)) return false;
  const auto members = node.members();
  const auto items = node.items();
  return std::any_of(members.begin(), members.end(), [](const Member& member) { return is_broken(*member.key); }) ||
         std::any_of(items.begin(), items.end(),
                     [](const Node* item) { return item->is_scalar() && is_broken(*item); });
}

// Whether it is in a section that others depend on.
bool UnreadText::is_in_use(TextRange hole) const {
  if (snapshot_.tree().root == nullptr) return false;
  std::string_view section;
  for (const Member& member : snapshot_.tree().root->members()) {
    if (member.key->range.begin <= hole.begin) section = member.key->text();
  }
  return section == "Resources" || section == "Outputs";
}

bool UnreadText::touches_hole(TextRange range) const {
  const auto hole = std::lower_bound(holes_.begin(), holes_.end(), range.begin,
                                     [](TextRange a, std::uint32_t begin) { return a.end < begin; });
  return hole != holes_.end() && hole->begin <= range.end;
}

// Whether the name stands anywhere like a key, which the reader may have put elsewhere, or half typed where it could
// not read.
bool UnreadText::may_be_key(std::string_view name) const {
  return count_words(text_, name, Words::Keys) > 0 || std::any_of(holes_.begin(), holes_.end(), [&](TextRange hole) {
           return count_words(text_.substr(hole.begin, hole.size()), name, Words::HalfKeys) > 0;
         });
}

// Whether the template may have this section, though its tree does not: what is indented deeper than the sections
// that are there is none.
bool UnreadText::may_have_section(std::string_view name) const {
  const Node* root = snapshot_.tree().root;
  if (root == nullptr || root->members().empty() || may_be_key(name)) return true;
  const LineIndex& lines = snapshot_.source()->lines();
  const std::uint32_t first = root->members().front().key->range.begin;
  const std::uint32_t column = first - lines.line_start(lines.line_of(first));
  return std::any_of(holes_.begin(), holes_.end(), [&](TextRange hole) {
    const std::string_view text = text_.substr(hole.begin, hole.size());
    for (std::size_t line = 0; line < text.size(); line = std::min(text.find('\n', line), text.size() - 1) + 1) {
      const std::size_t begin = text.find_first_not_of(" \t\r", line);
      if (begin != std::string_view::npos && text[begin] != '\n' && begin - line <= column) return true;
    }
    return false;
  });
}

bool UnreadText::is_doubtful(std::uint32_t offset) const {
  return std::any_of(doubtful_.begin(), doubtful_.end(),
                     [&](TextRange range) { return range.begin <= offset && offset < range.end; });
}

bool UnreadText::may_hold_more(const Node& collection) const {
  // Nothing but Resources is required of a template.
  if (&collection == snapshot_.tree().root) return may_have_section("Resources");
  return is_doubtful(collection.range.begin) || touches_hole(collection.range);
}

bool UnreadText::refutes(const Diagnostic& finding, Claim claim) const {
  const auto is_unread = [&](TextRange range) { return touches_hole(pairs_.empty() ? whole_lines(range) : range); };
  if (is_unread(finding.range) || is_unread(finding.focus())) return true;
  if (is_about_broken(finding)) return true;
  switch (claim) {
    case Claim::Present:
      return false;
    case Claim::Missing:
      if (finding.path.empty()) return may_have_section("Resources");
      return finding.path.size() < 2 || is_doubtful(finding.range.begin);
    case Claim::MissingBasis:
      return has_unread_basis_ || is_doubtful(finding.range.begin);
    case Claim::MissingAnywhere:
      return true;
    case Claim::Unused:
      return may_use(finding);
    case Claim::Undeclared:
      return rests_on_unread_names(finding);
  }
  return false;
}

// Is it said of a list or map as a whole, its kind or the number of its items, that was not read to its end, or that
// holds what may stand there by mistake?
bool UnreadText::is_about_broken(const Diagnostic& finding) const {
  const Node* node = value_at(snapshot_.tree().root, finding.path);
  return node != nullptr && !node->is_scalar() && is_broken(*node);
}

// Whether what is half typed there may become the use of a name: it stands in a function or is the beginning of one.
bool UnreadText::may_hold_use(TextRange hole) const {
  const std::string_view text = text_.substr(hole.begin, hole.size());
  for (const std::string_view sign : {"!", "${", "Fn::", "Ref", "Condition"}) {
    if (text.find(sign) != std::string_view::npos) return true;
  }
  const auto count = [&](char c) { return std::count(text.begin(), text.end(), c); };
  if (count('[') + count('{') > count(']') + count('}')) return true;
  const NodePath at = node_at(snapshot_.tree(), hole.end);
  return at.function_step() < at.steps.size();
}

// Does the name that nothing uses stand a second time in the text, or may it be what somebody is typing?
bool UnreadText::may_use(const Diagnostic& finding) const {
  if (has_half_use_) return true;
  const auto* name = finding.path.size() < 2 ? nullptr : std::get_if<std::string>(&finding.path[1]);
  return name == nullptr || name->empty() || count_words(text_, *name, Words::All) > 1;
}

// Whether a name is used there that occurs in the text like a key, or is defined by something that was not read to its
// end.
bool UnreadText::rests_on_unread_names(const Diagnostic& finding) const {
  const auto references = snapshot_.written().symbols().references();
  return std::any_of(references.begin(), references.end(), [&](const Reference& reference) {
    const auto meets = [&](TextRange place) {
      const bool is_inside = reference.range.begin >= place.begin && reference.range.end <= place.end;
      return is_inside || (reference.range.begin <= place.begin && reference.range.end >= place.end);
    };
    if (!meets(finding.range) && !meets(finding.focus())) return false;
    if (reference.declaration != nullptr) return is_doubtful(reference.declaration->key->range.begin);
    const auto may_become = [&](std::string_view half) {
      return reference.name.starts_with(half) || half.starts_with(reference.name);
    };
    return std::any_of(half_names_.begin(), half_names_.end(), may_become) || reference.name.empty() ||
           may_be_key(reference.name);
  });
}

}  // namespace virga
