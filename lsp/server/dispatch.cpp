// Dispatches messages from the client and answers them.
#include <fmt/format.h>

#include <exception>
#include <nlohmann/json.hpp>
#include <utility>

#include "lsp/protocol/messages.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/session.h"

namespace virga::lsp {

namespace {

constexpr unsigned kWorkers = 3;  // two at most in the background

bool is_id(const json& id) { return id.is_number_integer() || id.is_string(); }

const Feature* find_feature(std::string_view method) {
  for (const Feature& feature : features()) {
    if (feature.method == method) return &feature;
  }
  return nullptr;
}

// Whether it completes an item or an action that the client was given, whose document the server put into its data.
bool resolves(const Feature& feature) { return feature.uri_path.starts_with("data."); }

// The result where nothing is known: what is to be completed stays as it is.
json unknown_result(const Feature& feature, const json& params) { return resolves(feature) ? params : json(nullptr); }

}  // namespace

Server::Impl::Impl(std::string version, std::function<void(std::string_view)> send, std::chrono::milliseconds pause)
    : version_(std::move(version)),
      pause_(pause),
      send_(std::move(send)),
      workspace_(documents_, [this](const DocumentPtr& document) { return analysis_of(document); }),
      scheduler_(kWorkers) {}

Server::Impl::~Impl() { scheduler_.stop(); }

void Server::Impl::send(const json& message) { send_(to_text(message)); }

void Server::Impl::send_request(std::string_view method, json params, Answer answer) {
  std::int64_t id = 0;
  {
    const std::lock_guard lock(requests_mutex_);
    id = next_id_++;
    awaited_[id] = std::move(answer);
  }
  send(request(id, method, std::move(params)));
}

void Server::Impl::send_request(std::string_view method, json params) {
  send_request(method, std::move(params), nullptr);
}

void Server::Impl::receive(std::string_view body) {
  const auto whole = std::make_shared<const json>(parse_message(body));
  const json& message = *whole;
  if (message.is_discarded()) {
    send(error_response(nullptr, ErrorCode::ParseError, "The message is not valid JSON"));
    return;
  }
  const auto method = message.is_object() ? message.find("method") : message.end();
  if (!message.is_object() || (method != message.end() && !method->is_string())) {
    send(error_response(nullptr, ErrorCode::InvalidRequest, "The message is neither a request nor a response"));
    return;
  }
  const json& id = member_at(message, "id");
  const json& params = member_at(message, "params");
  if (method == message.end()) {
    on_response(message);
  } else if (message.contains("id")) {
    if (is_id(id)) {
      on_request(id, method->get<std::string>(), Params(whole, &params));
    } else {
      send(error_response(nullptr, ErrorCode::InvalidRequest, "The ID of a request must be a number or a string"));
    }
  } else {
    on_notification(method->get<std::string>(), params);
  }
}

void Server::Impl::on_request(const json& id, const std::string& method, const Params& params) {
  if (phase_ == Phase::Uninitialized && method != "initialize") {
    return send(error_response(id, ErrorCode::ServerNotInitialized, "The server is not initialized"));
  }
  if (phase_ == Phase::ShutDown) {
    return send(error_response(id, ErrorCode::InvalidRequest, "The server has been shut down"));
  }
  try {
    if (method == "initialize") {
      if (phase_ != Phase::Uninitialized) {
        return send(error_response(id, ErrorCode::InvalidRequest, "The server is already initialized"));
      }
      return send(response(id, initialize(*params)));
    }
    if (method == "shutdown") {
      phase_ = Phase::ShutDown;
      was_shut_down_ = true;
      return send(response(id, nullptr));
    }
    if (method == "virga/status") return send(response(id, status(*params)));
    if (method == "workspace/diagnostic") return request_workspace_findings(id, *params);
    if (const Feature* feature = find_feature(method)) {
      // Without its configuration, a document would get wrong findings.
      if (awaits_configuration_ && method == "textDocument/diagnostic") {
        postponed_.emplace_back([this, feature, id, params] { run_feature(*feature, id, params); });
        return;
      }
      return run_feature(*feature, id, params);
    }
  } catch (const json::exception& fault) {
    return send(invalid_params(id, method, fault));
  }
  send(error_response(id, ErrorCode::MethodNotFound, "Unknown method " + method));
}

void Server::Impl::run_feature(const Feature& feature, const json& id, const Params& params) {
  AnalysisPtr analysis;
  if (feature.uri_path.empty()) {
    auto nothing = std::make_shared<Document>();
    nothing->source = std::make_shared<const SourceFile>("", "");
    analysis = std::make_shared<const Analysis>(std::move(nothing), options_of(Document{}));
  } else {
    const json& uri = member_at(*params, feature.uri_path);
    if (!uri.is_string()) {
      if (resolves(feature)) return send(response(id, *params));
      return send(error_response(id, ErrorCode::InvalidParams,
                                 fmt::format("Missing parameter '{}' of {}", feature.uri_path, feature.method)));
    }
    analysis = analysis_at(uri.get<std::string>());
    if (analysis == nullptr) return send(response(id, unknown_result(feature, *params)));
  }
  const auto token = std::make_shared<std::atomic<bool>>(false);
  {
    const std::lock_guard lock(requests_mutex_);
    running_[id.dump()] = token;
  }
  auto task = [this, &feature, id, params, analysis, token] { answer(feature, id, *params, analysis, token); };
  feature.takes_long ? scheduler_.post_long(std::move(task)) : scheduler_.post(std::move(task));
}

void Server::Impl::answer(const Feature& feature, const json& id, const json& params, const AnalysisPtr& analysis,
                          const Token& token) {
  json message;
  try {
    if (*token) {
      message = error_response(id, ErrorCode::RequestCancelled, "The request was cancelled");
    } else if (!feature.for_any_document && !feature.uri_path.empty() && !analysis->is_template()) {
      message = response(id, unknown_result(feature, params));
    } else {
      std::string refusal;
      json result = feature.handler({*analysis, client_, workspace_, *token, refusal}, params);
      if (*token) {
        message = error_response(id, ErrorCode::RequestCancelled, "The request was cancelled");
      } else {
        message =
            refusal.empty() ? response(id, std::move(result)) : error_response(id, ErrorCode::RequestFailed, refusal);
      }
    }
  } catch (const json::exception& fault) {
    message = invalid_params(id, feature.method, fault);
  } catch (const std::exception& fault) {
    message = error_response(id, ErrorCode::InternalError, fault.what());
  }
  {
    const std::lock_guard lock(requests_mutex_);
    running_.erase(id.dump());
  }
  send(message);
}

void Server::Impl::cancel(const json& id) {
  const std::lock_guard lock(requests_mutex_);
  const auto found = running_.find(id.dump());
  if (found != running_.end()) *found->second = true;
}

void Server::Impl::on_notification(const std::string& method, const json& params) {
  if (method == "exit") {
    phase_ = Phase::Exited;
    return;
  }
  if (phase_ != Phase::Running) return;
  try {
    if (method == "initialized") {
      initialized();
    } else if (method == "textDocument/didOpen") {
      did_open(params);
    } else if (method == "textDocument/didChange") {
      did_change(params);
    } else if (method == "textDocument/didSave") {
      did_save(params);
    } else if (method == "textDocument/didClose") {
      did_close(params);
    } else if (method == "$/cancelRequest") {
      cancel(params.at("id"));
    } else if (method == "workspace/didChangeConfiguration") {
      if (client_.configuration) {
        fetch_configuration();
      } else {
        use_settings(member_at(params, "settings.virga"));
        reload();
      }
    } else if (method == "workspace/didChangeWatchedFiles") {
      did_change_files(params);
    } else if (method == "workspace/didChangeWorkspaceFolders") {
      did_change_folders(params);
    }
  } catch (const json::exception&) {
    // A notification has no response in which to report the error.
    return;
  }
}

void Server::Impl::on_response(const json& message) {
  const json& id = member_at(message, "id");
  if (!id.is_number_integer()) return;
  Answer answer;
  {
    const std::lock_guard lock(requests_mutex_);
    const auto found = awaited_.find(id.get<std::int64_t>());
    if (found == awaited_.end()) return;
    answer = std::move(found->second);
    awaited_.erase(found);
  }
  if (answer) answer(member_at(message, "result"));
}

Server::Server(std::string version, std::function<void(std::string_view)> send, std::chrono::milliseconds pause)
    : impl_(std::make_unique<Impl>(std::move(version), std::move(send), pause)) {}
Server::~Server() = default;
void Server::receive(std::string_view body) { impl_->receive(body); }
bool Server::is_done() const { return impl_->is_done(); }
int Server::exit_status() const { return impl_->exit_status(); }
long Server::client_process() const { return impl_->client_process(); }
void Server::wait_until_idle() { impl_->wait_until_idle(); }

}  // namespace virga::lsp
