// Findings: what Virga reports to the user, with notes and fixes.
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
// The severity that the first letter of a rule ID stands for (E, W, I); Warning for any other letter. A rule's row may
// override it (rules/engine/rule.h).
Severity severity_of(std::string_view rule_id);

// One step on the path from the template's root to a value: a map key, or a list index counted from 0.
using PathElement = std::variant<std::string, std::uint32_t>;
using Path = std::vector<PathElement>;

// "Resources/Bucket/Properties/Tags/0", the form that cfn-lint prints in its JSON output.
std::string to_string(const Path& path);

// A secondary location that explains a finding. A null `file` means the finding's own file.
struct Note {
  TextRange range;
  std::string message;
  SourceFilePtr file;
};

struct TextEdit {
  TextRange range;  // replaced bytes; empty for an insertion
  std::string replacement;
};

// Safe fixes change nothing but the fault they fix; unsafe ones should be reviewed by a person.
enum class FixSafety : std::uint8_t { Safe, Unsafe };

struct Fix {
  std::string title;  // imperative: "Remove the duplicate dependency"
  FixSafety safety = FixSafety::Unsafe;
  std::vector<TextEdit> edits;  // sorted by range, never overlapping
};

// What a name was probably meant to be.
struct MeantName {
  std::string name;
  bool only = false;  // no other is as likely
};

// What a transform was working on when a finding was made: the resource it generated, or the one it could not expand.
struct TransformSubject {
  std::string logical_id;  // as the transform names it: "Function", or "FunctionUpload" for an event of that function
  std::string type;  // the resource's type; empty if neither the template nor its expansion has a resource with that ID
  std::string property;  // path within the resource, "Events/Upload/Properties/Bucket"; may be empty
};

// What a finding comes down to, where another finding of the same text may make it needless (fold.h).
enum class Gist : std::uint8_t {
  Other,
  Null,         // a value is null
  NoValue,      // a required key has no value
  Text,         // a string has a wrong length, or does not match a pattern
  Format,       // a string is not of its format, such as an ARN
  UnknownCall,  // a call of a function that CloudFormation does not have stands in place of a value
};

// A finding. Owns all its strings, so it may outlive the syntax tree it was made from.
struct Diagnostic {
  std::string rule;  // "E3012"
  Severity severity = Severity::Error;
  // Where cfn-lint reports the finding, usually a key. Sorting, baselines and the output formats shared with cfn-lint
  // use this range. Bytes in the linted file.
  TextRange range;
  // The exact text at fault, if it is known to differ from `range`: the name in `!Ref Lbucket`, or the wrong value. See
  // focus().
  std::optional<TextRange> exact = std::nullopt;
  Path path = {};
  std::string message = {};
  std::vector<Note> notes = {};
  std::vector<Fix> fixes = {};
  std::string parent_rule = {};  // rule that this one refines; may be empty
  // Of a missing key: the unknown key at its path that is probably a misspelling of it; empty for none.
  std::string misspelled_as = {};
  // Of a resource: the properties or attributes that it lacks, if that is what the finding says.
  std::vector<std::string> lacks = {};
  Gist gist = Gist::Other;
  std::optional<TransformSubject> generated = std::nullopt;
  // Of an unknown key, or of a name that an expansion refuses at `range`: what it is a misspelling of.
  std::optional<MeantName> meant = std::nullopt;

  // The range to show to people: the text at fault.
  TextRange focus() const { return exact.value_or(range); }
};

// Collects the findings of one compilation. Not thread-safe.
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
