#include "lsp/features/completion_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "lsp/queries/brackets.h"

namespace virga::lsp {

using nlohmann::json;

void CompletionList::add(CompletionItem item) { items_.push_back(std::move(item)); }

// The arguments of functions may be the same, and so may the branches of Fn::If.
void CompletionList::leave_out_items(const Place& place) {
  const std::size_t size = cursor_.path.size();
  if (!place.function.empty() || cursor_.role != CursorRole::Value || size < 2) return;
  if (function_of_key(cursor_.path[size - 2].key) != Function::None) return;
  if (!cursor_.path.back().is_item || cursor_.siblings.size() < cursor_.path.size()) return;
  for (const Sibling& item : cursor_.siblings[cursor_.path.size() - 1]) {
    const bool is_here = item.value_range.begin <= cursor_.offset && cursor_.offset <= item.value_range.end;
    if (!item.value.empty() && !is_here) left_out_.insert(item.value);
  }
}

bool CompletionList::keep_begun(std::string_view typed) {
  if (has_range_) return true;
  std::erase_if(items_, [&](const CompletionItem& item) { return !item.label.starts_with(typed); });
  return !items_.empty();
}

std::string CompletionList::missing_quote() const {
  const bool is_open = cursor_.quote != '\0' && !cursor_.is_quote_closed && cursor_.role == CursorRole::Value;
  if (!is_open || !has_range_) return {};
  // A string of YAML may end on a later line.
  const std::string_view text = context_.analysis.text();
  if (!cursor_.is_json && closes_below(text.substr(cursor_.word.end), cursor_.quote)) return {};
  return std::string(1, cursor_.quote);
}

// As a part of the text: an edit beside it would have to touch it. The cursor stays before the comma where a value is
// still to be typed.
void CompletionList::add_comma_after(CompletionItem& item) const {
  if (item.text.empty()) item.text = item.label;
  const bool awaits_value = !item.is_snippet && item.text.ends_with(": ") && context_.client.snippets &&
                            item.text.find_first_of("$}\\") == std::string::npos;
  if (awaits_value) {
    item.text += "$1";
    item.is_snippet = true;
  }
  item.text += ',';
}

json CompletionList::take() {
  const Client& client = context_.client;
  const Positions positions = context_.positions();
  const TextRange range = has_range_ ? range_ : cursor_.word;
  // Inserting keeps the text after the cursor, replacing takes the whole word. Both ranges must begin at the same
  // position, be on the cursor's line and contain the cursor; otherwise VS Code drops the item.
  const json replace = positions.range({range.begin, std::max(range.end, cursor_.offset)});
  const json inserted = is_whole_ ? replace : positions.range({range.begin, cursor_.offset});
  const json edit_range = client.insert_replace ? json{{"insert", inserted}, {"replace", replace}} : replace;

  const auto rank = [](const CompletionItem& item) { return item.is_deprecated ? 9U : item.rank; };
  // Without one an editor sorts by the label. There are lists of 1,800 types.
  const bool is_ranked = std::any_of(items_.begin(), items_.end(),
                                     [&](const CompletionItem& item) { return rank(item) != rank(items_.front()); });
  // What is typed already and stays takes the comma after it.
  const std::uint32_t end = has_range_ ? range_.end : std::max(range.end, cursor_.offset);
  const bool ends_here = missing_.after && end == *missing_.after;
  const std::string quote = missing_quote();
  const bool ends_string = end >= cursor_.word.end;
  json more_edits = json::array();
  const auto insert = [&](std::uint32_t at, std::string_view text) {
    more_edits.push_back({{"range", positions.range({at, at})}, {"newText", text}});
  };
  for (const std::uint32_t at : missing_.before) insert(at, ",");
  if (!quote.empty() && !ends_string) {
    insert(cursor_.word.end, write_in_string(quote, cursor_.outer_quote, false) + (missing_.after ? "," : ""));
  } else if (missing_.after && !ends_here) {
    insert(*missing_.after, ",");
  }
  if (taken_away_) more_edits.push_back({{"range", positions.range(*taken_away_)}, {"newText", ""}});
  json::array_t list;
  list.reserve(items_.size());
  std::unordered_set<std::string_view> seen = left_out_;
  seen.reserve(items_.size());
  for (CompletionItem& item : items_) {
    if (!seen.insert(item.label).second) continue;
    if (ends_string && !quote.empty()) item.text = (item.text.empty() ? item.label : item.text) + quote;
    if (ends_here) add_comma_after(item);
    if (cursor_.outer_quote != '\0') {
      item.text = write_in_string(item.text.empty() ? item.label : item.text, cursor_.outer_quote, item.is_snippet);
    }
    if (cursor_.needs_space) item.text = " " + (item.text.empty() ? item.label : item.text);
    const std::string& text = item.text.empty() ? item.label : item.text;
    json::object_t entry;
    entry.emplace("label", item.label);
    entry.emplace("kind", static_cast<int>(item.kind));
    if (is_ranked) entry.emplace("sortText", fmt::format("{}{}", rank(item), item.label));
    if (client.item_defaults) {
      if (!item.text.empty()) entry["textEditText"] = text;
    } else if (client.insert_replace) {
      entry["textEdit"] = {{"newText", text}, {"insert", inserted}, {"replace", replace}};
    } else {
      entry["textEdit"] = {{"newText", text}, {"range", replace}};
    }
    if (!more_edits.empty()) entry["additionalTextEdits"] = more_edits;
    if (const auto& beside = item.beside ? item.beside : beside_) {
      // What is written instead of a tag follows its colon, and may lack the space.
      const std::string space = cursor_.space_at == beside->range.begin ? " " : "";
      entry["additionalTextEdits"].push_back(
          {{"range", positions.range(beside->range)}, {"newText", space + beside->replacement}});
    } else if (cursor_.space_at) {
      entry["additionalTextEdits"].push_back(
          {{"range", positions.range({*cursor_.space_at, *cursor_.space_at})}, {"newText", " "}});
    }
    for (const TextEdit& edit : item.elsewhere) {
      entry["additionalTextEdits"].push_back({{"range", positions.range(edit.range)}, {"newText", edit.replacement}});
    }
    if (item.is_snippet) entry["insertTextFormat"] = 2;
    // The text is already indented, so the editor must not add the line's indentation.
    if (text.find('\n') != std::string::npos && client.insert_text_mode) entry["insertTextMode"] = 1;
    if (!item.detail.empty()) entry["detail"] = item.detail;
    if (item.documentation != 0) {
      entry["data"] = {{"uri", context_.analysis.document().uri}, {"documentation", item.documentation}};
    }
    if (!item.note.empty()) entry["documentation"] = item.note;
    if (item.is_deprecated && client.completion_tags) entry["tags"] = json::array({1});
    list.push_back(std::move(entry));
  }
  json result = {{"isIncomplete", is_incomplete_}, {"items", std::move(list)}};
  if (client.item_defaults) result["itemDefaults"] = {{"editRange", edit_range}};
  return result;
}

}  // namespace virga::lsp
