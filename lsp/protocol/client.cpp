#include "lsp/protocol/client.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "lsp/protocol/messages.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

bool lists(const json& capabilities, std::string_view path, std::string_view value) {
  const json& list = member_at(capabilities, path);
  return list.is_array() && std::any_of(list.begin(), list.end(), [&](const json& entry) { return entry == value; });
}

// Names in `clientInfo` of editors; a test or a tool has another one, or none.
bool is_editor_name(std::string name) {
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  constexpr std::array<std::string_view, 14> kParts = {"vim",       "helix",  "emacs",        "eglot", "zed",
                                                       "sublime",   "kate",   "code",         "kak",   "intellij",
                                                       "jetbrains", "lsp4ij", "lsp4intellij", "lapce"};
  return std::any_of(kParts.begin(), kParts.end(),
                     [&](std::string_view part) { return name.find(part) != std::string::npos; });
}

}  // namespace

Client read_client(const json& params) {
  const json& capabilities = params.at("capabilities");
  const auto flag = [&](std::string_view path) { return flag_at(capabilities, path); };
  Client client;
  if (const json& name = member_at(params, "clientInfo.name"); name.is_string()) {
    client.is_editor = is_editor_name(name.get<std::string>());
  }
  // The client lists encodings by preference. Prefer UTF-8, as our offsets are bytes, so that nothing has to be
  // counted.
  if (lists(capabilities, "general.positionEncodings", "utf-8")) client.encoding = PositionEncoding::Utf8;
  client.snippets = flag("textDocument.completion.completionItem.snippetSupport");
  client.insert_replace = flag("textDocument.completion.completionItem.insertReplaceSupport");
  client.insert_text_mode =
      member_at(capabilities, "textDocument.completion.completionItem.insertTextModeSupport").is_object();
  client.label_details = flag("textDocument.completion.completionItem.labelDetailsSupport");
  client.completion_tags = member_at(capabilities, "textDocument.completion.completionItem.tagSupport").is_object();
  client.item_defaults = lists(capabilities, "textDocument.completion.completionList.itemDefaults", "editRange");
  client.markdown = lists(capabilities, "textDocument.hover.contentFormat", "markdown");
  client.hierarchical_symbols = flag("textDocument.documentSymbol.hierarchicalDocumentSymbolSupport");
  client.definition_links = flag("textDocument.definition.linkSupport");
  client.document_changes = flag("workspace.workspaceEdit.documentChanges");
  client.change_annotations = member_at(capabilities, "workspace.workspaceEdit.changeAnnotationSupport").is_object();
  client.line_folding_only = flag("textDocument.foldingRange.lineFoldingOnly");
  client.pull_diagnostics = member_at(capabilities, "textDocument.diagnostic").is_object();
  client.related_information = flag("textDocument.publishDiagnostics.relatedInformation") || client.pull_diagnostics;
  client.code_description = flag("textDocument.publishDiagnostics.codeDescriptionSupport") || client.pull_diagnostics;
  client.diagnostic_tags =
      member_at(capabilities, "textDocument.publishDiagnostics.tagSupport").is_object() || client.pull_diagnostics;
  client.lazy_edits = lists(capabilities, "textDocument.codeAction.resolveSupport.properties", "edit") &&
                      flag("textDocument.codeAction.dataSupport");
  client.configuration = flag("workspace.configuration");
  client.workspace_folders = flag("workspace.workspaceFolders");
  client.watched_files = flag("workspace.didChangeWatchedFiles.dynamicRegistration");
  client.progress = flag("window.workDoneProgress");
  client.refresh_diagnostics = flag("workspace.diagnostics.refreshSupport");
  client.refresh_tokens = flag("workspace.semanticTokens.refreshSupport");
  client.refresh_hints = flag("workspace.inlayHint.refreshSupport");
  client.refresh_lenses = flag("workspace.codeLens.refreshSupport");
  return client;
}

}  // namespace virga::lsp
