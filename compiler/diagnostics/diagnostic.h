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
// What the first letter of a rule's id says (E, W, I); a warning for every other letter. A rule's row may say otherwise
// (rules/engine/rule.h).
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

// What a transform was working on when a finding was made: a resource that it generates or, where it refuses, the one
// that it cannot expand.
struct TransformSubject {
  std::string logical_id;  // as the transform names it: "Function", for an event of it "FunctionUpload"
  std::string type;        // of the resource; empty where the id names none of the template or its expansion
  std::string property;    // "Events/Upload/Properties/Bucket" in the resource, or empty
};

// A finding. Owns all its text, so it outlives the syntax tree it speaks of.
struct Diagnostic {
  std::string rule;  // "E3012"
  Severity severity = Severity::Error;
  // Where cfn-lint reports it (a key, as a rule): what sorting, baselines and the formats that it shares go by. Bytes
  // in the linted file.
  TextRange range;
  // The very text at fault, where that is known to be another one than `range`: the name in `!Ref Lbucket`, the value
  // that is wrong. See focus().
  std::optional<TextRange> exact = std::nullopt;
  Path path = {};
  std::string message = {};
  std::vector<Note> notes = {};
  std::vector<Fix> fixes = {};
  std::string parent_rule = {};  // rule that this one refines, or empty
  std::optional<TransformSubject> generated = std::nullopt;

  // What people are shown: the text at fault.
  TextRange focus() const { return exact.value_or(range); }
};

// Collects findings of one compilation. Not thread safe.
class DiagnosticSink {
public:
  void report(Diagnostic diagnostic) { found_.push_back(std::move(diagnostic)); }
  const std::vector<Diagnostic>& found() const { return found_; }
  std::vector<Diagnostic> take() { return std::move(found_); }
  bool empty() const { return found_.empty(); }

private:
  std::vector<Diagnostic> found_;
};

}  // namespace virga
