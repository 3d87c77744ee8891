#include <fmt/format.h>

#include <utility>

#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/problem_report.h"
#include "compiler/edit/edit_builder.h"
#include "compiler/format/diff.h"
#include "compiler/format/format.h"
#include "compiler/support/ordered_parallel.h"
#include "compiler/workspace/output_file.h"
#include "compiler/workspace/secrets.h"
#include "compiler/workspace/template_files.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"check", 'c', Arity::Flag, false, {}, "list the templates that are not formatted, write nothing", "Output"},
    {"diff", 'd', Arity::Flag, false, {}, "print what would change, write nothing", "Output"},
    {"only-templates", '\0', Arity::Flag, false, {}, "skip files whose content is not a template", "Templates"},
    {"indent", 'i', Arity::One, false, "N", "spaces per level, 2 to 8 (default: 2)", "Style"},
    {"quotes", 'q', Arity::One, false, "STYLE", "of YAML strings that can have either (default: as most of the file)",
     "Style", "consistent|double|single|keep"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Other"},
};

constexpr HelpExample kExamples[] = {
    {"virga fmt template.yaml", "format a template in place"},
    {"virga fmt --check .", "in CI: list unformatted templates"},
    {"virga fmt --diff stacks/", "what would change"},
    {"virga fmt - < template.yaml", "from standard input to standard output"},
};

constexpr std::string_view kFooter =
    "Only changes indentation, spaces, blank lines and quotes; comments, the order of keys, block scalars and "
    "the\nmeaning of the template stay. Invalid templates are not changed.\nExit status: 0 everything is formatted, 2 "
    "a template is not formatted (--check, --diff) or is not valid YAML or JSON,\n1 wrong usage, or a file cannot be "
    "opened or written.\n";

enum class Mode : unsigned char { Write, Check, Diff };

struct Formatted {
  std::string name;
  std::string error;  // the file could not be read or written
  SourceFilePtr source;
  std::vector<Diagnostic> problems;  // why it was not formatted
  bool changes = false;
  std::string output;  // for standard output
};

const CommandPage kPage = {.help = {.summary = "Formats templates.",
                                    .usage = "[OPTION…] TEMPLATE|FOLDER|GLOB|-…",
                                    .options = kOptions,
                                    .examples = kExamples,
                                    .footer = kFooter},
                           .operands = Operands::OneOrMore,
                           .operand = "templates or a folder, or - for standard input"};

class FmtCommand {
public:
  explicit FmtCommand(std::string program) : program_(std::move(program)) {}

  Result<int> run(const Arguments& arguments) {
    if (const Result<void> read = read_options(arguments); !read) return read.error();
    const TemplateSelection selection =
        arguments.has("only-templates") ? TemplateSelection::OnlyTemplates : TemplateSelection::AsNamed;
    const Result<std::vector<std::string>> found = all_templates(arguments.positional, selection);
    if (!found) return found.error();
    return format_all(*found);
  }

private:
  Result<void> read_options(const Arguments& arguments) {
    if (arguments.has("check")) mode_ = Mode::Check;
    if (arguments.has("diff")) mode_ = Mode::Diff;
    if (arguments.has("indent")) {
      const std::string_view text = arguments.value("indent");
      if (text.size() != 1 || text[0] < '2' || text[0] > '8') {
        return Error{fmt::format("--indent must be a number from 2 to 8, not '{}'", text)};
      }
      options_.indent = static_cast<std::uint32_t>(text[0] - '0');
    }
    const std::string_view quotes = arguments.value("quotes");
    if (quotes == "double") options_.quotes = QuoteStyle::Double;
    if (quotes == "single") options_.quotes = QuoteStyle::Single;
    if (quotes == "keep") options_.quotes = QuoteStyle::Keep;
    return {};
  }

  Formatted work(const std::string& name) const {
    Formatted done{.name = name};
    ReadResult read = read_source_file(name);
    if (read.file == nullptr) {
      done.error = fmt::format("{}: {}", name, read.error.message);
      return done;
    }
    const SyntaxTree tree = parse(read.file);
    const FormatResult result = format(tree, options_);
    if (!result.ok()) {
      done.source = read.file;
      Diagnostic& finding = done.problems.emplace_back();
      finding.rule = "E0000";
      finding.range = result.where;
      finding.message = result.refused;
      return done;
    }
    done.changes = !result.edits.empty();
    if (mode_ == Mode::Diff) {
      done.output =
          unified_diff(*read.file, result.edits, [](const SourceFilePtr& text) { return secret_ranges(text); });
    } else if (mode_ == Mode::Check) {
      if (done.changes) done.output = name + "\n";
    } else if (name == "-") {
      done.output = apply_edits(read.file->text(), result.edits);
    } else if (done.changes) {
      const Result<void> written = write_file(name, apply_edits(read.file->text(), result.edits));
      if (!written) done.error = written.message();
    }
    return done;
  }

  int format_all(const std::vector<std::string>& files) const {
    int status = 0;
    std::size_t changed = 0;
    std::size_t refused = 0;
    ProblemReport report(false);
    const auto deliver = [&](Formatted&& done) {
      if (done.error.empty()) write_out(done.output);
      if (!done.error.empty()) status = worse_status(status, usage_error(program_, done.error));
      if (done.changes) ++changed;
      if (done.problems.empty()) return;
      ++refused;
      report.add(done.name, done.source, done.problems);
    };
    ordered_parallel<Formatted>(
        files.size(), 0, [&](std::size_t i) { return work(files[i]); }, deliver);
    summarize(files, changed, refused);
    return refused > 0 || (mode_ != Mode::Write && changed > 0) ? worse_status(status, kRefused) : status;
  }

  // A one-sentence summary, unless only standard input was formatted.
  void summarize(const std::vector<std::string>& files, std::size_t changed, std::size_t refused) const {
    if (files.size() == 1 && files.front() == "-") return;
    const std::size_t unchanged = files.size() - changed - refused;
    std::string text = mode_ == Mode::Write ? fmt::format("{} formatted, {} unchanged", changed, unchanged)
                                            : fmt::format("{} would be formatted, {} unchanged", changed, unchanged);
    if (refused > 0) text += fmt::format(", {} skipped", refused);
    write_err(text + "\n");
  }

  std::string program_;
  Mode mode_ = Mode::Write;
  FormatOptions options_;
};

}  // namespace

const HelpPage& fmt_help() { return kPage.help; }

int run_fmt_command(const Invocation& call) {
  return run_command(call, kPage, [&](const Arguments& arguments) { return FmtCommand(call.program).run(arguments); });
}

}  // namespace virga
