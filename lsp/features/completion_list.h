// Collects the items of a completion.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "lsp/features/feature.h"
#include "lsp/queries/commas.h"
#include "lsp/queries/cursor.h"
#include "lsp/queries/schema_place.h"

namespace virga::lsp {

// LSP's `CompletionItemKind`.
enum class ItemKind : std::uint8_t {
  Function = 3,
  Field = 5,
  Variable = 6,
  Class = 7,
  Module = 9,
  Property = 10,
  Value = 12,
  Keyword = 14,
  File = 17,
  EnumMember = 20,
  Constant = 21,
  Event = 23,
};

struct CompletionItem {
  std::string label;
  ItemKind kind = ItemKind::Property;
  unsigned rank = 5;  // 0 to 9, best first; items of equal rank are sorted by label
  std::string text;   // text to insert; empty: the label
  bool is_snippet = false;
  std::string detail;
  std::uint32_t documentation = 0;  // ID in the database, resolved on request
  std::string note;                 // documentation that is not in the database
  bool is_deprecated = false;
  std::optional<TextEdit> beside;   // what accepting it changes before the range
  std::vector<TextEdit> elsewhere;  // … and in other parts of the template
};

class CompletionList {
public:
  CompletionList(const FeatureContext& context, const Cursor& cursor) : context_(context), cursor_(cursor) {}

  // Ignores an item whose label was added before.
  void add(CompletionItem item);
  // The range that accepting an item replaces, instead of the cursor's word.
  void replace(TextRange range) {
    range_ = range;
    has_range_ = true;
  }
  // The same, whether the editor is set to insert or replace.
  void replace_whole(TextRange range) {
    replace(range);
    is_whole_ = true;
  }
  // Leaves out what the list at the cursor holds already.
  void leave_out_items(const Place& place);
  // Accepting an item adds the commas that part it from its neighbours.
  void separate(const MissingCommas& missing) { missing_ = missing; }
  // Accepting an item that has no such edit of its own changes this, too.
  void change_beside(TextEdit edit) { beside_ = std::move(edit); }
  // Accepting any item takes this away, before the range.
  void take_away(TextRange range) { taken_away_ = range; }
  // More would be known to a later request: the editor asks again at the next character.
  void lacks_items() { is_incomplete_ = true; }
  bool empty() const { return items_.empty(); }
  // Keeps the items that begin with this text, which they would replace; false if there are none.
  bool keep_begun(std::string_view typed);

  nlohmann::json take();

private:
  void add_comma_after(CompletionItem& item) const;
  // The quote that ends the string at the cursor, where its items are only a part of it and it has no end.
  std::string missing_quote() const;

  const FeatureContext& context_;
  const Cursor& cursor_;
  TextRange range_;
  bool has_range_ = false;
  bool is_whole_ = false;
  bool is_incomplete_ = false;
  MissingCommas missing_;
  std::optional<TextEdit> beside_;
  std::optional<TextRange> taken_away_;
  std::unordered_set<std::string_view> left_out_;
  std::vector<CompletionItem> items_;
};

}  // namespace virga::lsp
