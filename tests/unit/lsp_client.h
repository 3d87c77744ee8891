// An in-process client of the language server.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lsp/server/server.h"

namespace virga::testing {

// The capabilities of a client that supports everything; `more` is merged in.
inline nlohmann::json lsp_capabilities(const nlohmann::json& more = nullptr) {
  nlohmann::json all = nlohmann::json::parse(R"({
      "workspace": {"workspaceEdit": {"documentChanges": true}},
      "textDocument": {
        "completion": {"completionItem": {"snippetSupport": true}},
        "hover": {"contentFormat": ["markdown"]},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
        "publishDiagnostics": {"relatedInformation": true}}})");
  if (more.is_object()) all.merge_patch(more);
  return all;
}

// A range within a line, in UTF-16 units.
inline nlohmann::json range(int line, int begin, int end) {
  return {{"start", {{"line", line}, {"character", begin}}}, {"end", {{"line", line}, {"character", end}}}};
}

// Messages are sent from the test's thread; responses arrive on the server's threads. An error response is {"error":
// its message}.
class LspClient {
public:
  using json = nlohmann::json;

  // For tests of what is shown before somebody pauses: however slow the machine is, no pause comes.
  static constexpr std::chrono::hours kNoPause{1};

  explicit LspClient(json settings = json::object(), const json& capabilities = lsp_capabilities(),
                     std::chrono::milliseconds pause = lsp::Server::kPause, const std::string& name = "test")
      : server_(
            "test", [this](std::string_view body) { take(body); }, pause) {
    request("initialize", {{"processId", nullptr},
                           {"clientInfo", {{"name", name}}},
                           {"rootUri", nullptr},
                           {"initializationOptions", {{"virga", std::move(settings)}}},
                           {"capabilities", capabilities}});
    notify("initialized", json::object());
  }

  void notify(std::string_view method, json params) {
    server_.receive(json{{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}}.dump());
  }

  // Does not wait for the response; answer() does.
  int post(std::string_view method, json params) {
    const int id = ++last_;
    server_.receive(json{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", std::move(params)}}.dump());
    return id;
  }

  json answer(int id) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kPatience, [&] { return answers_.contains(id); });
    return answers_.contains(id) ? answers_[id] : json{{"error", "no answer"}};
  }

  json request(std::string_view method, json params) { return answer(post(method, std::move(params))); }

  void open(const std::string& uri, std::string_view language, const std::string& text) {
    versions_[uri] = 1;
    {
      const std::lock_guard lock(mutex_);
      published_.erase(uri);
    }
    notify("textDocument/didOpen",
           {{"textDocument", {{"uri", uri}, {"languageId", language}, {"version", 1}, {"text", text}}}});
  }

  // One content change; a null `range` replaces the whole text.
  void change(const std::string& uri, const json& range, const std::string& text) {
    json change = {{"text", text}};
    if (!range.is_null()) change["range"] = range;
    notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", ++versions_[uri]}}},
                                      {"contentChanges", json::array({std::move(change)})}});
  }

  void close(const std::string& uri) { notify("textDocument/didClose", {{"textDocument", {{"uri", uri}}}}); }

  // The findings of the newest version; null if none arrive in time.
  json diagnostics(const std::string& uri) {
    const std::int64_t version = versions_[uri];
    std::unique_lock lock(mutex_);
    const auto is_there = [&] {
      const auto found = published_.find(uri);
      return found != published_.end() && found->second.value("version", std::int64_t{0}) >= version;
    };
    return changed_.wait_for(lock, kPatience, is_there) ? published_[uri]["diagnostics"] : json();
  }

  // Waits until findings arrive that satisfy `fits`.
  bool wait_for_diagnostics(const std::string& uri, const auto& fits) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kPatience, [&] {
      const auto found = published_.find(uri);
      return found != published_.end() && fits(found->second["diagnostics"]);
    });
  }

  // The number of notifications and requests from the server with this method.
  int count(const std::string& method) {
    const std::lock_guard lock(mutex_);
    return counts_[method];
  }

  // What the server had shown to the user.
  std::vector<std::string> messages() {
    const std::lock_guard lock(mutex_);
    return messages_;
  }

  // The last request of the server with this method, with its id and params.
  json asked(const std::string& method) {
    const std::lock_guard lock(mutex_);
    return asked_[method];
  }
  void reply(const json& request, json result) {
    server_.receive(json{{"jsonrpc", "2.0"}, {"id", request["id"]}, {"result", std::move(result)}}.dump());
  }

  // How often requests were answered; each once when all is well.
  int answers() {
    const std::lock_guard lock(mutex_);
    return answered_;
  }
  int requests() const { return last_; }

  void wait_until_idle() { server_.wait_until_idle(); }

private:
  // If the server takes longer than this, it hangs, however slow the machine.
  static constexpr std::chrono::seconds kPatience{60};

  void take(std::string_view body) {
    const json message = json::parse(body);
    const std::lock_guard lock(mutex_);
    if (message.contains("method")) {
      const auto method = message["method"].get<std::string>();
      ++counts_[method];
      if (message.contains("id")) asked_[method] = message;
      if (method == "window/showMessage") messages_.push_back(message["params"]["message"]);
      if (method == "textDocument/publishDiagnostics") published_[message["params"]["uri"]] = message["params"];
    } else {
      ++answered_;
      answers_[message["id"]] =
          message.contains("error") ? json{{"error", message["error"]["message"]}} : message["result"];
    }
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<int, json> answers_;
  std::map<std::string, json> published_;  // the params of the last notification, by URI
  std::map<std::string, int> counts_;
  std::map<std::string, json> asked_;
  std::vector<std::string> messages_;
  std::map<std::string, std::int64_t> versions_;
  int answered_ = 0;
  int last_ = 0;
  lsp::Server server_;  // the last member: its threads use the others
};

}  // namespace virga::testing
