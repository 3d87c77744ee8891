#include "compiler/driver/options.h"

#define CXXOPTS_VECTOR_DELIMITER '\0'
#ifndef CXXOPTS_NO_REGEX
#define CXXOPTS_NO_REGEX true
#endif
#include <fmt/format.h>

#include <algorithm>
#include <cxxopts.hpp>
#include <utility>

#include "compiler/support/text.h"

namespace virga {

namespace {

// Joins the values of one use of a list option, so that cxxopts sees one value per use.
constexpr char kJoin = '\x1f';

const OptionSpec* find_letter(std::span<const OptionSpec> specs, char letter) {
  const auto found =
      std::find_if(specs.begin(), specs.end(), [&](const OptionSpec& spec) { return spec.letter == letter; });
  return found == specs.end() ? nullptr : &*found;
}

std::string name_of(const OptionSpec& spec) {
  return spec.letter == '\0' ? fmt::format("--{}", spec.name) : fmt::format("-{}/--{}", spec.letter, spec.name);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.emplace_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

bool looks_like_option(std::string_view argument) { return argument.size() > 1 && argument.front() == '-'; }

// Normalizes arguments to the form `--name=value` and separates options from the values of lists.
class Normalizer {
public:
  Normalizer(std::span<const OptionSpec> specs, std::span<const std::string> arguments)
      : specs_(specs), arguments_(arguments) {}

  bool run() {
    while (next_ < arguments_.size()) {
      const std::string& argument = arguments_[next_++];
      if (argument == "--") {
        positional.insert(positional.end(), arguments_.begin() + static_cast<std::ptrdiff_t>(next_), arguments_.end());
        return true;
      }
      if (argument.starts_with("--")) {
        if (!long_option(argument)) return false;
      } else if (looks_like_option(argument)) {
        if (!short_options(argument)) return false;
      } else {
        positional.push_back(argument);
      }
    }
    return true;
  }

  std::vector<std::string> options;
  std::vector<std::string> positional;
  std::string error;

private:
  const OptionSpec* find_long(std::string_view name) {
    const OptionSpec* by_prefix = nullptr;
    std::string matches;
    for (const OptionSpec& spec : specs_) {
      if (spec.name == name) return &spec;
      if (!spec.name.starts_with(name) || name.empty()) continue;
      by_prefix = &spec;
      matches += fmt::format("{}--{}", matches.empty() ? "" : ", ", spec.name);
    }
    if (by_prefix != nullptr && matches.find(',') == std::string::npos) return by_prefix;
    if (by_prefix != nullptr) {
      error = fmt::format("ambiguous option --{}; it could be {}", name, matches);
      return nullptr;
    }
    std::vector<std::string_view> names;
    for (const OptionSpec& spec : specs_) {
      if (!spec.help.empty()) names.push_back(spec.name);
    }
    const std::string_view near = nearest(name, names);
    error = fmt::format("unknown option --{}", name);
    if (!near.empty()) error += fmt::format("; did you mean --{}?", near);
    return nullptr;
  }

  bool long_option(std::string_view argument) {
    argument.remove_prefix(2);
    const std::size_t equals = argument.find('=');
    const OptionSpec* spec = find_long(argument.substr(0, equals));
    if (spec == nullptr) return false;
    if (equals == std::string_view::npos) return with_values(*spec);
    if (spec->arity == Arity::Flag) {
      error = fmt::format("{} takes no value", name_of(*spec));
      return false;
    }
    return emit(*spec, {std::string(argument.substr(equals + 1))});
  }

  bool short_options(std::string_view argument) {
    argument.remove_prefix(1);
    while (!argument.empty()) {
      const OptionSpec* spec = find_letter(specs_, argument.front());
      if (spec == nullptr) {
        error = fmt::format("unknown option -{}", argument.front());
        return false;
      }
      argument.remove_prefix(1);
      if (spec->arity == Arity::Flag) {
        emit(*spec, {});
        continue;
      }
      if (argument.empty()) return with_values(*spec);
      if (argument.front() == '=') argument.remove_prefix(1);
      return emit(*spec, {std::string(argument)});
    }
    return true;
  }

  // Takes the values that follow the option as separate arguments.
  bool with_values(const OptionSpec& spec) {
    std::vector<std::string> values;
    const auto at_value = [&] { return next_ < arguments_.size() && !looks_like_option(arguments_[next_]); };
    if (spec.arity == Arity::One) {
      if (at_value()) values.push_back(arguments_[next_++]);
    } else if (spec.arity == Arity::Many) {
      // Where the values are known, what is none of them is an operand.
      const auto belongs = [&] {
        return values.empty() || spec.choices.empty() || wrong_choice(spec, arguments_[next_]).empty();
      };
      while (at_value() && belongs()) values.push_back(arguments_[next_++]);
    } else if (spec.arity == Arity::Pairs) {
      while (at_value() && is_pair(arguments_[next_])) values.push_back(arguments_[next_++]);
      if (values.empty() && at_value()) return no_pair(spec, arguments_[next_]);
    }
    if (spec.arity != Arity::Flag && values.empty()) {
      error = fmt::format("{} requires a value{}", name_of(spec),
                          spec.metavar.empty() ? std::string() : fmt::format(": {} {}", name_of(spec), spec.metavar));
      return false;
    }
    return emit(spec, std::move(values));
  }

  // The part of a value that is none of the option's choices; empty when there is none.
  static std::string wrong_choice(const OptionSpec& spec, const std::string& value) {
    const std::vector<std::string> choices = split(spec.choices, '|');
    for (const std::string& part : spec.commas ? split(value, ',') : std::vector<std::string>{value}) {
      if (std::find(choices.begin(), choices.end(), part) == choices.end()) return part.empty() ? value : part;
    }
    return {};
  }

  static bool is_pair(std::string_view value) { return value.find('=') != std::string_view::npos; }

  bool no_pair(const OptionSpec& spec, std::string_view value) {
    error = fmt::format("'{}' has no value; write --{} KEY=VALUE", value, spec.name);
    return false;
  }

  bool emit(const OptionSpec& spec, std::vector<std::string> values) {
    if (spec.arity == Arity::Flag) {
      options.push_back(fmt::format("--{}", spec.name));
      return true;
    }
    for (const std::string& value : values) {
      const std::string wrong = spec.choices.empty() ? std::string() : wrong_choice(spec, value);
      if (wrong.empty()) continue;
      const std::vector<std::string> choices = split(spec.choices, '|');
      const std::vector<std::string_view> views(choices.begin(), choices.end());
      const std::string_view near = nearest(wrong, views);
      error = fmt::format("{} must be one of {}, not '{}'{}", name_of(spec), fmt::join(choices, ", "), wrong,
                          near.empty() ? std::string() : fmt::format("; did you mean {}?", near));
      return false;
    }
    if (spec.arity == Arity::Pairs && !is_pair(values.front())) return no_pair(spec, values.front());
    std::string joined;
    for (const std::string& value : values) {
      for (const std::string& part : spec.commas ? split(value, ',') : std::vector<std::string>{value}) {
        if (part.empty() && spec.commas) continue;
        if (!joined.empty()) joined += kJoin;
        joined += part;
      }
    }
    if (joined.empty()) {
      error = fmt::format("{} must not be empty", name_of(spec));
      return false;
    }
    options.push_back(fmt::format("--{}={}", spec.name, joined));
    return true;
  }

  std::span<const OptionSpec> specs_;
  std::span<const std::string> arguments_;
  std::size_t next_ = 0;
};

}  // namespace

std::string_view Arguments::value(std::string_view option) const {
  const auto found = values_.find(option);
  if (found == values_.end() || found->second.empty() || found->second.back().empty()) return {};
  return found->second.back().back();
}

std::vector<std::string> Arguments::list(std::string_view option) const {
  std::vector<std::string> all;
  for (const std::vector<std::string>& use : uses(option)) all.insert(all.end(), use.begin(), use.end());
  return all;
}

std::vector<std::vector<std::string>> Arguments::uses(std::string_view option) const {
  const auto found = values_.find(option);
  return found == values_.end() ? std::vector<std::vector<std::string>>{} : found->second;
}

struct ArgumentReader {
  static void read(std::span<const OptionSpec> specs, Normalizer& normal, ParsedArguments& result) {
    cxxopts::Options options("virga");
    for (const OptionSpec& spec : specs) {
      options.add_options()(std::string(spec.name), "",
                            spec.arity == Arity::Flag ? std::shared_ptr<cxxopts::Value>(cxxopts::value<bool>())
                                                      : cxxopts::value<std::vector<std::string>>());
    }
    std::vector<const char*> raw = {"virga"};
    for (const std::string& option : normal.options) raw.push_back(option.c_str());
    const cxxopts::ParseResult parsed = options.parse(static_cast<int>(raw.size()), raw.data());
    for (const OptionSpec& spec : specs) {
      const std::string name(spec.name);
      if (parsed.count(name) == 0) continue;
      auto& uses = result.arguments.values_[name];
      if (spec.arity == Arity::Flag) continue;
      for (const std::string& use : parsed[name].as<std::vector<std::string>>()) uses.push_back(split(use, kJoin));
    }
  }
};

ParsedArguments parse_arguments(std::span<const OptionSpec> specs, std::span<const std::string> arguments) {
  ParsedArguments result;
  Normalizer normal(specs, arguments);
  if (!normal.run()) {
    result.error = std::move(normal.error);
    return result;
  }
  result.arguments.positional = std::move(normal.positional);
  try {
    ArgumentReader::read(specs, normal, result);
  } catch (const std::exception& error) {
    result.error = error.what();
  }
  return result;
}

}  // namespace virga
