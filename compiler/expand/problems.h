// Collects the problems found during expansion.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "compiler/expand/expansion.h"
#include "compiler/expand/value.h"
#include "compiler/support/near_names.h"

namespace virga {

// What a problem says, what the name at its place was meant to be, and what is missing.
struct Complaint {
  // NOLINTNEXTLINE(google-explicit-constructor): most complaints are a text alone
  Complaint(std::string said) : text(std::move(said)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Complaint(const char* said) : text(said) {}

  std::string text;
  std::optional<MeantName> meant = std::nullopt;
  std::vector<std::string> lacks = {};  // the properties that the resource lacks
};

// Of a name that may be a misspelling: the text, and then which name is near, or `otherwise` if none is.
Complaint misspelt(std::string text, const NearName& near, std::string_view otherwise = {});

// The same of a value that is none of the choices.
Complaint misspelt_value(std::string text, const Value& written, std::initializer_list<std::string_view> choices);

// Not thread-safe. Duplicates (same place and message) are dropped, and at most 1,000 problems of each severity are
// kept, since a loop can make one for every iteration.
class Problems {
public:
  // An error, as rule E0001. `message` is a sentence that says what is wrong, why, and what to do. `place` is what to
  // underline; null means the whole template.
  void error(std::string_view logical_id, const Value* place, Complaint complaint, std::string_view property = {});
  // Something that makes the expansion incomplete, which only a build or a deployment can resolve.
  void warning(std::string_view logical_id, const Value* place, std::string message, std::string_view property = {});
  // Something the author should know that does not affect the expansion.
  void note(std::string_view logical_id, const Value* place, std::string message, std::string_view property = {});

  // Adds problems of an earlier stage.
  void add(Diagnostic problem);
  void add(const std::vector<Diagnostic>& problems);

  bool has_errors() const { return errors_ > 0; }
  // Includes those that were not kept.
  std::size_t errors() const { return errors_; }
  // The problems sorted by position, each with its path in the template as written.
  std::vector<Diagnostic> take(const Node& written);

private:
  void add(Severity severity, std::string_view logical_id, const Value* place, Complaint complaint,
           std::string_view property);

  std::vector<Diagnostic> problems_;
  std::unordered_set<std::string> known_;  // resource, place and message of each problem
  std::array<std::size_t, 3> kept_{};      // by severity
  std::size_t errors_ = 0;
};

}  // namespace virga
