// How every command begins: reading its arguments, its help page, what it works on.
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

// What a command says of itself, and what it works on.
struct CommandPage {
  HelpPage help;
  Operands operands = Operands::Any;
  std::string_view operand = "a template, or - for standard input";  // to name where there is none
};

// Exit statuses: 0, 2 when a template was refused or found wanting, 1 when the command was used wrongly or a file could
// not be read or written. Of several files the worst counts, and 1 is the worst.
inline constexpr int kRefused = 2;
inline constexpr int kFailed = 1;
inline int worse_status(int a, int b) { return a == kFailed || b == kFailed ? kFailed : (a > b ? a : b); }

// Runs a command: reads its arguments, prints its page when that is asked for, and hands them to `work`, which gives
// the exit status. What is wrong, a missing operand or an error of `work`, is said on standard error with status 1.
int run_command(const Invocation& call, const CommandPage& page,
                const std::function<Result<int>(const Arguments& arguments)>& work);

// The templates that a command line names, of which each gives a result: several need --output.
Result<std::vector<std::string>> templates_to_write(const Arguments& arguments);

// A result, to the file `output` or, without one, to standard output.
Result<int> write_result(std::string_view output, std::string_view text);

// `-i E3012 template.yaml` reads the template as a rule id. For a command line without templates: says which value of
// a list option looks like one, or nothing.
std::optional<std::string> swallowed_operand(std::span<const OptionSpec> specs, const Arguments& arguments);

// A number of threads, from 1 to 1024, as --jobs takes it.
Result<unsigned> read_jobs(std::string_view text);

// Is it a region of AWS, of any partition? The error names the nearest one.
Result<void> check_region(std::string_view region);

}  // namespace virga
