#include "compiler/workspace/joined_secrets.h"

#include <algorithm>

#include "compiler/resolve/sub_text.h"

namespace virga {
namespace {

// The most of one text to put together; a variable of Fn::Sub may be used more than once.
constexpr std::size_t kMaxPieces = 4'000;
constexpr std::size_t kMaxText = 1'000'000;

// Stands for what is not known, which is no secret that the template writes.
constexpr std::string_view kHole = "${}";
// Stands for a choice between values, which are secrets where one is.
constexpr std::string_view kChoice = "xYz7";

bool is_joined(const Node& node) { return node.function == Function::Join || node.function == Function::Sub; }

bool is_choice(const Node& node) {
  return node.function == Function::If || node.function == Function::Select || node.function == Function::FindInMap;
}

}  // namespace

void JoinedSecrets::add_text(const Node& call) {
  if (inner_.contains(&call)) return;
  join(call);
  inner_.erase(&call);
  judge();
}

void JoinedSecrets::add_command(std::span<const Node* const> arguments) {
  for (const Node* argument : arguments) {
    if (!text_.empty()) append(" ", nullptr, 0, 0);
    join(*argument);
  }
  judge();
}

void JoinedSecrets::append(std::string_view text, const Node* node, std::size_t begin, std::size_t end) {
  if (pieces_.size() > kMaxPieces || text_.size() > kMaxText) return;
  pieces_.push_back({text_.size(), text_.size() + text.size(), node, begin, end});
  text_ += text;
}

void JoinedSecrets::join(const Node& node) {
  if (pieces_.size() > kMaxPieces || text_.size() > kMaxText) return;
  if (node.is_scalar()) return append(node.text(), &node, 0, node.text().size());
  if (is_joined(node)) {
    inner_.insert(&node);
    return node.function == Function::Join ? join_list(*node.argument()) : substitute(*node.argument());
  }
  if (node.function == Function::Base64) return join(*node.argument());
  append(is_choice(node) ? kChoice : kHole, is_choice(node) ? &node : nullptr, 0, 0);
}

void JoinedSecrets::join_list(const Node& argument) {
  const auto items = argument.items();
  if (items.size() != 2 || !items[0]->is_scalar() || !items[1]->is_sequence() || items[1]->function != Function::None) {
    return append(kHole, nullptr, 0, 0);
  }
  bool is_first = true;
  for (const Node* item : items[1]->items()) {
    if (!is_first) append(items[0]->text(), nullptr, 0, 0);
    is_first = false;
    join(*item);
  }
}

void JoinedSecrets::substitute(const Node& argument) {
  const bool is_list = argument.is_sequence() && argument.size == 2;
  const Node& text = is_list ? *argument.items()[0] : argument;
  const Node* variables = is_list ? argument.items()[1] : nullptr;
  if (!text.is_scalar()) return append(kHole, nullptr, 0, 0);
  for (const SubPart& part : SubText(text.text())) {
    const Node* own = part.is_variable() && variables != nullptr ? variables->get(part.name) : nullptr;
    if (own != nullptr) {
      join(*own);
    } else if (part.is_variable()) {
      append(kHole, nullptr, 0, 0);
    } else {
      std::string out;
      part.append_to(out);
      append(out, &text, part.begin, part.end());
    }
  }
}

void JoinedSecrets::judge() {
  const SecretPlaces secrets = secret_places(text_);
  auto piece = pieces_.begin();
  for (const auto& secret : secrets) {
    while (piece != pieces_.end() && piece->end <= secret.first) ++piece;
    for (auto one = piece; one != pieces_.end() && one->begin < secret.second; ++one) {
      if (one->node == nullptr) continue;
      if (!one->node->is_scalar()) {
        choices_.push_back(one->node);
        continue;
      }
      std::size_t begin = one->node_begin, end = one->node_end;
      // "${!Name}" is one letter shorter when it is put in.
      if (end - begin == one->end - one->begin) {
        end = begin + std::min(secret.second, one->end) - one->begin;
        begin += std::max(secret.first, one->begin) - one->begin;
      }
      if (begin < end) places_[one->node].emplace_back(begin, end);
    }
  }
  text_.clear();
  pieces_.clear();
}

}  // namespace virga
