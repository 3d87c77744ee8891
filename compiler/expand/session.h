// The expansions of one template: every view of it that a transform makes.
#pragma once

#include <memory>

#include "compiler/expand/expansion.h"

namespace virga {

// Each view is computed when it is first asked for, once, from the one before it:
//
// | view        | what it is                                                                                    |
// | ----------- | --------------------------------------------------------------------------------------------- |
// | written()   | the tree that was given                                                                       |
// | unrolled()  | with the loops (Fn::ForEach) expanded and all other functions kept                            |
// | expanded()  | what CloudFormation would deploy: language extensions, AWS::Include, AWS::Serverless applied  |
// | assumed()   | expanded() with a value for every parameter and the paths that a build step would put in      |
// | evaluated() | unrolled() with files of AWS::Include, and everything that is known resolved                  |
//
// A view in which there was nothing to do has the root of the one before it, so that who holds something of that view
// can go on using it. Nodes of all views have ranges of the template's own text and, where an expansion made them, an
// Origin. Owns what it makes; borrows `written`, which must outlive it and have a root. Movable. Not thread safe, but a
// view that was computed is only read afterwards: other threads may look at it while the next one is made.
class ExpansionSession {
public:
  ExpansionSession(const SyntaxTree& written, ExpandOptions options);
  ~ExpansionSession();
  ExpansionSession(ExpansionSession&&) noexcept;
  ExpansionSession& operator=(ExpansionSession&&) noexcept;

  const SyntaxTree& written() const;
  const ExpandOptions& options() const;

  // Always ok(): where loops are refused (the problems say why) they stay, as does a loop over what has no value here.
  const Expansion& unrolled();
  // Not ok() when a transform refuses the template.
  const Expansion& expanded();
  // For a template that expanded() refuses: what of it is wrong whatever a deployment brings. Parameters without a
  // value have their first allowed one, or one that suits their type; Artifacts::Built. A problem of expanded() that
  // is not one of this view is cured by a parameter's value or a build step. The same as expanded() when that is ok().
  const Expansion& assumed();
  const Expansion& evaluated();

private:
  friend Expansion expand(const SyntaxTree& tree, const ExpandOptions& options);
  friend Expansion evaluate(const SyntaxTree& tree, const ExpandOptions& options);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace virga
