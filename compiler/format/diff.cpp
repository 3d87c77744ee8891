#include "compiler/format/diff.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "compiler/edit/edit_builder.h"
#include "compiler/edit/line_edits.h"
#include "compiler/format/format.h"
#include "compiler/support/characters.h"

namespace virga {

namespace {

constexpr std::uint32_t kContext = 3;

// Lines [first, end) were replaced by `text`.
struct Change {
  std::uint32_t first = 0;
  std::uint32_t end = 0;
  std::string text;
};

std::uint32_t count_lines(std::string_view text) {
  const auto breaks = static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
  return breaks + (text.empty() || text.ends_with('\n') ? 0 : 1);
}

void append_lines(std::string& out, char mark, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += mark;
    out += text.substr(0, end);
    out += '\n';
    if (end == text.size()) {
      out += "\\ No newline at end of file\n";
      return;
    }
    text.remove_prefix(end + 1);
  }
}

class Diff {
public:
  Diff(const SourceFile& source, const std::vector<TextEdit>& edits) : text_(source.text()) {
    starts_.push_back(0);
    for (std::size_t at = text_.find('\n'); at != std::string_view::npos; at = text_.find('\n', at + 1)) {
      starts_.push_back(static_cast<std::uint32_t>(at + 1));
    }
    if (starts_.back() != text_.size()) starts_.push_back(static_cast<std::uint32_t>(text_.size()));
    gather(edits);
    out_ = "--- " + source.name() + "\n+++ " + source.name() + "\n";
  }

  std::string run() {
    std::int64_t shift = 0;
    for (std::size_t begin = 0; begin < changes_.size();) {
      std::size_t end = begin + 1;
      while (end < changes_.size() && changes_[end].first - changes_[end - 1].end <= 2 * kContext) ++end;
      shift += hunk(begin, end, shift);
      begin = end;
    }
    return std::move(out_);
  }

private:
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(starts_.size() - 1); }
  std::string_view lines(std::uint32_t first, std::uint32_t end) const {
    return text_.substr(starts_[first], starts_[end] - starts_[first]);
  }
  std::uint32_t line_of(std::uint32_t offset) const {
    const auto after = std::upper_bound(starts_.begin(), starts_.end() - 1, offset);
    return static_cast<std::uint32_t>(after - starts_.begin() - 1);
  }

  // The line after the last one that the edit changes.
  std::uint32_t end_of(const TextEdit& edit) const {
    if (edit.range.end == text_.size()) return line_count();
    const auto begins_line = [&](std::uint32_t offset) { return starts_[line_of(offset)] == offset; };
    const bool whole_lines = begins_line(edit.range.begin) && begins_line(edit.range.end) &&
                             (edit.replacement.empty() || edit.replacement.ends_with('\n'));
    return line_of(edit.range.end) + (whole_lines ? 0 : 1);
  }

  // The first line that the edit changes.
  std::uint32_t first_of(const TextEdit& edit) const {
    const bool is_after_all = edit.range.begin == text_.size() && (text_.empty() || text_.ends_with('\n'));
    return is_after_all ? line_count() : line_of(edit.range.begin);
  }

  // Merges edits of the same or consecutive lines into one change.
  void gather(const std::vector<TextEdit>& edits) {
    for (std::size_t begin = 0; begin < edits.size();) {
      Change change{first_of(edits[begin]), end_of(edits[begin]), {}};
      std::size_t end = begin + 1;
      for (; end < edits.size() && first_of(edits[end]) <= change.end; ++end) {
        change.end = std::max(change.end, end_of(edits[end]));
      }
      change.end = std::min(change.end, line_count());
      std::vector<TextEdit> moved(edits.begin() + static_cast<std::ptrdiff_t>(begin),
                                  edits.begin() + static_cast<std::ptrdiff_t>(end));
      for (TextEdit& edit : moved) {
        edit.range.begin -= starts_[change.first];
        edit.range.end -= starts_[change.first];
      }
      change.text = apply_edits(lines(change.first, change.end), moved);
      changes_.push_back(std::move(change));
      begin = end;
    }
  }

  // Returns the number of lines that were added or, if negative, removed.
  std::int64_t hunk(std::size_t begin, std::size_t end, std::int64_t shift) {
    const std::uint32_t first = changes_[begin].first - std::min(changes_[begin].first, kContext);
    const std::uint32_t last = std::min(changes_[end - 1].end + kContext, line_count());
    std::string body;
    std::int64_t grown = 0;
    std::uint32_t at = first;
    for (std::size_t i = begin; i < end; ++i) {
      const Change& change = changes_[i];
      append_lines(body, ' ', lines(at, change.first));
      append_lines(body, '-', lines(change.first, change.end));
      append_lines(body, '+', change.text);
      grown += static_cast<std::int64_t>(count_lines(change.text)) - (change.end - change.first);
      at = change.end;
    }
    append_lines(body, ' ', lines(at, last));
    const std::int64_t old_size = last - first;
    const auto place = [](std::int64_t line, std::int64_t size) {
      // A hunk without lines refers to the line before it.
      const std::string start = std::to_string(size == 0 ? line - 1 : line);
      return size == 1 ? start : start + "," + std::to_string(size);
    };
    out_ += "@@ -" + place(first + 1, old_size) + " +" + place(first + 1 + shift, old_size + grown) + " @@\n" + body;
    return grown;
  }

  std::string_view text_;
  std::vector<std::uint32_t> starts_;  // starts of the lines, and the end of the last one
  std::vector<Change> changes_;
  std::string out_;
};

// With an asterisk for each character of the ranges. Line breaks stay.
void hide(std::span<const TextRange> ranges, std::string& text) {
  for (const TextRange range : ranges) {
    if (range.end > text.size()) continue;
    std::replace_if(
        text.begin() + range.begin, text.begin() + range.end, [](char c) { return !is_space(c); }, '*');
  }
}

void hide(std::string_view secret, std::string& text) {
  if (secret.empty()) return;
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + secret.size())) {
    std::replace_if(
        text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(at + secret.size()),
        [](char c) { return !is_space(c); }, '*');
  }
}

}  // namespace

std::string unified_diff(const SourceFile& source, const std::vector<TextEdit>& edits, const FindSecrets& find_secrets,
                         std::span<const std::string> secrets) {
  if (edits.empty()) return {};
  // A diff ends up in logs, and its context may hold what nobody should read there.
  const auto shown = [&](std::string_view written) {
    std::string text(written);
    hide(find_secrets(std::make_shared<const SourceFile>(source.name(), text)), text);
    for (const std::string& secret : secrets) hide(secret, text);
    return text;
  };
  const std::string before = shown(source.text()), after_edits = apply_edits(source.text(), edits);
  const std::string after = shown(after_edits);
  if (before == source.text() && after == after_edits) return Diff(source, edits).run();
  const SourceFile hidden(source.name(), before);
  return Diff(hidden, line_edits(hidden.text(), after)).run();
}

}  // namespace virga
