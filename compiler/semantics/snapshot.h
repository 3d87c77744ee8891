// One version of one template, and everything that can be asked about it.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "compiler/expand/expansion.h"
#include "compiler/semantics/semantics.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// Which reader made a snapshot's tree: the one that decides what is valid, or the one that recovers (an editor's).
enum class Reading : std::uint8_t { Strict, Tolerant };

// Owns the text, the tree and the options; shared between threads by shared_ptr<const Snapshot>, and outlives whatever
// made it. Its views are built when they are first asked for, once, whichever thread asks.
//
// | view       | the tree                                                                                         |
// | ---------- | ------------------------------------------------------------------------------------------------ |
// | written()  | as the author wrote it                                                                           |
// | unrolled() | with the loops (Fn::ForEach) expanded and all other functions kept: what rules judge             |
// | expanded() | with every transform applied that can be applied here                                            |
//
// Text that could not be read has a snapshot too: its views then say what is in the parts that could be read.
class Snapshot {
public:
  // Reads the text. `version` is the caller's own (an editor's document version).
  static std::shared_ptr<const Snapshot> open(SourceFilePtr source, std::shared_ptr<const SemanticOptions> options,
                                              Reading reading = Reading::Strict, std::int64_t version = 0);
  // Of a tree that was read already; `tree.source` must be set.
  Snapshot(SyntaxTree tree, std::shared_ptr<const SemanticOptions> options, std::int64_t version = 0);
  // Of the same text under other options (parameter values): shares the tree and what it says by itself.
  Snapshot(const Snapshot& same_text, std::shared_ptr<const SemanticOptions> options);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  const SourceFilePtr& source() const { return tree_->source; }
  const SyntaxTree& tree() const { return *tree_; }
  const SemanticOptions& options() const { return *options_; }
  std::int64_t version() const { return version_; }
  // Faults of the syntax are in tree().errors.
  bool is_broken() const { return !tree_->ok(); }

  const Semantics& written() const;
  const Semantics& unrolled() const;
  // Null when a transform refuses the template; expansion_problems() says why.
  const Semantics* expanded() const;
  // What the loops, and after them the other transforms, found wrong.
  const std::vector<ExpansionProblem>& loop_problems() const;
  const std::vector<ExpansionProblem>& expansion_problems() const;

  // One strand a snapshot: held while the caches of its views are used (Semantics::conditions(), evaluator(),
  // nested_template(), and everything that runs rules). The same thread may lock again.
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
