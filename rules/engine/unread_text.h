// What of a template's text could not be read, and which findings that leaves in doubt.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/snapshot.h"
#include "rules/engine/rule.h"

namespace virga {

// Does it stand for text that is half typed?
inline bool is_broken(const Node& node) { return (node.flags & Node::kBroken) != 0; }

// Of a snapshot whose text the tolerant reader could not read to its end. Borrows the snapshot. Immutable.
class UnreadText {
public:
  explicit UnreadText(const Snapshot& snapshot);

  // Could this mapping or list have more in it than the tree says? Doubtful is a whole declaration (a resource, a
  // parameter) that holds something unread, since what is written in a wrong column went to another of its mappings.
  bool may_hold_more(const Node& collection) const;

  // Is something half typed directly in it, so that even its kind and its keys are a guess? True for what is itself
  // half typed.
  bool is_guess(const Node& node) const;

  // Could what was not read prove a finding wrong? `claim` is that of its rule. Findings on a line that could not be
  // read are always in doubt: they are about what somebody is typing.
  bool refutes(const Diagnostic& finding, Claim claim) const;

private:
  TextRange whole_lines(TextRange range) const;
  void add_broken(const Node& node, int depth);
  void add_declarations();
  bool is_in_use(TextRange hole) const;
  bool touches_hole(TextRange range) const;
  bool is_about_broken(const Diagnostic& finding) const;
  bool is_doubtful(std::uint32_t offset) const;
  bool may_use(const Diagnostic& finding) const;
  bool rests_on_unread_names(const Diagnostic& finding) const;

  const Snapshot& snapshot_;
  std::string_view text_;
  std::vector<TextRange> holes_;     // whole lines, sorted, apart
  std::vector<TextRange> doubtful_;  // declarations around holes, up to where the next one begins; sorted
  bool has_unread_basis_ = false;    // something is not read outside of resources and outputs
};

}  // namespace virga
