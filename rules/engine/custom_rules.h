// Rules that the user writes as lines of text (--custom-rules).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/source/source_file.h"
#include "rules/engine/reporter.h"

namespace virga {

class Compilation;
class SchemaDatabase;

// A line that is not a valid rule.
struct CustomRuleError {
  std::uint32_t line = 1;  // counted from 1
  std::string message;     // what is wrong and how to fix it
};

// The rules of one file, one per line: `ResourceType Property.Path OPERATOR Value [WARN|ERROR [message]]`; lines that
// begin with "#" are comments. A rule's ID is E or W (WARN) followed by 9000 + its line number. Operators: EQUALS ==,
// NOT_EQUALS !=, REGEX_MATCH, IN, NOT_IN, >, <, >=, <=, IS DEFINED, IS NOT_DEFINED. Immutable; shared between threads.
class CustomRules {
public:
  struct Entry;

  static std::unique_ptr<CustomRules> parse(std::string_view text);
  ~CustomRules();

  const std::vector<CustomRuleError>& errors() const { return errors_; }
  std::size_t size() const { return entries_.size(); }
  // The rule's ID, and a sentence that says what it requires.
  std::string_view id(std::size_t i) const;
  std::string_view summary(std::size_t i) const;

  // Lines that name an AWS resource type or property that is not in the database; such rules never find anything.
  std::vector<CustomRuleError> unknown_names(const SchemaDatabase& facts) const;

  // Checks all resources of the types that the rules name.
  void run(const Compilation& compilation, Reporter& reporter) const;

private:
  CustomRules() = default;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::vector<CustomRuleError> errors_;
};

}  // namespace virga
