#include <algorithm>

#include "compiler/format/layouts.h"

namespace virga {

namespace {

std::string_view tag_of(const Node& node) { return node.extra == nullptr ? std::string_view{} : node.extra->tag; }
std::string_view anchor_of(const Node& node) { return node.extra == nullptr ? std::string_view{} : node.extra->anchor; }

// Recursive; the readers limit the depth of trees.
bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.size != b.size || a.flags != b.flags || a.function != b.function) return false;
  if (tag_of(a) != tag_of(b) || anchor_of(a) != anchor_of(b)) return false;
  if (a.is_scalar()) return a.text() == b.text();
  for (std::uint32_t i = 0; i < a.items().size(); ++i) {
    if (!same(*a.items()[i], *b.items()[i])) return false;
  }
  for (std::uint32_t i = 0; i < a.members().size(); ++i) {
    if (!same(*a.members()[i].key, *b.members()[i].key)) return false;
    if (!same(*a.members()[i].value, *b.members()[i].value)) return false;
  }
  return true;
}

std::string_view without_trailing_space(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r");
  return text.substr(0, last + 1);
}

}  // namespace

bool same_meaning(const SyntaxTree& a, const SyntaxTree& b) {
  if (a.root == nullptr || b.root == nullptr || a.language != b.language) return false;
  const auto same_comment = [&](const Comment& left, const Comment& right) {
    return without_trailing_space(a.text(left.range)) == without_trailing_space(b.text(right.range));
  };
  const auto same_error = [](const SyntaxError& left, const SyntaxError& right) { return left.kind == right.kind; };
  return std::equal(a.comments.begin(), a.comments.end(), b.comments.begin(), b.comments.end(), same_comment) &&
         std::equal(a.errors.begin(), a.errors.end(), b.errors.begin(), b.errors.end(), same_error) &&
         same(*a.root, *b.root);
}

}  // namespace virga
