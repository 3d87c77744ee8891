#include "compiler/support/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <iterator>
#include <utility>

#include "compiler/support/characters.h"

namespace virga {
namespace {

// A bit set of the letters in a word. Changing one letter removes at most one bit and adds at most one.
std::uint64_t letters_of(std::string_view word) {
  std::uint64_t letters = 0;
  for (const char c : word) letters |= std::uint64_t{1} << (static_cast<unsigned char>(to_lower(c)) & 63U);
  return letters;
}

// A lower bound of the edit distance, from the letters of both words.
unsigned least_distance(std::uint64_t letters, std::uint64_t others) {
  return static_cast<unsigned>(std::max(std::popcount(letters & ~others), std::popcount(others & ~letters)));
}

bool is_same_letter(char one, char other) { return to_lower(one) == to_lower(other); }

// The edit distance of two words whose lengths differ by `limit` at most; more than `limit` if it is larger.
unsigned distance_within(std::string_view a, std::string_view b, unsigned limit) {
  // What both begin and end with costs nothing.
  const auto begin = std::mismatch(a.begin(), a.end(), b.begin(), b.end(), is_same_letter).first - a.begin();
  a.remove_prefix(static_cast<std::size_t>(begin));
  b.remove_prefix(static_cast<std::size_t>(begin));
  const auto end = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend(), is_same_letter).first - a.rbegin();
  a.remove_suffix(static_cast<std::size_t>(end));
  b.remove_suffix(static_cast<std::size_t>(end));
  if (a.empty() || b.empty()) return static_cast<unsigned>(std::max(a.size(), b.size()));

