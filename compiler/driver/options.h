// Command-line options: one table for the parser, the help pages and the completion scripts.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace virga {

enum class Arity : unsigned char {
  Flag,
  One,    // one value; the last one wins
  Many,   // one or more values, up to the next option; may be repeated, and values accumulate
  Pairs,  // like Many, but for KEY=VALUE: a word without '=' ends the list
};

struct OptionSpec {
  std::string_view name;  // long form without dashes; also the key in Arguments
  char letter = '\0';
  Arity arity = Arity::Flag;
  bool commas = false;            // values are comma-separated lists
  std::string_view metavar = {};  // "FILE", "RULE"
  std::string_view help = {};     // a phrase; empty hides the option from help and completion
  std::string_view group = {};    // heading in the help page
  std::string_view choices = {};  // "a|b|c": the allowed values, for help and completion
};

// The parsed arguments.
class Arguments {
public:
  bool has(std::string_view option) const { return values_.find(option) != values_.end(); }
  // The last value of an option of arity One, or empty.
  std::string_view value(std::string_view option) const;
  // All values in order.
  std::vector<std::string> list(std::string_view option) const;
  // The values, grouped by use of the option.
  std::vector<std::vector<std::string>> uses(std::string_view option) const;

  std::vector<std::string> positional;

private:
  friend struct ArgumentReader;
  std::map<std::string, std::vector<std::vector<std::string>>, std::less<>> values_;
};

struct ParsedArguments {
  Arguments arguments;
  std::string error;  // a whole sentence if the command line is wrong, else empty
};

// Supports `--name value`, `--name=value`, `-n value`, `-nvalue`, `-ab` for flags, unambiguous prefixes of long names,
// `--` for the end of options, and "-" as a positional argument. Lists end at the next option or at `--`.
ParsedArguments parse_arguments(std::span<const OptionSpec> specs, std::span<const std::string> arguments);

}  // namespace virga
