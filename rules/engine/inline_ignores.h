// Comments that suppress findings: "# virga: ignore[E3012, W2] why".
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/syntax/syntax_tree.h"

namespace virga {

// A comment that begins with "virga:". It suppresses the rules that it names, or all, on one zero-based line.
struct InlineIgnore {
  std::uint32_t line = 0;
  TextRange comment;
  std::vector<std::string> ids;  // uppercase IDs or prefixes
  // For each ID: its range in the source, and whether it dropped a finding.
  std::vector<TextRange> places;
  std::vector<bool> used;
  bool everything = false;
  std::uint32_t behind = 0;  // bytes of the comment before the ignore: "# keep # virga: ignore[E3012]"
  std::string fault;         // why the comment, or a part of it, is invalid

  bool covers(std::string_view rule) const {
    return everything ||
           std::any_of(ids.begin(), ids.end(), [&](const std::string& id) { return rule.starts_with(id); });
  }
  void use_for(std::string_view rule) {
    for (std::size_t i = 0; i < ids.size(); ++i) used[i] = used[i] || rule.starts_with(ids[i]);
  }
};

// Whether it is a rule ID or a prefix of one: "E3012", "w2", "V1".
bool looks_like_rule_id(std::string_view word);

// What the template's comments suppress, sorted by line. Consecutive comments apply to the same line. Thread-safe.
std::vector<InlineIgnore> inline_ignores(const SyntaxTree& tree);

}  // namespace virga
