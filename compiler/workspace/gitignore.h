// Which files git ignores.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace virga {

// The patterns of the .gitignore files from a repository's root down to a folder, and of its .git/info/exclude. Cheap
// to copy when descending into a folder. https://git-scm.com/docs/gitignore
class GitIgnore {
public:
  // The rules that apply in `folder`: those of its own .gitignore and of its parents', up to the folder that contains
  // ".git".
  static GitIgnore of_folder(const std::string& folder);

  // Adds the rules of `folder`/.gitignore, if it exists.
  void enter(const std::string& folder);

  // Whether git ignores an entry of an entered folder. `path` must be absolute and normalized. Does not check the
  // parent folders.
  bool ignores(std::string_view path, bool is_folder) const;

private:
  class RuleFile;
  void read(const std::string& path, const std::string& base);

  std::vector<std::shared_ptr<const RuleFile>> files_;  // later ones take precedence
};

}  // namespace virga
