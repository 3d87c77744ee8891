#include "compiler/support/text.h"

#include <algorithm>
#include <bit>

namespace virga {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

// A bit set of the letters in a word. Changing one letter removes at most one bit and adds at most one.
std::uint64_t letters_of(std::string_view word) {
  std::uint64_t letters = 0;
  for (const char c : word) letters |= std::uint64_t{1} << (static_cast<unsigned char>(lower(c)) & 63U);
  return letters;
}

// A lower bound of the edit distance, from the letters of both words.
unsigned least_distance(std::uint64_t letters, std::uint64_t others) {
  return static_cast<unsigned>(std::max(std::popcount(letters & ~others), std::popcount(others & ~letters)));
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto same = [](char x, char y) { return lower(x) == lower(y); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

bool contains(std::string_view text, std::string_view part) {
  // Looks for the rarest letter: what is not in this list, or late in it. memchr is several times faster than memmem.
  constexpr std::string_view kCommon = " :etaoinsrlcdumpfghbvywkxqjzTPRASC";
  std::size_t rare = 0;
  for (std::size_t i = 1; i < part.size(); ++i) {
    if (kCommon.find(part[i]) >= kCommon.find(part[rare])) rare = i;
  }
  if (part.empty()) return true;
  for (std::size_t at = text.find(part[rare], rare); at != std::string_view::npos; at = text.find(part[rare], at + 1)) {
    if (text.substr(at - rare, part.size()) == part) return true;
  }
  return false;
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

std::string to_upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), upper);
  return out;
}

std::string_view trim(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split_trimmed(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(trim(text.substr(0, end)));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

unsigned edit_distance(std::string_view a, std::string_view b, unsigned limit) {
  const std::size_t difference = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (difference > limit || least_distance(letters_of(a), letters_of(b)) > limit) return limit + 1;
  std::vector<unsigned> two_ago(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t k = 0; k <= b.size(); ++k) previous[k] = static_cast<unsigned>(k);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = static_cast<unsigned>(i);
    unsigned best = current[0];
    for (std::size_t k = 1; k <= b.size(); ++k) {
      const unsigned cost = lower(a[i - 1]) == lower(b[k - 1]) ? 0 : 1;
      current[k] = std::min({previous[k] + 1, current[k - 1] + 1, previous[k - 1] + cost});
      if (i > 1 && k > 1 && lower(a[i - 1]) == lower(b[k - 2]) && lower(a[i - 2]) == lower(b[k - 1])) {
        current[k] = std::min(current[k], two_ago[k - 2] + 1);
      }
      best = std::min(best, current[k]);
    }
    if (best > limit) return limit + 1;
    std::swap(two_ago, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

std::string_view nearest(std::string_view name, std::span<const std::string_view> candidates) {
  // A third of the letters may differ, but at most three; beyond that it is another word.
  unsigned limit = static_cast<unsigned>(std::min<std::size_t>(name.size() / 3, 3));
  if (name.size() >= 2 && limit == 0) limit = 1;
  if (name.empty() || name.size() > 128) return {};
  const std::uint64_t letters = letters_of(name);
  std::string_view best;
  for (std::string_view candidate : candidates) {
    if (candidate.empty() || candidate == name) continue;
    // Looks at no letter of most of them.
    if (std::max(name.size(), candidate.size()) - std::min(name.size(), candidate.size()) > limit) continue;
    if (least_distance(letters, letters_of(candidate)) > limit) continue;
    unsigned distance = edit_distance(name, candidate, limit);
    if (distance > limit || distance >= candidate.size()) continue;
    best = candidate;
    if (distance == 0) break;
    limit = distance - 1;
  }
  return best;
}

}  // namespace virga
