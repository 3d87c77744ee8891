#include "rules/engine/secret_words.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "compiler/support/characters.h"
#include "compiler/support/text.h"

namespace virga {
namespace {

constexpr std::string_view kAsterisks = "****";

// Properties that contain a password, sorted.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
constexpr std::array<std::string_view, 19> kPasswordProperties = {"ADDomainJoinPassword",
                                                                  "AccountPassword",
                                                                  "AdminPassword",
                                                                  "AdminUserPassword",
                                                                  "AsmPassword",
                                                                  "AuthPassword",
                                                                  "CrossRealmTrustPrincipalPassword",
                                                                  "DbPassword",
                                                                  "FsxAdminPassword",
                                                                  "KdcAdminPassword",
                                                                  "MasterUserPassword",
                                                                  "Password",
                                                                  "Passwords",
                                                                  "SaslPassword",
                                                                  "ServiceAccountPassword",
                                                                  "SmtpPassword",
                                                                  "SslClientKeyPassword",
                                                                  "SvmAdminPassword",
                                                                  "TdeCredentialPassword"};
constexpr std::string_view kPasswordEnd = "Password";  // in all of them

constexpr std::array<std::string_view, 7> kSecretWords = {"password",  "passwd", "passphrase", "privatekey",
                                                          "secretkey", "apikey", "accesstoken"};
// The name, ARN or length of a secret is not secret.
constexpr std::array<std::string_view, 9> kNoSecretEnds = {"arn",  "name", "id",      "length", "path",
                                                           "type", "days", "enabled", "policy"};
// Nor is what else is said of one; the last words of names. What a name ends with may be a part of another word.
constexpr std::string_view kDescriptions[] = {
    "alias",    "algorithm", "algorithms", "attempts", "description", "field", "file",     "format",
    "header",   "headers",   "host",       "interval", "label",       "limit", "policies", "port",
    "provider", "region",    "required",   "retries",  "rotation",    "size",  "status",   "table",
    "timeout",  "uri",       "url",        "urls",     "version"};
constexpr std::string_view kQuantities[] = {"age",   "count",  "days",     "expiration", "expiry",
                                            "hours", "length", "lifetime", "minutes",    "seconds",
                                            "ttl",   "unit",   "units",    "validity"};
// The last words of names of settings.
constexpr std::string_view kSettings[] = {
    "bucket", "database", "db",       "dbname", "debug",    "driver",  "enabled",  "engine", "env",  "environment",
    "format", "host",     "hostname", "hosts",  "language", "level",   "locale",   "mode",   "port", "protocol",
    "region", "schema",   "size",     "stage",  "table",    "timeout", "timezone", "type",   "tz",   "version"};
constexpr std::string_view kUsers[] = {"account", "admin", "client", "login", "user"};

constexpr std::array<std::string_view, 7> kMaybeEnds = {
    "secret", "authtoken", "oauthtoken", "secretstring", "secretaccesskey", "presharedkey", "sharedsecret"};
// The last words of variables that a program reads: "GITHUB_TOKEN". Properties of resources have no underscore.
constexpr std::array<std::string_view, 4> kVariableEnds = {"pass", "pwd", "token", "secret"};

// A word with this prefix and length.
struct Shape {
  std::string_view begin;
  std::size_t length;  // number of characters after the prefix
  bool upper;          // uppercase letters and digits only
  std::string_view what;
};

constexpr std::array<Shape, 9> kShapes = {{
    {"AKIA", 16, true, "an access key ID, whose secret is rarely far away"},
    {"ASIA", 16, true, "a temporary access key ID"},
    {"ghp_", 36, false, "a GitHub token"},
    {"gho_", 36, false, "a GitHub token"},
    {"ghs_", 36, false, "a GitHub token"},
    {"glpat-", 20, false, "a GitLab token"},
    {"xoxb-", 20, false, "a Slack token"},
    {"xoxp-", 20, false, "a Slack token"},
    {"sk_live_", 24, false, "a Stripe key"},
}};

// Where in a text a secret is.
struct Place {
  std::size_t begin = std::string_view::npos, end = 0;
  std::string_view what;
  bool found() const { return begin != std::string_view::npos; }
};

bool is_word(char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; }

Place find_shape(std::string_view text, const Shape& shape) {
  for (std::size_t at = text.find(shape.begin); at != std::string_view::npos; at = text.find(shape.begin, at + 1)) {
    if (at > 0 && is_word(text[at - 1])) continue;
    std::size_t end = at + shape.begin.size();
    while (end < text.size() && is_word(text[end])) ++end;
    const std::string_view rest = text.substr(at + shape.begin.size(), end - at - shape.begin.size());
    if (shape.upper ? rest.size() != shape.length : rest.size() < shape.length) continue;
    if (shape.upper &&
        std::any_of(rest.begin(), rest.end(), [](char c) { return is_lower(c) || c == '_' || c == '-'; }))
      continue;
    if (rest.ends_with("EXAMPLE")) continue;  // examples in AWS's documentation
    return {at, end, shape.what};
  }
  return {};
}

// "SG.", an ID and the secret, of SendGrid.
Place find_sendgrid_key(std::string_view text) {
  constexpr std::string_view kBegin = "SG.";
  constexpr std::size_t kId = 22, kSecret = 43;
  for (std::size_t at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin, at + 1)) {
    if (at > 0 && is_word(text[at - 1])) continue;
    const auto word_at = [&](std::size_t begin) {
      std::size_t end = begin;
      while (end < text.size() && is_word(text[end])) ++end;
      return end;
    };
    const std::size_t id = at + kBegin.size(), dot = word_at(id);
    if (dot - id < kId - 2 || dot >= text.size() || text[dot] != '.') continue;
    const std::size_t end = word_at(dot + 1);
    if (end - dot > kSecret / 2) return {at, end, "a key of SendGrid"};
  }
  return {};
}

// From "-----BEGIN RSA PRIVATE KEY-----" to the end of the text or the line that ends the key.
Place find_private_key(std::string_view text) {
  constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----";
  const std::size_t begin = text.find(kBegin);
  if (begin == std::string_view::npos) return {};
  const std::string_view line = text.substr(begin, text.find(kDashes, begin + kBegin.size()) - begin);
  if (!line.ends_with("PRIVATE KEY")) return {};
  std::size_t end = text.find(kEnd, begin);
  if (end != std::string_view::npos) end = text.find(kDashes, end + kEnd.size());
  return {begin, end == std::string_view::npos ? text.size() : end + kDashes.size(), "a private key"};
}

Place find_secret(std::string_view text) {
  for (const Shape& shape : kShapes) {
    if (const Place place = find_shape(text, shape); place.found()) return place;
  }
  return find_private_key(text);
}

// The password in "https://user:password@host".
Place find_url_password(std::string_view text) {
  constexpr std::string_view kScheme = "://";
  for (std::size_t at = text.find(kScheme); at != std::string_view::npos; at = text.find(kScheme, at + 1)) {
    const std::size_t begin = at + kScheme.size();
    const std::size_t end = text.find_first_of("/?#@ \t\n\"'<>", begin);
    if (end == std::string_view::npos || text[end] != '@') continue;
    const std::size_t colon = text.find(':', begin);
    // A variable or a dynamic reference is none.
    if (colon >= end || colon + 1 == end || text.substr(colon + 1, 2) == "${" || text.substr(colon + 1, 2) == "{{")
      continue;
    return {colon + 1, end, "a password in an address"};
  }
  return {};
}

}  // namespace

