// What an answer to a request is made from.
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

// Lives as long as the answer is being made.
struct FeatureContext {
  const Analysis& analysis;  // of the version that the client asked about
  const Client& client;
  const Workspace& workspace;
  const std::atomic<bool>& cancelled;
  // Set to a sentence where a request cannot be done (a rename that is refused): it is answered with an error.
  std::string& refusal;

  Positions positions() const { return {analysis.source(), client.encoding}; }
};

// Answers a request about one document. Parameters of the wrong shape raise nlohmann's exception, which the dispatcher
// answers with InvalidParams. Runs on a worker; null is the answer when there is nothing to say.
using Handler = nlohmann::json (*)(const FeatureContext&, const nlohmann::json& params);

struct Feature {
  std::string_view method;
  Handler handler;
  // Where the document's URI stands in the parameters.
  std::string_view uri_path = "textDocument.uri";
  // Asked for documents that are no templates too.
  bool for_any_document = false;
  // Judges or expands the template, or waits for who does: others may overtake it.
  bool takes_long = false;
};

std::span<const Feature> features();

// `ServerCapabilities` for a client.
nlohmann::json server_capabilities(const Client& client);

}  // namespace virga::lsp
