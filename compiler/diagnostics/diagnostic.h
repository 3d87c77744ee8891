// What Virga tells a user: findings, with notes and fixes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "compiler/source/source_file.h"

namespace virga {

enum class Severity : std::uint8_t { Error, Warning, Informational };

// "error", "warning", "informational".
std::string_view to_string(Severity severity);
// Severity of a rule id by its first letter (E, W, I; V rules of our own are warnings).
Severity severity_of(std::string_view rule_id);

// One step of the way from the template's root to a value: a key or a list index from 0.
using PathElement = std::variant<std::string, std::uint32_t>;
using Path = std::vector<PathElement>;

// "Resources/Bucket/Properties/Tags/0", the form that cfn-lint prints in its JSON output.
std::string to_string(const Path& path);

// A second place that explains a finding. A null file means the finding's own file.
struct Note {
  TextRange range;
  std::string message;
  SourceFilePtr file;
};

struct TextEdit {
  TextRange range;  // replaced bytes; empty for an insertion
  std::string replacement;
};

// Safe fixes keep the template's meaning apart from the fault; unsafe ones need a person's eye.
enum class FixSafety : std::uint8_t { Safe, Unsafe };

struct Fix {
  std::string title;  // imperative: "Remove the duplicate dependency"
  FixSafety safety = FixSafety::Unsafe;
  std::vector<TextEdit> edits;  // sorted by range, never overlapping
};

// Which resource a finding was made on while the SAM transform was followed: one that the transform generates or, where
// it refuses, the SAM resource that it cannot expand.
struct GeneratedFrom {
  std::string logical_id;
  std::string type;
};

// A finding. Owns all its text, so it outlives the syntax tree it speaks of.
struct Diagnostic {
  std::string rule;  // "E3012"
  Severity severity = Severity::Error;
  TextRange range;  // bytes in the linted file
  Path path;
  std::string message;
  std::vector<Note> notes;
  std::vector<Fix> fixes;
  std::string parent_rule;  // rule that this one refines, or empty
  std::optional<GeneratedFrom> generated;
};

// Collects findings of one compilation. Not thread safe.
class DiagnosticSink {
public:
  Diagnostic& report(Diagnostic diagnostic) { return found_.emplace_back(std::move(diagnostic)); }
  const std::vector<Diagnostic>& found() const { return found_; }
  std::vector<Diagnostic> take() { return std::move(found_); }
  bool empty() const { return found_.empty(); }

private:
  std::vector<Diagnostic> found_;
};

}  // namespace virga
