// Names that may be those of secrets, and what texts assign to them: scripts, connection strings, addresses, JSON.
#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "rules/engine/secret_words.h"

namespace virga {
namespace {

// The last words of names of secrets.
constexpr std::array<std::string_view, 15> kLastWords = {"pass",     "pwd",        "pw",          "passwd", "passcode",
                                                         "password", "passwords",  "passphrase",  "secret", "jwt",
                                                         "cred",     "credential", "credentials", "creds",  "salt"};
// Those of variables only: properties have other meanings.
constexpr std::array<std::string_view, 5> kLastOfVariables = {"secrets", "pin", "dsn", "otp", "pat"};
// The ends of last words, and words that end so and are none: "DBPASS", "rootpw".
constexpr std::array<std::string_view, 4> kEnds = {"pass", "pwd", "passwd", "pw"};
constexpr std::array<std::string_view, 11> kOpenEnds = {"bypass",   "compass",  "encompass", "trespass",
                                                        "surpass",  "overpass", "underpass", "lowpass",
                                                        "highpass", "bandpass", "multipass"};
// What no token of this kind is a secret: it tells requests or pages apart, or names a function.
constexpr std::array<std::string_view, 9> kOpenTokens = {
    "next", "client", "request", "service", "creator", "idempotency", "pagination", "continuation", "page"};
// What says whether or how to log in: "SMTP_AUTH".
constexpr std::array<std::string_view, 12> kOpenAuths = {"",        "smtp", "sasl",  "use", "enable", "disable",
                                                         "require", "skip", "allow", "no",  "with",   "iam"};
// What has passwords that are called so: "REDIS_AUTH", "RedisAuth".
// https://redis.io/docs/latest/commands/auth/
constexpr std::array<std::string_view, 5> kStoresWithAuth = {"redis", "rediscli", "valkey", "valkeycli", "elasticache"};
// What counts tokens.
constexpr std::array<std::string_view, 8> kCounts = {"max",   "min",    "maximum", "total",
                                                     "input", "output", "num",     "context"};
constexpr std::array<std::string_view, 11> kKeys = {"access", "signing", "hmac",    "deploy", "license", "account",
                                                    "shared", "auth",    "session", "jwt",    "webhook"};
// Properties of these names take a key of KMS, a part of a table or an ID.
constexpr std::array<std::string_view, 8> kKeysOfVariables = {"encryption", "master", "cipher",  "enc",
                                                              "crypto",     "aes",    "private", "app"};
// Services whose keys are secrets, whatever kind of key a name says.
constexpr std::array<std::string_view, 20> kIssuers = {"anthropic", "braintree", "cloudflare", "cohere",    "datadog",
                                                       "fastly",    "honeycomb", "mailchimp",  "mailgun",   "mandrill",
                                                       "newrelic",  "openai",    "opsgenie",   "pagerduty", "pinecone",
                                                       "plaid",     "postmark",  "sendgrid",   "stripe",    "twilio"};
// Parameters of addresses that are signed.
constexpr std::array<std::string_view, 4> kSignatures = {"sig", "signature", "x-amz-signature", "x-amz-security-token"};

// Addresses in which who has them may write somewhere; what follows is the secret.
constexpr std::array<std::string_view, 7> kOpenAddresses = {
    "hooks.slack.com/services/", "hooks.slack.com/workflows/",   "hooks.slack.com/triggers/",
    "discord.com/api/webhooks/", "discordapp.com/api/webhooks/", "webhook.office.com/webhookb2/",
    "api.telegram.org/bot"};
// Flags of one letter whose argument is a password, and the commands that have them.
constexpr std::pair<std::string_view, std::string_view> kPasswordFlags[] = {
    {"sshpass", "-p"},       {"redis-cli", "-a"},    {"docker login", "-p"}, {"podman login", "-p"},
    {"buildah login", "-p"}, {"skopeo login", "-p"}, {"oc login", "-p"},     {"az login", "-p"},
    {"mongo", "-p"},         {"mongosh", "-p"},      {"mongodump", "-p"},    {"mongorestore", "-p"},
    {"mongoexport", "-p"},   {"mongoimport", "-p"},  {"sqlcmd", "-P"},       {"ldapsearch", "-w"},
    {"ldapadd", "-w"},       {"ldapmodify", "-w"},   {"useradd", "-p"},      {"usermod", "-p"},
    {"twine upload", "-p"},  {"zip", "-P"},          {"unzip", "-P"}};
// Options of keytool. https://docs.oracle.com/en/java/javase/21/docs/specs/man/keytool.html
constexpr std::array<std::string_view, 5> kStorePasswords = {"-storepass", "-keypass", "-srcstorepass",
                                                             "-deststorepass", "-destkeypass"};
// Programs that take a password right behind -p, and how far before it they may stand.
constexpr std::array<std::string_view, 3> kShortFlags = {"mysql", "mariadb", "sshpass"};
constexpr std::size_t kMaxCommand = 500;
constexpr std::size_t kMaxPhrase = 80;

// Commands that take a secret as an argument without a flag.
constexpr std::string_view kSetsValue = "configure set ", kSetsToo = "config set ", kChangesPassword = "mysqladmin",
                           kNetUser = "net user ";
// What a password follows, in quotes: SQL, and PowerShell, where it need not have them. In lower case.
constexpr std::array<std::string_view, 3> kQuotedAfter = {"identified by", "identified by values", "password"};
constexpr std::string_view kIdentified = "identified with ", kBy = " by", kIdentifiedBy = "identified by";
// What begins a statement in which it need not have them, and what may stand there instead.
// https://docs.oracle.com/en/database/oracle/oracle-database/19/sqlrf/CREATE-USER.html
constexpr std::array<std::string_view, 7> kStatements = {"create user", "alter user", "grant ",    "create role",
                                                         "alter role",  "set role",   "connect to"};
constexpr std::array<std::string_view, 3> kNoPasswords = {"password", "values", "random"};
// How the names of functions begin that set what follows: setPassword('VALUE').
constexpr std::array<std::string_view, 2> kSetters = {"set", "with"};
constexpr std::string_view kSecureString = "convertto-securestring";

template <typename Words>
bool is_among(const Words& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_name_character(char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; }
bool is_quote(char c) { return c == '"' || c == '\''; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_end_of_line(char c) { return c == '\n' || c == '\r'; }

constexpr std::string_view kHashCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./$=,+-";
bool is_lower_or_digit(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return is_lower(c) || is_digit(c); });
}

class Assignments {
public:
  explicit Assignments(std::string_view text)
      : text_(text),
        takes_arguments_(
            text.find(kSetsValue) != std::string_view::npos || text.find(kSetsToo) != std::string_view::npos ||
            text.find(kChangesPassword) != std::string_view::npos || text.find(kNetUser) != std::string_view::npos) {}

