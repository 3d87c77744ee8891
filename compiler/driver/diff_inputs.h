// Finds the templates that `virga diff` compares.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/source/file_system.h"
#include "compiler/support/result.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {

// Two versions of one template; null if it does not exist on that side.
struct DiffPair {
  std::string old_name, new_name;
  SourceFilePtr before, after;
  // The file exists on a side where it is null; it is no template there.
  bool is_other_file = false;
  // Both are the same, and name a template that changed as that of a nested stack.
  bool is_parent = false;
  // Of the file in what is compared; empty for two files that are named.
  std::string path = {};
};

struct DiffInputs {
  std::vector<DiffPair> pairs;
  // Used to read the files that the old templates refer to.
  std::shared_ptr<const FileSystem> old_files = disk();
  std::vector<std::string> unreadable;  // "path: why" for files that could not be read
  std::vector<std::string> skipped;     // sentences about what is not compared
  std::string folder;                   // with git: where the names begin, from the root of the repository
  bool has_submodules = false;          // submodules that changed are among what is not compared
};

// Whether all that is in a text is of a template, which lacks resources then: "{}", a Description alone.
bool has_only_sections(const SyntaxTree& tree);

// Two files, or two folders whose templates are paired by relative path.
Result<DiffInputs> read_diff_inputs(const std::string& before, const std::string& after);

// The templates at or below the paths that differ between a git revision and the working tree.
Result<DiffInputs> read_git_inputs(const std::string& revision, const std::vector<std::string>& paths);

}  // namespace virga
