#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "compiler/diagnostics/fold.h"
#include "compiler/diagnostics/text.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/facts.h"
#include "compiler/driver/fix_run.h"
#include "compiler/driver/graph_files.h"
#include "compiler/driver/help.h"
#include "compiler/driver/lint_inputs.h"
#include "compiler/driver/lint_run.h"
#include "compiler/driver/progress.h"
#include "compiler/driver/rule_catalog.h"
#include "compiler/driver/settings.h"
#include "compiler/support/text.h"
#include "compiler/workspace/baseline.h"
#include "compiler/workspace/output_file.h"
#include "compiler/workspace/output_layout.h"
#include "rules/engine/custom_rules.h"
#include "schemas/schema_database.h"

namespace virga {

namespace {

constexpr std::string_view kDefaultBaseline = "virga-baseline.json";

constexpr HelpExample kExamples[] = {
    {"virga lint template.yaml", "one template"},
    {"virga lint 'stacks/**/*.yaml'", "all matching files; the quotes keep the shell from expanding **"},
    {"virga lint .", "all templates in this folder, except those in .gitignore"},
    {"virga lint -c I -i E3012 W2 -- app.yaml", "with informational rules, without E3012 and W2…"},
    {"virga lint --fix .", "apply safe fixes; --diff shows them first"},
    {"virga lint --add-ignores W2001 -- old/", "ignore the current findings from now on"},
    {"virga lint -f sarif --output-file out.sarif .", "for code scanning"},
};

constexpr std::string_view kFooter =
    "Exit status:   the sum of 2 for errors, 4 for warnings, 8 for informational; 0 for none; 1 wrong usage or "
    "configuration.\nConfiguration: virga.yaml or .cfnlintrc here, in a parent folder of the repository, or at "
    "home.\nTo ignore:     `# virga: ignore[E3012]` on the line or above it, or a resource's Metadata.\n";

const CommandPage& lint_page() {
  static const CommandPage kPage = {.help = {.summary = "Checks CloudFormation and SAM templates and reports errors.",
                                             .usage = "[OPTION…] [--] [TEMPLATE|FOLDER|GLOB|-]…",
                                             .options = lint_option_specs(),
                                             .examples = kExamples,
                                             .footer = kFooter}};
  return kPage;
}

// The destination of findings: standard output or a file.
class Output {
public:
  Result<void> open(const std::string& path) {
    if (path.empty()) return {};
    if (Result<void> made = make_parent_folder(path); !made) return made;
    Result<OutputFile> file = OutputFile::open(path);
    if (!file) return file.error();
    file_.emplace(std::move(*file));
    return {};
  }

  void write(std::string& text) {
    if (file_) {
      file_->write(text);
    } else if (!text.empty()) {
      Progress::clear();
      write_out(text);
    }
    text.clear();
  }

  Result<void> close() { return file_ ? file_->commit() : Result<void>(); }

private:
  std::optional<OutputFile> file_;
};

// One run of the command; the functions are in the order in which they run.
class LintCommand {
public:
  explicit LintCommand(const Invocation& call) : call_(call) {}

