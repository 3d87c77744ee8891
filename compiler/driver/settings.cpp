#include "compiler/driver/settings.h"

#include <fmt/format.h>

#include "compiler/driver/command_line.h"
#include "compiler/driver/console.h"
#include "compiler/support/text.h"
#include "compiler/workspace/run_settings.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"template", 't', Arity::Many, false, "FILE…", "templates to lint; the same as without -t", "Templates"},
    {"ignore-templates", '\0', Arity::Many, false, "GLOB…", "templates to ignore", "Templates"},
    {"ignore-bad-template", 'b', Arity::Flag, false, {}, "skip templates that cannot be parsed", "Templates"},
    {"only-templates", '\0', Arity::Flag, false, {}, "skip files whose content is not a template", "Templates"},
    {"list-templates", 'L', Arity::Flag, false, {}, "list the templates that would be linted", "Templates"},

    {"include-checks", 'c', Arity::Many, true, "ID…", "rules to enable, such as `-c I` for the informational ones",
     "Rules"},
    {"ignore-checks", 'i', Arity::Many, true, "ID…", "rules to ignore, by ID or the start of one", "Rules"},
    {"mandatory-checks", 'm', Arity::Many, true, "ID…", "rules that templates cannot ignore", "Rules"},
    {"configure-rule", 'x', Arity::Many, true, "ID:KEY=VALUE…", "option of a rule, such as E3012:strict=true", "Rules"},
    {"include-experimental", 'e', Arity::Flag, false, {}, "run experimental rules too", "Rules"},
    {"custom-rules", 'z', Arity::One, false, "FILE", "your own rules, one per line", "Rules"},
    {"append-rules", 'a', Arity::Many, true, "FOLDER…", "Python rules; not supported, see --custom-rules", "Rules"},
    {"list-rules", 'l', Arity::Flag, false, {}, "list the rules; `virga rules` can filter them", "Rules"},

    {"regions", 'r', Arity::Many, true, "REGION…", "regions to deploy to, or ALL_REGIONS", "Facts"},
    {"registry-schemas", 's', Arity::Many, true, "FOLDER…", "schemas of private resource types", "Facts"},
    {"override-spec", 'o', Arity::One, false, "FILE", "allow or forbid resource types, patch schemas", "Facts"},
    {"no-expansion", '\0', Arity::Flag, false, {}, "do not check the result of the SAM transform", "Facts"},
    {"schema-db", '\0', Arity::One, false, "FILE", "a database other than the built-in one", "Facts"},
    {"update-specs", 'u', Arity::Flag, false, {}, "how to get newer schemas", "Facts"},

    {"parameters", '\0', Arity::Pairs, false, "KEY=VALUE…", "parameter values; each use is a separate set",
     "Parameters"},
    {"parameter-files", '\0', Arity::Many, false, "FILE…", "parameter files: [{ParameterKey, ParameterValue}]",
     "Parameters"},
    {"deployment-files", '\0', Arity::Many, false, "FILE…", "Git sync deployment files", "Parameters"},

    {"format", 'f', Arity::One, false, "FORMAT",
     "default, quiet, parseable, json, junit, pretty, sarif, rich, github, reviewdog", "Output",
     "default|quiet|parseable|json|junit|pretty|sarif|rich|github|reviewdog"},
    {"output-file", '\0', Arity::One, false, "FILE", "where to write the findings; - is standard output", "Output"},
    {"baseline", '\0', Arity::One, false, "FILE", "ignore the findings in this file", "Output"},
    {"write-baseline", '\0', Arity::Flag, false, {}, "write all findings to the baseline file", "Output"},
    {"non-zero-exit-code", '\0', Arity::One, false, "LEVEL", "lowest severity that fails the run", "Output",
     "informational|warning|error|none"},
    {"color", '\0', Arity::One, false, "WHEN", "colors: auto, always or never", "Output", "auto|always|never"},
    {"build-graph", 'g', Arity::Flag, false, {}, "write the resource graph to TEMPLATE.dot", "Output"},

    {"fix", '\0', Arity::Flag, false, {}, "apply safe fixes, then lint the result", "Fixes"},
    {"unsafe-fixes", '\0', Arity::Flag, false, {}, "with --fix: also fixes that may change behavior", "Fixes"},
    {"fix-only", '\0', Arity::Flag, false, {}, "apply fixes like --fix, without reporting what is left", "Fixes"},
    {"diff", '\0', Arity::Flag, false, {}, "show what --fix would change, write nothing", "Fixes"},
    {"show-fixes", '\0', Arity::Flag, false, {}, "show each applied fix", "Fixes"},
    {"fix-anyway", '\0', Arity::Many, true, "ID…", "also fixes of these rules that uncover more findings", "Fixes"},
    {"add-ignores", '\0', Arity::Many, true, "ID…", "add ignore comments for the findings of these rules", "Fixes"},

    {"config-file", '\0', Arity::One, false, "FILE", "use only this configuration file", "Program"},
    {"merge-configs", '\0', Arity::Flag, false, {}, "merge lists of all layers instead of replacing them", "Program"},
    {"jobs", '\0', Arity::One, false, "N", "threads (default: one per core)", "Program"},
    {"info", 'I', Arity::Flag, false, {}, "show progress on standard error", "Program"},
    {"debug", 'D', Arity::Flag, false, {}, "show more", "Program"},
    {"version", 'v', Arity::Flag, false, {}, "print the version", "Program"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Program"},
    // Options for maintaining cfn-lint's own data, accepted in order to give a helpful message.
    {"force", '\0', Arity::Flag},
    {"patch-specs", 'p', Arity::Flag},
    {"update-documentation", '\0', Arity::Flag},
    {"update-iam-policies", '\0', Arity::Flag},
};

