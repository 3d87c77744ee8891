// What moves between files that a tool makes one template of: there it is an update, if anything.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/driver/diff_inputs.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// Resources and other declarations that the old version of one file has, and the new version of another file in its
// folder. They are compared in the file that has them now. Must outlive the trees that it changes.
class MovedParts {
public:
  explicit MovedParts(const std::vector<DiffPair>& pairs);

  // Gives the old version of a file what its new version has from other files, and takes what others have.
  void apply(const DiffPair& pair, SyntaxTree& old_tree) const;

private:
  struct Move {
    std::string_view section;
    Member part;
    bool comes = false;
  };

  void find_moves(const std::vector<const DiffPair*>& files);

  std::deque<SyntaxTree> trees_;
  std::map<const DiffPair*, std::vector<Move>> moves_;
};

}  // namespace virga