  Result<int> run(const Arguments& arguments) {
    if (arguments.has("version")) {
      write_out(fmt::format("virga {} (accepts the arguments of cfn-lint 1.55.1)\n", program_version()));
      return 0;
    }
    const bool for_terminal = is_terminal(Stream::Out) && !call_.as_cfn_lint;
    Result<Settings> settings = make_settings(arguments, for_terminal);
    if (!settings) return settings.error();
    settings_ = std::move(*settings);
    Result<LintOptions> options = make_lint_options(settings_, arguments);
    if (!options) return options.error();
    options_ = std::move(*options);
    options_.settles_fixes = settings_.fix || !settings_.add_ignores.empty() || shows_fixes(settings_.format);
    if (settings_.update_specs) {
      write_err(
          "The schemas are part of the program, so there is nothing to download.\n`virga schema --update` builds a "
          "database from newer packages; --schema-db FILE uses it.\n");
      return 0;
    }
    if (settings_.list_rules) {
      write_out(rules_table(wants_color(Stream::Out)));
      return 0;
    }
    if (settings_.list_templates) return list_templates(settings_, call_);
    if (const Result<void> loaded = load_custom_rules(); !loaded) return loaded.error();
    if (const Result<void> opened = facts_.open(settings_); !opened) return opened.error();
    options_.facts = &facts_.get();
    warn_about_custom_rules();
    warn_about_rule_options();
    inputs_ = find_lint_inputs(settings_, call_);
    if (inputs_.is_nothing_named) {
      return Error{fmt::format("missing a template or folder, or - for standard input\n`{} --help` shows the usage.",
                               call_.program)};
    }
    if (const Result<void> loaded = load_baseline(); !loaded) return loaded.error();
    if (const Result<void> kept = protects_inputs(); !kept) return kept.error();
    if (const Result<void> opened = output_.open(settings_.config.output_file); !opened) return opened.error();
    return lint_and_render();
  }

private:
  // Otherwise a misspelled option would go unnoticed.
  void warn_about_rule_options() const {
    for (const auto& [id, given] : options_.rules.options) {
      const Rule* rule = find_rule(id);
      if (rule == nullptr) {
        write_err(fmt::format("{}: warning: unknown rule '{}' in the configuration\n", call_.program, id));
        continue;
      }
      std::vector<std::string_view> known;
      for (std::string_view rest = rule->options; !rest.empty();) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        known.push_back(rest.substr(0, std::min(rest.find('='), comma)));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
      }
      for (const auto& [key, value] : given) {
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        write_err(known.empty() ? fmt::format("{}: warning: rule {} has no options\n", call_.program, id)
                                : fmt::format("{}: warning: rule {} has no option '{}'; it has {}\n", call_.program, id,
                                              key, fmt::join(known, ", ")));
      }
    }
  }

  void warn_about_custom_rules() const {
    if (custom_rules_ == nullptr) return;
    for (const CustomRuleError& unknown : custom_rules_->unknown_names(facts_.get())) {
      usage_error(call_.program,
                  fmt::format("warning: {}:{}: {}", settings_.config.custom_rules, unknown.line, unknown.message));
    }
  }

  Result<void> load_custom_rules() {
    const std::string& path = settings_.config.custom_rules;
    if (path.empty()) return {};
    const ReadResult file = read_source_file(path);
    if (file.file == nullptr) return Error{fmt::format("{}: {}", path, file.error.message)};
    custom_rules_ = CustomRules::parse(file.file->text());
    std::string faults;
    for (const CustomRuleError& fault : custom_rules_->errors()) {
      faults += fmt::format("{}{}:{}: {}", faults.empty() ? "" : "\n", path, fault.line, fault.message);
    }
    options_.custom_rules = custom_rules_.get();
    return faults.empty() ? Result<void>() : Error{faults};
  }

  // The run must not write to its own inputs.
  Result<void> protects_inputs() const {
    std::vector<std::string> inputs;
    for (const LintJob& job : inputs_.jobs) {
      inputs.push_back(job.name);
      for (const auto& set : job.sets) inputs.push_back(set->name);
    }
    const bool changes = (settings_.fix || !settings_.add_ignores.empty()) && !settings_.diff && !settings_.fix_only;
    if (settings_.asks_for_stdout && changes && std::find(inputs.begin(), inputs.end(), "-") != inputs.end()) {
      return Error{"standard output is for the fixed template; give --output-file a file for the findings"};
    }
    inputs.push_back(settings_.config.custom_rules);
    Result<void> kept = check_output(settings_.config.output_file, inputs);
    if (kept && settings_.write_baseline) kept = check_output(baseline_->path(), inputs);
    return kept;
  }

  Result<void> load_baseline() {
    std::string path = settings_.config.baseline;
    if (path.empty() && settings_.write_baseline) path = kDefaultBaseline;
    if (path.empty()) return {};
    baseline_.emplace(path);
    return settings_.write_baseline ? Result<void>() : baseline_->load();
  }

