#include <fmt/format.h>

#include <iterator>

#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/resolve/regions.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {{"help", 'h', Arity::Flag, false, {}, "print this page", "Options"}};

constexpr HelpExample kExamples[] = {
    {"virga completion bash > ~/.local/share/bash-completion/completions/virga", "for bash"},
    {"virga completion zsh > ~/.zfunc/_virga", "for zsh, with ~/.zfunc in $fpath"},
    {"virga completion fish > ~/.config/fish/completions/virga.fish", "for fish"},
};

std::string joined_commands() {
  std::string names;
  for (const Command& command : commands()) {
    if (!command.summary.empty()) names += fmt::format("{}{}", names.empty() ? "" : " ", command.name);
  }
  return names;
}

std::string spaced(std::string_view choices) {
  std::string out(choices);
  for (char& c : out) {
    if (c == '|') c = ' ';
  }
  return out;
}

// Calls `each` for every option that the help pages show.
template <typename Each>
void for_each_option(const Each& each) {
  for (const Command& command : commands()) {
    if (command.options == nullptr) continue;
    for (const OptionSpec& spec : command.options()) {
      if (!spec.help.empty()) each(command.name, spec);
    }
  }
}

std::string bash_script() {
  std::string choices;
  std::string words;
  for_each_option([&](std::string_view command, const OptionSpec& spec) {
    if (spec.choices.empty()) return;
    const std::string name = fmt::format("{}:--{}", command, spec.name);
    choices += fmt::format("    {}) COMPREPLY=($(compgen -W \"{}\" -- \"$word\")); return ;;\n",
                           spec.letter == '\0' ? name : fmt::format("{}:-{}|{}", command, spec.letter, name),
                           spaced(spec.choices));
  });
  for (const Command& command : commands()) {
    if (command.options == nullptr) continue;
    std::string options;
    for (const OptionSpec& spec : command.options()) {
      if (!spec.help.empty()) options += fmt::format("{}--{}", options.empty() ? "" : " ", spec.name);
    }
    words += fmt::format("    {}:-*) COMPREPLY=($(compgen -W \"{}\" -- \"$word\")) ;;\n", command.name, options);
  }
  return fmt::format(
      R"sh(# bash completion of virga; made by `virga completion bash`
_virga() {{
  # Readline breaks words at ':' and '=', which types and --name=value hold, so the line is read anew.
  local line=${{COMP_LINE:0:COMP_POINT}} word previous command end
  local -a words
  read -ra words <<< "$line"
  case $line in *[[:blank:]]) words+=("") ;; esac
  end=$((${{#words[@]}} - 1))
  word=${{words[end]}} previous=${{words[end-1]}} command=${{words[1]}}
  case $word in --*=*) previous=${{word%%=*}} word=${{word#*=}} ;; esac
  COMPREPLY=()
  _virga_words "$command" "$previous" "$word" "$end"
  # Readline replaces what follows the last break.
  case $COMP_WORDBREAKS in *:*) COMPREPLY=("${{COMPREPLY[@]#"${{word%"${{word##*:}}"}}"}}") ;; esac
}}
_virga_words() {{
  local command=$1 previous=$2 word=$3
  if [ "$4" -le 1 ]; then
    COMPREPLY=($(compgen -W "{0}" -- "$word"))
    return
  fi
  case $command:$previous in
{2}    lint:-[cim]|lint:--*-checks) COMPREPLY=($(compgen -W "$(virga rules --format ids 2>/dev/null)" -- "$word")); return ;;
    *:-r|*:--region|*:--regions) COMPREPLY=($(compgen -W "{3}" -- "$word")); return ;;
  esac
  case $command:$word in
{1}    explain:*|rules:*) COMPREPLY=($(compgen -W "$(virga rules --format ids 2>/dev/null)" -- "$word")) ;;
    completion:*) COMPREPLY=($(compgen -W "bash zsh fish" -- "$word")) ;;
    help:*) COMPREPLY=($(compgen -W "{0}" -- "$word")) ;;
    schema:*) COMPREPLY=($(compgen -W "$(virga schema --list 2>/dev/null)" -- "$word")) ;;
    *) compopt -o default 2>/dev/null ;;
  esac
}}
complete -F _virga virga
# Called by cfn-lint's name it takes lint's options.
_virga_cfn_lint() {{
  COMP_LINE="virga lint ${{COMP_LINE#* }}" COMP_POINT=$((COMP_POINT + 11 - ${{#COMP_WORDS[0]}} - 1))
  _virga
}}
complete -F _virga_cfn_lint virga-cfn-lint
)sh",
      joined_commands(), words, choices, fmt::join(all_regions(), " "));
}

std::string zsh_quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'') {
      out += "'\\''";
    } else if (c == '[' || c == ']' || c == ':') {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string zsh_option(const OptionSpec& spec) {
  std::string action;
  if (spec.arity != Arity::Flag) {
    std::string values = "_files";
    if (!spec.choices.empty()) {
      values = fmt::format("({})", spaced(spec.choices));
    } else if (spec.name.ends_with("-checks")) {
      values = "{compadd -- ${(f)\"$(virga rules --format ids)\"}}";
    } else if (spec.name.starts_with("region") && spec.metavar.starts_with("REGION")) {
      values = fmt::format("({})", fmt::join(all_regions(), " "));
    }
    action = fmt::format(":{}:{}", zsh_quoted(spec.metavar), values);
  }
  const bool many = spec.arity == Arity::Many || spec.arity == Arity::Pairs;
  const std::string names = spec.letter == '\0'
                                ? fmt::format("'{}--{}", many ? "*" : "", spec.name)
                                : fmt::format("{}{{-{},--{}}}'", many ? "'*'" : "", spec.letter, spec.name);
  return fmt::format("        {}[{}]{}' \\\n", names, zsh_quoted(spec.help), action);
}

std::string zsh_script() {
  std::string list;
  for (const Command& command : commands()) {
    if (command.summary.empty()) continue;
    list += fmt::format("    '{}:{}'\n", command.name, zsh_quoted(command.summary));
  }
  std::string cases;
  for (const Command& command : commands()) {
    if (command.options == nullptr) continue;
    cases += fmt::format("    {})\n      _arguments -s \\\n", command.name);
    for (const OptionSpec& spec : command.options()) {
      if (!spec.help.empty()) cases += zsh_option(spec);
    }
    cases += "        '*:template:_files' ;;\n";
  }
  return fmt::format(
      R"sh(#compdef virga
# zsh completion of virga; made by `virga completion zsh`
_virga() {{
  local -a list
  list=(
{0}  )
  if (( CURRENT == 2 )); then
    _describe command list
    return
  fi
  case $words[2] in
{1}    explain) compadd -- ${{(f)"$(virga rules --format ids)"}} ;;
    schema) compadd -- ${{(f)"$(virga schema --list)"}} ;;
    completion) compadd bash zsh fish ;;
    help) _describe command list ;;
    *) _files ;;
  esac
}}
_virga "$@"
)sh",
      list, cases);
}

