// textDocument/completion, completionItem/resolve
#include "lsp/features/completion.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "lsp/features/handlers.h"
#include "lsp/protocol/messages.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

// A typed space only triggers completion where a value begins: after a colon, a dash or a tag.
bool is_idle_space(const json& params, std::string_view text, std::uint32_t offset) {
  const json& trigger = member_at(params, "context.triggerCharacter");
  if (!trigger.is_string() || trigger.get<std::string>() != " " || offset < 2) return false;
  const char before = text[offset - 2];
  if (before == ':' || before == '-' || before == ',' || before == '[') return false;
  const std::size_t word = text.find_last_of(" \t\n", offset - 2);
  return word == std::string_view::npos || text[word + 1] != '!';
}

}  // namespace

json complete(const FeatureContext& context, const json& params) {
  const std::uint32_t offset = context.positions().offset(params.at("position"));
  if (is_idle_space(params, context.analysis.text(), offset)) return nullptr;
  const Cursor cursor = find_cursor(context.analysis.source(), context.analysis.is_json(), offset);
  if (cursor.role == CursorRole::None) return nullptr;
  CompletionList list(context, cursor);
  CompletionRequest request{context, cursor, find_place(cursor, context.analysis.facts()), list};
  if (!complete_sub(request) && !cursor.in_block_scalar && !complete_names(request)) {
    if (cursor.role == CursorRole::Key) {
      complete_keys(request);
    } else {
      complete_values(request);
    }
  }
  return list.take();
}

json resolve_completion(const FeatureContext& context, const json& params) {
  json item = params;
  const json& id = member_at(params, "data.documentation");
  if (!id.is_number_unsigned()) return item;
  const std::string_view text = context.analysis.facts().documentation(id.get<std::uint32_t>());
  if (!text.empty()) {
    item["documentation"] = {{"kind", context.client.markdown ? "markdown" : "plaintext"}, {"value", text}};
  }
  return item;
}

std::string value_text(const CompletionRequest& request, std::string_view value) {
  const Cursor& cursor = request.cursor;
  std::string text(value);
  if (cursor.quote != '\0') return cursor.is_quote_closed ? text : text + cursor.quote;
  if (cursor.is_json) return '"' + text + '"';
  // Strings that YAML would read as something else.
  const bool is_date = value.size() == 10 && value[4] == '-' && value[7] == '-';
  const bool is_special =
      value.empty() || std::string_view("*&!%@`#|>'\"[]{},?").find(value.front()) != std::string_view::npos;
  if (is_date || is_special || value.find(": ") != std::string_view::npos || value.ends_with(':'))
    return '"' + text + '"';
  return text;
}

}  // namespace virga::lsp
