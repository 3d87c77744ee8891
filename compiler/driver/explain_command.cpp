#include <fmt/format.h>

#include <iterator>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/markdown.h"
#include "compiler/support/text.h"
#include "rules/engine/rule.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"markdown", '\0', Arity::Flag, false, {}, "print the card as Markdown", "Options"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Options"},
};

constexpr HelpExample kExamples[] = {
    {"virga explain E3012", "explain a rule"},
    {"virga explain --markdown W1001 > W1001.md", "as Markdown"},
};

std::string explain(const Rule& rule, bool use_color) {
  const Palette color(use_color);
  const std::string_view card = rule_card(rule.id);
  std::string out;
  if (card.empty()) {
    out = fmt::format("{}{}: {}{}\n\n{}\n", color.bold, rule.id, rule.title, color.reset, rule.summary);
  } else {
    out = markdown_for_terminal(card, terminal_width(), use_color);
  }
  auto to = std::back_inserter(out);
  fmt::format_to(to, "\n{}Severity{}  {}\n", color.bold, color.reset, to_string(severity_of(rule)));
  if (!rule.options.empty()) {
    fmt::format_to(to, "{}Options{}   {} (set with -x {}:KEY=VALUE)\n", color.bold, color.reset, rule.options, rule.id);
  }
  fmt::format_to(to, "{}Ignore{}    `# virga: ignore[{}]` on the line, or -i {}\n", color.bold, color.reset, rule.id,
                 rule.id);
  // Most cards already end with their source.
  if (!rule.source.empty() && card.find(rule.source) == std::string_view::npos) {
    fmt::format_to(to, "{}Source{}    {}\n", color.bold, color.reset, rule.source);
  }
  return out;
}

const CommandPage kPage = {.help = {.summary = "Explains a rule, with a bad and a good template.",
                                    .usage = "[OPTION…] ID…",
                                    .options = kOptions,
                                    .examples = kExamples,
                                    .footer = "`virga rules` lists the IDs.\n"},
                           .operands = Operands::OneOrMore,
                           .operand = "a rule ID"};

Result<int> print_cards(const Arguments& arguments) {
  std::string out;
  for (const std::string& name : arguments.positional) {
    const std::string id = to_upper(name);
    const Rule* rule = find_rule(id);
    if (rule == nullptr) {
      std::vector<std::string_view> ids;
      for (const Rule& known : all_rules()) ids.push_back(known.id);
      const std::string_view near = nearest(id, ids);
      return Error{near.empty() ? fmt::format("unknown rule '{}'; `virga rules` lists the rules", name)
                                : fmt::format("unknown rule '{}'; did you mean {}?", name, near)};
    }
    if (!out.empty()) out += '\n';
    out += arguments.has("markdown") ? std::string(rule_card(id)) : explain(*rule, wants_color(Stream::Out));
  }
  return write_result({}, out);
}

}  // namespace

const HelpPage& explain_help() { return kPage.help; }

int run_explain_command(const Invocation& call) { return run_command(call, kPage, print_cards); }

}  // namespace virga