  SecretPlaces run() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (text_[i] == '=' || text_[i] == ':') assignment(i);
      if (text_[i] == '-' && (i == 0 || is_space(text_[i - 1]))) flag(i);
      if (text_[i] == 'A' || text_[i] == 'a') authorization(i);
      if (text_[i] == '/') address(i);
      if (takes_arguments_ && is_blank(text_[i])) argument(i);
      if (is_blank(text_[i]) || text_[i] == '(') follower(i);
      if (text_[i] == ',') named_argument(i);
      if (text_[i] == '(') setter(i);
    }
    if (places_.empty()) whole();
    return std::move(places_);
  }

private:
  bool is_at(std::size_t i, bool (*is_it)(char)) const { return i < text_.size() && is_it(text_[i]); }

  std::size_t skip_blanks(std::size_t i) const {
    while (is_at(i, is_blank)) ++i;
    return i;
  }

  void hide(std::size_t begin, std::size_t end) {
    if (!places_.empty() && begin < places_.back().second) return;
    if (!is_open_value(text_.substr(begin, end - begin))) places_.emplace_back(begin, end);
  }

  // Up to the quote that closes the value, or to what ends a word.
  std::size_t end_of(std::size_t begin, char quote) const {
    const std::size_t end =
        quote != 0 ? text_.find(quote, begin) : text_.find_first_of(" \t\r\n;&,\"'<>()[]{}|`", begin);
    return end == std::string_view::npos ? text_.size() : end;
  }

