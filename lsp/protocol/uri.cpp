#include "lsp/protocol/uri.h"

#include <cstdint>

#include "compiler/support/characters.h"
#include "compiler/support/text.h"

namespace virga::lsp {

namespace {

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out += static_cast<char>(high * 16 + low);
        i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

}  // namespace

std::string path_of_uri(std::string_view uri) {
  constexpr std::string_view kScheme = "file://";
  if (!uri.starts_with(kScheme)) return {};
  uri.remove_prefix(kScheme.size());
  // Any authority other than "" and "localhost" is another machine.
  const std::size_t slash = uri.find('/');
  if (slash == std::string_view::npos) return {};
  if (slash != 0 && uri.substr(0, slash) != "localhost") return {};
  uri.remove_prefix(slash);
  if (const std::size_t end = uri.find_first_of("?#"); end != std::string_view::npos) uri = uri.substr(0, end);
  std::string path = decoded(uri);
  return path.find('\0') == std::string::npos ? path : std::string();
}

std::string uri_of_path(std::string_view path) { return "file://" + percent_encoded(path); }

bool same_uri(std::string_view a, std::string_view b) { return a == b || decoded(a) == decoded(b); }

}  // namespace virga::lsp