Result<void> read_rule_options(const std::vector<std::string>& given, RuleOptions& options) {
  for (const std::string& text : given) {
    const std::size_t colon = text.find(':');
    const std::size_t equals = colon == std::string::npos ? std::string::npos : text.find('=', colon);
    if (equals == std::string::npos || colon == 0 || equals == colon + 1) {
      return Error{fmt::format("'{}' is not a rule option; write ID:KEY=VALUE, such as E3012:strict=true", text)};
    }
    options[text.substr(0, colon)][text.substr(colon + 1, equals - colon - 1)] = text.substr(equals + 1);
  }
  return {};
}

Result<void> read_parameter_sets(const Arguments& arguments, std::vector<ParameterValues>& sets) {
  for (const std::vector<std::string>& use : arguments.uses("parameters")) {
    ParameterValues set;
    for (const std::string& pair : use) {
      const std::size_t equals = pair.find('=');
      if (equals == std::string::npos) {
        return Error{fmt::format("'{}' has no value; write --parameters KEY=VALUE", pair)};
      }
      set[std::string(trim(std::string_view(pair).substr(0, equals)))] =
          trim(std::string_view(pair).substr(equals + 1));
    }
    sets.push_back(std::move(set));
  }
  return {};
}

Result<Config> read_command_line(const Arguments& arguments) {
  Config config;
  config.templates = arguments.has("template") ? arguments.list("template") : arguments.positional;
  if (arguments.has("template")) {
    config.templates.insert(config.templates.end(), arguments.positional.begin(), arguments.positional.end());
  }
  config.ignore_templates = arguments.list("ignore-templates");
  config.regions = arguments.list("regions");
  config.ignore_checks = arguments.list("ignore-checks");
  config.include_checks = arguments.list("include-checks");
  config.mandatory_checks = arguments.list("mandatory-checks");
  config.append_rules = arguments.list("append-rules");
  config.registry_schemas = arguments.list("registry-schemas");
  config.parameter_files = arguments.list("parameter-files");
  config.deployment_files = arguments.list("deployment-files");
  config.format = arguments.value("format");
  config.output_file = arguments.value("output-file");
  config.override_spec = arguments.value("override-spec");
  config.custom_rules = arguments.value("custom-rules");
  config.non_zero_exit_code = arguments.value("non-zero-exit-code");
  config.baseline = arguments.value("baseline");
  if (arguments.has("ignore-bad-template")) config.ignore_bad_template = true;
  if (arguments.has("include-experimental")) config.include_experimental = true;
  if (arguments.has("merge-configs")) config.merge_configs = true;
  if (arguments.has("debug")) config.debug = true;
  Result<void> read = read_rule_options(arguments.list("configure-rule"), config.configure_rules);
  if (read) read = read_parameter_sets(arguments, config.parameters);
  if (!read) return read.error();
  return config;
}

}  // namespace

std::span<const OptionSpec> lint_option_specs() { return kOptions; }

