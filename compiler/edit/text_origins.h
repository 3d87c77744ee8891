// Where the parts of a changed text were before the changes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "compiler/diagnostics/diagnostic.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// Cheap to copy. Immutable, so any thread may use it.
class TextOrigins {
public:
  // Of a text that nothing has changed yet.
  explicit TextOrigins(SourceFilePtr first) : first_(std::move(first)) {}

  // Of the text that these edits make; they are sorted and do not overlap.
  TextOrigins after(std::span<const TextEdit> edits) const;

  // What a path in the tree of the present text was in the first one. A part that changes have added has the path of
  // what it was added to, and its own from there on.
  Path first_path(const SyntaxTree& now, const Path& path) const;

private:
  struct Change {
    TextRange before;
    std::uint32_t begin = 0;  // after all changes of the round
    std::uint32_t size = 0;
  };
  using Round = std::vector<Change>;

  // The offset in the first text; nullopt for what was added.
  std::optional<std::uint32_t> first_offset(std::uint32_t offset) const;

  SourceFilePtr first_;
  std::shared_ptr<const SyntaxTree> tree_;  // of the first text, once there is a change
  std::vector<std::shared_ptr<const Round>> rounds_;
};

}  // namespace virga
