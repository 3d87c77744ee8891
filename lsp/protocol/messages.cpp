#include "lsp/protocol/messages.h"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <utility>

namespace virga::lsp {

using nlohmann::json;

namespace {

// The UTF-16 unit of a "\\uXXXX" at `at`, or -1.
int unit_at(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  const auto [end, fault] = std::from_chars(text.data() + at + 2, text.data() + at + 6, unit, 16);
  return fault == std::errc() && end == text.data() + at + 6 ? unit : -1;
}

std::string without_lone_surrogates(std::string_view body) {
  const auto is_high = [](int unit) { return unit >= 0xD800 && unit < 0xDC00; };
  const auto is_low = [](int unit) { return unit >= 0xDC00 && unit < 0xE000; };
  std::string out;
  out.reserve(body.size());
  for (std::size_t i = 0; i < body.size();) {
    if (body[i] != '\\') {
      out += body[i++];
      continue;
    }
    const int unit = unit_at(body, i);
    const bool is_pair = is_high(unit) && is_low(unit_at(body, i + 6));
    const std::size_t length = is_pair ? 12 : unit >= 0 ? 6 : 2;
    out += !is_pair && (is_high(unit) || is_low(unit)) ? std::string_view("\\ufffd") : body.substr(i, length);
    i += length;
  }
  return out;
}

}  // namespace

json parse_message(std::string_view body) {
  json message = json::parse(body, nullptr, false);
  return message.is_discarded() ? json::parse(without_lone_surrogates(body), nullptr, false) : message;
}

std::string to_text(const json& message) { return message.dump(-1, ' ', false, json::error_handler_t::replace); }

json response(const json& id, json result) { return {{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}}; }

json error_response(const json& id, ErrorCode code, std::string_view message) {
  return {{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", static_cast<std::int32_t>(code)}, {"message", message}}}};
}

json invalid_params(const json& id, std::string_view method, const std::exception& fault) {
  // "[json.exception.out_of_range.403] key 'position' not found"
  const std::string_view what = fault.what();
  const std::size_t begin = what.find("key '");
  const std::size_t end = what.rfind("' not found");
  const bool is_missing = begin != std::string_view::npos && end != std::string_view::npos && begin + 5 <= end;
  return error_response(
      id, ErrorCode::InvalidParams,
      is_missing ? fmt::format("Missing parameter '{}' of {}", what.substr(begin + 5, end - begin - 5), method)
                 : fmt::format("A parameter of {} has the wrong type", method));
}

json notification(std::string_view method, json params) {
  return {{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}};
}

json request(std::int64_t id, std::string_view method, json params) {
  json message = {{"jsonrpc", "2.0"}, {"id", id}, {"method", method}};
  // Requests without parameters (workspace/…/refresh) have no `params`.
  if (!params.is_null()) message["params"] = std::move(params);
  return message;
}

const json& member_at(const json& object, std::string_view path) {
  static const json kNull;
  const json* at = &object;
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    const std::string_view key = path.substr(0, dot);
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
    if (!at->is_object()) return kNull;
    const auto found = at->find(key);
    if (found == at->end()) return kNull;
    at = &*found;
  }
  return *at;
}

bool flag_at(const json& object, std::string_view path) {
  const json& value = member_at(object, path);
  return value.is_boolean() && value.get<bool>();
}

}  // namespace virga::lsp
