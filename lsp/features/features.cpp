// The table of requests, and the server's capabilities.
#include <nlohmann/json.hpp>

#include "lsp/features/feature.h"
#include "lsp/features/handlers.h"

namespace virga::lsp {

using nlohmann::json;

namespace {

constexpr Feature kFeatures[] = {
    {"textDocument/diagnostic", pull_diagnostics, "textDocument.uri", true, true},
    {"textDocument/completion", complete, "textDocument.uri", true},
    {"completionItem/resolve", resolve_completion, "data.uri"},
    {"textDocument/hover", hover},
    {"textDocument/signatureHelp", signature_help},
    {"textDocument/definition", definition},
    {"textDocument/references", references},
    {"textDocument/documentHighlight", document_highlight},
    {"textDocument/prepareRename", prepare_rename},
    {"textDocument/rename", rename, "textDocument.uri", false, true},
    {"textDocument/documentSymbol", document_symbols},
    {"workspace/symbol", workspace_symbols, ""},
    {"textDocument/foldingRange", folding_ranges},
    {"textDocument/selectionRange", selection_ranges},
    {"textDocument/semanticTokens/full", semantic_tokens},
    {"textDocument/semanticTokens/full/delta", semantic_tokens_delta},
    {"textDocument/semanticTokens/range", semantic_tokens_range},
    {"textDocument/codeAction", code_actions, "textDocument.uri", false, true},
    {"codeAction/resolve", resolve_code_action, "data.uri", false, true},
    {"textDocument/formatting", formatting},
    {"textDocument/rangeFormatting", range_formatting},
    {"textDocument/onTypeFormatting", on_type_formatting},
    {"textDocument/documentLink", document_links},
    {"textDocument/inlayHint", inlay_hints},
    {"textDocument/codeLens", code_lenses},
    {"textDocument/prepareCallHierarchy", prepare_call_hierarchy},
    {"callHierarchy/incomingCalls", incoming_calls, "item.uri"},
    {"callHierarchy/outgoingCalls", outgoing_calls, "item.uri"},
    {"virga/expandedTemplate", expanded_template, "textDocument.uri", false, true},
    {"virga/graph", graph, "textDocument.uri", false, true},
};

}  // namespace

std::span<const Feature> features() { return kFeatures; }

json server_capabilities(const Client& client) {
  json capabilities = {
      {"positionEncoding", client.encoding == PositionEncoding::Utf8 ? "utf-8" : "utf-16"},
      {"textDocumentSync", {{"openClose", true}, {"change", 2}, {"save", true}}},
      {"workspace", {{"workspaceFolders", {{"supported", true}, {"changeNotifications", true}}}}},
  };
  capabilities["completionProvider"] = {{"triggerCharacters", {":", ".", "!", "\"", "'", "{", "[", "-", " "}},
                                        {"resolveProvider", true}};
  capabilities["signatureHelpProvider"] = {{"triggerCharacters", {"[", ",", " ", "."}}};
  capabilities["renameProvider"] = {{"prepareProvider", true}};
  for (const char* provider : {"hoverProvider", "definitionProvider", "referencesProvider", "documentHighlightProvider",
                               "documentSymbolProvider", "workspaceSymbolProvider", "foldingRangeProvider",
                               "selectionRangeProvider", "inlayHintProvider", "callHierarchyProvider",
                               "documentFormattingProvider", "documentRangeFormattingProvider"}) {
    capabilities[provider] = true;
  }
  capabilities["documentOnTypeFormattingProvider"] = {{"firstTriggerCharacter", "\n"}};
  capabilities["codeActionProvider"] = {
      {"codeActionKinds", {"quickfix", "refactor.extract", "refactor.rewrite", "source.fixAll.virga"}},
      {"resolveProvider", client.lazy_edits}};
  capabilities["documentLinkProvider"] = {{"resolveProvider", false}};
  capabilities["codeLensProvider"] = {{"resolveProvider", false}};
  capabilities["semanticTokensProvider"] = {
      {"legend", semantic_tokens_legend()}, {"full", {{"delta", true}}}, {"range", true}};
  // Nothing is pushed to a client that pulls diagnostics.
  if (client.pull_diagnostics) {
    capabilities["diagnosticProvider"] = {
        {"identifier", "virga"}, {"interFileDependencies", true}, {"workspaceDiagnostics", true}};
  }
  return capabilities;
}

}  // namespace virga::lsp
