// What all commands share: parsing arguments, help pages and operands.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/commands.h"
#include "compiler/driver/help.h"
#include "compiler/support/result.h"

namespace virga {

enum class Operands : unsigned char { Any, One, OneOrMore };

// A command's help page and its operands.
struct CommandPage {
  HelpPage help;
  Operands operands = Operands::Any;
  std::string_view operand = "a template, or - for standard input";  // for the message about a missing operand
};

// Exit statuses: 0; 2 if a template was rejected or has findings; 1 for wrong usage or a file that cannot be read or
// written. For several files, the worst status counts; 1 is worse than 2.
inline constexpr int kRefused = 2;
inline constexpr int kFailed = 1;
inline int worse_status(int a, int b) { return a == kFailed || b == kFailed ? kFailed : (a > b ? a : b); }

// Runs a command: parses its arguments, prints its help page if requested, and otherwise calls `work`, which returns
// the exit status. Usage errors, a missing operand and errors from `work` are printed to standard error and result in
// status 1.
int run_command(const Invocation& call, const CommandPage& page,
                const std::function<Result<int>(const Arguments& arguments)>& work);

// The templates named on a command line for a command that writes one result per template: more than one requires
// --output.
Result<std::vector<std::string>> templates_to_write(const Arguments& arguments);

// Writes a result to the file `output` or, if that is empty, to standard output.
Result<int> write_result(std::string_view output, std::string_view text);

// `-i E3012 template.yaml` takes the template for a rule ID. For a command line without templates: a message that names
// the value of a list option that looks like a template, or nullopt.
std::optional<std::string> swallowed_operand(std::span<const OptionSpec> specs, const Arguments& arguments);

// Parses a number of threads from 1 to 1024, as for --jobs.
Result<unsigned> read_jobs(std::string_view text);

}  // namespace virga
