// The client's capabilities, as far as responses depend on them.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "lsp/protocol/positions.h"

namespace virga::lsp {

// Immutable after the `initialize` request.
struct Client {
  bool is_editor = false;  // by its name: somebody types there, one character an edit
  PositionEncoding encoding = PositionEncoding::Utf16;
  bool snippets = false;
  bool insert_replace = false;
  bool insert_text_mode = false;  // CompletionItem.insertTextMode
  bool label_details = false;
  bool completion_tags = false;
  bool item_defaults = false;  // CompletionList.itemDefaults.editRange and .data
  bool markdown = false;       // supported in hovers and in the documentation of completions
  bool hierarchical_symbols = false;
  bool definition_links = false;
  bool document_changes = false;  // WorkspaceEdit.documentChanges
  bool change_annotations = false;
  bool line_folding_only = false;
  bool pull_diagnostics = false;
  bool related_information = false;
  bool code_description = false;
  bool diagnostic_tags = false;
  bool lazy_edits = false;  // the edit of a code action may be deferred to codeAction/resolve
  bool configuration = false;
  bool workspace_folders = false;
  bool watched_files = false;  // dynamic registration of didChangeWatchedFiles
  bool progress = false;
  bool refresh_diagnostics = false, refresh_tokens = false, refresh_hints = false, refresh_lenses = false;
};

// From `InitializeParams`, which must have `capabilities`.
Client read_client(const nlohmann::json& params);

}  // namespace virga::lsp
