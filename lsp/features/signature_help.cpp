// textDocument/signatureHelp: the arguments of intrinsic functions.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "lsp/features/handlers.h"
#include "lsp/queries/schema_place.h"
#include "lsp/queries/words.h"

namespace virga::lsp {

using nlohmann::json;

json signature_help(const FeatureContext& context, const json& params) {
  const std::uint32_t offset = context.positions().offset(params.at("position"));
  const Cursor cursor = find_cursor(context.analysis.source(), context.analysis.is_json(), offset);
  // Find the innermost function whose argument contains the cursor, including branches of Fn::If.
  std::size_t step = cursor.path.size();
  while (step > 0 && (cursor.path[step - 1].is_item || find_function_words(cursor.path[step - 1].key) == nullptr))
    --step;
  if (step == 0 || cursor.role == CursorRole::None) return nullptr;
  const FunctionWords* words = find_function_words(cursor.path[step - 1].key);
  // "Condition" and "Ref" may be ordinary properties, and whatever is deeper than an argument is a separate value.
  if (cursor.path.size() > step + 2) return nullptr;
  std::string label(words->name);
  label += '(';
  json parameters = json::array();
  std::string_view rest = words->parameters;
  for (bool is_first = true; !rest.empty(); is_first = false) {
    const std::size_t bar = rest.find('|');
    if (!is_first) label += ", ";
    const auto begin = static_cast<int>(label.size());
    label += rest.substr(0, bar);
    // "…" takes three bytes but one UTF-16 unit; it only occurs at the end.
    parameters.push_back({{"label", {begin, static_cast<int>(label.size())}}});
    rest = bar == std::string_view::npos ? std::string_view() : rest.substr(bar + 1);
  }
  label += ')';
  std::uint32_t active = 0;
  if (step < cursor.path.size() && cursor.path[step].is_item) active = cursor.path[step].index;
  if (words->name == "Fn::GetAtt" && step == cursor.path.size()) {
    const std::string_view typed = context.analysis.text().substr(cursor.word.begin, offset - cursor.word.begin);
    active = typed.find('.') == std::string_view::npos ? 0 : 1;
  }
  if (words->parameters.ends_with("…")) {
    parameters.erase(parameters.size() - 1);
    // All further arguments are like the last one; an index beyond it means the first to a client.
    active = std::min(active, static_cast<std::uint32_t>(parameters.size()) - 1);
  }
  const json signature = {
      {"label", std::move(label)},
      {"documentation", words->summary},
      {"parameters", std::move(parameters)},
  };
  return {{"signatures", json::array({signature})}, {"activeSignature", 0}, {"activeParameter", active}};
}

}  // namespace virga::lsp
