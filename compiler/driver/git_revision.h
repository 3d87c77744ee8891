// A revision of a repository that git has: which files changed since, and what they were.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compiler/source/file_system.h"
#include "compiler/support/result.h"

namespace virga {

// A file that differs between a revision and the working tree. Paths are as one names them from the working directory.
struct ChangedFile {
  std::string before;  // empty for a file that is new
  std::string after;   // empty for one that is gone
};

// Calls git, in the working directory. Not thread safe.
class GitRevision {
public:
  // The error says that there is no git, no repository, or no such revision.
  static Result<GitRevision> open(const std::string& revision);

  // Those at or below the paths, or all; files that git ignores are left out. Sorted by `after`.
  Result<std::vector<ChangedFile>> changed_files(const std::vector<std::string>& paths) const;
  // A file as it was; the error says that it was not there.
  ReadResult read(const std::string& path) const;
  // All of them: for what a template of the revision names.
  std::shared_ptr<const FileSystem> files() const;

private:
  std::string commit_;  // its hash
  std::string top_;     // the folder of the working tree
};

}  // namespace virga
