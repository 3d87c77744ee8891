#include "compiler/change/iam_policies.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "compiler/resolve/text_pieces.h"
#include "rules/engine/embedded_json.h"

namespace virga {

// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/IAMFullAccess.html
std::string_view allowed_by_managed_policy(std::string_view arn) {
  if (arn.ends_with(":iam::aws:policy/AdministratorAccess")) return "every action";
  return arn.ends_with(":iam::aws:policy/IAMFullAccess") ? kAllOfIam : std::string_view();
}

bool is_on_everything(const PolicyElement& resources, std::string_view actions) {
  const std::string_view service = actions == kAllOfIam ? "iam" : "";
  return std::any_of(resources.texts.begin(), resources.texts.end(),
                     [&](const std::string& one) { return is_every_arn(one, service); });
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

}  // namespace virga
