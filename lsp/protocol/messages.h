// JSON-RPC 2.0 messages of the Language Server Protocol.
// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.18/specification/
#pragma once

#include <cstdint>
#include <exception>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace virga::lsp {

enum class ErrorCode : std::int32_t {
  ParseError = -32700,
  InvalidRequest = -32600,
  MethodNotFound = -32601,
  InvalidParams = -32602,
  InternalError = -32603,
  ServerNotInitialized = -32002,
  RequestFailed = -32803,
  RequestCancelled = -32800,
};

// Parses a message; returns a discarded value if it is not JSON. Escapes of lone surrogates ("\\ud800"), which clients
// written in JavaScript may send, become U+FFFD.
nlohmann::json parse_message(std::string_view body);

// Serializes a message. Invalid UTF-8 becomes U+FFFD.
std::string to_text(const nlohmann::json& message);

nlohmann::json response(const nlohmann::json& id, nlohmann::json result);
nlohmann::json error_response(const nlohmann::json& id, ErrorCode code, std::string_view message);
// Answers a request whose parameters were not as the protocol says; `fault` is nlohmann's exception.
nlohmann::json invalid_params(const nlohmann::json& id, std::string_view method, const std::exception& fault);
nlohmann::json notification(std::string_view method, nlohmann::json params);
nlohmann::json request(std::int64_t id, std::string_view method, nlohmann::json params);

// The member at a dotted path ("textDocument.completion.dynamicRegistration"), or null.
const nlohmann::json& member_at(const nlohmann::json& object, std::string_view path);
bool flag_at(const nlohmann::json& object, std::string_view path);

}  // namespace virga::lsp
