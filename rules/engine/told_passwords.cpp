// Passwords that commands are told, and lines of files that keep them.
#include <algorithm>
#include <iterator>
#include <string>

#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "rules/engine/secret_words.h"

namespace virga {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// How far from its program the name of what it does may be.
constexpr std::size_t kMaxCommand = 200;

// Commands whose second argument is a password.
// https://www.rabbitmq.com/docs/man/rabbitmqctl.8
struct Command {
  std::string_view program, name;
};
constexpr Command kCommands[] = {
    {"rabbitmqctl", "add_user"}, {"rabbitmqctl", "change_password"}, {"rabbitmqctl", "authenticate_user"}};

// What a password of openssl follows.
// https://docs.openssl.org/master/man1/openssl-passphrase-options/
constexpr std::string_view kSources[] = {"-pass pass:", "-passin pass:", "-passout pass:"};
constexpr std::string_view kKey = "-k";

// Stores a parameter, which is a secret by its name or by its type.
// https://docs.aws.amazon.com/cli/latest/reference/ssm/put-parameter.html
constexpr std::string_view kPutParameter = "put-parameter";

// The words of .netrc that another word follows, and the last of them.
// https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
constexpr std::string_view kMachine = "machine", kLogin = "login", kAccount = "account", kPassword = "password";

// Functions whose first two arguments, in quotes, are a user and a password, in lower case.
// https://learn.microsoft.com/sql/relational-databases/system-stored-procedures/sp-addlogin-transact-sql
constexpr std::string_view kAccounts[] = {"addaccount",    "addlogin",    "adduser",    "auth",  "authenticate",
                                          "createaccount", "createlogin", "createuser", "login", "sp_addlogin"};

// What a script of expect sends behind a prompt for a password.
// https://man7.org/linux/man-pages/man1/expect.1.html
constexpr std::string_view kPrompt = "assword", kSend = "send";
constexpr std::size_t kMaxPrompt = 200;

// sed puts what is behind the second separator in the place of what is behind the first one.
// https://www.gnu.org/software/sed/manual/html_node/The-_0022s_0022-Command.html
constexpr std::string_view kSed = "sed";
constexpr std::size_t kMaxScript = 1'000;
constexpr std::string_view kSeparators = "/|#@,:!%~";
// How words end that stand for a value: "password_here".
constexpr std::string_view kStandIns[] = {"_here", "_placeholder", "-here", "-placeholder", "_value"};

constexpr std::string_view kPostgresFile = "pgpass";
constexpr std::string_view kPostgresPort = ":5432:";

bool is_quote(char c) { return c == '"' || c == '\''; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool ends_word(char c) { return is_space(c) || is_quote(c) || std::string_view(";&|<>()`\\").find(c) != npos; }
bool is_name_character(char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; }

class ToldPasswords {
public:
  explicit ToldPasswords(std::string_view text) : text_(text) {}

  SecretPlaces run() {
    for (const Command& one : kCommands) each(one.name, [&](std::size_t at) { second_argument(one, at); });
    for (const std::string_view one : kSources) each(one, [&](std::size_t at) { hide_word(at + one.size()); });
    each(kKey, [&](std::size_t at) { key(at); });
    each(kPutParameter, [&](std::size_t at) { stored(at); });
    each("--", [&](std::size_t at) { listed(at); });
    each(kMachine, [&](std::size_t at) { machine(at); });
    each("(", [&](std::size_t at) { account(at); });
    each("sp_addlogin ", [&](std::size_t at) { account(at + std::string_view("sp_addlogin").size()); });
    if (text_.find("expect") != npos) each(kPrompt, [&](std::size_t at) { prompt(at + kPrompt.size()); });
    each(kSed, [&](std::size_t at) { replacements(at); });
    if (text_.find(kPostgresFile) != npos) {
      each(":", [&](std::size_t at) { postgres(at); });
    } else {
      each(kPostgresPort, [&](std::size_t at) { postgres(at); });
    }
    join_places(places_);
    return std::move(places_);
  }

private:
  template <typename Then>
  void each(std::string_view word, const Then& then) const {
    for (std::size_t at = text_.find(word); at != npos; at = text_.find(word, at + word.size())) then(at);
  }

  bool is_word(std::size_t begin, std::size_t end) const {
    return (begin == 0 || !is_name_character(text_[begin - 1])) &&
           (end >= text_.size() || !is_name_character(text_[end]));
  }

  std::size_t skip_blanks(std::size_t at) const {
    while (at < text_.size() && is_blank(text_[at])) ++at;
    return at;
  }

  // Lines may be written as the "\n" of printf, too.
  std::size_t skip_space(std::size_t at) const {
    while (at < text_.size()) {
      if (is_space(text_[at])) {
        ++at;
      } else if (text_.substr(at, 2) == "\\n") {
        at += 2;
      } else {
        break;
      }
    }
    return at;
  }

  std::size_t end_of_word(std::size_t at) const {
    if (at < text_.size() && is_quote(text_[at])) return std::min(text_.find(text_[at], at + 1), text_.size() - 1) + 1;
    while (at < text_.size() && !ends_word(text_[at])) ++at;
    return at;
  }

  // A word, without its quotes.
  void hide_word(std::size_t begin) {
    std::size_t end = end_of_word(begin);
    if (begin < end && is_quote(text_[begin])) {
      ++begin;
      if (end > begin && is_quote(text_[end - 1])) --end;
    }
    if (begin < end && !is_open_value(text_.substr(begin, end - begin))) places_.emplace_back(begin, end);
  }

  bool is_in_command(std::string_view program, std::size_t at) const {
    const std::size_t from = at > kMaxCommand ? at - kMaxCommand : 0;
    const std::string_view before = text_.substr(from, at - from);
    const std::size_t found = before.rfind(program);
    return found != npos && before.find_first_of("\n;|&", found) == npos;
  }

  void second_argument(const Command& command, std::size_t at) {
    const std::size_t end = at + command.name.size();
    if (!is_word(at, end) || !is_in_command(command.program, at)) return;
    const std::size_t first = skip_blanks(end);
    const std::size_t next = end_of_word(first);
    const std::size_t second = skip_blanks(next);
    if (first > end && second > next) hide_word(second);
  }

  // openssl enc -k VALUE.
  void key(std::size_t at) {
    const std::size_t end = at + kKey.size();
    const std::size_t begin = skip_blanks(end);
    if (begin > end && is_word(at, end) && is_in_command("openssl", at)) hide_word(begin);
  }

  // What follows an option in the same command, on this line or on those that it is continued on.
  std::size_t value_of(std::string_view option, std::size_t from, std::size_t to) const {
    const std::string_view command = text_.substr(0, to);
    for (std::size_t at = command.find(option, from); at != npos; at = command.find(option, at + 1)) {
      const std::size_t end = at + option.size();
      if (!is_word(at, end)) continue;
      return end < text_.size() && text_[end] == '=' ? end + 1 : skip_blanks(end);
    }
    return npos;
  }

  // aws ssm put-parameter --name NAME --value VALUE, in any order.
  void stored(std::size_t at) {
    std::size_t end = at;
    while (end < text_.size() && end - at < kMaxScript && std::string_view(";|&").find(text_[end]) == npos &&
           (text_[end] != '\n' || text_[end - 1] == '\\'))
      ++end;
    const std::size_t name = value_of("--name", at, end), value = value_of("--value", at, end);
    if (value == npos) return;
    const bool is_secure = text_.substr(at, end - at).find("SecureString") != npos;
    const bool is_named =
        name != npos && is_hidden_name("_" + std::string(text_.substr(name, end_of_word(name) - name)));
    if (is_secure || is_named) hide_word(value);
  }

  // [psql, --password, VALUE], also in quotes, and an item below the other.
  void listed(std::size_t at) {
    std::size_t end = at;
    while (end < text_.size() && is_name_character(text_[end])) ++end;
    const std::string_view flag = text_.substr(at, end - at);
    const std::size_t next = end;
    if (at == 0 || is_name_character(text_[at - 1])) return;
    if (end < text_.size() && text_[end] == '\\') ++end;
    if (end < text_.size() && is_quote(text_[end])) ++end;
    std::size_t begin = skip_blanks(end);
    if (begin < text_.size() && text_[begin] == ',') {
      begin = skip_space(begin + 1);
    } else {
      const std::size_t item = skip_space(begin);
      if (item == begin || text_.substr(item, 2) != "- ") return;
      begin = skip_blanks(item + 2);
    }
    begin = skip_backslash(begin);
    if (begin <= next || begin >= text_.size() || text_[begin] == '-') return;
    if (flag.ends_with("stdin") || flag.ends_with("file") || !is_hidden_name(flag)) return;
    std::size_t last = begin;
    if (is_quote(text_[begin])) {
      last = std::min(text_.find(text_[begin], begin + 1), text_.size());
      if (text_[last - 1] == '\\') --last;
      ++begin;
    } else {
      while (last < text_.size() && !ends_word(text_[last]) && text_[last] != ',' && text_[last] != ']') ++last;
    }
    if (begin < last && !is_open_value(text_.substr(begin, last - begin))) places_.emplace_back(begin, last);
  }

  std::size_t skip_backslash(std::size_t at) const { return at < text_.size() && text_[at] == '\\' ? at + 1 : at; }

  // createAccount('USER', 'VALUE'), at what is behind the name. The quotes may be escaped.
  void account(std::size_t at) {
    std::size_t begin = at;
    while (begin > 0 && (is_letter_or_digit(text_[begin - 1]) || text_[begin - 1] == '_')) --begin;
    const std::string name = to_lower(text_.substr(begin, at - begin));
    if (std::find(std::begin(kAccounts), std::end(kAccounts), name) == std::end(kAccounts)) return;
    const std::size_t user = skip_backslash(skip_blanks(at + 1));
    if (user >= text_.size() || !is_quote(text_[user])) return;
    const std::size_t end = text_.substr(0, user + kMaxCommand).find(text_[user], user + 1);
    if (end == npos) return;
    const std::size_t comma = skip_blanks(end + 1);
    if (comma >= text_.size() || text_[comma] != ',') return;
    const std::size_t value = skip_backslash(skip_blanks(comma + 1));
    if (value < text_.size() && is_quote(text_[value])) hide_word(value);
  }

  // expect "assword:" … send "VALUE\r", at what is behind the prompt.
  void prompt(std::size_t at) {
    const std::string_view near = text_.substr(at, kMaxPrompt);
    const std::size_t found = near.find(kSend);
    if (found == npos || near.substr(0, found).find(kPrompt) != npos || near.substr(0, found).find("expect") != npos) {
      return;
    }
    std::size_t begin = skip_blanks(at + found + kSend.size());
    if (text_.substr(begin, 3) == "-- ") begin = skip_blanks(begin + 3);
    begin = skip_backslash(begin);
    if (begin >= text_.size() || !is_quote(text_[begin])) return;
    const std::string_view sent = text_.substr(0, begin + kMaxPrompt);
    std::size_t end = std::min(sent.find(text_[begin], begin + 1), sent.size());
    if (text_[end - 1] == '\\') --end;
    ++begin;
    while (end > begin + 1 && text_[end - 2] == '\\' && (text_[end - 1] == 'r' || text_[end - 1] == 'n')) {
      end -= 2;
      if (text_[end - 1] == '\\') --end;
    }
    if (begin < end && !is_open_value(text_.substr(begin, end - begin))) places_.emplace_back(begin, end);
  }

  // Whether the pattern is the name of a secret, or what stands for one: "@DB_PASSWORD@", "password_here".
  static bool is_stand_in(std::string_view pattern) {
    while (!pattern.empty() && !is_letter_or_digit(pattern.front())) pattern.remove_prefix(1);
    while (!pattern.empty() && !is_letter_or_digit(pattern.back())) pattern.remove_suffix(1);
    for (const std::string_view end : kStandIns) {
      if (to_lower(pattern).ends_with(end)) pattern.remove_suffix(end.size());
    }
    return !pattern.empty() && std::all_of(pattern.begin(), pattern.end(), is_name_character) &&
           is_hidden_name(pattern);
  }

  // sed -i -e 's/PATTERN/VALUE/' …, to the end of the command.
  void replacements(std::size_t at) {
    if (!is_word(at, at + kSed.size())) return;
    const std::string_view longest = text_.substr(0, at + kMaxScript);
    const std::string_view script = longest.substr(0, longest.find('\n', at));
    for (std::size_t i = at + kSed.size(); i + 2 < script.size(); ++i) {
      if (text_[i] != 's' || is_letter_or_digit(text_[i - 1]) || kSeparators.find(text_[i + 1]) == npos) continue;
      const char separator = text_[i + 1];
      const std::size_t second = script.find(separator, i + 2);
      if (second == npos) continue;
      const std::size_t end = script.find(separator, second + 1);
      if (end == npos || !is_stand_in(text_.substr(i + 2, second - i - 2))) continue;
      if (!is_open_value(text_.substr(second + 1, end - second - 1))) places_.emplace_back(second + 1, end);
      i = end;
    }
  }

  // machine HOST login USER password VALUE, on one line or several.
  void machine(std::size_t at) {
    const std::size_t end = at + kMachine.size();
    std::size_t name = skip_space(end);
    if (name == end || !is_word(at, end)) return;
    name = end_of_word(name);
    while (true) {
      const std::size_t word = skip_space(name);
      if (word == name) return;
      const std::size_t last = end_of_word(word);
      const std::string_view key = text_.substr(word, last - word);
      const std::size_t value = skip_space(last);
      if (value == last || (key != kLogin && key != kAccount && key != kPassword)) return;
      if (key == kPassword) hide_word(value);
      name = end_of_word(value);
      if (name == value) return;
    }
  }

  // HOST:PORT:DATABASE:USER:VALUE, at the colon before the port.
  // https://www.postgresql.org/docs/current/libpq-pgpass.html
  void postgres(std::size_t at) {
    if (at == 0 || ends_word(text_[at - 1])) return;
    constexpr std::size_t kMaxPort = 5;
    std::size_t colon = at + 1;
    while (colon < text_.size() && is_digit(text_[colon])) ++colon;
    if (colon == at + 1 && colon < text_.size() && text_[colon] == '*') ++colon;
    if (colon == at + 1 || colon - at - 1 > kMaxPort) return;
    for (int field = 0; field < 3; ++field) {
      if (colon >= text_.size() || text_[colon] != ':') return;
      if (field == 2) break;
      const std::size_t begin = ++colon;
      while (colon < text_.size() && text_[colon] != ':' && !ends_word(text_[colon])) ++colon;
      if (colon == begin) return;
    }
    hide_word(colon + 1);
  }

  const std::string_view text_;
  SecretPlaces places_;
};

}  // namespace

SecretPlaces told_passwords(std::string_view text) { return ToldPasswords(text).run(); }

}  // namespace virga
