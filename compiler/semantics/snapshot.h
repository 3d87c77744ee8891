// One version of a template, and all analysis results for it.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "compiler/expand/expansion.h"
#include "compiler/semantics/semantics.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// Which reader made a snapshot's tree: the strict one, which decides validity, or the error-tolerant one for editors.
enum class Reading : std::uint8_t { Strict, Tolerant };

// Owns the text, tree and options. Shared between threads by shared_ptr<const Snapshot>, and may outlive whatever made
// it. Each view is built once, on first use, by whichever thread asks first.
//
// | view       | the tree                                                                                         |
// | ---------- | ------------------------------------------------------------------------------------------------ |
// | written()  | as the author wrote it                                                                           |
// | unrolled() | with loops (Fn::ForEach) expanded and all other functions kept: what rules check                 |
// | expanded() | with every transform applied: the output of `virga expand --artifacts placeholder`               |
// | assumed()  | the same for a template that lacks only what a build or deployment provides (ExpansionSession)   |
//
// A text that could not be parsed has a snapshot too; its views cover the parts that could be read.
class Snapshot {
public:
  // Parses the text. `version` is the caller's own (an editor's document version).
  static std::shared_ptr<const Snapshot> open(SourceFilePtr source, std::shared_ptr<const SemanticOptions> options,
                                              Reading reading = Reading::Strict, std::int64_t version = 0);
  // From a parsed tree; `tree.source` must be set.
  Snapshot(SyntaxTree tree, std::shared_ptr<const SemanticOptions> options, std::int64_t version = 0);
  // The same text with other options (parameter values). Shares the tree and whatever does not depend on the options.
  Snapshot(const Snapshot& same_text, std::shared_ptr<const SemanticOptions> options);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  const SourceFilePtr& source() const { return tree_->source; }
  const SyntaxTree& tree() const { return *tree_; }
  const SemanticOptions& options() const { return *options_; }
  std::int64_t version() const { return version_; }
  // Syntax errors are in tree().errors.
  bool is_broken() const { return !tree_->ok(); }

  const Semantics& written() const;
  const Semantics& unrolled() const;
  // Null if a transform fails; expansion() has the problems.
  const Semantics* expanded() const;
  const Semantics* assumed() const;
  // The tree of a view and the problems found while making it. For View::Written, returns that of View::Unrolled.
  const Expansion& expansion(View view) const;

  // Must be held while using the caches of the views (Semantics::conditions(), evaluator(), nested_template(), and
  // everything that runs rules), so that one thread at a time works on a snapshot. Recursive.
  std::unique_lock<std::recursive_mutex> lock() const { return std::unique_lock(strand_); }

private:
  struct Views;

  std::shared_ptr<const SyntaxTree> tree_;
  std::shared_ptr<const SemanticOptions> options_;
  std::int64_t version_;
  mutable std::recursive_mutex strand_;
  std::unique_ptr<Views> views_;
};

}  // namespace virga
