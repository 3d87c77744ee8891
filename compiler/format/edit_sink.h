// Collects the edits of a layout: replacements of white space. Internal to this folder.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"

namespace virga {

class EditSink {
public:
  // Drops edits outside `allowed` (bytes).
  EditSink(std::string_view source, TextRange allowed) : source_(source), allowed_(allowed) {}

  // Replaces source[begin, end) by `text`; only the differing part is edited.
  void replace(std::uint32_t begin, std::uint32_t end, std::string_view text) {
    std::string_view old = source_.substr(begin, end - begin);
    if (old == text) return;
    while (!old.empty() && !text.empty() && old.front() == text.front()) {
      old.remove_prefix(1);
      text.remove_prefix(1);
      ++begin;
    }
    while (!old.empty() && !text.empty() && old.back() == text.back() && !splits_line_break(end)) {
      old.remove_suffix(1);
      text.remove_suffix(1);
      --end;
    }
    if (begin < allowed_.begin || end > allowed_.end) return;
    if (begin == allowed_.end && allowed_.end < source_.size()) return;  // belongs to the next line
    edits_.push_back({{begin, end}, std::string(text)});
  }
  void spaces(std::uint32_t begin, std::uint32_t end, std::uint32_t count) {
    replace(begin, end, std::string(count, ' '));
  }
  void remove(std::uint32_t begin, std::uint32_t end) { replace(begin, end, {}); }

  std::vector<TextEdit> take() { return std::move(edits_); }

private:
  bool splits_line_break(std::uint32_t end) const {
    return end >= 2 && end <= source_.size() && source_[end - 1] == '\n' && source_[end - 2] == '\r';
  }

  std::string_view source_;
  TextRange allowed_;
  std::vector<TextEdit> edits_;
};

}  // namespace virga
