#include "compiler/driver/man_page.h"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

#include "compiler/driver/commands.h"

namespace virga {

namespace {

// Text as roff reads it: no escape sequences, hyphens that can be copied, no line that looks like a request.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool starts_line = out.empty() || out.back() == '\n';
    if (starts_line && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

void write_option(std::string& out, const OptionSpec& spec) {
  auto to = std::back_inserter(out);
  out += ".TP\n";
  if (spec.letter != '\0') fmt::format_to(to, "\\fB\\-{}\\fR, ", spec.letter);
  fmt::format_to(to, "\\fB\\-\\-{}\\fR", escaped(spec.name));
  if (!spec.metavar.empty()) fmt::format_to(to, " \\fI{}\\fR", escaped(spec.metavar));
  fmt::format_to(to, "\n{}\n", escaped(spec.help));
  if (spec.choices.empty()) return;
  std::string choices;
  for (const char c : spec.choices) {
    if (c == '|') {
      choices += ", ";
    } else {
      choices += c;
    }
  }
  fmt::format_to(to, "({})\n", escaped(choices));
}

void write_command(std::string& out, const Command& command) {
  auto to = std::back_inserter(out);
  fmt::format_to(to, ".SS virga {}\n", escaped(command.name));
  if (command.help == nullptr) {
    fmt::format_to(to, "{}\n", escaped(command.summary));
    return;
  }
  const HelpPage& page = command.help();
  fmt::format_to(to, "{}\n.PP\n\\fBvirga {}\\fR {}\n", escaped(page.summary), escaped(command.name),
                 escaped(page.usage));
  for (const OptionSpec& spec : page.options) {
    if (!spec.help.empty()) write_option(out, spec);
  }
  if (!page.examples.empty()) out += ".PP\nExamples:\n";
  for (const HelpExample& example : page.examples) {
    fmt::format_to(to, ".TP\n\\fB{}\\fR\n{}\n", escaped(example.command), escaped(example.meaning));
  }
  if (!page.footer.empty()) fmt::format_to(to, ".PP\n{}", escaped(page.footer));
}

}  // namespace

std::string man_page() {
  std::string out = fmt::format(
      R"(.TH VIRGA 1 "" "virga {}" "User Commands"
.SH NAME
virga \- check, expand, compare and fix CloudFormation and SAM templates
.SH SYNOPSIS
.B virga
.I COMMAND
[\fIOPTION\fR…]
.br
.B virga\-cfn\-lint
[\fIOPTION\fR…] [\fITEMPLATE\fR…]
.SH DESCRIPTION
Virga finds the errors in CloudFormation and SAM templates before a deployment does. It needs no network and no other
files. Called as \fBvirga\-cfn\-lint\fR, it accepts cfn\-lint's arguments.
.SH COMMANDS
)",
      escaped(program_version()));
  for (const Command& command : commands()) {
    if (!command.summary.empty()) write_command(out, command);
  }
  out += R"(.SH FILES
.TP
.I virga.yaml\fR, \fI.cfnlintrc\fR, \fI.cfnlintrc.yaml
The configuration of \fBvirga lint\fR, here, in a parent folder of the repository, or at home.
.SH ENVIRONMENT
.TP
.B NO_COLOR\fR, \fBCLICOLOR_FORCE\fR, \fBFORCE_COLOR
Switch colors off or on; the option \fB\-\-color\fR of every command wins.
.TP
.B SOURCE_DATE_EPOCH
The time that counts as now, in seconds since 1970, for findings that depend on the date.
.SH SEE ALSO
.BR cfn\-lint (1)
)";
  return out;
}

}  // namespace virga
