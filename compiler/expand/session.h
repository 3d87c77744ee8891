// The expansions of one template: all views that transforms make of it.
#pragma once

#include <memory>

#include "compiler/expand/expansion.h"

namespace virga {

// Each view is computed once, on first use, from another one:
//
// | view        | what it is                                                                                    |
// | ----------- | --------------------------------------------------------------------------------------------- |
// | written()   | the original tree                                                                             |
// | unrolled()  | with loops (Fn::ForEach) expanded and all other functions kept                                |
// | expanded()  | what CloudFormation would deploy: language extensions, AWS::Include, AWS::Serverless applied  |
// | assumed()   | expanded() with a value for every parameter and the paths that a build step would insert      |
// | evaluated() | unrolled() with files of AWS::Include, and everything that is known resolved                  |
//
// A view in which nothing changed has the root of the one before it, so references into that stay valid. Nodes of all
// views have ranges in the template's own text and, if an expansion made them, an Origin. Owns its results; borrows
// `written`, which must outlive it and have a root. Movable. Not thread-safe, but a computed view is only read
// afterwards: other threads may use it while another one is computed.
class ExpansionSession {
public:
  ExpansionSession(const SyntaxTree& written, ExpandOptions options);
  ~ExpansionSession();
  ExpansionSession(ExpansionSession&&) noexcept;
  ExpansionSession& operator=(ExpansionSession&&) noexcept;

  const SyntaxTree& written() const;
  const ExpandOptions& options() const;

  // Always ok(). Loops that cannot be expanded stay: invalid ones, which `problems` reports, and those over values that
  // are unknown here.
  const Expansion& unrolled();
  // Not ok() if a transform fails.
  const Expansion& expanded();
  // For a template whose expanded() is not ok(): tells which problems are independent of the deployment. Parameters
  // without a value have their first allowed one, or one that suits their type; Artifacts::Built. A problem of
  // expanded() that this view does not have can be resolved by a parameter's value or a build step. The same as
  // expanded() if that is ok().
  const Expansion& assumed();
  const Expansion& evaluated();

private:
  friend Expansion expand(const SyntaxTree& tree, const ExpandOptions& options);
  friend Expansion evaluate(const SyntaxTree& tree, const ExpandOptions& options);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace virga
