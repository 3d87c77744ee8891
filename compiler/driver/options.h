// Command-line options: one table serves the reader, the help pages and the completion scripts.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace virga {

enum class Arity : unsigned char {
  Flag,
  One,    // a value; the last one counts
  Many,   // one value or more, up to the next option; may be repeated, and values add up
  Pairs,  // like Many, for KEY=VALUE: a word without '=' ends the list
};

struct OptionSpec {
  std::string_view name;  // long form without the dashes; also the key of Arguments
  char letter = '\0';
  Arity arity = Arity::Flag;
  bool commas = false;            // values are lists separated by commas
  std::string_view metavar = {};  // "FILE", "RULE"
  std::string_view help = {};     // a phrase; empty hides the option from help and completion
  std::string_view group = {};    // heading in the help page
  std::string_view choices = {};  // "a|b|c": the only values, in help and completion
};

// What was given.
class Arguments {
public:
  bool has(std::string_view option) const { return values_.find(option) != values_.end(); }
  // Last value of an option of arity One, or empty.
  std::string_view value(std::string_view option) const;
  // All values in order.
  std::vector<std::string> list(std::string_view option) const;
  // The values of each use of the option apart.
  std::vector<std::vector<std::string>> uses(std::string_view option) const;

  std::vector<std::string> positional;

private:
  friend struct ArgumentReader;
  std::map<std::string, std::vector<std::vector<std::string>>, std::less<>> values_;
};

struct ParsedArguments {
  Arguments arguments;
  std::string error;  // whole sentence when the command line is wrong, else empty
};

// Reads `--name value`, `--name=value`, `-n value`, `-nvalue`, `-ab` for flags, unambiguous beginnings of long
// names, `--` for the end of options, "-" as a positional argument. Lists end at the next option or at `--`.
ParsedArguments parse_arguments(std::span<const OptionSpec> specs, std::span<const std::string> arguments);

}  // namespace virga
