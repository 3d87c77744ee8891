// Whatever bytes a client sends, and whatever text a document has, the server answers or ignores it; it never fails.
#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "lsp/features/feature.h"
#include "lsp/server/server.h"
#include "lsp/transport/framing.h"

namespace {

using nlohmann::json;

std::string message(std::string_view method, json params, int id = 0) {
  json made = {{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
  if (id != 0) made["id"] = id;
  return made.dump(-1, ' ', false, json::error_handler_t::replace);
}

// Feeds the bytes as a stream of messages.
void as_stream(std::string_view bytes) {
  virga::lsp::Server server("fuzz", [](std::string_view) {});
  server.receive(message("initialize", {{"capabilities", json::object()}}, 1));
  virga::lsp::FrameReader frames(1 << 20);
  frames.feed(bytes);
  while (const auto body = frames.next()) server.receive(*body);
  server.receive(bytes);
  server.wait_until_idle();
}

// Opens the bytes as a document and sends requests for one of its positions.
void as_document(std::string_view bytes) {
  virga::lsp::Server server("fuzz", [](std::string_view) {});
  server.receive(message("initialize", {{"capabilities", json::object()}}, 1));
  const char first = bytes.empty() ? '\0' : bytes.front();
  const std::string uri = "untitled:fuzz";
  server.receive(
      message("textDocument/didOpen", {{"textDocument",
                                        {{"uri", uri},
                                         {"languageId", (first & 1) != 0 ? "cloudformation" : "cloudformation-json"},
                                         {"version", 1},
                                         {"text", bytes}}}}));
  const json position = {{"line", first & 31}, {"character", bytes.size() % 40}};
  json params = {{"textDocument", {{"uri", uri}}},
                 {"position", position},
                 {"positions", {position}},
                 {"newName", "A"},
                 {"range", {{"start", {{"line", 0}, {"character", 0}}}, {"end", position}}},
                 {"context", json::object()}};
  int id = 1;
  for (const virga::lsp::Feature& feature : virga::lsp::features()) {
    if (feature.uri_path == "textDocument.uri") server.receive(message(feature.method, params, ++id));
  }
  server.wait_until_idle();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.starts_with("Content-")) {
    as_stream(bytes);
  } else {
    as_document(bytes);
  }
  return 0;
}
