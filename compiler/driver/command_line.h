// How every command begins: reading its arguments, its help page, what it works on.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "compiler/driver/commands.h"
#include "compiler/driver/help.h"
#include "compiler/support/result.h"

namespace virga {

enum class Operands : unsigned char { Any, One, OneOrMore };

struct CommandStart {
  Arguments arguments;
  std::optional<int> status;  // set: the run is over, with this exit status
};

// Reads the arguments of a command whose options are those of the page. Prints the page when it is asked for. What is
// wrong, a missing operand included, is said on standard error with status 1. `operand` is what to name: "a template".
CommandStart start_command(const Invocation& call, const HelpPage& page, Operands operands,
                           std::string_view operand = "a template, or - for standard input");

// `-i E3012 template.yaml` reads the template as a rule id. For a command line without templates: says which value of
// a list option looks like one, or nothing.
std::optional<std::string> swallowed_operand(std::span<const OptionSpec> specs, const Arguments& arguments);

// A number of threads, from 1 to 1024, as --jobs takes it.
Result<unsigned> read_jobs(std::string_view text);

// Is it a region of AWS, of any partition? The error names the nearest one.
Result<void> check_region(std::string_view region);

}  // namespace virga