  // Only cells at most `limit` away from the diagonal can hold what is not more than it.
  const std::size_t width = b.size() + 2;
  constexpr std::size_t kShort = 32;
  std::array<unsigned, 3 * kShort> few;  // uninitialized: each cell is written before it is read
  std::vector<unsigned> many(width > kShort ? 3 * width : 0);
  unsigned* two_ago = many.empty() ? few.data() : many.data();
  unsigned *previous = two_ago + width, *current = previous + width;
  for (std::size_t k = 0; k < width; ++k) previous[k] = static_cast<unsigned>(k);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    const std::size_t first = i > limit ? i - limit : 1, last = std::min(b.size(), i + limit);
    current[first - 1] = first == 1 ? static_cast<unsigned>(i) : limit + 1;
    unsigned best = current[first - 1];
    for (std::size_t k = first; k <= last; ++k) {
      const unsigned cost = is_same_letter(a[i - 1], b[k - 1]) ? 0 : 1;
      current[k] = std::min({previous[k] + 1, current[k - 1] + 1, previous[k - 1] + cost});
      if (i > 1 && k > 1 && is_same_letter(a[i - 1], b[k - 2]) && is_same_letter(a[i - 2], b[k - 1])) {
        current[k] = std::min(current[k], two_ago[k - 2] + 1);
      }
      best = std::min(best, current[k]);
    }
    if (best > limit) return limit + 1;
    current[last + 1] = limit + 1;
    std::swap(two_ago, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

// Whether a word of a name begins at `at`: "IsProd" has two, "VPCId", "my-db" and "a.b" as well.
bool begins_word(std::string_view name, std::size_t at) {
  if (at >= name.size() || !is_letter(name[at])) return false;
  if (at == 0 || !is_letter(name[at - 1])) return true;
  if (!is_upper(name[at])) return false;
  return !is_upper(name[at - 1]) || (at + 1 < name.size() && is_letter(name[at + 1]) && !is_upper(name[at + 1]));
}

// The digits of a name, and the letters that are words of it: "2A" of "AZ2SubnetA".
std::string marks_of(std::string_view name) {
  std::string marks;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool is_alone =
        begins_word(name, i) && (i + 1 == name.size() || !is_letter(name[i + 1]) || begins_word(name, i + 1));
    if (is_digit(name[i]) || is_alone) marks += to_lower(name[i]);
  }
  return marks;
}

// Whether `name` is the near one with the capital of a word in it doubled: "VpcIId", "AWS::RRegion". Before the first
// word, a letter may be one of its own.
bool doubles_capital(std::string_view name, std::string_view near) {
  if (name.size() != near.size() + 1) return false;
  const auto at = static_cast<std::size_t>(std::mismatch(near.begin(), near.end(), name.begin()).first - near.begin());
  return at > 1 && at < near.size() && name.substr(at + 1) == near.substr(at) && name[at] == name[at - 1] &&
         is_upper(name[at]) && begins_word(near, at - 1) && is_letter(near[at]) && !is_upper(near[at]);
}

// "2012-10-17": the digits of a date are easily mistyped, and tell nothing apart.
bool is_date(std::string_view text) {
  constexpr std::string_view kForm = "dddd-dd-dd";
  return std::equal(text.begin(), text.end(), kForm.begin(), kForm.end(),
                    [](char c, char form) { return form == 'd' ? is_digit(c) : c == form; });
}

// Words of opposite meaning that are near each other.
constexpr std::pair<std::string_view, std::string_view> kOpposites[] = {
    {"min", "max"},         {"in", "out"},
    {"ingress", "egress"},  {"enable", "disable"},
    {"include", "exclude"}, {"start", "stop"},
    {"on", "off"},          {"old", "new"},
    {"upper", "lower"},     {"internal", "external"},
    {"encrypt", "decrypt"}, {"attach", "detach"},
    {"import", "export"},   {"prefix", "suffix"},
    {"first", "last"},      {"east", "west"},
    {"http", "https"},      {"allow", "disallow"},
    {"secure", "insecure"}, {"with", "without"},
    {"is", "isnt"},         {"has", "hasnt"},
    {"are", "arent"},       {"does", "doesnt"},
    {"do", "dont"},         {"sync", "async"},
};

// What turns a name into its opposite: words, and beginnings of words.
constexpr std::string_view kNegations[] = {"not", "non", "no", "un", "in", "im", "dis", "de"};

// Whether the names are nearer to each other once a word of the one is changed into its opposite.
bool are_opposites(std::string_view name, std::string_view near, std::string_view word, std::string_view opposite,
                   unsigned distance) {
  for (std::size_t at = name.find(word); at != std::string_view::npos; at = name.find(word, at + 1)) {
    std::string changed(name);
    changed.replace(at, word.size(), opposite);
    if (edit_distance(changed, near, distance) < distance) return true;
  }
  return false;
}

// Whether `name` is nearer to `other` without a negation in it: "IsNotProd" and "IsProd".
bool negates(std::string_view name, std::string_view other, unsigned distance) {
  const std::string lower = to_lower(name);
  for (const std::string_view word : kNegations) {
    for (std::size_t at = lower.find(word); at != std::string::npos; at = lower.find(word, at + 1)) {
      const bool begins = begins_word(name, at);
      const std::size_t after = at + word.size();
      const bool goes_on = after < name.size() && is_letter(name[after]) && !is_upper(name[after]);
      const bool is_word = word.starts_with('n');
      if (is_word ? !begins && word == "no" : !begins || !goes_on) continue;
      std::string rest = lower;
      rest.erase(at, word.size());
      if (edit_distance(rest, other, distance) < distance) return true;
    }
  }
  return false;
}

// The number of characters of the word that has the one at `at`, or ends there.
std::size_t word_size(std::string_view name, std::size_t at) {
  std::size_t begin = std::min(at, name.size() - 1), end = at + 1;
  while (begin > 0 && !begins_word(name, begin)) --begin;
  while (end < name.size() && !begins_word(name, end)) ++end;
  return std::min(end, name.size()) - begin;
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return to_lower(x) == to_lower(y); });
}

bool is_alphanumeric(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_letter_or_digit);
}

std::string alphanumeric_part(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), is_letter_or_digit);
  return out;
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string percent_encoded(std::string_view text, std::string_view plain) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (is_letter_or_digit(c) || is_in(plain, c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4U];
    out += kHex[byte & 15U];
  }
  return out;
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto same = [](char x, char y) { return to_lower(x) == to_lower(y); };
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same) != text.end();
}

