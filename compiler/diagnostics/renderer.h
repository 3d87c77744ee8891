// Renders findings as text, with one renderer per output format.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_file.h"

namespace virga {

enum class OutputFormat : std::uint8_t {
  Default,
  Quiet,
  Parseable,
  Json,
  JUnit,
  Pretty,
  Sarif,
  Rich,
  GitHub,
  Reviewdog
};

// The names that --format accepts; the two-line format is called "default".
std::span<const std::string_view> output_format_names();
std::optional<OutputFormat> output_format_of(std::string_view name);

// Whether the output has the fixes of findings, or counts them.
bool shows_fixes(OutputFormat format);

// What the outputs say about a rule. The strings belong to the rule tables, which outlive every renderer.
struct RuleText {
  std::string_view id;
  std::string_view title;
  std::string_view summary;
  std::string_view source;  // URL of the documentation
  Severity severity = Severity::Error;
  bool runs = true;  // whether this run checks the rule
  bool experimental = false;
};

// All rules of a run, sorted by ID.
class RuleCatalog {
public:
  RuleCatalog() = default;
  explicit RuleCatalog(std::vector<RuleText> rules);

  std::span<const RuleText> all() const { return rules_; }
  // Null if there is no rule with this ID.
  const RuleText* find(std::string_view id) const;
  std::size_t running() const;

private:
  std::vector<RuleText> rules_;
};

// Of a run for several regions: where a finding holds that does not hold in all of them.
struct RegionalFinding {
  std::string rule;
  TextRange range;
  std::string message;
  std::vector<std::string> regions;
};

// The findings of one file, in the order in which they are shown.
struct FileFindings {
  std::string name;      // as the user wrote it, "-" for standard input
  bool is_file = true;   // false: standard input, or a finding about the command line
  SourceFilePtr source;  // null if there is no text; every position is then 1:1
  std::vector<Diagnostic> findings;
  std::vector<RegionalFinding> regional;  // found by rule, range and message; most files have none
  std::vector<TextRange> secrets;         // of `source`: what excerpts show as asterisks
  std::vector<std::pair<SourceFilePtr, std::vector<TextRange>>>
      secrets_elsewhere;  // of other files that notes point at

  // Those of `source`, or of a note's `file` unless that is null.
  std::span<const TextRange> secrets_of(const SourceFilePtr& file) const;
  // Null where a finding holds in all regions of the run.
  const std::vector<std::string>* regions_of(const Diagnostic& finding) const;
};

struct RunSummary {
  std::size_t files = 0;
  std::size_t files_with_findings = 0;
  std::size_t errors = 0;
  std::size_t warnings = 0;
  std::size_t informational = 0;
  std::size_t baselined = 0;  // suppressed by a baseline
  std::size_t fixable = 0;    // with a safe fix
  std::size_t fixable_unsafely = 0;

  std::size_t total() const { return errors + warnings + informational; }
  void count(const FileFindings& file);
};

struct RenderOptions {
  const RuleCatalog* rules = nullptr;  // must outlive the renderer
  bool color = false;
  bool asides = true;       // in "default", which cfn-lint's readers read, too: lines beside the two of each finding
  std::size_t width = 100;  // terminal width in columns, for excerpts of long lines
  std::string_view program = "virga";
  std::string_view version;
};

// Appends to `out`, which the caller writes out and may clear between calls. Call begin() once, file() for each file in
// order, then end() once. Not thread-safe.
class Renderer {
public:
  Renderer() = default;
  Renderer(const Renderer&) = delete;
  Renderer& operator=(const Renderer&) = delete;
  virtual ~Renderer() = default;

  virtual void begin(std::string& /*out*/) {}
  virtual void file(const FileFindings& file, std::string& out) = 0;
  virtual void end(const RunSummary& /*summary*/, std::string& /*out*/) {}
};

std::unique_ptr<Renderer> make_renderer(OutputFormat format, const RenderOptions& options);

// Start and end position of a finding; the end is exclusive. Both are 1:1 without a source.
struct Span {
  LineColumn begin;
  LineColumn end;
};
Span span_of(const SourceFile* source, TextRange range);

// Identifies a finding even after it moves within its file: a hash of rule, path and message.
std::uint64_t fingerprint(const Diagnostic& finding);

}  // namespace virga
