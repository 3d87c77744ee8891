// Passwords that commands such as chpasswd read or are told.
#include <algorithm>
#include <array>
#include <iterator>

#include "compiler/support/characters.h"
#include "rules/engine/secret_words.h"

namespace virga {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// The end of the names of all of them.
constexpr std::string_view kName = "passwd";
// How far from a command what it reads may be, but for here-documents.
constexpr std::size_t kMaxWritten = 2'000;

// Flags with which a command reads passwords from its input.
// https://man7.org/linux/man-pages/man8/chpasswd.8.html
// https://httpd.apache.org/docs/2.4/programs/htpasswd.html
// https://www.samba.org/samba/docs/current/man-html/smbpasswd.8.html
struct Reader {
  std::string_view begin, flag;
};
constexpr Reader kReaders[] = {{"", "-stdin"}, {"smb", "-s"}, {"vnc", "-f"}, {"ht", "-i"}};

// Other commands that read a secret from their input: a word of them that tells, and one that the command has, too.
// https://docs.docker.com/reference/cli/docker/login/#password-stdin
// https://www.sudo.ws/docs/man/sudo.man/
// https://web.mit.edu/kerberos/krb5-latest/doc/user/user_commands/kinit.html
struct Command {
  std::string_view word, other;
};
constexpr Command kCommands[] = {
    {"--password-stdin", "login"}, {"sudo", " -S"},           {"sudo", " --stdin"},  {"kinit", ""}, {"realm", " join"},
    {"--with-token", "login"},     {"--passphrase-fd", " 0"}, {"cryptsetup", "luks"}};

// What a command may stand behind.
constexpr std::string_view kRunners[] = {"sudo", "then", "do", "else", "(", "{"};

bool is_name_character(char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; }
bool is_quote(char c) { return c == '"' || c == '\''; }
bool is_blank(char c) { return c == ' ' || c == '\t'; }

class PasswordReaders {
public:
  explicit PasswordReaders(std::string_view text) : text_(text) {}

  SecretPlaces run() {
    for (std::size_t at = text_.find(kName); at != npos; at = text_.find(kName, at + 1)) {
      const std::size_t end = at + kName.size();
      if (at < read_) continue;
      if (end < text_.size() && is_name_character(text_[end])) continue;
      std::size_t begin = at;
      while (begin > 0 && is_name_character(text_[begin - 1])) --begin;
      command(text_.substr(begin, at - begin), begin, end);
    }
    takes_pairs_ = false;
    for (const Command& one : kCommands) {
      read_ = 0;
      for (std::size_t at = text_.find(one.word); at != npos; at = text_.find(one.word, at + one.word.size())) {
        if (at >= read_) other_command(one, at);
      }
    }
    join_places(places_);
    return std::move(places_);
  }

private:
  void other_command(const Command& known, std::size_t begin) {
    std::size_t end = begin + known.word.size();
    if ((begin > 0 && is_name_character(text_[begin - 1])) || (end < text_.size() && is_name_character(text_[end]))) {
      return;
    }
    const std::size_t first = begin_of_command(begin);
    end = std::min(text_.substr(0, begin + kMaxWritten).find_first_of("\n;|&", begin), text_.size());
    if (text_.substr(first, end - first).find(known.other) == npos) return;
    if (const std::size_t bar = bar_before(first); bar != npos) piped(bar, true);
    redirected(begin, end);
  }

  // The pipe to the command that begins at `first`, if there is one. The line may end behind it.
  std::size_t bar_before(std::size_t first) const {
    std::size_t bar = first;
    while (bar > 0 && (is_space(text_[bar - 1]) || text_[bar - 1] == '\\')) --bar;
    return bar > 0 && text_[bar - 1] == '|' ? bar - 1 : npos;
  }

  // Whether passwd itself runs here, which reads its input if that is no terminal: not a file of this name.
  bool is_passwd(std::size_t begin, std::size_t first) const {
    if (begin > 0 && text_[begin - 1] == '/') return text_.substr(0, begin).ends_with("bin/");
    const std::string_view before = without_blanks(text_.substr(first, begin - first));
    return before.empty() || before.find("chroot ") != npos ||
           std::any_of(std::begin(kRunners), std::end(kRunners), [&](auto one) { return before.ends_with(one); });
  }

  // `prefix`: "ch" of "chpasswd", which is from `begin` to `end`.
  void command(std::string_view prefix, std::size_t begin, std::size_t end) {
    takes_pairs_ = prefix == "ch";
    if (takes_pairs_) cloud_config(begin, end);
    const std::size_t first = begin_of_command(begin);
    const std::string_view near = text_.substr(0, end + kMaxWritten);
    const std::size_t last = std::min(near.find('\n', end), near.size());
    const std::string_view rest = text_.substr(end, last - end);
    told(prefix, text_.substr(first, begin - first), rest);
    const bool reads = takes_pairs_ || (prefix.empty() && is_passwd(begin, first)) ||
                       std::any_of(std::begin(kReaders), std::end(kReaders), [&](const Reader& one) {
                         return prefix == one.begin && rest.find(one.flag) != npos;
                       });
    if (const std::size_t bar = bar_before(first); bar != npos) piped(bar, reads);
    if (reads) redirected(end, last);
  }