  // What stands in quotes behind words: IDENTIFIED BY 'VALUE', PASSWORD('VALUE'), ConvertTo-SecureString "VALUE".
  // https://dev.mysql.com/doc/refman/8.4/en/create-user.html
  // https://learn.microsoft.com/powershell/module/microsoft.powershell.security/convertto-securestring
  void follower(std::size_t at) {
    const std::size_t from = at > kMaxPhrase ? at - kMaxPhrase : 0;
    if (at == from || is_blank(text_[at - 1])) return;
    std::size_t begin = skip_blanks(at + 1);
    const char last = text_[at - 1];
    // Most words are none of these.
    if (std::string_view("yYdDgGsS").find(last) == std::string_view::npos) return;
    const std::string before = to_lower(text_.substr(from, at - from));
    if (before.ends_with(kSecureString)) {
      while (is_at(begin, [](char c) { return c == '-'; })) {
        const std::size_t end = end_of(begin, '\0');
        const std::string option = to_lower(text_.substr(begin, end - begin));
        if (option != "-string" && option != "-asplaintext" && option != "-force") return;
        begin = skip_blanks(end);
      }
      return value(begin, false);
    }
    if (!is_at(begin, is_quote)) {
      const bool is_user = before.ends_with(kIdentifiedBy) &&
                           std::any_of(kStatements.begin(), kStatements.end(),
                                       [&](auto statement) { return before.find(statement) != std::string::npos; });
      if (is_user && !is_among(kNoPasswords, to_lower(text_.substr(begin, end_of(begin, '\0') - begin))))
        value(begin, false);
      return;
    }
    const std::size_t with = before.rfind(kIdentified);
    const bool is_plugin =
        before.ends_with(kBy) && with != std::string::npos && before.find_first_of(";\n", with) == std::string::npos;
    const bool is_it = std::any_of(kQuotedAfter.begin(), kQuotedAfter.end(), [&](std::string_view words) {
      return before.ends_with(words) &&
             (before.size() == words.size() || !is_name_character(before[before.size() - words.size() - 1]));
    });
    if (is_it || is_plugin) value(begin, false);
  }

  // define('NAME', 'VALUE'), at the comma. The quotes may be escaped.
  // https://www.php.net/manual/en/function.define.php
  void named_argument(std::size_t comma) {
    std::size_t end = comma;
    while (end > 0 && is_blank(text_[end - 1])) --end;
    if (end == 0 || !is_quote(text_[end - 1])) return;
    const char quote = text_[--end];
    if (end > 0 && text_[end - 1] == '\\') --end;
    std::size_t begin = end;
    while (begin > 0 && is_name_character(text_[begin - 1])) --begin;
    if (begin == 0 || text_[begin - 1] != quote) return;
    std::size_t open = begin - 1;
    while (open > 0 && (is_blank(text_[open - 1]) || text_[open - 1] == '\\')) --open;
    if (open == 0 || text_[open - 1] != '(' || !is_hidden_name(text_.substr(begin, end - begin))) return;
    std::size_t start = skip_blanks(comma + 1);
    if (is_at(start, [](char c) { return c == '\\'; })) ++start;
    if (is_at(start, is_quote)) value(start, false);
  }

  // setPassword('VALUE').
  void setter(std::size_t open) {
    std::size_t begin = open;
    while (begin > 0 && (is_letter_or_digit(text_[begin - 1]) || text_[begin - 1] == '_')) --begin;
    const std::string_view name = text_.substr(begin, open - begin);
    const std::string lower = to_lower(name.substr(0, 4));
    const bool sets =
        std::any_of(kSetters.begin(), kSetters.end(), [&](std::string_view verb) { return lower.starts_with(verb); });
    std::size_t start = skip_blanks(open + 1);
    if (is_at(start, [](char c) { return c == '\\'; })) ++start;
    if (sets && is_at(start, is_quote) && is_hidden_name(name)) value(start, false);
  }