Result<Settings> make_settings(const Arguments& arguments, bool for_terminal) {
  Settings settings;
  if (arguments.has("info")) set_log_level(LogLevel::Info);
  if (arguments.has("debug")) set_log_level(LogLevel::Debug);
  const Result<Config> given = read_command_line(arguments);
  if (!given) return given.error();
  const Config& command_line = *given;
  Result<Config> loaded = load_config(std::string(arguments.value("config-file")));
  if (!loaded) return loaded.error();
  Config& files = *loaded;
  for (const std::string& file : files.passed_over) {
    log(LogLevel::Info, fmt::format("not read: {}, because {} takes precedence", file, files.files.front()));
  }
  for (const std::string& file : files.files) log(LogLevel::Info, fmt::format("configuration file: {}", file));
  const bool merge = command_line.merge_configs.value_or(files.merge_configs.value_or(false));
  settings.from_command_line = !command_line.templates.empty();
  // Templates on the command line replace those of configuration files, even if lists are merged.
  if (settings.from_command_line) files.templates.clear();
  // So do deployment files, which name their own templates.
  if (!command_line.deployment_files.empty()) files.templates.clear();
  if (settings.from_command_line) files.deployment_files.clear();
  settings.config = overlay(command_line, files, merge);
  // "-" was said to overrule the file that a configuration names.
  if (command_line.output_file == "-") {
    settings.config.output_file.clear();
    settings.asks_for_stdout = true;
  }
  if (settings.config.debug.value_or(false)) set_log_level(LogLevel::Debug);

  if (settings.config.templates.empty() && settings.config.deployment_files.empty()) {
    if (const auto swallowed = swallowed_operand(kOptions, arguments)) {
      return Error{*swallowed};
    }
  }
  const Config& config = settings.config;
  if (!config.append_rules.empty()) {
    return Error{
        "--append-rules loads Python modules, which virga does not support; use --custom-rules with a file of rules, "
        "or --override-spec with schema patches"};
  }
  if (!config.deployment_files.empty() &&
      (!config.templates.empty() || !config.parameters.empty() || !config.parameter_files.empty())) {
    return Error{"deployment files already name their template and parameters; remove the others"};
  }
  if (!config.parameters.empty() && !config.parameter_files.empty()) {
    return Error{"--parameters and --parameter-files cannot be used together"};
  }
  if (!config.format.empty()) {
    settings.format = output_format_of(config.format).value_or(OutputFormat::Default);
  } else if (for_terminal && config.output_file.empty()) {
    settings.format = OutputFormat::Rich;
  }
  settings.list_rules = arguments.has("list-rules");
  settings.list_templates = arguments.has("list-templates");
  settings.only_templates = arguments.has("only-templates");
  settings.build_graph = arguments.has("build-graph");
  settings.update_specs = arguments.has("update-specs") || arguments.has("patch-specs") ||
                          arguments.has("update-documentation") || arguments.has("update-iam-policies");
  settings.write_baseline = arguments.has("write-baseline");
  settings.diff = arguments.has("diff");
  settings.unsafe_fixes = arguments.has("unsafe-fixes");
  settings.fix_only = arguments.has("fix-only");
  settings.show_fixes = arguments.has("show-fixes");
  settings.fix_anyway = arguments.list("fix-anyway");
  settings.add_ignores = arguments.list("add-ignores");
  settings.fix = arguments.has("fix") || settings.fix_only || (settings.diff && settings.add_ignores.empty());
  if (settings.unsafe_fixes && !settings.fix) {
    return Error{"--unsafe-fixes requires --fix, --fix-only or --diff"};
  }
  if (!settings.fix_anyway.empty() && !settings.fix) {
    return Error{"--fix-anyway requires --fix, --fix-only or --diff"};
  }
  if (settings.show_fixes && !settings.fix && settings.add_ignores.empty()) {
    return Error{"--show-fixes requires --fix, --fix-only or --diff"};
  }
  settings.schema_db = arguments.value("schema-db");
  const std::string_view color = arguments.value("color");
  if (color == "always") choose_color(ColorChoice::Always);
  if (color == "never") choose_color(ColorChoice::Never);
  if (const std::string_view jobs = arguments.value("jobs"); !jobs.empty()) {
    const Result<unsigned> threads = read_jobs(jobs);
    if (!threads) return threads.error();
    settings.jobs = *threads;
  }
  return settings;
}

Result<LintOptions> make_lint_options(const Settings& settings, const Arguments& arguments) {
  LintOptions options;
  const Config& config = settings.config;
  set_rules(config, options.rules);
  options.rules.include_fixed = arguments.has("include-checks");
  options.rules.ignore_fixed = arguments.has("ignore-checks");
  options.rules.options_fixed = arguments.has("configure-rule");
  options.expansion = !arguments.has("no-expansion");
  options.regions_fixed = arguments.has("regions");
  std::vector<std::string> regions = regions_of(config);
  for (const std::string& region : regions) {
    if (const Result<void> known = check_region(region); !known) return known.error();
  }
  set_regions(std::move(regions), options);
  const Result<std::int64_t> day = today();
  if (!day) return day.error();
  options.today = *day;
  return options;
}

}  // namespace virga
