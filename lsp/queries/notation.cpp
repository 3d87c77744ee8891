#include "lsp/queries/notation.h"

#include "compiler/edit/new_text.h"
#include "compiler/support/arena.h"
#include "compiler/syntax/json_string.h"
#include "compiler/syntax/scalar_text.h"

namespace virga::lsp {

namespace {

std::string without_quotes(std::string_view text) { return std::string(text.substr(1, text.size() - 2)); }

std::string doubled(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') out += c;
    out += c;
  }
  return out;
}

std::string read_quoted(std::string_view raw, char quote, bool is_json) {
  if (raw.find(quote == '"' ? '\\' : '\'') == std::string_view::npos) return std::string(raw);
  Arena arena;
  const std::string quoted = quote + std::string(raw) + quote;
  if (is_json) return std::string(read_json_string(quoted, 0, arena).text);
  return std::string(quote == '"' ? double_quoted_text(quoted, arena) : single_quoted_text(quoted, arena));
}

}  // namespace

std::string read_scalar(std::string_view raw, const Notation& notation) {
  if (notation.outer != '\0') {
    return read_scalar(read_quoted(raw, notation.outer, false), {.is_json = true, .quote = notation.quote});
  }
  return notation.quote == '\0' ? std::string(raw) : read_quoted(raw, notation.quote, notation.is_json);
}

std::string write_scalar(std::string_view text, const Notation& notation) {
  if (notation.outer != '\0') {
    const std::string json = write_scalar(text, {.is_json = true, .quote = notation.quote});
    return write_in_string(json, notation.outer, false);
  }
  if (notation.is_json) return notation.quote == '\0' ? json_text(text) : without_quotes(json_text(text));
  if (notation.quote == '"') return without_quotes(json_text(text));
  if (notation.quote == '\'') return doubled(text);
  return yaml_text(text, NodeStyle::Plain, notation.in_flow);
}

std::string write_in_string(std::string_view text, char outer, bool is_snippet) {
  if (outer == '\'') return doubled(text);
  if (outer != '"') return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    // In a snippet, a backslash makes the next character one of the text.
    const bool is_escaped = is_snippet && text[i] == '\\' && i + 1 < text.size();
    if (is_escaped) ++i;
    const char c = text[i];
    const std::string_view backslash = is_snippet ? R"(\\)" : R"(\)";
    if (c == '"' || c == '\\') out += backslash;
    if (is_escaped) out += '\\';
    out += c;
  }
  return out;
}

}  // namespace virga::lsp