  // One that must stand alone ends its line, its text or the map in braces that it is in.
  // Backticks are the quotes of JavaScript where `is_spaced`, and run a command in a shell else.
  void value(std::size_t begin, bool is_alone, bool is_in_map = false, bool is_spaced = false) {
    const bool is_quoted = is_at(begin, is_quote) || (is_spaced && begin < text_.size() && text_[begin] == '`');
    const char quote = is_quoted ? text_[begin] : '\0';
    if (quote != 0) ++begin;
    const std::size_t end = end_of(begin, quote);
    const std::size_t rest = skip_blanks(end);
    const bool ends = rest >= text_.size() || is_end_of_line(text_[rest]) || is_quote(text_[rest]) ||
                      (is_in_map && (text_[rest] == ',' || text_[rest] == '}'));
    if (quote != 0 || !is_alone || ends) hide(begin, end);
  }

  // NAME=VALUE, "NAME": "VALUE", NAME: VALUE on a line of its own.
  void assignment(std::size_t at) {
    const bool is_colon = text_[at] == ':';
    if (at + 1 < text_.size() && std::string_view("=:>/~").find(text_[at + 1]) != std::string_view::npos) return;
    std::size_t end = at;
    while (end > 0 && is_blank(text_[end - 1])) --end;
    const bool is_quoted = end > 0 && is_quote(text_[end - 1]);
    if (is_quoted) --end;
    std::size_t begin = end;
    while (begin > 0 && is_name_character(text_[begin - 1])) --begin;
    const char before = begin == 0 ? '\n' : text_[begin - 1];
    const std::string_view name = text_.substr(begin, end - begin);
    const bool is_signature = (before == '?' || before == '&') && is_among(kSignatures, to_lower(name));
    if (begin == end || !(is_signature || is_hidden_name(name))) return;
    // Parts of an ARN or of a dynamic reference are none.
    if (is_colon && !is_space(before) && !is_quote(before) && before != '{' && before != ',') return;
    const std::size_t start = skip_blanks(at + 1);
    const bool is_spaced = start > at + 1 || end + (is_quoted ? 1 : 0) < at;
    std::size_t left = begin;
    while (left > 0 && is_blank(text_[left - 1])) --left;
    const bool is_in_map = left > 0 && (text_[left - 1] == '{' || text_[left - 1] == ',');
    value(start, !is_quoted && (is_colon || is_spaced), is_in_map, is_spaced);
  }

  // --password VALUE, -u USER:VALUE.
  void flag(std::size_t at) {
    std::size_t end = at;
    while (is_at(end, is_name_character)) ++end;
    const std::string_view name = text_.substr(at, end - at);
    if (name.starts_with("-p") && name.size() > 2 && takes_short_password(at))
      return hide(at + 2, end_of(at + 2, '\0'));
    std::size_t begin = skip_blanks(end);
    if (begin == end) return;
    if (std::any_of(std::begin(kPasswordFlags), std::end(kPasswordFlags),
                    [&](const auto& one) { return one.second == name && is_command(command_before(at), one.first); })) {
      return value(begin, false);
    }
    if (name == "-u" || name == "--user" || name == "-auth" || name == "--auth") {
      const char quote = is_at(begin, is_quote) ? text_[begin] : '\0';
      if (quote != 0) ++begin;
      const std::size_t last = end_of(begin, quote);
      const std::size_t colon = text_.find(':', begin);
      if (colon >= last) return;
      const std::string_view word = text_.substr(colon + 1, last - colon - 1);
      // A user and a group.
      const bool is_number = std::all_of(word.begin(), word.end(), is_digit);
      if (!is_number) hide(colon + 1, last);
      return;
    }
    // A password of openssl says where it is from.
    if (name == "-pass" || name.ends_with("stdin") || name.ends_with("file")) return;
    if (!is_hidden_name(name) && !is_among(kStorePasswords, name)) return;
    value(begin, false);
  }

  // aws configure set aws_secret_access_key VALUE, npm config set //HOST/:_auth VALUE, mysqladmin password VALUE, net
  // user NAME VALUE. https://learn.microsoft.com/windows-server/administration/windows-commands/net-user
  void argument(std::size_t at) {
    std::size_t name = at;
    while (name > 0 && is_name_character(text_[name - 1])) --name;
    const std::string_view word = text_.substr(name, at - name);
    const std::size_t begin = skip_blanks(at);
    if (word.empty() || begin >= text_.size() || is_end_of_line(text_[begin])) return;
    std::string_view command = command_before(name);
    if (command.ends_with("/:")) command = command.substr(0, command.find_last_of(" \t") + 1);
    if (command.ends_with(kNetUser)) {
      if (text_[begin] != '/') value(begin, false);
      return;
    }
    const bool is_changed = word == "password" && command.find(kChangesPassword) != std::string_view::npos;
    if (is_changed || ((command.ends_with(kSetsValue) || command.ends_with(kSetsToo)) && is_hidden_name(word)))
      value(begin, false);
  }

