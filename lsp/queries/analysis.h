// The analysis of one version of one document.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/snapshot.h"
#include "compiler/support/cancellation.h"
#include "compiler/workspace/template_files.h"
#include "lsp/queries/document.h"
#include "lsp/queries/export_names.h"
#include "lsp/queries/generated.h"
#include "lsp/queries/occurrences.h"
#include "rules/engine/compilation.h"
#include "rules/engine/custom_rules.h"
#include "rules/engine/fixer.h"

namespace virga::lsp {

class ShownFindings;

using ParameterValues = std::map<std::string, std::string, std::less<>>;  // values by name

// The options for linting a document, with everything they point to. Shared by the documents of a folder; immutable.
struct DocumentOptions {
  std::uint64_t serial = 0;  // unique
  LintOptions lint;
  std::vector<std::unique_ptr<SchemaDatabase>> facts;  // layers over the built-in database
  std::unique_ptr<const CustomRules> custom_rules;
  std::vector<ParameterValues> parameter_sets;  // each is linted separately; may be empty
  IgnoredTemplates ignored;                     // templates to leave alone
  std::vector<std::string> files;               // the configuration files that were read
  FixRunOptions fixes;                // rules whose fixes are offered; unsafe fixes are only offered individually
  std::vector<std::string> problems;  // sentences about problems of the configuration
};

LintOptions options_with(const DocumentOptions& options, const ParameterValues& set);

// Everything is computed once, on first use, by whichever thread asks first. Returned references are valid as long as
// the analysis.
class Analysis {
public:
  // `before`: the analysis of an earlier version, whose tree spares reading what did not change.
  Analysis(DocumentPtr document, std::shared_ptr<const DocumentOptions> options, const Analysis* before = nullptr);
  ~Analysis();
  Analysis(const Analysis&) = delete;
  Analysis& operator=(const Analysis&) = delete;

  const Document& document() const { return *document_; }
  const DocumentPtr& document_ptr() const { return document_; }
  const SourceFile& source() const { return *document_->source; }
  std::string_view text() const { return document_->source->text(); }
  const DocumentOptions& options() const { return *options_; }
  const SchemaDatabase& facts() const { return *options_->lint.facts; }
  // Unique within the process.
  std::uint64_t serial() const { return serial_; }

  // Whether the document is a template, by its language or its content. reason() says why or why not, as a phrase.
  bool is_template() const { return is_template_; }
  std::string_view reason() const { return reason_; }
  // Whether the document is another tool's that carries a part of a template (compiler/workspace/carriers.h): it has
  // findings, and is no template for anything else.
  bool carries_part() const;
  bool is_json() const;
  bool is_json_by_language() const;  // whatever its text looks like
  // Whether tree() was read as YAML, and is called JSON because the language of the document is.
  bool is_taken_as_json() const;

  // As written; for broken text, what could be read of it.
  const Snapshot& snapshot() const;
  const SyntaxTree& tree() const { return snapshot().tree(); }
  const Template& model() const { return snapshot().written().model(); }
  const SymbolTable& symbols() const { return snapshot().written().symbols(); }

  // What transforms make of the template, as of the newest version up to this one that was expanded; they cost more
  // than anything else that somebody who types waits for.
  std::shared_ptr<const GeneratedDeclarations> generated() const;

  // The newest snapshot up to this version that can be expanded, of those that were asked for; null if there is none.
  std::shared_ptr<const Snapshot> last_expanded() const;
  // All occurrences of names, sorted by range.
  const std::vector<Occurrence>& occurrences() const;

  // The names that an export or import, which must be one of occurrences(), may have (export_names.h).
  std::span<const SharedName> export_names(const Occurrence& occurrence) const;

  // The same text once for each set of parameters of the configuration, in their order; snapshot() itself if there are
  // none. Never empty.
  const std::vector<std::shared_ptr<const Snapshot>>& configured() const;

  // What is wrong with the document. Who asks for anything else need not wait until that is known.
  const std::vector<Diagnostic>& findings() const;
  // The same, but empty if the document was abandoned before they were computed.
  const std::vector<Diagnostic>& findings_unless_abandoned() const;
  // Whether a finding, which must be an element of findings(), is held back until settle() (typing.h).
  bool is_held(const Diagnostic& finding) const;
  // Whether another finding explains this one, which must be an element of findings().
  bool is_follow_up(const Diagnostic& finding) const;
  bool holds_findings() const;
  // Called when the user has paused typing.
  void settle() const;
  // Called when there is a newer version of the document; cancels the computation of findings.
  void abandon() const;

private:
  struct State;
  // The newest snapshot up to this version whose text could be read to its end, of those that were asked for.
  std::shared_ptr<const Snapshot> last_readable() const;
  std::shared_ptr<const GeneratedDeclarations> known_generated() const;
  std::shared_ptr<const ShownFindings> shown(bool all) const;
  const std::vector<Diagnostic>& judged(const CancellationToken& token) const;
  DocumentPtr document_;
  std::shared_ptr<const DocumentOptions> options_;
  std::uint64_t serial_;
  bool is_template_ = false;
  std::string reason_;
  std::unique_ptr<State> state_;
};

using AnalysisPtr = std::shared_ptr<const Analysis>;

}  // namespace virga::lsp