std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  bool is_open = false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_letter_or_digit(c)) {
      is_open = false;
      continue;
    }
    const bool begins =
        is_upper(c) && i > 0 && (!is_upper(name[i - 1]) || (i + 1 < name.size() && is_lower(name[i + 1])));
    if (!is_open || begins) words.emplace_back();
    words.back() += to_lower(std::string_view(&name[i], 1));
    is_open = true;
  }
  return words;
}

namespace {

template <typename Words>
bool is_among(const Words& words, std::string_view word) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

bool is_description(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  return words.size() > 1 && (is_among(kDescriptions, words.back()) || is_among(kQuantities, words.back()));
}

}  // namespace

bool is_quantity_name(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  return !words.empty() && is_among(kQuantities, words.back());
}

bool is_setting_name(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  if (words.empty()) return false;
  if (words.back() == "name") return words.size() > 1 && !is_among(kUsers, words[words.size() - 2]);
  return is_among(kSettings, words.back()) || is_among(kQuantities, words.back());
}

bool is_password_property(std::string_view name) {
  return name.find(kPasswordEnd) != std::string_view::npos &&
         std::binary_search(kPasswordProperties.begin(), kPasswordProperties.end(), name);
}

bool is_secret_name(std::string_view name) {
  const std::string lower = to_lower(name);
  const auto holds = [&](std::string_view word) { return lower.find(word) != std::string::npos; };
  const auto ends = [&](std::string_view end) { return lower.ends_with(end); };
  return std::any_of(kSecretWords.begin(), kSecretWords.end(), holds) &&
         std::none_of(kNoSecretEnds.begin(), kNoSecretEnds.end(), ends) && !is_description(name);
}

