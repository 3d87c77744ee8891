// Forms that issuers give their keys and tokens, so that scanners find them. Such texts are hidden wherever they stand.
#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <utility>

#include "compiler/support/characters.h"
#include "rules/engine/secret_words.h"

namespace virga {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// The longest token to look at.
constexpr std::size_t kMaxToken = 8'000;

bool is_word(char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; }

enum class Alphabet : std::uint8_t {
  Hex,      // lowercase
  Capital,  // uppercase letters and digits
  Alnum,
  Word,    // with "_" and "-"
  Dotted,  // and "."
  Base64,
};

bool is_in(Alphabet alphabet, char c) {
  switch (alphabet) {
    case Alphabet::Hex:
      return is_digit(c) || (c >= 'a' && c <= 'f');
    case Alphabet::Capital:
      return is_digit(c) || is_upper(c);
    case Alphabet::Alnum:
      return is_letter_or_digit(c);
    case Alphabet::Word:
      return is_word(c);
    case Alphabet::Dotted:
      return is_word(c) || c == '.';
    case Alphabet::Base64:
      return is_word(c) || c == '+' || c == '/' || c == '=';
  }
  return false;
}

// What begins a token, and what follows. A prefix never does alone.
struct TokenForm {
  std::string_view begin;
  Alphabet alphabet;
  std::size_t least;
  bool is_exact = false;  // no longer than that
};

// https://docs.github.com/code-security/secret-scanning/introduction/supported-secret-scanning-patterns
// https://docs.gitlab.com/security/tokens/#token-prefixes
constexpr TokenForm kForms[] = {
    // OpenAI, Anthropic and others that serve models
    {"sk-", Alphabet::Alnum, 32},
    {"sk-proj-", Alphabet::Word, 20},
    {"sk-svcacct-", Alphabet::Word, 20},
    {"sk-admin-", Alphabet::Word, 20},
    {"sk-ant-", Alphabet::Word, 32},
    {"sk-or-v1-", Alphabet::Hex, 64},
    {"gsk_", Alphabet::Alnum, 40},
    {"hf_", Alphabet::Alnum, 30},
    {"r8_", Alphabet::Alnum, 37, true},
    {"pplx-", Alphabet::Alnum, 40},
    // Stripe, Square
    {"sk_live_", Alphabet::Alnum, 16},
    {"sk_test_", Alphabet::Alnum, 24},
    {"rk_live_", Alphabet::Alnum, 24},
    {"rk_test_", Alphabet::Alnum, 24},
    {"whsec_", Alphabet::Base64, 24},
    {"sq0atp-", Alphabet::Word, 22},
    {"sq0csp-", Alphabet::Word, 40},
    // GitHub, GitLab, Atlassian
    {"github_pat_", Alphabet::Word, 36},
    {"ghu_", Alphabet::Alnum, 36},
    {"ghr_", Alphabet::Alnum, 36},
    {"gldt-", Alphabet::Word, 20},
    {"glrt-", Alphabet::Word, 20},
    {"glptt-", Alphabet::Word, 40},
    {"ATATT3", Alphabet::Base64, 60},
    {"ATCTT3", Alphabet::Base64, 60},
    {"ATBB", Alphabet::Alnum, 32, true},
    // Registries
    {"npm_", Alphabet::Alnum, 36, true},
    {"pypi-AgE", Alphabet::Word, 50},
    {"rubygems_", Alphabet::Hex, 48, true},
    {"dckr_pat_", Alphabet::Word, 27},
    // Clouds and tools
    {"dop_v1_", Alphabet::Hex, 64, true},
    {"doo_v1_", Alphabet::Hex, 64, true},
    {"dor_v1_", Alphabet::Hex, 64, true},
    {"hvs.", Alphabet::Word, 20},
    {"hvb.", Alphabet::Word, 20},
    {"hvr.", Alphabet::Word, 20},
    {"dapi", Alphabet::Hex, 32, true},
    {"pul-", Alphabet::Hex, 40, true},
    {"AIza", Alphabet::Word, 35},
    {"GOCSPX-", Alphabet::Word, 28},
    {"AGE-SECRET-KEY-1", Alphabet::Capital, 58, true},
    {"tskey-auth-", Alphabet::Word, 20},
    {"glsa_", Alphabet::Word, 41, true},
    {"sntrys_", Alphabet::Base64, 64},
    {"sntryu_", Alphabet::Hex, 64, true},
    {"NRAK-", Alphabet::Alnum, 27},
    // Shops, mail, chats and the rest
    {"shpat_", Alphabet::Hex, 32, true},
    {"shpss_", Alphabet::Hex, 32, true},
    {"shpca_", Alphabet::Hex, 32, true},
    {"shppa_", Alphabet::Hex, 32, true},
    {"xapp-", Alphabet::Word, 40},
    {"xoxa-", Alphabet::Word, 20},
    {"xoxr-", Alphabet::Word, 20},
    {"xoxs-", Alphabet::Word, 20},
    {"lin_api_", Alphabet::Alnum, 40},
    {"PMAK-", Alphabet::Word, 59, true},
    {"xkeysib-", Alphabet::Word, 64},
    {"key-", Alphabet::Hex, 32, true},
    {"SK", Alphabet::Hex, 32, true},
};

// Letters that no one writes: a digit, or both cases.
bool is_random(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_digit) ||
         (std::any_of(text.begin(), text.end(), is_upper) && std::any_of(text.begin(), text.end(), is_lower));
}

