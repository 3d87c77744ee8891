// What is known of one version of one document.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/snapshot.h"
#include "compiler/support/cancellation.h"
#include "compiler/workspace/template_files.h"
#include "lsp/queries/document.h"
#include "lsp/queries/occurrences.h"
#include "rules/engine/compilation.h"
#include "rules/engine/custom_rules.h"
#include "rules/engine/fixer.h"

namespace virga::lsp {

// How a document is judged, with all that the options point to. Shared by the documents of a folder; immutable.
struct DocumentOptions {
  std::uint64_t serial = 0;  // differs between any two
  LintOptions lint;
  std::vector<std::unique_ptr<SchemaDatabase>> facts;  // layers over the built-in ones
  std::unique_ptr<const CustomRules> custom_rules;
  std::vector<std::map<std::string, std::string, std::less<>>> parameter_sets;  // each judged apart; empty for none
  IgnoredTemplates ignored;                                                     // they are left alone
  std::vector<std::string> files;                                               // what the configuration was read from
  FixRunOptions fixes;                // which rules' fixes are offered; unsafe ones are, one by one
  std::vector<std::string> problems;  // sentences: what is wrong with the configuration
};

// Everything is computed when it is first asked for, once, whichever thread asks. What it hands out lives as long as
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
  // Differs between any two analyses of a process.
  std::uint64_t serial() const { return serial_; }

  // A template, by the document's language or by its content; reason() says why, or why not, as a phrase.
  bool is_template() const { return is_template_; }
  std::string_view reason() const { return reason_; }
  bool is_json() const;

  // As written; of broken text, what can be read of it.
  const Snapshot& snapshot() const;
  const SyntaxTree& tree() const { return snapshot().tree(); }
  const Template& model() const { return snapshot().written().model(); }
  const SymbolTable& symbols() const { return snapshot().written().symbols(); }

  // Every place that names something, sorted by range.
  const std::vector<Occurrence>& occurrences() const;

  // What an expression evaluates to, as text; empty when that is not known. At most `limit` values.
  std::vector<std::string> values_of(const Node& expression, std::size_t limit) const;

  // What is wrong with the document. Who asks for anything else need not wait until that is known.
  const std::vector<Diagnostic>& findings() const;
  // The same; empty where the document was abandoned before they were known.
  const std::vector<Diagnostic>& findings_unless_abandoned() const;
  // Nothing is shown under the document's word that is being typed: such a finding is held back until settle().
  bool is_held(const Diagnostic& finding) const;
  // Does another finding explain this one, an element of findings()?
  bool is_follow_up(const Diagnostic& finding) const;
  bool holds_findings() const;
  // Whoever typed has paused.
  void settle() const;
  // The document has another version by now.
  void abandon() const;

private:
  struct State;
  const std::vector<Diagnostic>& judged(const CancellationToken& token) const;
  // The newest snapshot up to this version whose text could be read to its end, of those that were asked for.
  std::shared_ptr<const Snapshot> last_readable() const;

  DocumentPtr document_;
  std::shared_ptr<const DocumentOptions> options_;
  std::uint64_t serial_;
  bool is_template_ = false;
  std::string_view reason_;
  std::unique_ptr<State> state_;
};

using AnalysisPtr = std::shared_ptr<const Analysis>;

}  // namespace virga::lsp