bool may_be_secret_name(std::string_view name) {
  std::string letters = to_lower(name);
  const std::string_view last = std::string_view(letters).substr(letters.find_last_of("_-") + 1);
  if (std::find(kVariableEnds.begin(), kVariableEnds.end(), last) != kVariableEnds.end()) return true;
  std::erase_if(letters, [](char c) { return c == '_' || c == '-'; });
  return is_password_property(name) || (is_secret_name(letters) && !is_description(name)) ||
         std::any_of(kMaybeEnds.begin(), kMaybeEnds.end(),
                     [&](std::string_view end) { return letters.ends_with(end); });
}

std::string_view secret_in(std::string_view text) { return find_secret(text).what; }

bool is_one_word(std::string_view text) { return std::all_of(text.begin(), text.end(), is_word); }

namespace {

SecretPlaces formed_secrets(std::string_view text) {
  SecretPlaces places = tokens_by_form(text);
  const auto find_all = [&](const auto& find) {
    for (std::size_t from = 0; from < text.size();) {
      const Place place = find(text.substr(from));
      if (!place.found()) return;
      places.emplace_back(from + place.begin, from + place.end);
      from += place.end;
    }
  };
  for (const Shape& shape : kShapes) find_all([&](std::string_view in) { return find_shape(in, shape); });
  for (const auto find : {find_private_key, find_sendgrid_key, find_url_password}) find_all(find);
  join_places(places);
  return places;
}

}  // namespace

void join_places(SecretPlaces& places) {
  std::sort(places.begin(), places.end());
  SecretPlaces joined;
  for (const auto& [begin, end] : places) {
    if (!joined.empty() && begin < joined.back().second) {
      joined.back().second = std::max(joined.back().second, end);
    } else {
      joined.emplace_back(begin, end);
    }
  }
  places = std::move(joined);
}

SecretPlaces secret_places(std::string_view text) {
  SecretPlaces places = formed_secrets(text);
  if (places.empty()) return assigned_secrets(text);
  std::string rest(text);
  for (const auto& [begin, end] : places) std::fill(&rest[begin], &rest[begin] + (end - begin), '*');
  const SecretPlaces assigned = assigned_secrets(rest);
  places.insert(places.end(), assigned.begin(), assigned.end());
  join_places(places);
  return places;
}

std::string without_places(std::string_view text, const SecretPlaces& places) {
  std::string out;
  std::size_t at = 0;
  for (const auto& [begin, end] : places) {
    out += text.substr(at, begin - at);
    out += kAsterisks;
    at = end;
  }
  out += text.substr(at);
  return out;
}

std::string without_secrets(std::string_view text) { return without_places(text, secret_places(text)); }

}  // namespace virga
