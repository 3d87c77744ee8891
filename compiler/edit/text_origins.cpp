#include "compiler/edit/text_origins.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>

#include "compiler/syntax/node_path.h"

namespace virga {
namespace {

// Where each step of a path begins, as far as the tree has it: the key of a member, the item of a list.
std::vector<std::uint32_t> beginnings(const Node* root, const Path& path) {
  std::vector<std::uint32_t> begins;
  const Node* at = root;
  for (const PathElement& step : path) {
    if (at == nullptr) break;
    if (const auto* index = std::get_if<std::uint32_t>(&step)) {
      if (*index >= at->items().size()) break;
      at = at->items()[*index];
      begins.push_back(at->range.begin);
    } else {
      const Member* member = at->find(std::get<std::string>(step));
      if (member == nullptr) break;
      begins.push_back(member->key->range.begin);
      at = member->value;
    }
  }
  return begins;
}

}  // namespace

TextOrigins TextOrigins::after(std::span<const TextEdit> edits) const {
  TextOrigins later = *this;
  if (later.tree_ == nullptr) later.tree_ = std::make_shared<const SyntaxTree>(parse(first_));
  Round round;
  std::int64_t shift = 0;
  for (const TextEdit& edit : edits) {
    const auto size = static_cast<std::uint32_t>(edit.replacement.size());
    round.push_back({edit.range, static_cast<std::uint32_t>(edit.range.begin + shift), size});
    shift += static_cast<std::int64_t>(size) - edit.range.size();
  }
  later.rounds_.push_back(std::make_shared<const Round>(std::move(round)));
  return later;
}

std::optional<std::uint32_t> TextOrigins::first_offset(std::uint32_t offset) const {
  for (auto round = rounds_.rbegin(); round != rounds_.rend(); ++round) {
    const auto next = std::upper_bound((*round)->begin(), (*round)->end(), offset,
                                       [](std::uint32_t at, const Change& change) { return at < change.begin; });
    if (next == (*round)->begin()) continue;
    const Change& change = *std::prev(next);
    if (offset >= change.begin + change.size) {
      offset = change.before.end + (offset - change.begin - change.size);
    } else if (change.before.size() > 0) {
      offset = change.before.begin;
    } else {
      return std::nullopt;
    }
  }
  return offset;
}

Path TextOrigins::first_path(const SyntaxTree& now, const Path& path) const {
  if (tree_ == nullptr) return path;
  const std::vector<std::uint32_t> begins = beginnings(now.root, path);
  for (std::size_t steps = begins.size(); steps > 0; --steps) {
    const std::optional<std::uint32_t> offset = first_offset(begins[steps - 1]);
    if (!offset) continue;
    Path first = path_of(node_at(*tree_, *offset, Side::After));
    if (first.size() < steps) continue;
    first.resize(steps);
    first.insert(first.end(), path.begin() + static_cast<std::ptrdiff_t>(steps), path.end());
    return first;
  }
  return path;
}

}  // namespace virga
