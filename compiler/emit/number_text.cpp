#include "compiler/emit/number_text.h"

#include <algorithm>

namespace virga {

namespace {

// [sign] whole [. fraction] [e [sign] exponent], each part decimal digits.
struct Decimal {
  bool negative = false;
  bool point = false;
  std::string_view whole;
  std::string_view fraction;
  std::string_view exponent;  // with its sign; may be empty
};

std::string_view take_digits(std::string_view& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::string_view digits = text.substr(0, end);
  text.remove_prefix(end);
  return digits;
}

bool split_decimal(std::string_view text, Decimal& parts) {
  if (text.starts_with('-') || text.starts_with('+')) {
    parts.negative = text.front() == '-';
    text.remove_prefix(1);
  }
  parts.whole = take_digits(text);
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    parts.point = true;
    parts.fraction = take_digits(text);
  }
  if (parts.whole.empty() && parts.fraction.empty()) return false;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    std::string_view digits = text;
    if (digits.starts_with('-') || digits.starts_with('+')) digits.remove_prefix(1);
    if (take_digits(digits).empty() || !digits.empty()) return false;
    parts.exponent = text;
    return true;
  }
  return text.empty();
}

void append_mantissa(const Decimal& parts, bool point, std::string& out) {
  if (parts.negative) out += '-';
  const std::size_t first = parts.whole.find_first_not_of('0');
  out += first == std::string_view::npos ? std::string_view("0") : parts.whole.substr(first);
  if (!point) return;
  out += '.';
  out += parts.fraction.empty() ? std::string_view("0") : parts.fraction;
}

}  // namespace

bool append_json_number(std::string_view text, std::string& out) {
  Decimal parts;
  if (!split_decimal(text, parts)) return false;
  append_mantissa(parts, parts.point, out);
  if (!parts.exponent.empty()) {
    out += 'e';
    out += parts.exponent;
  }
  return true;
}

bool append_yaml_float(std::string_view text, std::string& out) {
  Decimal parts;
  if (!split_decimal(text, parts)) return false;
  append_mantissa(parts, true, out);
  if (!parts.exponent.empty()) {
    out += 'e';
    if (parts.exponent.front() != '-' && parts.exponent.front() != '+') out += '+';
    out += parts.exponent;
  }
  return true;
}

}  // namespace virga
