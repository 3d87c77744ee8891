// What is held back while somebody types.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/source/source_file.h"
#include "compiler/syntax/syntax_tree.h"
#include "lsp/queries/document.h"

namespace virga::lsp {

// The findings that a client was shown of one version of a document, to be recognised in later ones. Immutable.
class ShownFindings {
public:
  // Those of `findings` whose flag in `held` is not set; all of them if `held` is empty.
  ShownFindings(SourceFilePtr source, const std::vector<Diagnostic>& findings, const std::vector<bool>& held = {});

  // For each finding of a later version, whether it was shown: one of the same rule that says the same, of the same
  // path or in the same unchanged text.
  std::vector<bool> recognise(std::string_view later, const std::vector<Diagnostic>& findings) const;

private:
  struct Mark {
    std::size_t words;  // hash of the rule and what it says
    std::size_t path;   // hash
    std::uint32_t begin;
  };
  static Mark mark_of(const Diagnostic& finding);
  static bool has_lesser_words(const Mark& a, const Mark& b) { return a.words < b.words; }

  SourceFilePtr source_;
  std::vector<Mark> marks_;  // sorted by words
};

// For each finding of a version, whether it is held back until the user pauses. What touches the word that is being
// typed is. So is what `shown`, the findings of the version before, did not have (without them nothing counts as new):
// typing caused it, wherever it stands. Of that, only what is wrong by itself in text that was just typed and left
// again is shown at once: a misspelled type after Enter, but no key that is missing in the map at the cursor. So
// nothing comes and goes with each keystroke. All flags are unset if nothing is being typed.
std::vector<bool> held_while_typing(const Document& document, const SyntaxTree& tree,
                                    const std::vector<Diagnostic>& findings, const ShownFindings* shown);

}  // namespace virga::lsp
