// textDocument/foldingRange
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "lsp/features/handlers.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

class Folds {
public:
  explicit Folds(const FeatureContext& context)
      : analysis_(context.analysis), lines_(context.analysis.source().lines()) {}

  json run() {
    if (const Node* root = analysis_.model().root()) walk(*root, 0);
    comments();
    return std::move(list_);
  }

private:
  void add(std::uint32_t first, std::uint32_t last, const char* kind = nullptr) {
    if (last <= first || !starts_.insert(first).second) return;
    json range = {{"startLine", first}, {"endLine", last}};
    if (kind != nullptr) range["kind"] = kind;
    list_.push_back(std::move(range));
  }

  void walk(const Node& node, int depth) {
    constexpr int kDeepest = 400;
    if (depth > kDeepest) return;
    for (const Node* item : node.items()) {
      value(item->range.begin, *item);
      walk(*item, depth + 1);
    }
    for (const Member& member : node.members()) {
      // An alias has its text elsewhere.
      if (member.value->range.begin < member.key->range.begin) continue;
      value(member.key->range.begin, *member.value);
      walk(*member.value, depth + 1);
    }
  }

  void value(std::uint32_t begin, const Node& node) {
    const std::uint32_t first = lines_.line_of(begin);
    const std::uint32_t end = node.range.end;
    std::uint32_t last = lines_.line_of(end > begin ? end - 1 : end);
    // Keep a closing bracket visible.
    const std::string_view text = lines_.line_text(last);
    const std::size_t content = text.find_first_not_of(" \t");
    const bool closes = content != std::string_view::npos && (text[content] == '}' || text[content] == ']');
    if (closes && last > first) --last;
    while (last > first && lines_.line_text(last).find_first_not_of(" \t\r") == std::string_view::npos) --last;
    add(first, last);
  }

  // Comments on consecutive lines, and #region … #endregion.
  void comments() {
    std::vector<std::uint32_t> regions;
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    bool is_open = false;
    const auto finish = [&] {
      if (is_open) add(first, last, "comment");
      is_open = false;
    };
    for (const Comment& comment : analysis_.tree().comments) {
      const std::uint32_t line = lines_.line_of(comment.range.begin);
      const std::string_view text = analysis_.tree().text(comment.range);
      const std::string_view whole = lines_.line_text(line);
      if (whole.find_first_not_of(" \t") != comment.range.begin - lines_.line_start(line)) continue;
      if (text.starts_with("#region") || text.starts_with("# region")) {
        regions.push_back(line);
      } else if ((text.starts_with("#endregion") || text.starts_with("# endregion")) && !regions.empty()) {
        add(regions.back(), line, "region");
        regions.pop_back();
      } else if (is_open && line == last + 1) {
        last = line;
        continue;
      } else {
        finish();
        first = last = line;
        is_open = true;
        continue;
      }
      finish();
    }
    finish();
  }

  const Analysis& analysis_;
  const LineIndex& lines_;
  json list_ = json::array();
  std::set<std::uint32_t> starts_;
};

}  // namespace

json folding_ranges(const FeatureContext& context, const json& /*params*/) { return Folds(context).run(); }

}  // namespace virga::lsp
