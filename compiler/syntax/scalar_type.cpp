#include "compiler/syntax/scalar_type.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

#include "compiler/support/characters.h"

namespace virga {

namespace {

bool is_sign(char c) { return c == '-' || c == '+'; }

bool all(std::string_view text, bool (*accept)(char)) { return std::all_of(text.begin(), text.end(), accept); }

std::optional<bool> boolean_of(std::string_view text) {
  if (text.size() < 2 || text.size() > 5) return std::nullopt;
  constexpr std::array<std::string_view, 9> kTrue = {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"};
  constexpr std::array<std::string_view, 9> kFalse = {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"};
  if (std::find(kTrue.begin(), kTrue.end(), text) != kTrue.end()) return true;
  if (std::find(kFalse.begin(), kFalse.end(), text) != kFalse.end()) return false;
  return std::nullopt;
}

bool is_null(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

// Converts digits of a base, with underscores between them; nullopt past 64 bits or without a digit.
std::optional<std::uint64_t> number_of(std::string_view digits, std::uint64_t base) {
  std::uint64_t value = 0;
  bool any = false;
  for (const char c : digits) {
    if (c == '_') continue;
    const char lower = static_cast<char>(c | 0x20);
    std::uint64_t digit = base;
    if (is_digit(c)) digit = static_cast<std::uint64_t>(c - '0');
    if (lower >= 'a' && lower <= 'f') digit = static_cast<std::uint64_t>(lower - 'a') + 10;
    if (digit >= base || value > (UINT64_MAX - digit) / base) return std::nullopt;
    value = value * base + digit;
    any = true;
  }
  return any ? std::optional(value) : std::nullopt;
}

// "1:30:15" in base 60: parts after the first are below 60 and have one or two digits.
std::optional<std::uint64_t> sexagesimal_of(std::string_view text) {
  std::uint64_t value = 0;
  bool first = true;
  for (;;) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    const auto number = number_of(part, 10);
    if (!number.has_value() || (!first && (part.size() > 2 || *number >= 60 || !all(part, is_digit)))) {
      return std::nullopt;
    }
    if (value > (UINT64_MAX - *number) / 60) return std::nullopt;
    value = value * 60 + *number;
    if (colon == std::string_view::npos) return first ? std::nullopt : std::optional(value);
    text.remove_prefix(colon + 1);
    first = false;
  }
}

std::string_view render(bool negative, std::uint64_t value, Arena& arena) {
  std::array<char, 24> buffer{};
  char* out = buffer.data();
  if (negative && value != 0) *out++ = '-';
  const auto result = std::to_chars(out, buffer.data() + buffer.size(), value);
  return arena.copy(std::string_view(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data())));
}

std::string_view without_underscores(std::string_view text, Arena& arena) {
  if (text.find('_') == std::string_view::npos) return text;
  std::string plain(text);
  std::erase(plain, '_');
  return arena.copy(plain);
}

bool digit_or_underscore(char c) { return is_digit(c) || c == '_'; }

bool type_integer(std::string_view text, Arena& arena, TypedText& result) {
  const bool negative = text.front() == '-';
  std::string_view digits = text;
  if (is_sign(digits.front())) digits.remove_prefix(1);
  if (digits.empty() || !is_digit(digits.front())) return false;
  std::optional<std::uint64_t> value;
  if (digits.size() > 1 && digits.front() == '0') {
    if (digits[1] == 'x') {
      value = number_of(digits.substr(2), 16);
    } else if (digits[1] == 'b') {
      value = number_of(digits.substr(2), 2);
    } else if (all(digits, digit_or_underscore)) {
      value = number_of(digits.substr(1), 8);
    }
    if (!value.has_value()) return false;
  } else if (all(digits, digit_or_underscore)) {
    // The common case: it is already in decimal notation.
    result = {NodeKind::Integer, without_underscores(text.front() == '+' ? digits : text, arena)};
    return true;
  } else if (digits.find(':') != std::string_view::npos) {
    value = sexagesimal_of(digits);
    if (!value.has_value()) return false;
  } else {
    return false;
  }
  result = {NodeKind::Integer, render(negative, *value, arena)};
  return true;
}

// Whether it is a valid fraction and exponent after the point, [0-9_]*([eE][-+][0-9]+)?; `at_least_one` requires a
// leading digit.
bool is_fraction(std::string_view text, bool at_least_one) {
  const std::size_t exponent = text.find_first_of("eE");
  const std::string_view fraction = text.substr(0, exponent);
  if (!all(fraction, digit_or_underscore)) return false;
  if (at_least_one && (fraction.empty() || !is_digit(fraction.front()))) return false;
  if (exponent == std::string_view::npos) return true;
  const std::string_view tail = text.substr(exponent + 1);
  return tail.size() >= 2 && is_sign(tail.front()) && all(tail.substr(1), is_digit);
}

bool type_float(std::string_view text, Arena& arena, TypedText& result) {
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return false;
  std::string_view whole = text.substr(0, point);
  const std::string_view tail = text.substr(point + 1);
  const bool sign = !whole.empty() && is_sign(whole.front());
  if (sign) whole.remove_prefix(1);
  const bool infinite = whole.empty() && (tail == "inf" || tail == "Inf" || tail == "INF");
  const bool nan = whole.empty() && !sign && (tail == "nan" || tail == "NaN" || tail == "NAN");
  if (infinite || nan) {
    result = {NodeKind::Float, text};
    return true;
  }
  if (whole.empty()) {
    if (sign || !is_fraction(tail, true)) return false;
  } else if (whole.find(':') != std::string_view::npos) {
    if (!is_digit(whole.front()) || !sexagesimal_of(whole).has_value() || !all(tail, digit_or_underscore)) return false;
    const std::uint64_t value = *sexagesimal_of(whole);
    std::string rendered = (text.front() == '-' ? "-" : "") + std::to_string(value) + ".";
    rendered += without_underscores(tail, arena);
    result = {NodeKind::Float, arena.copy(rendered)};
    return true;
  } else if (!is_digit(whole.front()) || !all(whole, digit_or_underscore) || !is_fraction(tail, false)) {
    return false;
  }
  result = {NodeKind::Float, without_underscores(text.front() == '+' ? text.substr(1) : text, arena)};
  return true;
}

}  // namespace

TypedText type_plain_scalar(std::string_view text, Arena& arena) {
  TypedText result{NodeKind::String, text};
  if (text.empty()) return {NodeKind::Null, {}};
  const char first = text.front();
  if (is_digit(first) || is_sign(first) || first == '.') {
    if (type_integer(text, arena, result) || type_float(text, arena, result)) return result;
    return {NodeKind::String, text};
  }
  switch (first) {
    case '~':
    case 'n':
    case 'N':
      if (is_null(text)) return {NodeKind::Null, {}};
      [[fallthrough]];
    case 'y':
    case 'Y':
    case 't':
    case 'T':
    case 'f':
    case 'F':
    case 'o':
    case 'O':
      if (const auto value = boolean_of(text)) return {NodeKind::Boolean, *value ? "true" : "false"};
      break;
    default:
      break;
  }
  return result;
}

bool type_tagged_scalar(std::string_view text, std::string_view type, Arena& arena, TypedText& result) {
  result = {NodeKind::String, text};
  if (type == "null") {
    result = {NodeKind::Null, {}};
    return true;
  }
  if (type == "bool") {
    if (const auto value = boolean_of(text)) {
      result = {NodeKind::Boolean, *value ? "true" : "false"};
      return true;
    }
    return false;
  }
  if (type == "int") {
    const TypedText typed = type_plain_scalar(text, arena);
    if (typed.kind == NodeKind::Integer) result = typed;
    return typed.kind == NodeKind::Integer;
  }
  if (type == "float") {
    const TypedText typed = type_plain_scalar(text, arena);
    if (typed.kind != NodeKind::Integer && typed.kind != NodeKind::Float) return false;
    result = {NodeKind::Float, typed.text};
    return true;
  }
  return true;
}

bool type_json_number(std::string_view text, NodeKind& kind) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.empty() || !is_digit(text.front())) return false;
  const std::size_t whole = std::min(text.find_first_not_of("0123456789"), text.size());
  if (text.front() == '0' && whole > 1) return false;
  kind = NodeKind::Integer;
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0) return false;
    text.remove_prefix(digits);
    kind = NodeKind::Float;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (!text.empty() && is_sign(text.front())) text.remove_prefix(1);
    if (text.empty() || !all(text, is_digit)) return false;
    kind = NodeKind::Float;
    return true;
  }
  return text.empty();
}

}  // namespace virga
