// Operands of Fn::Equals that put a text together from values which may be anything: what equality with a literal says
// of those values.
#include <algorithm>

#include "compiler/resolve/condition_encoder.h"
#include "compiler/resolve/text_pieces.h"

namespace virga {
namespace {

// Pseudo parameters whose value is one string.
bool is_single(std::string_view name) {
  constexpr std::string_view kSingle[] = {"AWS::AccountId", "AWS::Partition", "AWS::Region",
                                          "AWS::StackId",   "AWS::StackName", "AWS::URLSuffix"};
  return std::find(std::begin(kSingle), std::end(kSingle), name) != std::end(kSingle);
}

}  // namespace

// A piece of a text that varies, if its value is one string.
std::optional<ConditionEncoder::Operand> ConditionEncoder::varying(const TextPiece& piece, const Node& node) {
  if (piece.kind == TextPiece::Kind::Expression) {
    const Function function = piece.expression->function;
    if (function != Function::Select && function != Function::FindInMap) return std::nullopt;
    return operand(*piece.expression);
  }
  const Parameter* parameter = model_.find_parameter(piece.text);
  const bool is_one = parameter != nullptr ? !parameter->is_list() && !parameter->is_ssm() : is_single(piece.text);
  if (!is_one) return std::nullopt;
  Operand value = reference(piece.text, node);
  if (value.kind == Operand::Kind::Subject) value.node = nullptr;  // the node is the whole text
  return value;
}

// "${A}-1" is "x-1" where A is "x"; "${A}${B}" is empty where both are. Nullopt where equality says no such thing.
std::optional<int> ConditionEncoder::equals_pieces(const Node& node, std::string_view literal) {
  if (node.function != Function::Sub && node.function != Function::Join) return std::nullopt;
  const std::optional<std::vector<TextPiece>> pieces = text_pieces(node);
  if (!pieces) return std::nullopt;
  std::size_t fixed = 0;
  std::vector<Operand> values;
  for (const TextPiece& piece : *pieces) {
    fixed += piece.text.size() * (piece.kind == TextPiece::Kind::Literal ? 1 : 0);
    if (piece.kind == TextPiece::Kind::Literal) continue;
    std::optional<Operand> value = varying(piece, node);
    if (!value) return std::nullopt;
    values.push_back(std::move(*value));
  }
  if (fixed > literal.size()) return kFalse;
  if (values.size() == 1) {
    std::string_view middle = literal;
    if (const TextPiece& first = pieces->front(); first.kind == TextPiece::Kind::Literal) {
      if (!middle.starts_with(first.text)) return kFalse;
      middle.remove_prefix(first.text.size());
    }
    if (const TextPiece& last = pieces->back(); last.kind == TextPiece::Kind::Literal) {
      if (!middle.ends_with(last.text)) return kFalse;
      middle.remove_suffix(last.text.size());
    }
    return equals(values.front(), literal_operand(middle, node));
  }
  if (fixed < literal.size()) return std::nullopt;
  std::string text;
  for (const TextPiece& piece : *pieces) {
    if (piece.kind == TextPiece::Kind::Literal) text += piece.text;
  }
  if (text != literal) return kFalse;
  std::vector<int> parts;
  parts.reserve(values.size());
  for (const Operand& value : values) parts.push_back(equals(value, literal_operand({}, node)));
  return conjunction(std::move(parts));
}

int ConditionEncoder::equals_text(const Operand& operand, std::string_view literal) {
  const bool is_known = subjects_[operand.subject].by_literal.contains(literal);
  const int equal = atom(operand.subject, literal);
  if (is_known || operand.node == nullptr) return equal;
  if (const std::optional<int> pieces = equals_pieces(*operand.node, literal)) {
    clause({-equal, *pieces});
    clause({equal, -*pieces});
  }
  return equal;
}

// What Fn::Join makes of a list is empty only where each item is, and so is then what Fn::Select takes from it:
// `!Not [!Equals [!Join ['', !Ref List], '']]`, `!Not [!Equals [!Select [0, !Ref List], '']]`.
void ConditionEncoder::relate_lists() {
  struct Empty {
    const Parameter* list;
    bool is_join;
    bool is_glued;  // joined without a delimiter, so that it is empty for several empty items, too
    int variable;
  };
  std::vector<Empty> found;
  for (const Computed& operand : computed_) {
    const Function function = operand.node->function;
    if ((function != Function::Join && function != Function::Select) || operand.parameters.size() != 1) continue;
    const auto arguments = operand.node->argument()->items();
    const Parameter* list = operand.parameters.front();
    if (arguments.size() != 2 || !arguments[0]->is_scalar() || arguments[1]->function != Function::Ref) continue;
    const auto empty = subjects_[operand.subject].by_literal.find(std::string_view());
    if (!list->is_list() || empty == subjects_[operand.subject].by_literal.end()) continue;
    found.push_back({list, function == Function::Join, arguments[0]->text().empty(), empty->second});
  }
  for (const Empty& join : found) {
    for (const Empty& other : found) {
      const bool follows = !other.is_join || other.is_glued || !join.is_glued;
      if (join.is_join && &join != &other && join.list == other.list && follows) {
        clause({-join.variable, other.variable});
      }
    }
  }
}

}  // namespace virga
