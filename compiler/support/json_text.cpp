#include "compiler/support/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace virga {

using nlohmann::json;

std::size_t json_depth(std::string_view text, std::size_t limit) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  for (std::size_t i = 0; i < text.size() && deepest <= limit; ++i) {
    const char c = text[i];
    if (c == '"') {
      for (++i; i < text.size() && text[i] != '"'; ++i) {
        if (text[i] == '\\') ++i;
      }
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

Result<json> parse_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (text.size() > kMaxJsonBytes) {
    return Error{fmt::format("1:1: larger than {} MiB", kMaxJsonBytes >> 20U)};
  }
  if (json_depth(text, kMaxJsonDepth) > kMaxJsonDepth) {
    return Error{fmt::format("1:1: nested more than {} levels deep", kMaxJsonDepth)};
  }
  try {
    return json::parse(text.begin(), text.end());
  } catch (const json::parse_error& fault) {
    const std::string_view before = text.substr(0, std::min(fault.byte == 0 ? 0 : fault.byte - 1, text.size()));
    const std::size_t line = before.rfind('\n');
    const std::size_t column = line == std::string_view::npos ? before.size() : before.size() - line - 1;
    // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing …"
    std::string_view why = fault.what();
    if (const std::size_t start = why.find(": "); start != std::string_view::npos) why.remove_prefix(start + 2);
    return Error{
        fmt::format("{}:{}: not valid JSON: {}", std::count(before.begin(), before.end(), '\n') + 1, column + 1, why)};
  } catch (const json::exception& fault) {
    return Error{fmt::format("1:1: not valid JSON: {}", fault.what())};
  }
}

std::size_t json_size(const json& value, std::size_t limit) {
  std::size_t count = 0;
  std::vector<std::pair<const json*, std::size_t>> open = {{&value, 1}};
  while (!open.empty() && count <= limit) {
    const auto [node, depth] = open.back();
    open.pop_back();
    ++count;
    if (depth > kMaxJsonDepth) return limit + 1;
    if (!node->is_structured()) continue;
    for (const json& item : *node) open.emplace_back(&item, depth + 1);
  }
  return std::min(count, limit + 1);
}

}  // namespace virga
