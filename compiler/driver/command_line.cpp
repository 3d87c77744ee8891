#include "compiler/driver/command_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "compiler/driver/console.h"
#include "compiler/source/source_file.h"
#include "compiler/workspace/output_layout.h"
#include "compiler/workspace/recognition.h"
#include "compiler/workspace/template_files.h"

namespace virga {

namespace {

// Whether this value of a list option was probably meant as a template.
bool is_swallowed(const OptionSpec& spec, const std::string& value) {
  // Lists of IDs and regions do not contain file names.
  if (spec.commas && !spec.metavar.starts_with("FOLDER")) return has_template_ending(value);
  // Without a template there is nothing to ignore.
  if (spec.name == "ignore-templates") return true;
  std::error_code error;
  if (!std::filesystem::is_regular_file(value, error)) return false;
  const ReadResult file = read_source_file(value);
  return file.file != nullptr && recognise(file.file->text()).is_template();
}

}  // namespace

int run_command(const Invocation& call, const CommandPage& page,
                const std::function<Result<int>(const Arguments& arguments)>& work) {
  const ParsedArguments parsed = parse_arguments(page.help.options, call.arguments);
  const Arguments& arguments = parsed.arguments;
  if (!parsed.error.empty()) {
    return usage_error(call.program, fmt::format("{}\n`{} --help` lists the options.", parsed.error, call.program));
  }
  if (arguments.has("help")) {
    write_out(help_page(call.program, page.help, wants_color(Stream::Out)));
    return 0;
  }
  const std::vector<std::string>& given = arguments.positional;
  if (page.operands == Operands::One && given.size() > 1) {
    return usage_error(call.program,
                       fmt::format("expected one template, found {}: {}", given.size(), fmt::join(given, ", ")));
  }
  if (page.operands != Operands::Any && given.empty()) {
    const std::optional<std::string> swallowed = swallowed_operand(page.help.options, arguments);
    return usage_error(
        call.program,
        swallowed ? *swallowed : fmt::format("missing {}\n`{} --help` shows the usage.", page.operand, call.program));
  }
  Result<int> status = work(arguments);
  return status ? *status : usage_error(call.program, status.message());
}

Result<std::vector<std::string>> templates_to_write(const Arguments& arguments) {
  Result<std::vector<std::string>> found = all_templates(arguments.positional);
  if (found && found->size() > 1 && !arguments.has("output")) {
    return Error{fmt::format("{} templates need an output folder: -o DIR", found->size())};
  }
  return found;
}

Result<int> write_result(std::string_view output, std::string_view text) {
  if (output.empty()) return write_out(text) ? 0 : kFailed;
  if (const Result<void> written = write_output(std::string(output), text); !written) return written.error();
  return 0;
}

std::optional<std::string> swallowed_operand(std::span<const OptionSpec> specs, const Arguments& arguments) {
  for (const OptionSpec& spec : specs) {
    if (spec.arity != Arity::Many || spec.name == "template") continue;
    for (const std::string& value : arguments.list(spec.name)) {
      if (!is_swallowed(spec, value)) continue;
      return fmt::format(
          "'{}' was read as a value of --{}, which accepts several values; put `--` before the templates", value,
          spec.name);
    }
  }
  return {};
}

Result<unsigned> read_jobs(std::string_view text) {
  unsigned jobs = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), jobs);
  if (fault == std::errc() && end == text.data() + text.size() && jobs > 0 && jobs <= 1024) return jobs;
  return Error{fmt::format("--jobs must be a number from 1 to 1024, not '{}'", text)};
}

}  // namespace virga