class Forms {
public:
  explicit Forms(std::string_view text) : text_(text) {}

  SecretPlaces run() {
    for (std::size_t at = 0; at < text_.size(); ++at) {
      if (text_[at] == ':') address(at);
      if (!is_word(text_[at]) || (at > 0 && is_word(text_[at - 1]))) continue;
      for (const TokenForm& form : kForms) {
        if (form.begin.front() == text_[at]) token(at, form);
      }
      if (text_[at] == 'e') web_token(at);
      if (is_digit(text_[at])) bot_token(at);
    }
    return std::move(places_);
  }

private:
  // Where what is of these characters ends.
  std::size_t end_of(std::size_t begin, Alphabet alphabet) const {
    const std::size_t last = std::min(text_.size(), begin + kMaxToken);
    while (begin < last && is_in(alphabet, text_[begin])) ++begin;
    return begin;
  }

  void hide(std::size_t begin, std::size_t end) {
    if (places_.empty() || places_.back().second <= begin) places_.emplace_back(begin, end);
  }

  void token(std::size_t at, const TokenForm& form) {
    if (!text_.substr(at).starts_with(form.begin)) return;
    const bool goes_on = form.alphabet == Alphabet::Base64;  // over several words, each of which may begin as one
    if (goes_on && at < read_) return;
    const std::size_t begin = at + form.begin.size(), end = end_of(begin, form.alphabet);
    if (goes_on) read_ = end;
    if (end - begin < form.least || (form.is_exact && end - begin > form.least)) return;
    if (end < text_.size() && is_word(text_[end])) return;
    if (is_random(text_.substr(begin, end - begin))) hide(at, end);
  }

  // A header, what it says and a signature, the first two of which are JSON.
  // https://datatracker.ietf.org/doc/html/rfc7519
  void web_token(std::size_t at) {
    constexpr std::string_view kJson = "eyJ", kNext = ".eyJ";
    if (!text_.substr(at).starts_with(kJson) || (at > 0 && text_[at - 1] == '.')) return;
    const std::size_t end = end_of(at, Alphabet::Dotted);
    const std::string_view token = text_.substr(at, end - at);
    const std::size_t next = token.find(kNext);
    if (next == npos || next != token.find('.')) return;
    const std::size_t signature = token.find('.', next + 1);
    if (signature != npos && signature + 1 < token.size()) hide(at, end);
  }

  // The number of a bot of Telegram, a colon and its token.
  // https://core.telegram.org/bots/features#creating-a-new-bot
  void bot_token(std::size_t at) {
    constexpr std::size_t kLeastId = 8, kMostId = 10, kToken = 35;
    std::size_t colon = at;
    while (colon < text_.size() && is_digit(text_[colon])) ++colon;
    if (colon - at < kLeastId || colon - at > kMostId || colon == text_.size() || text_[colon] != ':') return;
    const std::size_t end = end_of(colon + 1, Alphabet::Word);
    const std::string_view token = text_.substr(colon + 1, end - colon - 1);
    if (token.size() == kToken && std::any_of(token.begin(), token.end(), is_upper) &&
        std::any_of(token.begin(), token.end(), is_lower)) {
      hide(at, end);
    }
  }

  // The key before the host, at the colon: https://KEY@o1.ingest.sentry.io/1.
  // https://docs.sentry.io/concepts/key-terms/dsn-explainer/
  void address(std::size_t colon) {
    constexpr std::string_view kBegin = "://", kHost = "sentry.io";
    constexpr std::size_t kKey = 32, kLeastKey = 8;
    if (!text_.substr(colon).starts_with(kBegin)) return;
    const std::size_t begin = colon + kBegin.size(), end = end_of(begin, Alphabet::Alnum);
    if (end == text_.size() || text_[end] != '@' || end - begin < kLeastKey) return;
    const std::size_t host = end_of(end + 1, Alphabet::Dotted);
    const bool is_key = end - begin == kKey && end_of(begin, Alphabet::Hex) == end;
    if (is_key || text_.substr(end + 1, host - end - 1).ends_with(kHost)) hide(begin, end);
  }

  const std::string_view text_;
  std::size_t read_ = 0;  // the end of the last text of Base64
  SecretPlaces places_;
};

}  // namespace

SecretPlaces tokens_by_form(std::string_view text) { return Forms(text).run(); }

}  // namespace virga
