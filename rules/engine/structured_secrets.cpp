// Secrets in JSON and XML inside texts, where a name and its value need not stand next to each other.
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "rules/engine/secret_words.h"

namespace virga {
namespace {

constexpr std::size_t npos = std::string_view::npos;
// The longest name to look at, and the most maps in each other.
constexpr std::size_t kMaxName = 200, kMaxDepth = 64;
// The longest text of an element in CDATA.
constexpr std::size_t kMaxContent = 10'000;

// Keys of a map, and attributes or elements, that have the name and the value of something, in lower case.
constexpr std::string_view kNames[] = {"key", "name", "option_name", "optionname", "parameterkey", "property"};
constexpr std::string_view kValues[] = {"parametervalue", "value"};

template <typename Words>
bool is_among(const Words& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), to_lower(word)) != std::end(words);
}

bool is_name_character(char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.' || c == ':'; }

// Of a name with a prefix, the rest: "xs:password".
std::string_view local_name(std::string_view name) { return name.substr(name.rfind(':') + 1); }

// A name that may be that of a secret and a value, in either order.
struct Pair {
  bool is_secret = false;
  std::size_t begin = 0, end = 0;
};

class Structures {
public:
  explicit Structures(std::string_view text) : text_(text) {}

  SecretPlaces run() {
    json(0, text_.size(), 0);
    xml();
    join_places(places_);
    return std::move(places_);
  }

private:
  void hide(std::size_t begin, std::size_t end) {
    if (begin < end && !is_open_value(text_.substr(begin, end - begin))) places_.emplace_back(begin, end);
  }

  void close(Pair& pair) {
    if (!pair.is_secret || pair.begin == pair.end) return;
    hide(pair.begin, pair.end);
    pair.begin = pair.end = 0;
  }

  std::size_t skip_space(std::size_t at) const {
    while (at < text_.size() && is_space(text_[at])) ++at;
    return at;
  }

  // A string in quotes, which have as many backslashes as the texts that it is in.
  struct String {
    std::size_t begin = npos, end = 0, after = 0, backslashes = 0;
  };
  String string_at(std::size_t at, std::size_t limit) const {
    std::size_t quote = at;
    while (quote < limit && text_[quote] == '\\') ++quote;
    if (quote >= limit || text_[quote] != '"') return {npos, 0, std::max(quote, at + 1)};
    const std::size_t backslashes = quote - at;
    for (std::size_t i = quote + 1, before = 0; i < limit; ++i) {
      if (text_[i] == '"' && before <= backslashes) return {quote + 1, i - before, i + 1, backslashes};
      before = text_[i] == '\\' ? before + 1 : 0;
    }
    return {npos, 0, quote + 1};
  }

  // "KEY": "VALUE", also in a text in quotes itself.
  void json(std::size_t at, std::size_t limit, int depth) {
    constexpr int kMostTexts = 5;
    std::vector<Pair> maps(1);
    const auto inside = [&](const String& string) {
      const std::string_view text = text_.substr(string.begin, string.end - string.begin);
      if (depth < kMostTexts && text.find("\\\"") != npos) json(string.begin, string.end, depth + 1);
    };
    while (at < limit) {
      const char c = text_[at];
      if (c == '{' && maps.size() < kMaxDepth) maps.emplace_back();
      if (c == '}' && maps.size() > 1) maps.pop_back();
      if (c != '"' && c != '\\') {
        ++at;
        continue;
      }
      const String key = string_at(at, limit);
      at = key.after;
      if (key.begin == npos) continue;
      const std::size_t colon = skip_space(key.after);
      if (colon >= limit || text_[colon] != ':') {
        inside(key);
        // A string that is not closed before the end of its line is none.
        if (text_.substr(key.begin, key.end - key.begin).find('\n') != npos) at = key.begin;
        continue;
      }
      at = colon + 1;
      const String value = string_at(std::min(skip_space(colon + 1), limit), limit);
      if (value.begin == npos || value.backslashes != key.backslashes || key.end - key.begin > kMaxName) continue;
      at = value.after;
      member(text_.substr(key.begin, key.end - key.begin), value, maps.back());
      inside(value);
    }
  }

  void member(std::string_view key, const String& value, Pair& pair) {
    // assigned_secrets() finds those without backslashes.
    if (value.backslashes > 0 && is_hidden_name(key)) return hide(value.begin, value.end);
    if (is_among(kNames, key)) pair.is_secret = is_hidden_name(text_.substr(value.begin, value.end - value.begin));
    if (is_among(kValues, key)) {
      pair.begin = value.begin;
      pair.end = value.end;
    }
    close(pair);
  }

  // <NAME>VALUE</NAME>, <x name="NAME" value="VALUE"/>, <name>NAME</name><value>VALUE</value>
  void xml() {
    bool is_next = false;  // the last element named a secret
    for (std::size_t at = text_.find('<'); at != npos; at = text_.find('<', at + 1)) {
      std::size_t end = at + 1;
      while (end < text_.size() && is_name_character(text_[end])) ++end;
      const std::string_view name = local_name(text_.substr(at + 1, end - at - 1));
      if (name.empty() || name.size() > kMaxName || end == text_.size()) continue;
      const std::size_t close_of_tag = attributes(end);
      if (close_of_tag == npos || text_[close_of_tag - 1] == '/') continue;
      const std::size_t begin = close_of_tag + 1;
      const auto [value, last] = content(begin);
      if (last == npos) continue;
      const bool is_value = is_among(kValues, name) && is_next;
      if (is_value || is_hidden_name(name)) hide(value, last);
      is_next = is_among(kNames, name) && is_hidden_name(text_.substr(value, last - value));
    }
  }

  // The text of an element that has nothing else; npos if it has.
  std::pair<std::size_t, std::size_t> content(std::size_t begin) const {
    constexpr std::string_view kOpen = "<![CDATA[", kClose = "]]>";
    if (text_.substr(begin, kOpen.size()) == kOpen)
      return {begin + kOpen.size(), text_.substr(0, begin + kMaxContent).find(kClose, begin)};
    const std::size_t end = text_.find('<', begin);
    return {begin, end != npos && text_.substr(end, 2) == "</" ? end : npos};
  }

  // Those of a tag, to its end.
  std::size_t attributes(std::size_t at) {
    Pair pair;
    while (true) {
      at = skip_space(at);
      std::size_t end = at;
      while (end < text_.size() && is_name_character(text_[end])) ++end;
      const std::string_view name = text_.substr(at, end - at);
      if (end < text_.size() && text_[end] == '/') ++end;
      if (end < text_.size() && text_[end] == '>') return end;
      if (name.empty() || end >= text_.size() || text_[end] != '=') return npos;
      std::size_t begin = end + 1;
      if (begin < text_.size() && text_[begin] == '\\') ++begin;
      if (begin >= text_.size() || (text_[begin] != '"' && text_[begin] != '\'')) return npos;
      std::size_t last = text_.find(text_[begin], begin + 1);
      if (last == npos) return npos;
      at = last + 1;
      if (text_[last - 1] == '\\') --last;
      if (is_among(kNames, name)) pair.is_secret = is_hidden_name(text_.substr(begin + 1, last - begin - 1));
      if (is_among(kValues, name)) {
        pair.begin = begin + 1;
        pair.end = last;
      }
      close(pair);
    }
  }

  const std::string_view text_;
  SecretPlaces places_;
};

}  // namespace

SecretPlaces structured_secrets(std::string_view text) {
  const bool has_json = text.find('{') != npos && text.find('"') != npos;
  return has_json || text.find('<') != npos ? Structures(text).run() : SecretPlaces();
}

}  // namespace virga
