// What is held back while somebody types.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
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

  bool is_of(std::string_view text) const { return source_->text() == text; }

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

// What a client was shown before somebody typed: of versions after which nobody went on typing. A value: versions share
// what they have in common.
class ShownHistory {
public:
  // `is_readable`: whether that version could be read to its end. What it lacks is mended then.
  void add(std::shared_ptr<const ShownFindings> shown, bool is_readable);
  // For each finding of a later version, whether it was shown by the last version that could be read, or of this text.
  std::vector<bool> recognise(std::string_view later, const std::vector<Diagnostic>& findings) const;

private:
  std::shared_ptr<const ShownFindings> readable_;
  std::vector<std::shared_ptr<const ShownFindings>> all_;  // the newest at the end
};

// For each finding of a version, whether it is held back until the user pauses. What touches the word that is being
// typed is. So is what `shown`, the findings of the version before, did not have (without them nothing counts as new):
// typing caused it, wherever it stands, unless `history` knows it: then half a word took it away in between. Of the
// rest, only what is wrong by itself in text that was just typed and left again is shown at once: a misspelled type
// after Enter, but no key that is missing in the map at the cursor. So nothing comes and goes with each keystroke. All
// flags are unset if nothing is being typed.
std::vector<bool> held_while_typing(const Document& document, const SyntaxTree& tree,
                                    const std::vector<Diagnostic>& findings, const ShownFindings* shown,
                                    const ShownHistory& history);

}  // namespace virga::lsp