std::string fish_quoted(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string fish_script() {
  std::string out = "# fish completion of virga; made by `virga completion fish`\n";
  auto to = std::back_inserter(out);
  for (const Command& command : commands()) {
    if (command.summary.empty()) continue;
    fmt::format_to(to, "complete -c virga -n __fish_use_subcommand -f -a {} -d '{}'\n", command.name,
                   fish_quoted(command.summary));
  }
  for_each_option([&](std::string_view command, const OptionSpec& spec) {
    fmt::format_to(to, "complete -c virga -n '__fish_seen_subcommand_from {}' -l {}", command, spec.name);
    if (spec.letter != '\0') fmt::format_to(to, " -s {}", spec.letter);
    if (spec.arity != Arity::Flag) out += " -r";
    if (!spec.choices.empty()) fmt::format_to(to, " -f -a '{}'", spaced(spec.choices));
    if (spec.name.ends_with("-checks")) out += " -f -a '(virga rules --format ids)'";
    if (spec.name.starts_with("region") && spec.metavar.starts_with("REGION")) {
      fmt::format_to(to, " -f -a '{}'", fmt::join(all_regions(), " "));
    }
    fmt::format_to(to, " -d '{}'\n", fish_quoted(spec.help));
  });
  out +=
      "complete -c virga -n '__fish_seen_subcommand_from explain rules' -f -a '(virga rules --format ids)'\n"
      "complete -c virga -n '__fish_seen_subcommand_from schema' -f -a '(virga schema --list)'\n"
      "complete -c virga -n '__fish_seen_subcommand_from completion' -f -a 'bash zsh fish'\n";
  return out;
}

const CommandPage kPage = {.help = {.summary = "Prints a completion script for a shell.",
                                    .usage = "bash|zsh|fish",
                                    .options = kOptions,
                                    .examples = kExamples},
                           .operands = Operands::One,
                           .operand = "a shell: bash, zsh or fish"};

Result<int> print_script(const Arguments& arguments) {
  const std::string& shell = arguments.positional.front();
  if (shell == "bash") return write_result({}, bash_script());
  if (shell == "zsh") return write_result({}, zsh_script());
  if (shell == "fish") return write_result({}, fish_script());
  return Error{fmt::format("there is no script for '{}'; the shells are bash, zsh, fish", shell)};
}

}  // namespace

int run_completion_command(const Invocation& call) { return run_command(call, kPage, print_script); }

}  // namespace virga