  // What stands before a word in its command.
  std::string_view command_before(std::size_t at) const {
    const std::size_t from = at > kMaxCommand ? at - kMaxCommand : 0;
    std::string_view command = text_.substr(from, at - from);
    if (const std::size_t end = command.find_last_of("\n;|&"); end != std::string_view::npos) {
      command.remove_prefix(end + 1);
    }
    return command;
  }

  // Whether the words are in the command, and not the end of another word: "a.zip".
  static bool is_command(std::string_view command, std::string_view words) {
    for (std::size_t at = command.find(words); at != std::string_view::npos; at = command.find(words, at + 1)) {
      const std::size_t end = at + words.size();
      if ((at == 0 || !is_name_character(command[at - 1])) &&
          (end == command.size() || !is_name_character(command[end])))
        return true;
    }
    return false;
  }

  // mysql -pVALUE: whether the command in front of the flag is one of those.
  bool takes_short_password(std::size_t at) const {
    const std::string_view command = command_before(at);
    return std::any_of(kShortFlags.begin(), kShortFlags.end(),
                       [&](std::string_view name) { return command.find(name) != std::string_view::npos; });
  }

  // https://hooks.slack.com/services/VALUE.
  void address(std::size_t at) {
    for (const std::string_view one : kOpenAddresses) {
      const std::size_t first = one.find('/');
      if (at < first || text_.substr(at - first, one.size()) != one) continue;
      hide(at - first + one.size(), end_of(at, '\0'));
    }
  }

  // The whole text is "Basic VALUE", of a name and a password, or "Bearer VALUE".
  void whole() {
    constexpr std::size_t kLeast = 8;
    const std::size_t space = text_.find(' ');
    if (space == std::string_view::npos || text_.size() < space + 1 + kLeast) return;
    const std::string scheme = to_lower(text_.substr(0, space));
    const std::string_view rest = text_.substr(space + 1);
    const bool is_token = std::all_of(rest.begin(), rest.end(), [](char c) {
      return is_letter_or_digit(c) || std::string_view("+/=-._~").find(c) != std::string_view::npos;
    });
    // Words have no capitals or digits inside, as base64 has.
    const bool is_word = std::none_of(rest.begin() + 1, rest.end(), [](char c) { return is_upper(c) || is_digit(c); });
    // As it is before Fn::Base64 makes it of them.
    const std::size_t colon = rest.find(':');
    const bool is_login = scheme == "basic" && colon != std::string_view::npos && colon > 0 &&
                          colon + 1 < rest.size() && rest.find_first_of(" \t\r\n") == std::string_view::npos;
    if (is_login) return hide(space + 1, text_.size());
    if (is_token && (scheme == "bearer" || (scheme == "basic" && !is_word))) hide(space + 1, text_.size());
  }

  // Authorization: Basic VALUE.
  void authorization(std::size_t at) {
    constexpr std::string_view kHeader = "authorization";
    if (text_.size() - at < kHeader.size() || to_lower(text_.substr(at, kHeader.size())) != kHeader) return;
    std::size_t begin = at + kHeader.size();
    while (begin < text_.size() &&
           (is_blank(text_[begin]) || is_quote(text_[begin]) || text_[begin] == ':' || text_[begin] == '=')) {
      ++begin;
    }
    credentials(begin);
  }

  // Basic VALUE.
  void credentials(std::size_t begin) {
    constexpr std::array<std::string_view, 5> kSchemes = {"basic", "bearer", "token", "apikey", "digest"};
    std::size_t end = begin;
    while (is_at(end, is_letter_or_digit)) ++end;
    const std::size_t start = skip_blanks(end);
    if (start > end && is_among(kSchemes, to_lower(text_.substr(begin, end - begin)))) hide(start, end_of(start, '\0'));
  }

