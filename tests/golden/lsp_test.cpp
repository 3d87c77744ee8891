// Responses of the language server: tests/golden/lsp/<request>/<case>.yaml or .json contains a document with the cursor
// as "‸", beside the server's response. Ranges are written line:character-line:character, from 0, in UTF-16.
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "lsp/protocol/uri.h"
#include "tests/golden/golden_files.h"
#include "tests/unit/lsp_client.h"

namespace virga::golden {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kCursor = "‸";

// Positions and ranges on one line, without anything specific to the machine.
json readable(const json& value) {
  if (value.is_array()) {
    json list = json::array();
    for (const json& item : value) list.push_back(readable(item));
    return list;
  }
  if (!value.is_object()) return value;
  if (value.size() == 2 && value.contains("line") && value.contains("character")) {
    return fmt::format("{}:{}", value["line"].get<int>(), value["character"].get<int>());
  }
  if (value.size() == 2 && value.contains("start") && value.contains("end")) {
    return readable(value["start"]).get<std::string>() + "-" + readable(value["end"]).get<std::string>();
  }
  json object = json::object();
  for (const auto& [key, member] : value.items()) {
    if (key == "data" || key == "resultId") continue;
    object[key] = readable(member);
  }
  return object;
}

std::string shown(const std::string& request, const json& answer) {
  if (answer.is_null()) return "nothing\n";
  std::string text;
  if (request == "completion") {
    for (const json& item : answer["items"]) {
      const json& edit = item["textEdit"];
      text += fmt::format("{} {}{}\n", item.value("sortText", item["label"].get<std::string>()),
                          readable(edit["range"]).get<std::string>(),
                          edit["newText"] == item["label"] ? "" : " " + edit["newText"].dump());
      for (const json& more : item.value("additionalTextEdits", json::array())) {
        text.insert(text.size() - 1,
                    fmt::format(" and {} at {}", more["newText"].dump(), readable(more["range"]).get<std::string>()));
      }
    }
    return text;
  }
  if (request == "hover" && answer.is_object()) {
    return fmt::format("{}\n{}\n", readable(answer["range"]).get<std::string>(),
                       answer["contents"]["value"].get<std::string>());
  }
  if (request == "expanded" && answer.contains("text")) return answer["text"].get<std::string>();
  if (!answer.is_array()) return readable(answer).dump(2) + "\n";
  for (const json& item : answer) text += readable(item).dump() + "\n";
  return text;
}

class LspCase : public ::testing::TestWithParam<fs::path> {};

TEST_P(LspCase, Answer) {
  const std::map<std::string, std::string> methods = {{"completion", "textDocument/completion"},
                                                      {"hover", "textDocument/hover"},
                                                      {"definition", "textDocument/definition"},
                                                      {"references", "textDocument/references"},
                                                      {"highlight", "textDocument/documentHighlight"},
                                                      {"prepare_rename", "textDocument/prepareRename"},
                                                      {"rename", "textDocument/rename"},
                                                      {"symbols", "textDocument/documentSymbol"},
                                                      {"workspace_symbols", "workspace/symbol"},
                                                      {"folding", "textDocument/foldingRange"},
                                                      {"selection", "textDocument/selectionRange"},
                                                      {"tokens", "textDocument/semanticTokens/full"},
                                                      {"links", "textDocument/documentLink"},
                                                      {"hints", "textDocument/inlayHint"},
                                                      {"lenses", "textDocument/codeLens"},
                                                      {"signature", "textDocument/signatureHelp"},
                                                      {"hierarchy", "textDocument/prepareCallHierarchy"},
                                                      {"actions", "textDocument/codeAction"},
                                                      {"fix_all", "textDocument/codeAction"},
                                                      {"expanded", "virga/expandedTemplate"},
                                                      {"graph", "virga/graph"},
                                                      {"status", "virga/status"},
                                                      {"diagnostics", ""}};
  const fs::path file = GetParam();
  const std::string request = file.parent_path().filename().string();
  ASSERT_TRUE(methods.contains(request)) << "no request is called " << request;
  std::string text = read_text(file);
  const std::size_t cursor = text.find(kCursor);
  if (cursor != std::string::npos) text.erase(cursor, kCursor.size());
  const SourceFile source("", text);
  const Utf16Position at = source.lines().utf16(cursor == std::string::npos ? 0 : static_cast<std::uint32_t>(cursor));
  const Utf16Position end = source.lines().utf16(static_cast<std::uint32_t>(text.size()));

  testing::LspClient client;
  const std::string uri = "file:///golden/" + file.filename().string();
  client.open(uri, file.extension() == ".json" ? "json" : "yaml", text);
  const json found = client.diagnostics(uri);
  const json position = {{"line", at.line}, {"character", at.character}};
  json params = {{"textDocument", {{"uri", uri}}}};
  params["position"] = position;
  params["positions"] = json::array({position});
  params["newName"] = "Renamed1";
  params["query"] = "q";
  params["context"] = {{"includeDeclaration", true}, {"diagnostics", json::array()}};
  params["range"] = {{"start", position}, {"end", position}};
  if (request == "fix_all") params["context"]["only"] = json::array({"source.fixAll"});
  if (request == "hints") {
    params["range"] = {{"start", {{"line", 0}, {"character", 0}}},
                       {"end", {{"line", end.line}, {"character", end.character}}}};
  }
  json answer = request == "diagnostics" ? found : client.request(methods.at(request), params);
  if (request == "hierarchy" && answer.is_array()) {
    for (const char* const calls : {"callHierarchy/incomingCalls", "callHierarchy/outgoingCalls"}) {
      for (const json& call : client.request(calls, {{"item", answer[0]}})) answer.push_back(call);
    }
  }
  expect_file(fs::path(file).replace_extension(".expected"), shown(request, answer));
}

std::vector<fs::path> cases() {
  std::vector<fs::path> found;
  for (const fs::path& file : files_below(repository() / "tests/golden/lsp")) {
    if (file.extension() != ".expected") found.push_back(file);
  }
  return found;
}

INSTANTIATE_TEST_SUITE_P(All, LspCase, ::testing::ValuesIn(cases()), [](const auto& item) {
  return test_name(fs::relative(item.param, repository() / "tests/golden/lsp").string());
});

TEST(Lsp, ExpectationsHaveADocument) {
  std::set<fs::path> wanted;
  for (const fs::path& file : cases()) wanted.insert(fs::path(file).replace_extension(".expected"));
  for (const fs::path& file : files_below(repository() / "tests/golden/lsp")) {
    if (file.extension() != ".expected") continue;
    EXPECT_TRUE(wanted.contains(file)) << file << " has lost its document";
  }
}

}  // namespace
}  // namespace virga::golden
