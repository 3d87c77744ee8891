// Rules that a user writes as lines of text (--custom-rules).
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

// A line that is no rule.
struct CustomRuleError {
  std::uint32_t line = 1;  // from 1
  std::string message;     // what is wrong and what would be right
};

// The rules of one file: `ResourceType Property.Path OPERATOR Value [WARN|ERROR [message]]` a line, "#"
// begins a comment line. A rule's id is E or W (WARN) followed by 9000 + its line number. Operators: EQUALS
// ==, NOT_EQUALS !=, REGEX_MATCH, IN, NOT_IN, >, <, >=, <=, IS DEFINED, IS NOT_DEFINED. Immutable; shared
// between threads.
class CustomRules {
public:
  struct Entry;

  static std::unique_ptr<CustomRules> parse(std::string_view text);
  ~CustomRules();

  const std::vector<CustomRuleError>& errors() const { return errors_; }
  std::size_t size() const { return entries_.size(); }
  // Id and a sentence that says what the rule asks for.
  std::string_view id(std::size_t i) const;
  std::string_view summary(std::size_t i) const;

  // Lines that name a resource type of AWS, or a property of one, which the facts do not have: they find nothing.
  std::vector<CustomRuleError> unknown_names(const SchemaDatabase& facts) const;

  // Judges every resource of the types that the rules name.
  void run(const Compilation& compilation, Reporter& reporter) const;

private:
  CustomRules() = default;
  std::vector<std::unique_ptr<Entry>> entries_;
  std::vector<CustomRuleError> errors_;
};

}  // namespace virga
