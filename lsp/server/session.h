// The state of a connection. Private to the server.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/features/feature.h"
#include "lsp/server/configuration.h"
#include "lsp/server/document_store.h"
#include "lsp/server/scheduler.h"
#include "lsp/server/server.h"
#include "lsp/server/workspace_index.h"

namespace virga::lsp {

using nlohmann::json;

class Server::Impl {
public:
  Impl(std::string version, std::function<void(std::string_view)> send, std::chrono::milliseconds pause);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void receive(std::string_view body);
  bool is_done() const { return phase_ == Phase::Exited; }
  int exit_status() const { return was_shut_down_ ? 0 : 1; }
  long client_process() const { return client_process_; }
  void wait_until_idle() { scheduler_.wait_until_idle(); }

private:
  enum class Phase : std::uint8_t { Uninitialized, Running, ShutDown, Exited };
  using Token = std::shared_ptr<std::atomic<bool>>;
  using Answer = std::function<void(const json& result)>;
  using Params = std::shared_ptr<const json>;  // of a request, which are not copied: they hold a document's findings

  // dispatch.cpp
  void on_request(const json& id, const std::string& method, const Params& params);
  void on_notification(const std::string& method, const json& params);
  void on_response(const json& message);
  void run_feature(const Feature& feature, const json& id, const Params& params);
  void answer(const Feature& feature, const json& id, const json& params, const AnalysisPtr& analysis,
              const Token& token);
  void cancel(const json& id);
  void send(const json& message);
  void send_request(std::string_view method, json params, Answer answer);
  void send_request(std::string_view method, json params);

  // lifecycle.cpp
  json initialize(const json& params);
  void initialized();
  void register_watchers();
  void did_change_folders(const json& params);
  static std::string folder_path(const std::string& uri);
  std::vector<std::string> folder_paths() const;
  void scan_workspace();

  // documents.cpp
  void did_open(const json& params);
  void did_change(const json& params);
  void did_close(const json& params);
  void did_save(const json& params);
  // The user has paused typing in this version: publishes what was held back.
  void settle(const DocumentPtr& document);
  void did_change_files(const json& params);
  // Whether the file at this path could affect the findings of an open document.
  bool concerns_open_documents(const std::string& path) const;
  AnalysisPtr analysis_of(const DocumentPtr& document);
  AnalysisPtr analysis_at(const std::string& uri);
  std::shared_ptr<const DocumentOptions> options_of(const Document& document);
  // `anew`: everything is judged anew, even if the answer is what is known.
  void fetch_configuration(bool anew = false);
  void use_settings(const json& section);
  void use_folder_settings(const std::string& folder, const json& section);
  // Everything is judged anew: the configuration is another one.
  void reload();
  void show_problems(const std::vector<std::string>& problems);
  json status(const json& params);

  // dependents.cpp
  // The text of the template at a path is another one than before: open templates that name it are judged anew, soon.
  void schedule_dependents(const std::string& path);
  void judge_dependents(const std::string& path);
  // The open documents that name the file at a path, directly or through another open one.
  std::vector<DocumentPtr> dependents_of(const std::string& path) const;

  // findings.cpp
  static constexpr std::chrono::milliseconds kAtOnce{0};
  void schedule_findings(const DocumentPtr& document);
  void publish_findings(const std::string& uri);
  json workspace_findings(const json& params);
  void request_workspace_findings(const json& id, const json& params);

  std::string version_;
  const std::chrono::milliseconds pause_;  // who has not typed for this long has paused
  std::function<void(std::string_view)> send_;
  std::atomic<Phase> phase_ = Phase::Uninitialized;
  bool was_shut_down_ = false;
  long client_process_ = 0;
  Client client_;
  bool watches_configuration_ = false;

  std::vector<std::string> folders_;                                    // URIs of the workspace folders
  ClientSettings settings_;                                             // of the first folder, and of what lies in none
  std::map<std::string, ClientSettings, std::less<>> folder_settings_;  // by path, of the folders that have others
  std::string settings_text_;                                           // what settings_ was read from
  std::atomic<Quiet> quiet_while_typing_ = Quiet::Keys;
  std::atomic<bool> awaits_configuration_ = false;
  std::vector<std::function<void()>> postponed_;  // requests for findings that arrived before the configuration

  DocumentStore documents_;
  std::shared_ptr<const FileSystem> files_ = std::make_shared<EditorFiles>(documents_);
  mutable std::mutex analyses_mutex_;
  std::map<std::string, AnalysisPtr, std::less<>> analyses_;                            // by URI
  std::map<std::string, std::shared_ptr<const DocumentOptions>, std::less<>> options_;  // by folder
  std::uint64_t configuration_ = 0;                                                     // counts reloads
  std::vector<std::string> shown_problems_;

  std::mutex publishing_;
  std::map<std::string, std::uint64_t, std::less<>> published_;  // serial of the analysis whose findings are published

  std::mutex requests_mutex_;
  std::map<std::string, Token, std::less<>> running_;  // the client's requests, by ID
  std::map<std::int64_t, Answer> awaited_;             // the server's requests
  std::int64_t next_id_ = 1;

  WorkspaceIndex workspace_;
  Scheduler scheduler_;  // the last member: its threads use all others
};

}  // namespace virga::lsp