  // htpasswd -b FILE USER VALUE, openssl passwd -6 VALUE.
  // https://docs.openssl.org/master/man1/openssl-passwd/
  void told(std::string_view prefix, std::string_view before, std::string_view after) {
    const std::string_view words = after.substr(0, after.find_first_of(";|&<>)`"));
    const bool is_batch = prefix == "ht" && has_flag(words, 'b');
    const bool is_hashed = prefix.empty() && before.find("openssl") != npos;
    if (!is_batch && !is_hashed) return;
    std::size_t last = words.size();
    while (last > 0 && is_blank(words[last - 1])) --last;
    if (last == 0) return;
    const char quote = is_quote(words[last - 1]) ? words[last - 1] : '\0';
    if (quote != 0) --last;
    std::size_t first = last;
    while (first > 0 && (quote != 0 ? words[first - 1] != quote : !is_blank(words[first - 1]))) --first;
    const auto begin = static_cast<std::size_t>(words.data() - text_.data());
    hide(begin + first, begin + last);
  }

  // Whether one of the words is an option of one letter or several with this one.
  static bool has_flag(std::string_view words, char flag) {
    for (std::size_t at = words.find(" -"); at != npos; at = words.find(" -", at + 1)) {
      const std::string_view word = words.substr(at + 2, words.find(' ', at + 2) - at - 2);
      if (!word.starts_with('-') && word.find(flag) != npos) return true;
    }
    return false;
  }

  // echo 'USER:VALUE' | chpasswd, cat <<END | chpasswd. What the command does not read by a flag is a password if it is
  // written twice.
  void piped(std::size_t at, bool reads) {
    std::size_t end = at;
    while (end > 0 && is_blank(text_[end - 1])) --end;
    if (end == 0) return;
    const std::size_t line = begin_of_line(at);
    if (reads) redirected(line, at);
    if (text_[end - 1] != ')' && text_[end - 1] != '}') return written(end, line, reads);
    // (echo VALUE; echo VALUE) | smbpasswd -s
    const std::size_t least = at > kMaxWritten ? at - kMaxWritten : 0;
    const std::size_t open = text_.substr(least, end - least).rfind(text_[end - 1] == ')' ? '(' : '{');
    if (open == npos) return;
    const std::size_t first = least + open + 1;
    --end;
    while (end > first) {
      while (end > first && (is_space(text_[end - 1]) || text_[end - 1] == ';')) --end;
      written(end, first, reads);
      const std::size_t other = begin_of_command(end);
      if (other <= first) return;
      end = other - 1;
    }
  }

  // What the command whose last word ends at `end` writes. That word begins at `line` at the earliest, or in quotes.
  void written(std::size_t end, std::size_t line, bool reads) {
    if (end == 0) return;
    const char quote = is_quote(text_[end - 1]) ? text_[end - 1] : '\0';
    if (quote != 0) --end;
    const std::size_t least = quote == 0 ? line : (end > kMaxWritten ? end - kMaxWritten : 0);
    std::size_t begin = end;
    while (begin > least && (quote != 0 ? text_[begin - 1] != quote : !is_blank(text_[begin - 1]))) --begin;
    const std::size_t first = begin_of_command(begin);
    const std::string_view writer = text_.substr(first, begin - first);
    if (writer.find("echo") == npos && writer.find("printf") == npos) return;
    const std::string_view word = text_.substr(begin, end - begin);
    // printf '%s:%s' USER VALUE
    if (takes_pairs_ && word.find(':') == npos && writer.find(':') != npos) return hide(begin, end);
    if (reads || word.find("\\n") != npos) passwords(begin, end);
  }

  // chpasswd <<<'USER:VALUE', chpasswd <<END, chpasswd < <(echo USER:VALUE): between these places.
  // https://www.gnu.org/software/bash/manual/html_node/Redirections.html
  void redirected(std::size_t from, std::size_t to) {
    const std::string_view line = text_.substr(0, to);
    if (const std::size_t at = line.find("<<<", from); at != npos) return here_string(at + 3);
    if (const std::size_t at = line.find("<<", from); at != npos) return here_document(at + 2);
    const std::size_t at = line.find("<(", from);
    if (at == npos) {
      if (const std::size_t file = line.find('<', from); file != npos) return read_file(from, file + 1);
      return;
    }
    std::size_t last = std::min(line.find(')', at), to);
    while (last > at && (is_blank(text_[last - 1]) || is_quote(text_[last - 1]))) --last;
    std::size_t first = last;
    while (first > at + 2 && !is_blank(text_[first - 1]) && !is_quote(text_[first - 1])) --first;
    passwords(first, last);
  }

