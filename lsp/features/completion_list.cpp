#include "lsp/features/completion_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>
#include <utility>

namespace virga::lsp {

using nlohmann::json;

void CompletionList::add(CompletionItem item) { items_.push_back(std::move(item)); }

json CompletionList::take() {
  const Client& client = context_.client;
  const Positions positions = context_.positions();
  const TextRange range = has_range_ ? range_ : cursor_.word;
  // Inserting keeps the text after the cursor, replacing takes the whole word. Both ranges must begin at the same
  // position, be on the cursor's line and contain the cursor; otherwise VS Code drops the item.
  const json replace = positions.range({range.begin, std::max(range.end, cursor_.offset)});
  const json insert = is_whole_ ? replace : positions.range({range.begin, cursor_.offset});
  const json edit_range = client.insert_replace ? json{{"insert", insert}, {"replace", replace}} : replace;

  const auto rank = [](const CompletionItem& item) { return item.is_deprecated ? 9U : item.rank; };
  // Without one an editor sorts by the label. There are lists of 1,800 types.
  const bool is_ranked = std::any_of(items_.begin(), items_.end(),
                                     [&](const CompletionItem& item) { return rank(item) != rank(items_.front()); });
  json::array_t list;
  list.reserve(items_.size());
  std::unordered_set<std::string_view> seen;
  seen.reserve(items_.size());
  for (CompletionItem& item : items_) {
    if (!seen.insert(item.label).second) continue;
    if (cursor_.after_colon) item.text = " " + (item.text.empty() ? item.label : item.text);
    const std::string& text = item.text.empty() ? item.label : item.text;
    json::object_t entry;
    entry.emplace("label", item.label);
    entry.emplace("kind", static_cast<int>(item.kind));
    if (is_ranked) entry.emplace("sortText", fmt::format("{}{}", rank(item), item.label));
    if (client.item_defaults) {
      if (!item.text.empty()) entry["textEditText"] = text;
    } else if (client.insert_replace) {
      entry["textEdit"] = {{"newText", text}, {"insert", insert}, {"replace", replace}};
    } else {
      entry["textEdit"] = {{"newText", text}, {"range", replace}};
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
  json result = {{"isIncomplete", false}, {"items", std::move(list)}};
  if (client.item_defaults) result["itemDefaults"] = {{"editRange", edit_range}};
  return result;
}

}  // namespace virga::lsp
