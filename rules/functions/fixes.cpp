#include "rules/functions/fixes.h"

#include <string>

#include "compiler/resolve/sub_text.h"

namespace virga {
namespace {

bool is_json(const Compilation& compilation) { return compilation.tree().language == SyntaxLanguage::Json; }

// A short form or another tag right before the value: YAML allows one tag a node.
bool has_tag(const Node& value, const Location& where) {
  if (value.extra != nullptr && (!value.extra->tag.empty() || !value.extra->anchor.empty())) return true;
  return where.key != nullptr && where.key->is_synthetic();
}

// Inside a flow collection a block text cannot stand, and a plain one ends at a brace.
bool is_block_text(const Node& text) { return text.style == NodeStyle::Literal || text.style == NodeStyle::Folded; }

}  // namespace

std::optional<Fix> wrap_in_sub(const Compilation& compilation, const Node& text, const Location& where) {
  if (text.range.size() == 0 || text.is_generated()) return std::nullopt;
  Fix fix;
  fix.title = "Put Fn::Sub around the text";
  fix.safety = FixSafety::Unsafe;
  if (is_json(compilation)) {
    fix.edits = {{{text.range.begin, text.range.begin}, "{\"Fn::Sub\": "}, {{text.range.end, text.range.end}, "}"}};
    return fix;
  }
  if (has_tag(text, where)) return std::nullopt;
  fix.edits = {{{text.range.begin, text.range.begin}, "!Sub "}};
  return fix;
}

std::optional<Fix> unwrap_sub(const Compilation& compilation, const Node& call) {
  const Node& argument = *call.argument();
  const Node& text = argument.is_sequence() ? *argument.items()[0] : argument;
  if (!text.is_string() || call.is_generated() || call.range.size() == 0 || text.range.size() == 0) return std::nullopt;
  Fix fix;
  fix.title = "Remove Fn::Sub";
  fix.safety = FixSafety::Safe;
  const std::string_view kept = compilation.source().slice(text.range);
  if (text.extra != nullptr) return std::nullopt;
  const bool escapes = text.text().find("${!") != std::string_view::npos;
  const bool short_form = call.function_key()->is_synthetic();
  if (short_form && !argument.is_sequence() && !escapes) {
    // Only the tag goes, so block texts keep their indentation.
    fix.edits = {{{call.function_key()->range.begin, text.range.begin}, ""}};
    return fix;
  }
  if (is_block_text(text) && argument.is_sequence()) return std::nullopt;
  TextRange whole = call.range;
  if (short_form && whole.begin > call.function_key()->range.begin) whole.begin = call.function_key()->range.begin;
  fix.edits = {{whole, unescape_sub_text(kept)}};
  return fix;
}

std::optional<Fix> make_ref(const Compilation& compilation, const Node& text, const Location& where) {
  if (text.range.size() == 0 || text.is_generated()) return std::nullopt;
  Fix fix;
  fix.title = "Use Ref";
  fix.safety = FixSafety::Unsafe;
  std::string name(text.text());
  if (is_json(compilation)) {
    fix.edits = {{text.range, "{\"Ref\": \"" + name + "\"}"}};
    return fix;
  }
  if (has_tag(text, where) || is_block_text(text)) return std::nullopt;
  fix.edits = {{text.range, "!Ref " + name}};
  return fix;
}

}  // namespace virga
