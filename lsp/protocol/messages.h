// JSON-RPC 2.0 messages of the Language Server Protocol.
// https://microsoft.github.io/language-server-protocol/specifications/lsp/3.18/specification/
#pragma once

#include <cstdint>
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

// A message from the wire; discarded where it is not JSON. Escapes of half a character ("\\ud800"), which clients in
// JavaScript write, become U+FFFD.
nlohmann::json parse_message(std::string_view body);

// The text of a message as it goes over the wire. Bytes that are not UTF-8 become U+FFFD.
std::string to_text(const nlohmann::json& message);

nlohmann::json response(const nlohmann::json& id, nlohmann::json result);
nlohmann::json error_response(const nlohmann::json& id, ErrorCode code, std::string_view message);
nlohmann::json notification(std::string_view method, nlohmann::json params);
nlohmann::json request(std::int64_t id, std::string_view method, nlohmann::json params);

// The member at a dotted path ("textDocument.completion.dynamicRegistration"), or null.
const nlohmann::json& member_at(const nlohmann::json& object, std::string_view path);
bool flag_at(const nlohmann::json& object, std::string_view path);

}  // namespace virga::lsp
