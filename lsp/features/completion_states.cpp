// Completion in state machines of Step Functions: names of states, new states, substitutions.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "compiler/resolve/sub_text.h"
#include "compiler/support/characters.h"
#include "lsp/features/completion.h"
#include "lsp/queries/state_machines.h"

namespace virga::lsp {

namespace {

// What a field of a new state begins with. A flag is set: it is named because it is needed.
std::string begun_field(const CompletionRequest& request, std::string_view name, std::uint8_t types, int stop) {
  const Cursor& cursor = request.cursor;
  const std::string place = fmt::format("${}", stop);
  const bool is_flag = (types & json_type::kBoolean) != 0;
  if (cursor.is_json) {
    return fmt::format(", \"{}\": {}", escaped(name), is_flag ? "true" : json_value(types, place));
  }
  const std::string indent = request.indentation_below();
  const std::string step = request.step();
  if (is_flag) return fmt::format("\n{}{}: true", indent, escaped(name));
  if (types == json_type::kArray) return fmt::format("\n{0}{1}:\n{0}{3}- {2}", indent, escaped(name), place, step);
  if (types == json_type::kObject) return fmt::format("\n{0}{1}:\n{0}{3}{2}", indent, escaped(name), place, step);
  return fmt::format("\n{}{}: {}", indent, escaped(name), place);
}

}  // namespace

void complete_new_states(CompletionRequest& request) {
  const Cursor& cursor = request.cursor;
  const bool is_taken = cursor.is_followed_by_colon || cursor.has_block_below;
  if (is_taken || !request.context.client.snippets || (cursor.in_flow && !cursor.is_json)) return;
  const SchemaSet state = member_schemas(request.place.schemas, {});
  for (const std::string& type : values_of(member_schemas(state, "Type"))) {
    const std::vector<Sibling> known = {{.key = "Type", .value = type, .key_range = {}, .value_range = {}}};
    std::string fields;
    int stop = 2;
    for (const std::string_view name : needed_names(state, known)) {
      fields += begun_field(request, name, written_types(types_of(member_schemas(state, name, known))), stop++);
    }
    CompletionItem item;
    item.label = type;
    item.kind = ItemKind::Module;
    item.rank = 1;
    item.detail = "new state";
    item.is_snippet = true;
    item.text = cursor.is_json
                    ? json_key(request, "${1:" + type + "}", fmt::format(R"({{ "Type": "{}"{} }})", type, fields))
                    : fmt::format("${{1:{0}}}{1}:\n{2}Type: {0}{3}", type, closing_quote_of(cursor),
                                  request.indentation_below(), fields);
    request.list.add(std::move(item));
  }
}

void complete_state_names(CompletionRequest& request) {
  const Cursor& cursor = request.cursor;
  const auto own = request.place.machine ? *request.place.machine + 1 : cursor.path.size();
  for (const std::string& name : states_at(cursor, request.place, request.analysis())) {
    CompletionItem item;
    item.label = name;
    item.kind = ItemKind::EnumMember;
    // A state seldom follows itself.
    item.rank = own + 1 < cursor.path.size() && cursor.is_key(own, name) ? 3 : 1;
    item.detail = "state";
    if (std::string text = value_text(request, name); text != name) item.text = std::move(text);
    request.list.add(std::move(item));
  }
}

bool complete_substitution(CompletionRequest& request) {
  const Cursor& cursor = request.cursor;
  if (!request.place.function.empty()) return false;
  const std::string_view text = request.analysis().text();
  const std::size_t open = open_placeholder(text.substr(cursor.word.begin, cursor.offset - cursor.word.begin));
  if (open == std::string_view::npos) return false;
  const std::vector<std::string> names = substitutions_at(cursor, request.analysis());
  if (names.empty()) return false;
  std::uint32_t end = cursor.offset;
  while (end < text.size() && is_letter_or_digit(text[end])) ++end;
  request.list.replace({cursor.word.begin + static_cast<std::uint32_t>(open) + 2, end});
  const bool is_closed = end < cursor.word.end && text[end] == '}';
  for (const std::string& name : names) {
    CompletionItem item;
    item.label = name;
    item.kind = ItemKind::Variable;
    item.rank = 0;
    item.detail = "substitution";
    if (!is_closed) item.text = name + "}";
    request.list.add(std::move(item));
  }
  return true;
}

}  // namespace virga::lsp
