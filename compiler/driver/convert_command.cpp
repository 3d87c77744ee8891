#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "compiler/driver/command_line.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/console.h"
#include "compiler/driver/help.h"
#include "compiler/driver/problem_report.h"
#include "compiler/emit/emit.h"
#include "compiler/syntax/syntax_tree.h"
#include "compiler/workspace/output_layout.h"
#include "compiler/workspace/template_source.h"

namespace virga {

namespace {

constexpr OptionSpec kOptions[] = {
    {"format", 'f', Arity::One, false, "FORMAT", "of the output (default: the other one)", "Output", "yaml|json"},
    {"output", 'o', Arity::One, false, "FILE|DIR", "where to write; a folder for several templates", "Output"},
    {"help", 'h', Arity::Flag, false, {}, "print this help", "Other"},
};

constexpr HelpExample kExamples[] = {
    {"virga convert template.json > template.yaml", "with short tags: !Ref, !Sub"},
    {"virga convert -o template.json template.yaml", "to JSON, in a file"},
    {"virga convert -f yaml -o yaml/ stacks/", "all JSON templates in a folder"},
};

constexpr std::string_view kFooter =
    "Keeps keys (in order), values and functions. Aliases and merge keys are expanded. JSON has no comments; if a "
    "template\nloses any, a warning on standard error says so.\nExit status: 0 converted, 2 a template is not "
    "valid YAML or JSON, 1 wrong usage, or a file cannot be opened or\nwritten.\n";

const CommandPage kPage = {.help = {.summary = "Converts templates between YAML and JSON.",
                                    .usage = "[OPTION…] TEMPLATE|FOLDER|GLOB|-…",
                                    .options = kOptions,
                                    .examples = kExamples,
                                    .footer = kFooter},
                           .operands = Operands::OneOrMore,
                           .operand = "templates or a folder, or - for standard input"};

class ConvertCommand {
public:
  ConvertCommand(std::string program, const Arguments& arguments)
      : program_(std::move(program)), format_(arguments.value("format")), target_(arguments.value("output")) {}

  Result<int> run(const Arguments& arguments) {
    const Result<std::vector<std::string>> found = templates_to_write(arguments);
    if (!found) return found.error();
    const std::vector<std::string> places = places_of(*found);
    int status = 0;
    for (std::size_t i = 0; i < found->size(); ++i) {
      const Result<int> one = convert((*found)[i], places.empty() ? std::string() : places[i], places.size() > 1);
      status = worse_status(status, one ? *one : usage_error(program_, one.message()));
    }
    return status;
  }

private:
  std::vector<std::string> places_of(const std::vector<std::string>& files) {
    if (target_.empty()) return {};
    std::error_code ignored;
    const bool folder = files.size() > 1 || target_.ends_with('/') || std::filesystem::is_directory(target_, ignored);
    named_by_input_ = folder;
    return folder ? layout_below(target_, files) : std::vector{target_};
  }

  Result<int> convert(const std::string& name, std::string place, bool several) const {
    ReadResult read = read_template(name);
    if (read.file == nullptr) return Error{fmt::format("{}: {}", name, read.error.message)};
    const SyntaxTree tree = parse(read.file);
    if (!tree.ok()) {
      ProblemReport(false).add(name, tree.source, syntax_problems(tree));
      return kRefused;
    }
    if (size_of_texts(*tree.root, kMaxSourceBytes) >= kMaxSourceBytes) {
      return Error{fmt::format("{}: larger than 64 MiB with its aliases expanded", name)};
    }
    // JSON with comments or trailing commas is neither: only YAML takes it, but nobody would call it that.
    const bool is_written_as_json = detect_language(read.file->text()) == SyntaxLanguage::Json;
    const bool to_yaml = format_.empty() ? is_written_as_json : format_ == "yaml";
    if (to_yaml ? !is_written_as_json : tree.language == SyntaxLanguage::Json) {
      if (several) return 0;
      return Error{fmt::format("{} is already {}; `virga fmt` formats it", name, to_yaml ? "YAML" : "JSON")};
    }
    const std::string text = to_yaml ? emit_yaml(*tree.root) : emit_json(*tree.root);
    if (!tree.comments.empty()) {
      write_err(fmt::format("{}: {}; {} dropped\n", name,
                            to_yaml ? "comments in JSON are not converted" : "JSON does not allow comments",
                            tree.comments.size() == 1 ? "one is" : fmt::format("{} are", tree.comments.size())));
    }
    if (named_by_input_) place = with_extension(place, to_yaml ? ".yaml" : ".json");
    if (!place.empty()) {
      if (const Result<void> kept = check_output(place, {name}); !kept) return kept.error();
    }
    return write_result(place, text);
  }

  std::string program_;
  std::string format_;
  std::string target_;
  bool named_by_input_ = false;  // in an output folder, outputs are named after their templates
};

}  // namespace

const HelpPage& convert_help() { return kPage.help; }

int run_convert_command(const Invocation& call) {
  return run_command(
      call, kPage, [&](const Arguments& arguments) { return ConvertCommand(call.program, arguments).run(arguments); });
}

}  // namespace virga