  Result<int> lint_and_render() {
    const RuleCatalog catalog = make_catalog(options_.rules, custom_rules_.get());
    const bool changes = settings_.fix || !settings_.add_ignores.empty();
    const bool reads_stdin =
        std::any_of(inputs_.jobs.begin(), inputs_.jobs.end(), [](const LintJob& job) { return job.name == "-"; });
    // The fixed text of standard input is what standard output has.
    const bool is_apart = changes && reads_stdin && settings_.config.output_file.empty();
    const bool to_stdout = settings_.config.output_file.empty() && !is_apart;
    const RenderOptions look{.rules = &catalog,
                             .color = is_apart ? wants_color(Stream::Err) : to_stdout && wants_color(Stream::Out),
                             .asides = !call_.as_cfn_lint,
                             .width = terminal_width(),
                             .program = "virga",
                             .version = program_version()};
    const std::unique_ptr<Renderer> renderer = make_renderer(settings_.format, look);
    std::string text;
    renderer->begin(text);
    const auto emit = [&](FileFindings&& file) {
      if (settings_.write_baseline) {
        baseline_->add(file);
        return;
      }
      if (baseline_) summary_.baselined += baseline_->filter(file);
      HeldCount held;
      if (const auto known = held_.find(file.name); known != held_.end()) {
        held = note_held_fixes(known->second, !is_for_people(), file.findings);
      }
      if (is_for_people()) {
        file.findings = fold_follow_ups(std::move(file.findings));
      }
      summary_.count(file);
      // The next run would hold them again.
      summary_.fixable -= std::min(held.safe, summary_.fixable);
      summary_.fixable_unsafely -= std::min(held.unsafe, summary_.fixable_unsafely);
      renderer->file(file, text);
      constexpr std::size_t kChunk = std::size_t{64} * 1024;
      if (!is_apart && (text.size() > kChunk || is_terminal(Stream::Out))) output_.write(text);
    };
    if (!call_.as_cfn_lint && options_.rules.runs("V1010")) report_unknown_ignores(catalog);
    const bool is_silent = settings_.diff || settings_.fix_only;
    bool sound = true;
    for (FileFindings& file : inputs_.unmatched) {
      // Of the run itself people hear all the same.
      for (const Diagnostic& finding : file.findings) {
        const bool names_it =
            !file.is_file && (file.name.starts_with('<') || finding.message.find(file.name) != std::string::npos);
        const std::string where = names_it ? std::string() : printable(file.name) + ": ";
        if (is_silent) write_err(fmt::format("{}: {}{}\n", call_.program, where, finding.message));
        sound = sound && finding.severity != Severity::Error;
      }
      emit(std::move(file));
    }
    const std::size_t templates = inputs_.jobs.size();
    const LintRunOptions run{.lint = &options_,
                             .skip_unparsable = settings_.config.ignore_bad_template.value_or(false),
                             .own_regions = settings_.config.regions.empty(),
                             .shows_excerpts = settings_.format == OutputFormat::Rich,
                             .jobs = settings_.jobs,
                             .files = changes ? &streams_ : nullptr};
    const bool compares_exports = options_.rules.runs("V9103") || options_.rules.runs("V9104");
    if (compares_exports) {
      run_exports_ = read_exports(inputs_.jobs, run);
      options_.run_exports = &run_exports_;
    }
    const bool fixed = !changes || fix_first();
    if (is_silent) return fixed && sound && !met_unreadable_ ? 0 : 1;
    // Fixes may write the names in another way; standard input has none to be read again.
    if (compares_exports && changes && !reads_stdin) run_exports_ = read_exports(inputs_.jobs, run);
    for (FileFindings& file : left_) emit(std::move(file));
    run_lint(inputs_.jobs, run, emit);
    summary_.files = templates;
    if (settings_.build_graph) write_graphs();
    if (settings_.write_baseline) return finish_baseline();
    renderer->end(summary_, text);
    if (is_apart) {
      write_err(text);
    } else {
      output_.write(text);
    }
    if (const Result<void> written = output_.close(); !written) return written.error();
    return fixed ? exit_status() : 1;
  }

  // Formats that tell of each fault once, with what follows from it.
  bool is_for_people() const {
    return settings_.format == OutputFormat::Rich || settings_.format == OutputFormat::GitHub;
  }

  // V1010: IDs that no rule has, which ignore nothing.
  void report_unknown_ignores(const RuleCatalog& catalog) {
    std::vector<std::string_view> known;
    for (const RuleText& rule : catalog.all()) known.push_back(rule.id);
    report_unknown(settings_.config.ignore_checks, "the ignored rules", known);
    report_unknown(settings_.add_ignores, "--add-ignores", known);
    report_unknown(settings_.fix_anyway, "--fix-anyway", known);
    report_unknown(settings_.config.fixable, "fixable", known);
    report_unknown(settings_.config.unfixable, "unfixable", known);
  }

