// `virga migrate`: what of a repository's set-up of cfn-lint carries over.
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "compiler/diagnostics/text.h"
#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/source/source_file.h"
#include "compiler/workspace/migration.h"
#include "compiler/workspace/output_file.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"write", 'w', Arity::Flag, false, {}, "change cfn-lint to virga-cfn-lint in command lines", "Options"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Options"},
};

constexpr HelpExample kExamples[] = {
    {"virga migrate", "what this repository does with cfn-lint, and what to do about it"},
    {"virga migrate --write", "and change the command lines"},
};

constexpr std::string_view kFooter =
    "Looks at configuration, hooks of pre-commit, CI files, scripts and requirements. Called as virga-cfn-lint, "
    "virga\ntakes cfn-lint's command line.\n";

const CommandPage kPage = {.help = {.summary = "Shows where a repository uses cfn-lint, and what carries over.",
                                    .usage = "[OPTION…] [FOLDER]",
                                    .options = kOptions,
                                    .examples = kExamples,
                                    .footer = kFooter}};

std::string_view advice(CfnLintUse use) {
  switch (use) {
    case CfnLintUse::Configuration:
      return "carries over: Virga reads it";
    case CfnLintUse::Invalid:
      return "correct it; then Virga reads it";
    case CfnLintUse::PythonRules:
      return "write these rules for --custom-rules; the other keys carry over";
    case CfnLintUse::Run:
      return "carries over: virga-cfn-lint takes the same arguments";
    case CfnLintUse::RunsPythonRules:
      return "write the Python rules for --custom-rules; the rest carries over";
    case CfnLintUse::Install:
      return "install virga there, such as by `npm install --global virga`";
    case CfnLintUse::Requirement:
      return "remove it once nothing runs cfn-lint; Virga needs no Python";
    case CfnLintUse::Hook:
      return "use the hook 'virga' of Virga's repository";
    case CfnLintUse::Action:
      return "use Virga's action, with the same files";
  }
  return {};
}

class MigrateCommand {
public:
  explicit MigrateCommand(bool write) : write_(write) {}

  Result<int> run(const std::string& folder) {
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error)) return Error{fmt::format("No such folder: '{}'", folder)};
    for (const std::string& file : files_that_may_set_up_cfn_lint(folder)) {
      if (const Result<void> done = one_file(file); !done) return done.error();
    }
    if (out_.empty()) {
      out_ = "Nothing here uses cfn-lint.\n";
    } else {
      out_ += fmt::format("\n{} of {} carr{} over as {} {}{}.\n", carried_, plural(places_, "place"),
                          carried_ == 1 ? "ies" : "y", carried_ == 1 ? "it" : "they", carried_ == 1 ? "is" : "are",
                          changed_ > 0 ? fmt::format("; changed {}", plural(changed_, "command line")) : "");
    }
    return write_result({}, out_);
  }

private:
  Result<void> one_file(const std::string& file) {
    const ReadResult read = read_source_file(file);
    if (read.file == nullptr) return {};
    const std::string_view text = read.file->text();
    const std::vector<CfnLintPlace> places = find_cfn_lint(file, text);
    for (const CfnLintPlace& place : places) add(place);
    if (!write_) return {};
    const std::string changed = with_virga(text, places);
    return changed == text ? Result<void>() : write_file(file, changed);
  }

  void add(const CfnLintPlace& place) {
    ++places_;
    const bool carries = place.use == CfnLintUse::Configuration || place.use == CfnLintUse::Run;
    if (carries) ++carried_;
    const bool is_changed = write_ && place.use == CfnLintUse::Run;
    if (is_changed) ++changed_;
    out_ += printable(place.file);
    if (place.line > 0) out_ += fmt::format(":{}", place.line);
    if (!place.text.empty())
      out_ += fmt::format("{}{}", place.use == CfnLintUse::Invalid ? ":" : ": ", printable(place.text));
    out_ += fmt::format("\n    {}\n", is_changed ? "changed to virga-cfn-lint" : advice(place.use));
  }

  bool write_;
  std::string out_;
  std::size_t places_ = 0;
  std::size_t carried_ = 0;
  std::size_t changed_ = 0;
};

}  // namespace

const HelpPage& migrate_help() { return kPage.help; }

int run_migrate_command(const Invocation& call) {
  return run_command(call, kPage, [](const Arguments& arguments) -> Result<int> {
    if (arguments.positional.size() > 1) return Error{"expected one folder"};
    const std::string folder = arguments.positional.empty() ? "." : arguments.positional.front();
    return MigrateCommand(arguments.has("write")).run(folder);
  });
}

}  // namespace virga
