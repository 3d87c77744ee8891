// Which templates `virga diff` compares.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/source/file_system.h"
#include "compiler/support/result.h"

namespace virga {

// The two versions of one template. Null: that side has none.
struct DiffPair {
  std::string old_name, new_name;
  SourceFilePtr before, after;
};

struct DiffInputs {
  std::vector<DiffPair> pairs;
  // What the templates of each side name is read from.
  std::shared_ptr<const FileSystem> old_files = disk();
  std::vector<std::string> unreadable;  // "path: why", for files that could not be read
};

// Two files, or two folders, whose templates are paired by their paths in them.
Result<DiffInputs> read_diff_inputs(const std::string& before, const std::string& after);

// The templates at or below the paths that differ between a revision of git and the working tree.
Result<DiffInputs> read_git_inputs(const std::string& revision, const std::vector<std::string>& paths);

}  // namespace virga
