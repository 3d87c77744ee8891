// Publishes findings: pushed, or pulled by clients that support it.
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "lsp/features/diagnostics.h"
#include "lsp/protocol/messages.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/session.h"

namespace virga::lsp {
namespace {

// How long findings wait for the answers that a person waits for: a client that reads long lists of findings first
// would show its completion late.
constexpr std::chrono::milliseconds kAnswersFirst{20};

}  // namespace

void Server::Impl::schedule_findings(const DocumentPtr& document) {
  if (client_.pull_diagnostics) return;
  // Without its configuration, a document would be linted twice, the first time wrongly. The response with the
  // configuration schedules it.
  if (awaits_configuration_) return;
  scheduler_.post_named("findings " + document->uri, kAtOnce, [this, uri = document->uri] { publish_findings(uri); });
}

void Server::Impl::publish_findings(const std::string& uri) {
  const DocumentPtr document = documents_.find(uri);
  if (document == nullptr || phase_ != Phase::Running) return;
  const AnalysisPtr analysis = analysis_of(document);
  analysis->findings_unless_abandoned();
  if (documents_.find(uri) != document) return;
  json diagnostics = diagnostic_messages(*analysis, client_);
  scheduler_.yield_to_requests(kAnswersFirst);
  {
    const std::lock_guard lock(publishing_);
    // Edited or closed meanwhile: the next run is on its way, or nobody wants to know.
    if (documents_.find(uri) != document) return;
    std::uint64_t& published = published_[uri];
    if (published == analysis->serial()) return;
    published = analysis->serial();
    send(notification("textDocument/publishDiagnostics",
                      {{"uri", uri}, {"version", document->version}, {"diagnostics", std::move(diagnostics)}}));
  }
  // What the next request asks for, made while nobody waits.
  if (analysis->is_template()) analysis->occurrences();
}

void Server::Impl::request_workspace_findings(const json& id, const json& params) {
  scheduler_.post_long([this, id, params] {
    try {
      send(response(id, workspace_findings(params)));
    } catch (const json::exception& fault) {
      send(invalid_params(id, "workspace/diagnostic", fault));
    }
  });
}

json Server::Impl::workspace_findings(const json& params) {
  std::map<std::string, std::string> previous;
  for (const json& result : member_at(params, "previousResultIds")) {
    previous[result.at("uri").get<std::string>()] = result.at("value").get<std::string>();
  }
  json items = json::array();
  constexpr std::size_t kMostFiles = 2000;
  std::size_t count = 0;
  for (const std::string& path : workspace_.files()) {
    if (++count > kMostFiles || phase_ != Phase::Running) break;
    const AnalysisPtr analysis = workspace_.open(path);
    if (analysis == nullptr || !analysis->is_template()) continue;
    const bool is_open = documents_.find(analysis->document().uri) != nullptr;
    const std::string result_id = diagnostic_result_id(*analysis);
    json report = {{"uri", analysis->document().uri}, {"resultId", result_id}};
    report["version"] = is_open ? json(analysis->document().version) : json(nullptr);
    const auto known = previous.find(analysis->document().uri);
    if (known != previous.end() && known->second == result_id) {
      report["kind"] = "unchanged";
    } else {
      report["kind"] = "full";
      report["items"] = diagnostic_messages(*analysis, client_);
    }
    items.push_back(std::move(report));
  }
  return {{"items", std::move(items)}};
}

}  // namespace virga::lsp