  // echo USER:VALUE > FILE; chpasswd < FILE. What the text last writes into the file, if it is near.
  void read_file(std::size_t from, std::size_t at) {
    while (at < text_.size() && is_blank(text_[at])) ++at;
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n;&|)", at), text_.size());
    const std::string_view name = text_.substr(at, end - at);
    if (name.empty()) return;
    const std::size_t least = from > kMaxWritten ? from - kMaxWritten : 0;
    const std::string_view before = text_.substr(least, from - least);
    for (std::size_t near = before.rfind(name); near != npos && near > 0; near = before.rfind(name, near - 1)) {
      const std::size_t found = least + near;
      std::size_t begin = found;
      while (begin > least && is_blank(text_[begin - 1])) --begin;
      if (begin == least || text_[begin - 1] != '>') continue;
      while (begin > least && text_[begin - 1] == '>') --begin;
      while (begin > least && is_blank(text_[begin - 1])) --begin;
      if (const std::size_t document = text_.substr(0, end_of_line(found)).find("<<", begin_of_line(found));
          document != npos) {
        return here_document(document + 2);
      }
      return written(begin, begin_of_line(begin), true);
    }
  }

  void here_string(std::size_t at) {
    while (at < text_.size() && is_blank(text_[at])) ++at;
    if (at >= text_.size()) return;
    const char quote = is_quote(text_[at]) ? text_[at] : '\0';
    if (quote != 0) ++at;
    const std::string_view near = text_.substr(0, at + kMaxWritten);
    const std::size_t end = quote != 0 ? near.find(quote, at) : near.find_first_of(" \t\r\n;&|)", at);
    passwords(at, std::min(end, near.size()));
  }

  void here_document(std::size_t at) {
    if (at < text_.size() && text_[at] == '-') ++at;
    while (at < text_.size() && (is_blank(text_[at]) || is_quote(text_[at]) || text_[at] == '\\')) ++at;
    std::size_t end = at;
    while (end < text_.size() && is_name_character(text_[end])) ++end;
    const std::string_view word = text_.substr(at, end - at);
    if (word.empty()) return;
    for (std::size_t line = end_of_line(end) + 1; line < text_.size(); line = end_of_line(line) + 1) {
      const std::string_view written = without_blanks(text_.substr(line, end_of_line(line) - line));
      read_ = line;
      if (written == word) return;
      const auto first = static_cast<std::size_t>(written.data() - text_.data());
      passwords(first, first + written.size());
    }
  }

  // chpasswd: {list: …} of cloud-init, whose list is a text or a list.
  // https://cloudinit.readthedocs.io/en/latest/reference/modules.html#set-passwords
  void cloud_config(std::size_t begin, std::size_t end) {
    constexpr std::string_view kList = "list:";
    if (end >= text_.size() || text_[end] != ':') return;
    const std::size_t depth = begin - begin_of_line(begin);
    std::size_t list = npos;
    for (std::size_t line = end_of_line(end) + 1; line < text_.size(); line = end_of_line(line) + 1) {
      const std::string_view written = without_blanks(text_.substr(line, end_of_line(line) - line));
      if (written.empty()) continue;
      const auto first = static_cast<std::size_t>(written.data() - text_.data());
      if (first - line <= depth) return;
      read_ = line;
      if (written.starts_with(kList)) {
        list = first - line;
      } else if (list != npos && (first - line > list || (first - line == list && written.starts_with('-')))) {
        passwords(first, first + written.size());
      } else {
        list = npos;
      }
    }
  }

  // Each line of a text.
  void passwords(std::size_t begin, std::size_t end) {
    while (begin < end) {
      const std::size_t last = std::min(text_.substr(0, end).find('\n', begin), end);
      std::size_t first = begin;
      if (takes_pairs_) {
        const std::size_t colon = text_.find(':', begin);
        first = colon < last ? colon + 1 : last;
      }
      hide(first, last);
      begin = last + 1;
    }
  }

  void hide(std::size_t begin, std::size_t end) {
    if (begin < end && !is_open_value(text_.substr(begin, end - begin))) places_.emplace_back(begin, end);
  }

  static std::string_view without_blanks(std::string_view line) {
    while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
    while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
    return line;
  }

  std::size_t begin_of_line(std::size_t at) const { return after_last("\n", at); }
  std::size_t end_of_line(std::size_t at) const { return std::min(text_.find('\n', at), text_.size()); }
  std::size_t begin_of_command(std::size_t at) const { return after_last("\n;|&", at); }

  std::size_t after_last(std::string_view ends, std::size_t at) const {
    const std::size_t least = at > kMaxWritten ? at - kMaxWritten : 0;
    const std::size_t found = text_.substr(least, at - least).find_last_of(ends);
    return found == npos ? least : least + found + 1;
  }

  const std::string_view text_;
  std::size_t read_ = 0;      // up to where here-documents and lists are read
  bool takes_pairs_ = false;  // USER:VALUE
  SecretPlaces places_;
};

}  // namespace

SecretPlaces read_passwords(std::string_view text) { return PasswordReaders(text).run(); }

}  // namespace virga
