#include "compiler/support/wildcard.h"

#include <cstddef>

#include "compiler/support/characters.h"

namespace virga {

namespace {

// Matches a bracket expression at `pattern[0] == '['`. False if it is not closed; otherwise sets its length.
bool matches_set(std::string_view pattern, char c, bool& matched, std::size_t& length) {
  std::size_t i = 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  const std::size_t first = i;
  bool found = false;
  while (i < pattern.size() && (pattern[i] != ']' || i == first)) {
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
      found = found || (pattern[i] <= c && c <= pattern[i + 2]);
      i += 3;
    } else {
      found = found || pattern[i] == c;
      ++i;
    }
  }
  if (i >= pattern.size()) return false;
  matched = found != negated;
  length = i + 1;
  return true;
}

}  // namespace

bool matches_wildcard(std::string_view pattern, std::string_view text, const WildcardStyle& style) {
  const auto same = [&](char a, char b) { return a == b || (style.ignore_case && to_lower(a) == to_lower(b)); };
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == style.any) {
      star = p++;
      resume = t;
      continue;
    }
    bool matched = false;
    std::size_t length = 1;
    if (p < pattern.size()) {
      if (style.sets && pattern[p] == '[' && matches_set(pattern.substr(p), text[t], matched, length)) {
        // the set has decided
      } else if (style.sets && pattern[p] == '\\' && p + 1 < pattern.size()) {
        matched = same(pattern[p + 1], text[t]);
        length = 2;
      } else {
        matched = (style.one != '\0' && pattern[p] == style.one) || same(pattern[p], text[t]);
      }
    }
    if (matched) {
      p += length;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == style.any) ++p;
  return p == pattern.size();
}

bool has_wildcard(std::string_view text) { return text.find_first_of("*?[") != std::string_view::npos; }

}  // namespace virga
