#include "compiler/change/iam_policies.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "compiler/change/value_text.h"
#include "compiler/resolve/text_pieces.h"
#include "rules/engine/embedded_json.h"

namespace virga {

// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/IAMFullAccess.html
std::string_view allowed_by_managed_policy(const Node& policy) {
  const auto pieces = text_pieces(policy);
  if (!pieces || pieces->empty()) return {};
  const std::string_view name = pieces->back().text;
  if (name.ends_with(":iam::aws:policy/AdministratorAccess")) return "every action";
  return name.ends_with(":iam::aws:policy/IAMFullAccess") ? kAllOfIam : std::string_view();
}

const Node* policy_in_text(const Side& side, const Node& value, Arena& arena) {
  const bool is_put_together = value.function == Function::Join || value.function == Function::Sub;
  if (!is_put_together && (!value.is_string() || value.text().find('{') == std::string_view::npos)) return nullptr;
  const auto pieces = text_pieces(value);
  if (!pieces || pieces->empty() || pieces->front().text.find('{') == std::string::npos) return nullptr;
  std::string text;
  bool is_sub = false;
  for (const TextPiece& piece : *pieces) {
    const bool is_literal = piece.kind == TextPiece::Kind::Literal;
    is_sub = is_sub || !is_literal;
    text += is_literal ? piece.text : fmt::format("${{{}}}", piece.text.empty() ? "…" : piece.text);
  }
  if (text.find("Statement") == std::string::npos) return nullptr;
  const std::string_view kept = arena.copy(std::string_view(text));
  Node* scalar = arena.make<Node>();
  scalar->kind = NodeKind::String;
  scalar->range = value.range;
  scalar->chars = kept.data();
  scalar->size = static_cast<std::uint32_t>(kept.size());
  const Node* policy = read_embedded_json(*scalar, side.snapshot().source()->text(), is_sub, arena);
  return policy != nullptr && policy->get("Statement") != nullptr ? policy : nullptr;
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
std::string canonical(const Node& node) {
  if (node.is_scalar() || node.function != Function::None) return value_text(node);
  std::vector<std::string> parts;
  for (const Node* item : node.items()) parts.push_back(canonical(*item));
  for (const Member& one : node.members())
    parts.push_back(fmt::format("{}: {}", one.key->text(), canonical(*one.value)));
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  if (node.is_sequence() && parts.size() == 1) return parts.front();
  return fmt::format("{}{}{}", node.is_sequence() ? "[" : "{", fmt::join(parts, ", "), node.is_sequence() ? "]" : "}");
}

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
std::string canonical_principal(const Node& node) {
  const Node* accounts =
      node.is_mapping() && node.function == Function::None && node.size == 1 ? node.get("AWS") : nullptr;
  std::string text = accounts != nullptr ? canonical(*accounts) : canonical(node);
  if (accounts != nullptr && text == "*") return text;
  constexpr std::string_view kRoot = ":root";
  const std::size_t id = text.find(":iam::");
  if (accounts != nullptr && accounts->size > 0 && text.starts_with("arn:") && text.ends_with(kRoot) &&
      id != std::string::npos && text.find(',') == std::string::npos) {
    text = text.substr(id + 6, text.size() - id - 6 - kRoot.size());
  }
  return accounts != nullptr ? fmt::format("{{AWS: {}}}", text) : text;
}

}  // namespace virga
