#include "compiler/expand/serverless/core/naming.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <vector>

#include "compiler/diagnostics/text.h"
#include "compiler/expand/serverless/core/values.h"
#include "compiler/support/characters.h"
#include "compiler/support/digest.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

void append_json(const Value& value, std::string& out) {
  switch (value.kind()) {
    case NodeKind::Null:
      out += "null";
      return;
    case NodeKind::Boolean:
      out += value.text();
      return;
    case NodeKind::Integer:
    case NodeKind::Float:
      out += python_number(value);
      return;
    case NodeKind::String:
      append_json_string(out, value.text(), true);
      return;
    case NodeKind::Sequence: {
      out += '[';
      bool first = true;
      for (const Value* item : value.items()) {
        if (!first) out += ',';
        first = false;
        append_json(*item, out);
      }
      out += ']';
      return;
    }
    case NodeKind::Mapping: {
      std::vector<const Entry*> entries;
      entries.reserve(value.size());
      for (const Entry& entry : value.entries()) entries.push_back(&entry);
      // UTF-8 sorts by bytes in the same order as by code points.
      std::sort(entries.begin(), entries.end(),
                [](const Entry* a, const Entry* b) { return a->key->text() < b->key->text(); });
      out += '{';
      bool first = true;
      for (const Entry* entry : entries) {
        if (!first) out += ',';
        first = false;
        append_json_string(out, entry->key->text(), true);
        out += ':';
        append_json(*entry->value, out);
      }
      out += '}';
      return;
    }
  }
}

}  // namespace

std::string canonical_json(const Value& value) {
  std::string out;
  append_json(value, out);
  return out;
}

std::string hash_text(const Value& value) {
  return value.is_string() ? std::string(value.text()) : canonical_json(value);
}

std::string short_hash(std::string_view text) {
  return text.empty() ? std::string() : sha1_hex(text).substr(0, kHashDigits);
}

std::string short_hash(const Value& value) { return is_nothing(&value) ? std::string() : short_hash(hash_text(value)); }

bool is_sub_reference(std::string_view name) {
  if (name.starts_with("AWS::")) return is_alphanumeric(name.substr(5));
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c == '.' || is_letter_or_digit(c); });
}

std::string python_number(const Value& number) {
  std::string_view text = number.text();
  if (number.kind() != NodeKind::Float) return std::string(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  double parsed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
  if (error != std::errc{} || !std::isfinite(parsed)) return std::string(text);
  std::array<char, 64> room{};
  const double size = std::fabs(parsed);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
  const auto shortest = std::to_chars(room.data(), room.data() + room.size(), parsed,
                                      plain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string out(room.data(), shortest.ptr);
  if (plain && out.find('.') == std::string::npos) out += ".0";
  return out;
}

}  // namespace virga
