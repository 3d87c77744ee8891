// textDocument/inlayHint
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "lsp/features/handlers.h"
#include "lsp/queries/evaluation.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

constexpr std::size_t kLongest = 60;

std::string shortened(std::string text) {
  for (char& c : text) {
    if (c == '\n' || c == '\r' || c == '\t') c = ' ';
  }
  if (text.size() <= kLongest) return text;
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "…";
}

class Hints {
public:
  Hints(const FeatureContext& context, TextRange within) : context_(context), within_(within) {}

  json run() {
    if (const Node* root = context_.analysis.model().root()) walk(*root, 0);
    return std::move(list_);
  }

private:
  bool overlaps(TextRange range) const { return range.end >= within_.begin && range.begin <= within_.end; }

  void walk(const Node& node, int depth) {
    constexpr int kDeepest = 400;
    if (depth > kDeepest || context_.cancelled) return;
    if (node.function == Function::FindInMap) {
      resolved(node);
      return;
    }
    if (node.function == Function::Ref && node.argument()->is_string()) reference(node);
    for (const Node* item : node.items()) {
      if (overlaps(item->range)) walk(*item, depth + 1);
    }
    for (const Member& member : node.members()) {
      if (overlaps(member.value->range)) walk(*member.value, depth + 1);
    }
  }

  void add(const Node& node, const std::string& value, std::string tooltip) {
    list_.push_back({{"position", context_.positions().position(node.range.end)},
                     {"label", "= " + shortened(value)},
                     {"paddingLeft", true},
                     {"tooltip", std::move(tooltip)}});
  }

  void resolved(const Node& node) { values(node, "Value from the mapping"); }

  void values(const Node& node, std::string tooltip) {
    constexpr std::size_t kMost = 4;
    std::vector<std::string> texts;
    for (ShownValue& value : shown_values(context_.analysis, node)) texts.push_back(std::move(value.text));
    if (texts.empty() || texts.size() > kMost) return;
    add(node, fmt::format("{}", fmt::join(texts, " | ")), std::move(tooltip));
  }

  bool is_configured(std::string_view parameter) const {
    const auto& sets = context_.analysis.options().parameter_sets;
    return std::any_of(sets.begin(), sets.end(), [&](const ParameterValues& set) { return set.contains(parameter); });
  }

  void reference(const Node& node) {
    const Parameter* parameter = context_.analysis.model().find_parameter(node.argument()->text());
    if (parameter == nullptr || parameter->no_echo) return;
    if (is_configured(parameter->name())) return values(node, "Value from the configuration");
    if (parameter->default_value == nullptr) return;
    if (!parameter->default_value->is_scalar() || parameter->default_value->size == 0) return;
    add(node, std::string(parameter->default_value->text()), fmt::format("Default of parameter {}", parameter->name()));
  }

  const FeatureContext& context_;
  TextRange within_;
  json list_ = json::array();
};

}  // namespace

json inlay_hints(const FeatureContext& context, const json& params) {
  return Hints(context, context.positions().byte_range(params.at("range"))).run();
}

}  // namespace virga::lsp
