// Owning handles for tree-sitter, and its JSON grammar. Internal to this folder.
#pragma once

#include <tree_sitter/api.h>

#include <cstdint>
#include <memory>
#include <string_view>

#include "compiler/source/source_file.h"

extern "C" {
const TSLanguage* tree_sitter_json();
}

namespace virga {

struct TsTreeDeleter {
  void operator()(TSTree* tree) const { ts_tree_delete(tree); }
};
using TsTree = std::unique_ptr<TSTree, TsTreeDeleter>;

// Null if the parser gave up (timeout, or a grammar of another version).
TsTree parse_with_tree_sitter(const TSLanguage* language, std::string_view text);

inline TextRange range_of(TSNode node) { return {ts_node_start_byte(node), ts_node_end_byte(node)}; }

// The symbol that every grammar uses for text it could not parse.
inline bool is_error(TSNode node) { return ts_node_symbol(node) == static_cast<TSSymbol>(-1); }

// Calls `visit(child)` for every child in order; linear in the number of children.
template <typename Visit>
void for_each_child(TSNode node, Visit visit) {
  TSTreeCursor cursor = ts_tree_cursor_new(node);
  if (ts_tree_cursor_goto_first_child(&cursor)) {
    do {
      visit(ts_tree_cursor_current_node(&cursor), ts_tree_cursor_current_field_id(&cursor));
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
  }
  ts_tree_cursor_delete(&cursor);
}

}  // namespace virga