  const std::string_view text_;
  const bool takes_arguments_;  // argument()
  SecretPlaces places_;
};

}  // namespace

bool is_hidden_name(std::string_view name) {
  if (may_be_secret_name(name)) return true;
  const std::vector<std::string> words = words_of(name);
  if (words.empty()) return false;
  // Of npm, and of Sonar, whose login may be a token.
  // https://docs.npmjs.com/cli/configuring-npm/npmrc
  if (name == "_auth" || name.ends_with("sonar.login")) return true;
  const std::string& last = words.back();
  const std::string_view before = words.size() < 2 ? std::string_view() : words[words.size() - 2];
  const bool is_variable = name.find('_') != std::string_view::npos || std::none_of(name.begin(), name.end(), is_lower);
  if (is_among(kLastWords, last) || (is_variable && is_among(kLastOfVariables, last))) return true;
  const bool is_shouted = std::none_of(name.begin(), name.end(), is_lower);
  if (!is_among(kOpenEnds, last) &&
      std::any_of(kEnds.begin(), kEnds.end(), [&](auto end) { return last.ends_with(end); })) {
    return true;
  }
  // "apitoken", "signingkey", "encryptionkey", "stripekey".
  const auto compound = [&](std::string_view end) {
    return last.size() > end.size() && last.ends_with(end) ? std::string_view(last).substr(0, last.size() - end.size())
                                                           : std::string_view();
  };
  if (const std::string_view kind = compound("token"); !kind.empty()) {
    return !is_among(kOpenTokens, kind) && !is_among(kCounts, kind);
  }
  if (const std::string_view kind = compound("key");
      is_among(kKeys, kind) || is_among(kKeysOfVariables, kind) || is_among(kIssuers, kind)) {
    return true;
  }
  // "STRIPE_KEY", "OpenAIKey", "STRIPE_SK".
  if (last == "key" || last == "sk") {
    const bool has_more = words.size() > 2;
    if (is_among(kIssuers, before) || (has_more && is_among(kIssuers, words[words.size() - 3] + words.rbegin()[1])))
      return true;
  }
  // "PWD_DB", "BASIC_AUTH".
  if (is_shouted && words.size() == 2 && words.front() == "pwd") return true;
  if (last == "auth") {
    if (is_among(kStoresWithAuth, before)) return true;
    return is_variable && (before == "basic" || (is_shouted && !is_among(kOpenAuths, before)));
  }
  if (last == "token") return !is_among(kOpenTokens, before);
  if (last == "tokens") return is_variable && !is_among(kCounts, before);
  if (last == "key") return is_among(kKeys, before) || (is_variable && is_among(kKeysOfVariables, before));
  if (last == "authorization") return is_variable;
  if (last == "header") return before == "auth" || before == "authorization";
  return last == "url" && (before == "secret" || before == "webhook");
}

bool is_open_value(std::string_view value) {
  if (value.empty()) return true;
  // "$6$" and the like begin the hash of a password.
  // https://man7.org/linux/man-pages/man5/crypt.5.html
  constexpr std::size_t kLeastHash = 20;
  const std::size_t second = value.front() == '$' ? value.find('$', 1) : std::string_view::npos;
  const bool is_hash = second != std::string_view::npos && second > 1 && value.size() >= kLeastHash &&
                       is_lower_or_digit(value.substr(1, second - 1)) &&
                       value.find_first_not_of(kHashCharacters) == std::string_view::npos;
  if (!is_hash && std::string_view("$%<*!{[(-").find(value.front()) != std::string_view::npos) return true;
  constexpr std::array<std::string_view, 7> kNone = {"true", "false", "yes", "no", "none", "null", "undefined"};
  return value.starts_with("arn:") || is_among(kNone, to_lower(value));
}

SecretPlaces assigned_secrets(std::string_view text) {
  SecretPlaces places = Assignments(text).run();
  for (const auto find : {read_passwords, told_passwords, structured_secrets}) {
    const SecretPlaces found = find(text);
    places.insert(places.end(), found.begin(), found.end());
  }
  join_places(places);
  return places;
}

}  // namespace virga
