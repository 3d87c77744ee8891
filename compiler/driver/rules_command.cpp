#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/support/characters.h"
#include "compiler/support/text.h"
#include "rules/engine/rule.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"format", 'f', Arity::One, false, "FORMAT", "table, json or ids", "Options", "table|json|ids"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Options"},
};

constexpr HelpExample kExamples[] = {
    {"virga rules", "all rules"},
    {"virga rules E3 W", "rules whose ID starts with E3 or W"},
    {"virga rules subnet", "rules that mention subnets"},
    {"virga rules --format json", "for other programs"},
};

bool is_id_prefix(std::string_view filter) {
  return !filter.empty() && std::string_view("EWIV").find(filter.front()) != std::string_view::npos &&
         std::all_of(filter.begin() + 1, filter.end(), is_digit);
}

bool matches(const Rule& rule, const std::vector<std::string>& filters) {
  if (filters.empty()) return true;
  return std::any_of(filters.begin(), filters.end(), [&](const std::string& filter) {
    if (const std::string id = to_upper(filter); is_id_prefix(id)) return rule.id.starts_with(id);
    return contains_ignoring_case(rule.title, filter) || contains_ignoring_case(rule.summary, filter);
  });
}

std::string table_of(const std::vector<const Rule*>& rules, bool use_color) {
  const Palette color(use_color);
  std::string out;
  for (const Rule* rule : rules) {
    const std::string_view paint = rule->id.front() == 'E'   ? color.red
                                   : rule->id.front() == 'I' ? color.blue
                                                             : color.yellow;
    fmt::format_to(std::back_inserter(out), "{}{}{}  {}{}\n", paint, rule->id, color.reset, rule->title,
                   rule->experimental ? " (experimental)" : "");
    fmt::format_to(std::back_inserter(out), "       {}{}{}\n", color.dim, rule->summary, color.reset);
    if (!rule->options.empty()) {
      fmt::format_to(std::back_inserter(out), "       {}options: {}{}\n", color.dim, rule->options, color.reset);
    }
  }
  return out;
}

// What the card says of the rule's fixes: "safe", "unsafe", both, or nothing.
std::string fixes_of(const Rule& rule) {
  const std::string_view card = rule_card(rule.id);
  const std::size_t begin = card.find("\n## Fix\n");
  if (begin == std::string_view::npos) return {};
  const std::string_view text = card.substr(begin, card.find("\n## ", begin + 1) - begin);
  const bool safe = text.find("Safe") != std::string_view::npos;
  const bool unsafe = text.find("Unsafe") != std::string_view::npos;
  return fmt::format("{}{}{}", safe ? "\"safe\"" : "", safe && unsafe ? ", " : "", unsafe ? "\"unsafe\"" : "");
}

std::string json_of(const std::vector<const Rule*>& rules) {
  std::string out = "[";
  const auto text = [&](std::string_view key, std::string_view value) {
    fmt::format_to(std::back_inserter(out), ", \"{}\": ", key);
    append_json_string(out, value);
  };
  bool first = true;
  for (const Rule* rule : rules) {
    fmt::format_to(std::back_inserter(out), "{}\n  {{\"Id\": \"{}\"", first ? "" : ",", rule->id);
    first = false;
    text("Level", to_string(severity_of(*rule)));
    text("ShortDescription", rule->title);
    text("Description", rule->summary);
    text("Source", rule->source);
    text("Options", rule->options);
    fmt::format_to(std::back_inserter(out), ", \"Fixes\": [{}], \"Experimental\": {}}}", fixes_of(*rule),
                   rule->experimental);
  }
  out += first ? "]\n" : "\n]\n";
  return out;
}

std::vector<const Rule*> select(const std::vector<std::string>& filters) {
  std::vector<const Rule*> rules;
  for (const Rule& rule : all_rules()) {
    if (matches(rule, filters)) rules.push_back(&rule);
  }
  return rules;
}

const CommandPage kPage = {.help = {.summary = "Lists the rules: ID, what it finds, why it matters.",
                                    .usage = "[OPTION…] [ID|WORD]…",
                                    .options = kOptions,
                                    .examples = kExamples,
                                    .footer = "`virga explain ID` explains a rule, with a bad and a good template.\n"}};

Result<int> print_rules(const Arguments& arguments) {
  const std::vector<const Rule*> rules = select(arguments.positional);
  const std::string_view format = arguments.value("format");
  if (format == "json") return write_result({}, json_of(rules));
  if (rules.empty()) return Error{fmt::format("no rule matches {}", fmt::join(arguments.positional, ", "))};
  std::string out;
  if (format == "ids") {
    for (const Rule* rule : rules) fmt::format_to(std::back_inserter(out), "{}\n", rule->id);
  } else {
    out = table_of(rules, wants_color(Stream::Out)) + plural(rules.size(), "rule") + "\n";
  }
  return write_result({}, out);
}

}  // namespace

std::string rules_table(bool color) { return table_of(select({}), color); }

const HelpPage& rules_help() { return kPage.help; }

int run_rules_command(const Invocation& call) { return run_command(call, kPage, print_rules); }

}  // namespace virga
