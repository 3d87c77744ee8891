// The interface of request handlers.
#pragma once

#include <atomic>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>

#include "lsp/protocol/client.h"
#include "lsp/protocol/positions.h"
#include "lsp/queries/analysis.h"
#include "lsp/queries/workspace.h"

namespace virga::lsp {

// Exists while a request is answered.
struct FeatureContext {
  const Analysis& analysis;  // of the version that the request is about
  const Client& client;
  const Workspace& workspace;
  const std::atomic<bool>& cancelled;
  // A handler sets this to a sentence to answer with an error because the request cannot be fulfilled (such as an
  // invalid rename).
  std::string& refusal;

  Positions positions() const { return {analysis.source(), client.encoding}; }
};

// Answers a request about one document; null if there is no result. Parameters of the wrong shape raise nlohmann's
// exception, which the dispatcher answers with InvalidParams. Runs on a worker thread.
using Handler = nlohmann::json (*)(const FeatureContext&, const nlohmann::json& params);

struct Feature {
  std::string_view method;
  Handler handler;
  // The path of the document's URI in the parameters.
  std::string_view uri_path = "textDocument.uri";
  // Also answered for documents that are not templates.
  bool for_any_document = false;
  // Judges or expands the template, or waits for who does: others may overtake it.
  bool takes_long = false;
};

std::span<const Feature> features();

// The `ServerCapabilities` to announce to a client.
nlohmann::json server_capabilities(const Client& client);

}  // namespace virga::lsp
