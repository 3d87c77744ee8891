// Collects what is wrong with a template while it is expanded.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "compiler/expand/expansion.h"
#include "compiler/expand/value.h"

namespace virga {

// Not thread safe. A problem that says the same of the same place is kept once, and of each severity 1,000 are kept: a
// loop can make a problem of every iteration, and nobody reads more before the first are mended.
class Problems {
public:
  // An error: `message` is a sentence that says what is wrong, why, and what to do. Rule E0001. `place` is what is
  // underlined; null stands for the whole template.
  void error(std::string_view logical_id, const Value* place, std::string message, std::string_view property = {});
  // What keeps the expansion from being complete, and what only a build or a deployment can bring.
  void warning(std::string_view logical_id, const Value* place, std::string message, std::string_view property = {});
  // What the author should know, though the expansion goes on.
  void note(std::string_view logical_id, const Value* place, std::string message, std::string_view property = {});

  // Those of an earlier stage.
  void add(Diagnostic problem);
  void add(const std::vector<Diagnostic>& problems);

  bool has_errors() const { return errors_ > 0; }
  // Counts those that were not kept, too.
  std::size_t errors() const { return errors_; }
  // In the order of their places, each with its path in the template as written.
  std::vector<Diagnostic> take(const Node& written);

private:
  void add(Severity severity, std::string_view logical_id, const Value* place, std::string message,
           std::string_view property);

  std::vector<Diagnostic> problems_;
  std::unordered_set<std::string> known_;  // subject, place and message of each
  std::array<std::size_t, 3> kept_{};      // by severity
  std::size_t errors_ = 0;
};

}  // namespace virga