namespace {

// How rare each character is in templates: its place in a list of the common ones; those that it lacks are the rarest.
constexpr std::array<std::uint8_t, 256> kRarity = [] {
  constexpr std::string_view kCommon = " etoarnis:pdcl\"mufbhygkSAx#-TwPvR,C{}DI1N0.E2W=VLMF";
  std::array<std::uint8_t, 256> rarity{};
  rarity.fill(kCommon.size());
  for (std::size_t i = 0; i < kCommon.size(); ++i) {
    rarity[static_cast<unsigned char>(kCommon[i])] = static_cast<std::uint8_t>(i);
  }
  return rarity;
}();

std::uint8_t rarity_of(char c) { return kRarity[static_cast<unsigned char>(c)]; }

}  // namespace

bool contains(std::string_view text, std::string_view part) {
  if (part.empty()) return true;
  // Looks for the rarest character: memchr is several times faster than memmem.
  std::size_t rare = 0;
  for (std::size_t i = 1; i < part.size(); ++i) {
    if (rarity_of(part[i]) > rarity_of(part[rare])) rare = i;
  }
  for (std::size_t at = text.find(part[rare], rare); at != std::string_view::npos; at = text.find(part[rare], at + 1)) {
    if (text.substr(at - rare, part.size()) == part) return true;
  }
  return false;
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return to_lower(c); });
  return out;
}

std::string to_upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return to_upper(c); });
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
  return distance_within(a, b, limit);
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
    const unsigned distance = distance_within(name, candidate, limit);
    if (distance > limit || distance >= candidate.size()) continue;
    best = candidate;
    if (distance == 0) break;
    limit = distance - 1;
  }
  return best;
}

bool is_misspelling(std::string_view name, std::string_view near) {
  if (equals_ignoring_case(name, near)) return true;
  if (doubles_capital(name, near)) return true;
  if (marks_of(name) != marks_of(near) && !(is_date(name) && is_date(near))) return false;
  const std::string one = to_lower(name), other = to_lower(near);
  constexpr unsigned kFar = 8;
  const unsigned distance = edit_distance(one, other, kFar);
  if (negates(name, other, distance) || negates(near, one, distance)) return false;
  return std::none_of(std::begin(kOpposites), std::end(kOpposites), [&](const auto& pair) {
    return are_opposites(one, other, pair.first, pair.second, distance) ||
           are_opposites(one, other, pair.second, pair.first, distance);
  });
}

bool is_slip(std::string_view name, std::string_view near) {
  if (!is_misspelling(name, near)) return false;
  if (equals_ignoring_case(name, near)) return true;
  const std::string one = to_lower(name), other = to_lower(near);
  const std::size_t most = std::min(one.size(), other.size());
  std::size_t begin = 0, same_end = 0;
  while (begin < most && one[begin] == other[begin]) ++begin;
  while (same_end < most - begin && one[one.size() - 1 - same_end] == other[other.size() - 1 - same_end]) ++same_end;
  const std::string_view written = std::string_view(one).substr(begin, one.size() - same_end - begin);
  const std::string_view meant = std::string_view(other).substr(begin, other.size() - same_end - begin);
  if (written.size() == 2 && meant.size() == 2 && written[0] == meant[1] && written[1] == meant[0]) return true;
  const std::string_view more = written.empty() ? meant : written;
  const bool is_one_letter = written.size() + meant.size() == 1;
  if (is_one_letter && begin > 0 && one[begin - 1] == more[0]) return true;
  // Up to the first that both have again, no word begins in either.
  for (std::size_t at = begin; at < begin + std::max<std::size_t>(written.size(), 1); ++at) {
    if (!written.empty() && begins_word(name, at)) return false;
  }
  for (std::size_t at = begin; at < begin + std::max<std::size_t>(meant.size(), 1); ++at) {
    if (!meant.empty() && begins_word(near, at)) return false;
  }
  constexpr std::size_t kLongWord = 8, kWord = 5;
  const std::size_t word = word_size(near, begin);
  if (is_one_letter && written.empty() && begin + 1 == near.size() && word >= kWord - 1)
    return true;  // the last letter is left out
  const unsigned edits = edit_distance(written, meant, 3);
  return word >= kLongWord ? edits <= 2 : word >= kWord && edits <= 1;
}

}  // namespace virga
