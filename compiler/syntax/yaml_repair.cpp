// Reading broken YAML by leaving out the lines that the strict reader stumbles over.
#include <algorithm>
#include <string>
#include <vector>

#include "compiler/syntax/readers.h"

namespace virga {

namespace {

// An editor's text has a fault or two; more rounds than this would cost more than their tree is worth.
constexpr int kMaxRounds = 40;
constexpr std::size_t kMaxBytesRead = std::size_t{24} << 20U;

class Repair {
public:
  explicit Repair(const SourceFile& source) : lines_(source.lines()), text_(source.text()) {}

  const std::string& text() const { return text_; }
  std::vector<std::uint32_t> left_out() const {
    std::vector<std::uint32_t> sorted = left_out_;
    std::sort(sorted.begin(), sorted.end());
    return sorted;
  }

  // Blanks what the problem comes from; false when there is nothing left to blank.
  bool leave_out(const YamlProblem& problem) {
    const auto is = [&](std::string_view words) { return problem.problem.find(words) != std::string_view::npos; };
    const std::uint32_t here = lines_.line_of(problem.place);
    const std::uint32_t context = lines_.line_of(problem.context_place);
    if (is("end of stream") || is("document indicator") || is("could not find expected ':'")) {
      return blank(context) || blank(here);
    }
    if (is("',' or ']'") || is("',' or '}'")) {
      // A bracket that is never closed stumbles over lines that are fine.
      if (context != here) return blank(context) || blank(here);
      return blank(here);
    }
    if (is("mapping values")) {
      std::uint32_t above = here;
      const bool inline_value =
          line(here).substr(0, problem.place - lines_.line_start(here)).find(": ") != std::string_view::npos;
      if (!inline_value && above_with_text(above) && line(above).find(": ") == std::string_view::npos &&
          !line(above).ends_with(':')) {
        return blank(above);
      }
    }
    std::uint32_t above = here;
    return blank(here) || (above_with_text(above) && blank(above));
  }

private:
  std::string_view line(std::uint32_t index) const {
    const std::uint32_t start = lines_.line_start(index);
    return std::string_view(text_).substr(start, lines_.line_text(index).size());
  }

  bool above_with_text(std::uint32_t& index) const {
    while (index > 0) {
      if (line(--index).find_first_not_of(" \t") != std::string_view::npos) return true;
    }
    return false;
  }

  bool blank(std::uint32_t index) {
    const std::size_t first = line(index).find_first_not_of(" \t");
    const bool tabs = line(index).find('\t') != std::string_view::npos;
    if (first == std::string_view::npos && !tabs) return false;
    const std::uint32_t start = lines_.line_start(index);
    std::fill_n(text_.begin() + start, line(index).size(), ' ');
    left_out_.push_back(start + static_cast<std::uint32_t>(first == std::string_view::npos ? 0 : first));
    return true;
  }

  const LineIndex& lines_;
  std::string text_;
  std::vector<std::uint32_t> left_out_;
};

}  // namespace

ReadOutcome read_yaml_repaired(SyntaxTree& tree, const ParseOptions& options) {
  Repair repair(*tree.source);
  std::size_t bytes = 0;
  for (int round = 0; round < kMaxRounds && bytes < kMaxBytesRead; ++round) {
    SyntaxTree attempt;
    attempt.source = tree.source;
    YamlProblem problem;
    bytes += repair.text().size();
    if (read_yaml_text(attempt, repair.text(), repair.left_out(), options, problem).complete) break;
    if (!repair.leave_out(problem)) break;
  }
  // Once more, with a text that lives as long as the tree.
  YamlProblem problem;
  return read_yaml_text(tree, tree.arena.copy(repair.text()), repair.left_out(), options, problem);
}

}  // namespace virga
