// Which files git would leave out.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace virga {

// The patterns of the .gitignore files from a repository's root down to a folder, and of its .git/info/exclude. Copying
// it, to go one folder deeper, copies a few pointers. https://git-scm.com/docs/gitignore
class GitIgnore {
public:
  // The rules that apply in `folder`: those of its own file and of its parents' up to the folder that holds ".git".
  static GitIgnore of_folder(const std::string& folder);

  // Adds the rules of `folder`/.gitignore, when there is one.
  void enter(const std::string& folder);

  // Is this entry of an entered folder left out? `path` is absolute and normal. Parents are not looked at.
  bool ignores(std::string_view path, bool is_folder) const;

private:
  class RuleFile;
  void read(const std::string& path, const std::string& base);

  std::vector<std::shared_ptr<const RuleFile>> files_;  // later ones win
};

}  // namespace virga