  void report_unknown(const std::vector<std::string>& ids, std::string_view where,
                      const std::vector<std::string_view>& known) {
    for (const std::string& id : ids) {
      if (std::any_of(known.begin(), known.end(), [&](std::string_view rule) { return rule.starts_with(id); }))
        continue;
      const std::string_view near = nearest(id, known);
      std::string message = fmt::format(
          "Unknown rule '{}' in {}{}", printable(id), where,
          near.empty() ? std::string("; `virga rules` lists them") : fmt::format("; did you mean {}?", near));
      FileFindings file = command_line_finding("<command line>", std::move(message), "V1010");
      place_in_configuration(id, file);
      inputs_.unmatched.push_back(std::move(file));
    }
  }

  // Reports an ID where a configuration file has it.
  void place_in_configuration(const std::string& id, FileFindings& file) const {
    const auto is_word = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    };
    for (const std::string& name : settings_.config.files) {
      const ReadResult read = read_source_file(name);
      if (read.file == nullptr || id.empty()) continue;
      const std::string_view text = read.file->text();
      for (std::size_t at = text.find(id); at != std::string_view::npos; at = text.find(id, at + 1)) {
        const std::size_t end = at + id.size();
        if ((at > 0 && is_word(text[at - 1])) || (end < text.size() && is_word(text[end]))) continue;
        file.name = name;
        file.is_file = true;
        file.source = read.file;
        file.findings.front().range = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
        return;
      }
    }
  }

  // False if a file could not be written.
  bool fix_first() {
    FixSummary summary = fix_templates(inputs_.jobs, options_,
                                       {.fixes = {.unsafe = settings_.unsafe_fixes,
                                                  .fixable = settings_.config.fixable,
                                                  .unfixable = rules_without_fixes(settings_.config),
                                                  .anyway = settings_.fix_anyway},
                                        .fix = settings_.fix,
                                        .add_ignores = settings_.add_ignores,
                                        .diff = settings_.diff,
                                        .list = settings_.show_fixes,
                                        .own_regions = settings_.config.regions.empty(),
                                        .skip_unreadable = settings_.config.ignore_bad_template.value_or(false)},
                                       settings_.jobs);
    left_ = std::move(summary.left);
    streams_ = std::move(summary.streams);
    // Linting says it of the others.
    for (const std::string& reason : summary.unread) {
      if (settings_.diff || settings_.fix_only) write_err(fmt::format("{}: {}\n", call_.program, reason));
    }
    for (const std::string& fault : summary.faults) write_err(fmt::format("{}: {}\n", call_.program, fault));
    write_err(summary.text(settings_.diff));
    held_ = std::move(summary.held);
    met_unreadable_ = !summary.unread.empty() ||
                      (!summary.unreadable.empty() && !settings_.config.ignore_bad_template.value_or(false));
    return summary.faults.empty();
  }

  void write_graphs() {
    for (const LintJob& job : inputs_.jobs) {
      if (job.name == "-") continue;
      if (const Result<void> written = write_graph_file(job.name); !written) {
        usage_error(call_.program, written.message());
      }
    }
  }

  Result<int> finish_baseline() {
    if (const Result<void> saved = baseline_->save(); !saved) return saved.error();
    write_out(fmt::format("Wrote {} to {}; `virga lint --baseline {}` ignores them from now on.\n",
                          plural(baseline_->size(), "finding"), baseline_->path(), baseline_->path()));
    return 0;
  }

  int exit_status() const {
    const std::string& level = settings_.config.non_zero_exit_code;
    if (level == "none") return 0;
    int status = summary_.errors > 0 ? 2 : 0;
    if (level == "error") return status;
    if (summary_.warnings > 0) status |= 4;
    if (level == "warning") return status;
    if (summary_.informational > 0) status |= 8;
    return status;
  }

  const Invocation& call_;
  Settings settings_;
  LintOptions options_;
  Facts facts_;
  std::unique_ptr<CustomRules> custom_rules_;
  std::optional<Baseline> baseline_;
  Output output_;
  LintInputs inputs_;
  std::vector<FileFindings> left_;                    // of standard input, after its fixes
  std::map<std::string, std::vector<HeldFix>> held_;  // fixes that were not applied, by the template's name
  bool met_unreadable_ = false;                       // a template could not be read, so it was not fixed
  ChangedFiles streams_;                              // what was read from pipes when they were to be fixed
  RunExports run_exports_;
  RunSummary summary_;
};

}  // namespace

const HelpPage& lint_help() { return lint_page().help; }

int run_lint_command(const Invocation& call) {
  return run_command(call, lint_page(), [&](const Arguments& arguments) { return LintCommand(call).run(arguments); });
}

}  // namespace virga
