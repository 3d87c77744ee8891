// Accesses a git revision: which files changed since then, and their old contents.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/source/file_system.h"
#include "compiler/support/result.h"

namespace virga {

// A file that differs between a revision and the working tree. Paths are relative to the working directory.
struct ChangedFile {
  std::string before;         // empty for a new file
  std::string after;          // empty for a deleted file
  bool is_submodule = false;  // on either side
};

// Runs git in the working directory. Not thread-safe.
class GitRevision {
public:
  // The error says that git, the repository or the revision was not found.
  static Result<GitRevision> open(const std::string& revision);

  // The changed files at or below the paths, or all of the repository; an error if one of the paths is nowhere. Files
  // ignored by git are left out. Sorted by `after`.
  Result<std::vector<ChangedFile>> changed_files(const std::vector<std::string>& paths) const;
  // A file as of the revision, also of a submodule that is checked out; the error says if it did not exist.
  ReadResult read(const std::string& path) const;
  // The root of the working tree, relative to the working directory: ".", "../..".
  std::string root() const;
  // The working directory, from the root: "", "stacks".
  std::string folder() const;
  // The files of the revision, to read what one of its templates refers to.
  std::shared_ptr<const FileSystem> files() const;

private:
  // The folder of the submodule that the path is below; empty if it is below none.
  std::string submodule_above(const std::string& path) const;

  std::string commit_;  // the commit's hash
  std::string top_;     // root folder of the working tree
};

}  // namespace virga
