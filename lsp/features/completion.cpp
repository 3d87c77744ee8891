// textDocument/completion, completionItem/resolve
#include "lsp/features/completion.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <utility>

#include "compiler/support/characters.h"
#include "compiler/workspace/recognition.h"
#include "lsp/features/handlers.h"
#include "lsp/protocol/messages.h"
#include "lsp/queries/content.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

bool is_triggered_by(const json& params, std::string_view character) {
  const json& trigger = member_at(params, "context.triggerCharacter");
  return trigger.is_string() && trigger.get<std::string>() == character;
}

bool is_triggered_by_character(const json& params) {
  constexpr int kTriggerCharacter = 2;  // CompletionTriggerKind
  return member_at(params, "context.triggerKind") == kTriggerCharacter;
}

// A typed space only triggers completion where a value begins: after a colon, a dash or a tag.
bool is_idle_space(const json& params, std::string_view text, std::uint32_t offset) {
  if (!is_triggered_by(params, " ") || offset < 2) return false;
  const char before = text[offset - 2];
  if (before == ':' || before == '-' || before == ',' || before == '[') return false;
  const std::size_t word = text.find_last_of(" \t\n,[{", offset - 2);
  return word == std::string_view::npos || text[word + 1] != '!';
}

// The cursor, and whether the colon before it ends a key, which the text does not say: after "s3:" in a list of
// actions, or "Fn:", somebody is in the middle of a word.
Cursor cursor_at(const FeatureContext& context, std::uint32_t offset) {
  const Analysis& analysis = context.analysis;
  Cursor cursor = find_cursor(analysis.source(), analysis.is_json(), offset);
  const bool is_open = cursor.after_colon || cursor.role == CursorRole::None;
  if (!is_open || cursor.is_json || !analysis.text().substr(0, offset).ends_with(':')) return cursor;
  Cursor in_word = find_cursor(analysis.source(), false, offset, ColonEnds::Word);
  const std::string key = cursor.path.empty() ? std::string() : cursor.path.back().key;
  const PlaceKind kind = find_place(in_word, analysis.facts()).kind;
  const std::string_view typed = analysis.text().substr(in_word.word.begin, offset - in_word.word.begin);
  const bool is_word = typed.starts_with("Fn::") || typed.starts_with("AWS::") || key == "Fn" || key == "AWS" ||
                       kind == PlaceKind::PolicyAction || kind == PlaceKind::PolicyConditionKey ||
                       in_word.is_key(0, "Transform");
  return is_word ? std::move(in_word) : std::move(cursor);
}

// Whether a text has one word at most, which may be a key of a map that is open, and comments.
bool is_nearly_empty(std::string_view text) {
  bool has_word = false;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '#') {
      at = std::min(text.find_first_of("\r\n", at), text.size());
    } else if (is_letter_or_digit(text[at])) {
      if (std::exchange(has_word, true)) return false;
      while (at < text.size() && is_letter_or_digit(text[at])) ++at;
    } else if (std::string_view(" \t\r\n{}\"':-").find(text[at++]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

// Whether a text that is no template yet may become one: it has sections of a template at its root and nothing else, or
// nothing at all, but for what is typed at the cursor.
bool may_become_template(const Analysis& analysis, std::uint32_t offset) {
  if (analysis.reason() != recognise(analysis.text()).reason) return false;  // it is none for another reason
  const Node* root = analysis.model().root();
  bool has_section = false;
  for (const Member& member : root == nullptr ? std::span<const Member>() : root->members()) {
    bool is_section = false;
    for (std::size_t i = 0; i < kSectionCount; ++i) {
      is_section |= section_name(static_cast<Section>(i)) == member.key->text();
    }
    has_section |= is_section;
    const TextRange key = member.key->range;
    const bool takes_section = member.value->is(NodeKind::Null) || member.value->is_mapping();
    const bool is_typed = key.begin <= offset && offset <= key.end && takes_section;
    if (!is_section && !is_typed) return false;  // other tools have other keys
  }
  return has_section || is_nearly_empty(analysis.text());
}

CompletionList completions_at(const FeatureContext& context, const Cursor& cursor) {
  CompletionList list(context, cursor);
  CompletionRequest request{context, cursor, find_place(cursor, context.analysis.facts()), list};
  const MissingCommas commas = missing_commas(context.analysis.text(), cursor);
  // Directly behind a value nobody begins another member: that value has just been finished.
  const bool is_behind_value =
      std::find(commas.before.begin(), commas.before.end(), cursor.offset) != commas.before.end();
  if (is_behind_value && cursor.word.size() == 0) return list;
  list.separate(commas);
  write_first_tag_in_full(request);
  if (cursor.unknown_tag && cursor.quote == '\0') {
    list.take_away({cursor.unknown_tag->begin, cursor.word.begin});
  }
  if (complete_sub(request) || complete_substitution(request) || complete_loop_key(request)) return list;
  list.leave_out_items(request.place);
  if (cursor.role == CursorRole::Key) replace_closing_quote(request);
  if (!cursor.in_block_scalar && !complete_names(request)) {
    if (cursor.role == CursorRole::Key) {
      complete_keys(request);
    } else {
      complete_values(request);
    }
  }
  return list;
}

}  // namespace

json complete(const FeatureContext& context, const json& params) {
  const std::uint32_t offset = context.positions().offset(params.at("position"));
  if (is_idle_space(params, context.analysis.text(), offset)) return nullptr;
  const Cursor cursor = within_content(cursor_at(context, offset), context.analysis);
  if (cursor.role == CursorRole::None) return nullptr;
  // Whoever types a key goes on with a space or a line break, and a list would take the line break for a choice.
  if (cursor.after_colon && is_triggered_by(params, ":")) return nullptr;
  // Whether an empty file of JSON becomes a template is for its language to say, or for who asks.
  if (cursor.is_whole_document() && !context.analysis.is_template() && is_triggered_by_character(params))
    return nullptr;
  if (!context.analysis.is_template() && !may_become_template(context.analysis, offset)) return nullptr;
  CompletionList list = completions_at(context, cursor);
  // Of several words that are there already, an item takes none away.
  const std::string_view text = context.analysis.text();
  const std::string_view words = text.substr(cursor.word.begin, cursor.word.size());
  const bool is_plain = cursor.in_flow && !cursor.is_json && cursor.quote == '\0';
  const std::size_t space = words.find_last_of(" \t");
  if (!is_plain || space == std::string_view::npos) return list.take();
  const bool is_last = cursor.word.begin + space < offset;
  if (list.keep_begun(is_last ? words.substr(0, offset - cursor.word.begin) : words)) return list.take();
  const std::optional<Cursor> item = word_as_item(text, cursor);
  return item ? completions_at(context, *item).take() : json(nullptr);
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
  std::string text = write_scalar(value, cursor.notation());
  if (cursor.quote != '\0' && !cursor.is_quote_closed) text += cursor.quote;
  return text;
}

}  // namespace virga::lsp
