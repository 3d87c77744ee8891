#include "compiler/edit/line_edits.h"

#include <algorithm>
#include <cstdint>
#include <string>

namespace virga {
namespace {

constexpr int kMaxDifferences = 1000;

// Splits into lines, including their line breaks.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

// Lines [old_begin, old_end) were replaced by [new_begin, new_end).
struct Change {
  int old_begin = 0, old_end = 0, new_begin = 0, new_end = 0;
};

class Search {
public:
  Search(const std::vector<std::string_view>& before, const std::vector<std::string_view>& after)
      : before_(before), after_(after), old_(static_cast<int>(before.size())), new_(static_cast<int>(after.size())) {}

  std::vector<Change> run() {
    int head = 0, tail = 0;
    while (head < std::min(old_, new_) && same(head, head)) ++head;
    while (tail < std::min(old_, new_) - head && same(old_ - 1 - tail, new_ - 1 - tail)) ++tail;
    const int columns = old_ - head - tail, rows = new_ - head - tail;
    if (columns == 0 && rows == 0) return {};
    const Change all{head, old_ - tail, head, new_ - tail};
    const int most = std::min(columns + rows, kMaxDifferences);
    // furthest[k + most]: the furthest column reached on diagonal k; `trace` has one copy per number of differences.
    std::vector<std::vector<int>> trace;
    std::vector<int> furthest(static_cast<std::size_t>(2 * most + 2), 0);
    for (int d = 0; d <= most; ++d) {
      trace.push_back(furthest);
      for (int k = -d; k <= d; k += 2) {
        int x = goes_down(furthest, k, d, most) ? furthest[index(k + 1, most)] : furthest[index(k - 1, most)] + 1;
        int y = x - k;
        while (x < columns && y < rows && same(head + x, head + y)) ++x, ++y;
        furthest[index(k, most)] = x;
        if (x >= columns && y >= rows) return backtrack(trace, d, most, columns, rows, head);
      }
    }
    return {all};
  }

private:
  static std::size_t index(int k, int most) {
    const int at = k + most;
    return static_cast<std::size_t>(at);
  }
  static bool goes_down(const std::vector<int>& furthest, int k, int d, int most) {
    return k == -d || (k != d && furthest[index(k - 1, most)] < furthest[index(k + 1, most)]);
  }
  bool same(int a, int b) const { return before_[static_cast<std::size_t>(a)] == after_[static_cast<std::size_t>(b)]; }

  static std::vector<Change> backtrack(const std::vector<std::vector<int>>& trace, int d, int most, int x, int y,
                                       int head) {
    std::vector<Change> changes;
    for (; d > 0; --d) {
      const std::vector<int>& furthest = trace[static_cast<std::size_t>(d)];
      const int k = x - y;
      const bool down = goes_down(furthest, k, d, most);
      const int from = down ? k + 1 : k - 1;
      x = furthest[index(from, most)];
      y = x - from;
      changes.push_back({head + x, head + x + (down ? 0 : 1), head + y, head + y + (down ? 1 : 0)});
    }
    std::reverse(changes.begin(), changes.end());
    std::vector<Change> joined;
    for (const Change& change : changes) {
      if (!joined.empty() && joined.back().old_end == change.old_begin && joined.back().new_end == change.new_begin) {
        joined.back().old_end = change.old_end;
        joined.back().new_end = change.new_end;
      } else {
        joined.push_back(change);
      }
    }
    return joined;
  }

  const std::vector<std::string_view>& before_;
  const std::vector<std::string_view>& after_;
  int old_, new_;
};

}  // namespace

std::vector<TextEdit> line_edits(std::string_view before, std::string_view after) {
  const std::vector<std::string_view> old_lines = lines_of(before), new_lines = lines_of(after);
  const auto offset = [&](int line) {
    return static_cast<std::uint32_t>(static_cast<std::size_t>(line) < old_lines.size()
                                          ? old_lines[static_cast<std::size_t>(line)].data() - before.data()
                                          : static_cast<std::ptrdiff_t>(before.size()));
  };
  std::vector<TextEdit> edits;
  for (const Change& change : Search(old_lines, new_lines).run()) {
    std::string text;
    for (int i = change.new_begin; i < change.new_end; ++i) text += new_lines[static_cast<std::size_t>(i)];
    edits.push_back({{offset(change.old_begin), offset(change.old_end)}, std::move(text)});
  }
  return edits;
}

std::string_view line_break_of(std::string_view text) {
  const std::size_t at = text.find_first_of("\r\n");
  if (at == std::string_view::npos) return "\n";
  return text.substr(at, text.substr(at).starts_with("\r\n") ? 2 : 1);
}

}  // namespace virga
