// textDocument/semanticTokens
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/resolve/sub_text.h"
#include "lsp/features/handlers.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

constexpr std::array<const char*, 10> kTypes = {"namespace", "class", "parameter",  "variable", "property",
                                                "function",  "type",  "enumMember", "macro",    "struct"};
enum TokenType : std::uint8_t {
  kNamespace,
  kClass,
  kParameter,
  kVariable,
  kProperty,
  kFunction,
  kTypeName,
  kEnumMember,
  kMacro,
  kStruct
};
constexpr std::array<const char*, 1> kModifiers = {"declaration"};

struct Token {
  TextRange range;
  TokenType type = kProperty;
  bool is_declaration = false;
};

TokenType type_of(NameKind kind) {
  switch (kind) {
    case NameKind::Resource:
      return kClass;
    case NameKind::Parameter:
      return kParameter;
    case NameKind::Pseudo:
      return kMacro;
    case NameKind::Mapping:
      return kStruct;
    case NameKind::MappingKey:
    case NameKind::MappingField:
      return kEnumMember;
    case NameKind::Attribute:
    case NameKind::Event:
    case NameKind::Connector:
    case NameKind::State:
      return kProperty;
    default:
      return kVariable;
  }
}

class Tokens {
public:
  explicit Tokens(const Analysis& analysis) : analysis_(analysis) {}

  // The tokens in text order, without overlaps, each on one line.
  std::vector<Token> run() {
    for (const Occurrence& occurrence : analysis_.occurrences()) {
      if (occurrence.symbol.kind == NameKind::File || !occurrence.is_exact) continue;
      // The variables of a loop show better in the names that it makes than the names as a whole.
      if (occurrence.symbol.name.find('{') != std::string::npos) continue;
      tokens_.push_back({occurrence.range, type_of(occurrence.symbol.kind), occurrence.is_declaration});
    }
    if (const Node* root = analysis_.model().root()) {
      for (const Member& member : root->members()) {
        add(content_range(*member.key), kNamespace);
        walk(*member.value, 1);
      }
    }
    for (const Resource& resource : analysis_.model().resources()) {
      if (resource.type_member != nullptr) add(content_range(*resource.type_member->value), kTypeName);
    }
    for (const Parameter& parameter : analysis_.model().parameters()) {
      if (const Node* type = parameter.body()->get("Type")) add(content_range(*type), kTypeName);
    }
    // Stable, so that names come before the keys that they are.
    std::stable_sort(tokens_.begin(), tokens_.end(),
                     [](const Token& a, const Token& b) { return a.range.begin < b.range.begin; });
    std::vector<Token> clean;
    const LineIndex& lines = analysis_.source().lines();
    for (const Token& token : tokens_) {
      if (token.range.size() == 0 || token.range.end > analysis_.text().size()) continue;
      if (!clean.empty() && token.range.begin < clean.back().range.end) continue;
      if (lines.line_of(token.range.begin) != lines.line_of(token.range.end - 1)) continue;
      const std::string_view text = analysis_.source().slice(token.range);
      if (text.find_first_of("\r\n") == std::string_view::npos) clean.push_back(token);
    }
    return clean;
  }

private:
  void add(TextRange range, TokenType type) { tokens_.push_back({range, type, false}); }

  void walk(const Node& node, int depth) {
    constexpr int kDeepest = 400;
    if (depth > kDeepest) return;
    for (const Node* item : node.items()) walk(*item, depth + 1);
    for (const Member& member : node.members()) {
      const bool is_function = &member == node.members().data() && node.function != Function::None;
      add(is_function ? member.key->range : content_range(*member.key), is_function ? kFunction : kProperty);
      walk(*member.value, depth + 1);
    }
  }

  const Analysis& analysis_;
  std::vector<Token> tokens_;
};

json data_of(const FeatureContext& context, TextRange within) {
  const Positions positions = context.positions();
  json data = json::array();
  Utf16Position last;
  for (const Token& token : Tokens(context.analysis).run()) {
    if (token.range.end <= within.begin || token.range.begin >= within.end) continue;
    const Utf16Position begin = positions.at(token.range.begin);
    const Utf16Position end = positions.at(token.range.end);
    data.push_back(begin.line - last.line);
    data.push_back(begin.line == last.line ? begin.character - last.character : begin.character);
    data.push_back(end.character - begin.character);
    data.push_back(static_cast<int>(token.type));
    data.push_back(token.is_declaration ? 1 : 0);
    last = begin;
  }
  return data;
}

std::string result_id(const Analysis& analysis) {
  return fmt::format("{:x}", std::hash<std::string_view>()(analysis.text()));
}

TextRange everything(const FeatureContext& context) {
  return {0, static_cast<std::uint32_t>(context.analysis.text().size())};
}

}  // namespace

json semantic_tokens_legend() { return {{"tokenTypes", kTypes}, {"tokenModifiers", kModifiers}}; }

json semantic_tokens(const FeatureContext& context, const json& /*params*/) {
  return {{"resultId", result_id(context.analysis)}, {"data", data_of(context, everything(context))}};
}

json semantic_tokens_range(const FeatureContext& context, const json& params) {
  return {{"data", data_of(context, context.positions().byte_range(params.at("range")))}};
}

json semantic_tokens_delta(const FeatureContext& context, const json& params) {
  // The ID of a result depends on the text: if that has changed, all tokens are sent.
  const std::string id = result_id(context.analysis);
  if (params.at("previousResultId").get<std::string>() == id) return {{"resultId", id}, {"edits", json::array()}};
  return semantic_tokens(context, params);
}

}  // namespace virga::lsp
