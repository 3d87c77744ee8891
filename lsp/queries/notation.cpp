#include "lsp/queries/notation.h"

#include <cstdint>

#include "compiler/edit/new_text.h"
#include "compiler/resolve/sub_text.h"
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

char quote_of(const Node& scalar) {
  return scalar.style == NodeStyle::DoubleQuoted ? '"' : scalar.style == NodeStyle::SingleQuoted ? '\'' : '\0';
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

WrittenString written_string(const Node& scalar, std::string_view file) {
  WrittenString written{content_range(scalar), {.quote = quote_of(scalar)}};
  const auto text_of = [&](TextRange range) { return file.substr(range.begin, range.size()); };
  if (written.range.end > file.size()) return written;
  written.is_exact = text_of(written.range) == scalar.text();
  const std::string_view whole = text_of(scalar.range);
  const char quote = written.notation.quote;
  if (written.is_exact || quote == '\0' || whole.size() < 2 || whole.front() != quote || whole.back() != quote) {
    return written;
  }
  const TextRange inner{scalar.range.begin + 1, scalar.range.end - 1};
  written.is_exact = read_scalar(text_of(inner), written.notation) == scalar.text();
  if (written.is_exact) written.range = inner;
  return written;
}

WrittenString written_in_json(const Node& scalar, std::string_view file, char outer) {
  WrittenString written{scalar.range, {.is_json = true, .quote = '"', .outer = outer}};
  const std::string_view quote = outer == '"' ? R"(\")" : R"(")";
  const std::size_t width = quote.size();
  if (scalar.range.end > file.size() || scalar.range.size() < 2 * width) return written;
  const std::string_view whole = file.substr(scalar.range.begin, scalar.range.size());
  if (!whole.starts_with(quote) || !whole.ends_with(quote)) return written;
  const std::string_view inner = whole.substr(width, whole.size() - 2 * width);
  written.is_exact = read_scalar(inner, written.notation) == scalar.text();
  if (written.is_exact) {
    const auto ends = static_cast<std::uint32_t>(width);
    written.range = {scalar.range.begin + ends, scalar.range.end - ends};
  }
  return written;
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
