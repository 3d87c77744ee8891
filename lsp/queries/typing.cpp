#include "lsp/queries/typing.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "compiler/syntax/node_path.h"
#include "rules/engine/rule.h"

namespace virga::lsp {

namespace {

bool touches(TextRange a, TextRange b) { return a.begin <= b.end && b.begin <= a.end; }

bool is_at_or_below(const Path& path, const Path& top) {
  return path.size() >= top.size() && std::equal(top.begin(), top.end(), path.begin());
}

// The place where somebody types.
class Cursor {
public:
  Cursor(const Document& document, const SyntaxTree& tree) : document_(document), text_(document.source->text()) {
    const std::uint32_t offset = document.edited.end;
    const LineIndex& lines = document.source->lines();
    const std::uint32_t line = lines.line_of(offset);
    line_ = {lines.line_start(line), lines.line_start(line) + static_cast<std::uint32_t>(lines.line_text(line).size())};
    const NodePath at = node_at(tree, offset);
    path_ = path_of(at);
    const bool is_new =
        at.empty() || at.place == Place::NewKey || at.place == Place::NewItem || at.place == Place::Between;
    if (!is_new) value_ = path_;
    // A call of a function is typed as one value.
    for (std::size_t step = at.steps.size(); step-- > 0;) {
      if (at.steps[step].node->function == Function::None) continue;
      value_ = path_;
      value_->resize(step);
    }
    // The type of a resource decides what its properties may be.
    if (value_ && value_->size() == 3 && value_->front() == PathElement("Resources") &&
        value_->back() == PathElement("Type")) {
      value_->pop_back();
    }
    // A line that is empty yet may still be indented to go on with any collection above.
    const std::string_view before = text_.substr(0, offset);
    const std::size_t last = before.find_last_not_of(" \t\r\n");
    if (last != std::string_view::npos && last < line_.begin) {
      above_ = path_of(node_at(tree, static_cast<std::uint32_t>(last) + 1));
    }
  }

  bool is_concerned(const Diagnostic& finding) const {
    const TextRange focus = finding.focus();
    // What is said of two values may be true only until the other one is typed to its end.
    const auto rests_on_line = [&](const Note& note) { return note.file == nullptr && touches(note.range, line_); };
    if (std::any_of(finding.notes.begin(), finding.notes.end(), rests_on_line)) return true;
    return touches(focus, line_) || touches(finding.range, line_) || is_at_or_below(path_, finding.path) ||
           (finding.path.size() < above_.size() && is_at_or_below(above_, finding.path)) ||
           (value_ && is_at_or_below(finding.path, *value_)) || is_empty_until_here(finding.range) ||
           is_empty_until_here(focus);
  }

  bool was_typed(const Diagnostic& finding) const {
    return touches(finding.focus(), document_.run) || touches(finding.range, document_.run);
  }

private:
  // Whether the text announces a value and nothing but that stands between it and the cursor.
  bool is_empty_until_here(TextRange range) const {
    if (range.end > document_.edited.end) return false;
    const std::string_view between = text_.substr(range.end, document_.edited.end - range.end);
    const bool is_announced = range.size() == 0 || between.find_first_of(":-[{") != std::string_view::npos;
    return is_announced && between.find_first_not_of(" \t\r\n:-\"'[{") == std::string_view::npos;
  }

  const Document& document_;
  std::string_view text_;
  TextRange line_;
  Path path_;                  // of what is at the cursor
  Path above_;                 // of the end of the line above an empty one
  std::optional<Path> value_;  // of the value that is being typed, unless it begins with what comes next
};

// Not of a value that is not written yet, not by what may be written elsewhere, and not in what a transform makes of a
// whole resource.
bool is_wrong_by_itself(const Diagnostic& finding, const SyntaxTree& tree) {
  const Node* value = value_at(tree.root, finding.path);
  if (value != nullptr && value->is(NodeKind::Null) && value->range.size() == 0) return false;
  const Rule* rule = find_rule(finding.rule);
  return !finding.generated && rule != nullptr && rule->claim == Claim::Present;
}

}  // namespace

ShownFindings::ShownFindings(SourceFilePtr source, const std::vector<Diagnostic>& findings,
                             const std::vector<bool>& held)
    : source_(std::move(source)) {
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (held.empty() || !held[i]) marks_.push_back(mark_of(findings[i]));
  }
  std::sort(marks_.begin(), marks_.end(), has_lesser_words);
}

