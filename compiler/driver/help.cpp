#include "compiler/driver/help.h"

#include <fmt/format.h>

#include <iterator>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/commands.h"

namespace virga {

namespace {

constexpr std::size_t kOptionColumn = 36;

std::string option_left(const OptionSpec& spec) {
  std::string left = spec.letter == '\0' ? std::string("    ") : fmt::format("-{}, ", spec.letter);
  left += fmt::format("--{}", spec.name);
  if (!spec.metavar.empty()) left += fmt::format(" {}", spec.metavar);
  return left;
}

void write_options(std::string& out, std::span<const OptionSpec> options, const Palette& color) {
  std::string_view group;
  for (const OptionSpec& spec : options) {
    if (spec.help.empty()) continue;
    if (spec.group != group) {
      group = spec.group;
      fmt::format_to(std::back_inserter(out), "\n{}{}{}\n", color.bold, group, color.reset);
    }
    const std::string left = option_left(spec);
    const std::size_t width = display_width(left);
    fmt::format_to(std::back_inserter(out), "  {}{}{}{:{}}{}\n", color.cyan, left, color.reset, "",
                   width < kOptionColumn ? kOptionColumn - width : 1, spec.help);
  }
}

void write_examples(std::string& out, std::span<const HelpExample> examples, const Palette& color) {
  std::size_t width = 0;
  for (const HelpExample& example : examples) width = std::max(width, example.command.size());
  for (const HelpExample& example : examples) {
    fmt::format_to(std::back_inserter(out), "  {}{:<{}}{}  {}\n", color.cyan, example.command, width, color.reset,
                   example.meaning);
  }
}

}  // namespace

std::string help_page(std::string_view program, const HelpPage& page, bool use_color) {
  const Palette color(use_color);
  std::string out = fmt::format("{}\n\n{}Usage{}  {} {}\n", page.summary, color.bold, color.reset, program, page.usage);
  write_options(out, page.options, color);
  if (!page.examples.empty()) {
    fmt::format_to(std::back_inserter(out), "\n{}Examples{}\n", color.bold, color.reset);
    write_examples(out, page.examples, color);
  }
  if (!page.footer.empty()) {
    out += '\n';
    out += page.footer;
  }
  return out;
}

std::string overview(bool use_color) {
  const Palette color(use_color);
  std::string out = fmt::format(
      "Virga finds the errors in CloudFormation and SAM templates before a deployment does.\n\n{}Usage{}  virga "
      "COMMAND [OPTION…]\n\n{}Commands{}\n",
      color.bold, color.reset, color.bold, color.reset);
  for (const Command& command : commands()) {
    if (command.summary.empty()) continue;
    fmt::format_to(std::back_inserter(out), "  {}{:<13}{}{}\n", color.cyan, command.name, color.reset, command.summary);
  }
  constexpr HelpExample kStart[] = {
      {"virga lint template.yaml", "check one template"},
      {"virga lint .", "check all templates in this folder"},
      {"virga explain E3002", "explain a rule"},
      {"virga schema AWS::S3::Bucket", "describe a resource type"},
  };
  fmt::format_to(std::back_inserter(out), "\n{}Start here{}\n", color.bold, color.reset);
  write_examples(out, kStart, color);
  out += "\n`virga help COMMAND` explains a command. Called as `virga-cfn-lint`, it accepts cfn-lint's arguments.\n";
  return out;
}

}  // namespace virga
