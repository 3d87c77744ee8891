// The parts of a template's text that could not be read, and which findings they cast doubt on.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/semantics/snapshot.h"
#include "rules/engine/rule.h"

namespace virga {

// Whether the node stands for text that is half typed.
inline bool is_broken(const Node& node) { return (node.flags & Node::kBroken) != 0; }

// For a snapshot whose text the tolerant reader could not read to its end. Borrows the snapshot. Immutable.
class UnreadText {
public:
  explicit UnreadText(const Snapshot& snapshot);

  // Whether this mapping or list could contain more than its tree. A definition (a resource, a parameter) is doubtful
  // as a whole if any part of it could not be read, since text in the wrong column may have ended up in another of its
  // mappings.
  bool may_hold_more(const Node& collection) const;

  // Whether a part of this mapping or list could not be read.
  bool is_in(const Node& collection) const { return touches_hole(collection.range); }

  // Whether the node is half typed or directly contains something half typed, so that even its kind and keys are a
  // guess.
  bool is_guess(const Node& node) const;

  // Whether the unread text could prove a finding wrong. `claim` is that of its rule. Findings in what could not be
  // read are always in doubt, since somebody is typing there.
  bool refutes(const Diagnostic& finding, Claim claim) const;

private:
  TextRange whole_lines(TextRange range) const;
  // What could not be read where this could not: its lines or, in JSON whose brackets match, what of them is in the
  // innermost pair around it.
  TextRange hole_around(TextRange range) const;
  void match_brackets();
  bool is_tree_of(const std::vector<TextRange>& pairs) const;
  void add_broken(const Node& node, int depth);
  void add_misplaced(const Node& node);
  void add_swallowed_sections();
  bool is_indented_by_tab(const Node& key) const;
  void add_declarations();
  bool is_in_use(TextRange hole) const;
  bool touches_hole(TextRange range) const;
  bool is_about_broken(const Diagnostic& finding) const;
  bool is_doubtful(std::uint32_t offset) const;
  bool may_hold_use(TextRange hole) const;
  bool may_use(const Diagnostic& finding) const;
  bool may_be_key(std::string_view name) const;
  bool may_have_section(std::string_view name) const;
  bool rests_on_unread_names(const Diagnostic& finding) const;

  const Snapshot& snapshot_;
  std::string_view text_;
  std::vector<TextRange> pairs_;              // from bracket to bracket, if all match; by their ends
  std::vector<TextRange> holes_;              // as of hole_around(), sorted, disjoint
  std::vector<TextRange> doubtful_;           // definitions around holes, up to the start of the next one; sorted
  std::vector<std::string_view> half_names_;  // keys of definitions that are half typed
  bool has_half_use_ = false;                 // may_hold_use() one of them
  bool has_unread_basis_ = false;             // something outside of resources and outputs could not be read
};

}  // namespace virga