ShownFindings::Mark ShownFindings::mark_of(const Diagnostic& finding) {
  const std::hash<std::string> hash;
  return {hash(finding.rule + ' ' + finding.message), hash(to_string(finding.path)), finding.focus().begin};
}

std::vector<bool> ShownFindings::recognise(std::string_view later, const std::vector<Diagnostic>& findings) const {
  const std::string_view text = source_->text();
  // What two texts have in common at both ends.
  const std::size_t shorter = std::min(text.size(), later.size());
  const std::size_t front =
      std::mismatch(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(shorter), later.begin()).first -
      text.begin();
  const auto back = static_cast<std::size_t>(
      std::mismatch(text.rbegin(), text.rbegin() + static_cast<std::ptrdiff_t>(shorter - front), later.rbegin()).first -
      text.rbegin());
  const auto is_moved = [&](std::size_t before, std::size_t now) {
    if (before < front) return now == before;
    return before + back >= text.size() && text.size() - before == later.size() - now;
  };
  std::vector<bool> result;
  result.reserve(findings.size());
  for (const Diagnostic& finding : findings) {
    const Mark mark = mark_of(finding);
    const auto [first, last] = std::equal_range(marks_.begin(), marks_.end(), mark, has_lesser_words);
    result.push_back(std::any_of(
        first, last, [&](const Mark& shown) { return shown.path == mark.path || is_moved(shown.begin, mark.begin); }));
  }
  return result;
}

void ShownHistory::add(std::shared_ptr<const ShownFindings> shown, bool is_readable) {
  constexpr std::size_t kMost = 4;  // texts to which somebody may go back
  if (shown == nullptr || (!all_.empty() && all_.back() == shown)) return;
  if (is_readable) readable_ = shown;
  if (all_.size() == kMost) all_.erase(all_.begin());
  all_.push_back(std::move(shown));
}

std::vector<bool> ShownHistory::recognise(std::string_view later, const std::vector<Diagnostic>& findings) const {
  std::vector<bool> known(findings.size(), false);
  const auto add = [&](const ShownFindings& shown) {
    const std::vector<bool> more = shown.recognise(later, findings);
    for (std::size_t i = 0; i < known.size(); ++i) known[i] = known[i] || more[i];
  };
  if (readable_ != nullptr) add(*readable_);
  for (const auto& shown : all_) {
    if (shown != readable_ && shown->is_of(later)) add(*shown);
  }
  return known;
}

std::vector<bool> held_while_typing(const Document& document, const SyntaxTree& tree,
                                    const std::vector<Diagnostic>& findings, const ShownFindings* shown,
                                    const ShownHistory& history) {
  std::vector<bool> held(findings.size(), false);
  if (!document.typed || findings.empty()) return held;
  for (std::size_t i = 0; i < findings.size(); ++i) held[i] = touches(findings[i].focus(), *document.typed);
  if (shown == nullptr) return held;
  const std::vector<bool> known = shown->recognise(document.source->text(), findings);
  const std::vector<bool> known_before = history.recognise(document.source->text(), findings);
  const Cursor cursor(document, tree);
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const Diagnostic& finding = findings[i];
    if (held[i] || known[i] || known_before[i]) continue;
    held[i] = cursor.is_concerned(finding) || !cursor.was_typed(finding) || !is_wrong_by_itself(finding, tree);
  }
  return held;
}

}  // namespace virga::lsp
