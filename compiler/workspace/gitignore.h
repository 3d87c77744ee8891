// Which files git would leave out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace virga {

// The patterns of the .gitignore files from a repository's root down to a folder. Copy it to go one folder deeper.
class GitIgnore {
public:
  // The rules that apply in `folder`: those of its own file and of its parents' up to the folder that holds ".git".
  static GitIgnore of_folder(const std::string& folder);

  // Adds the rules of `folder`/.gitignore, when there is one.
  void enter(const std::string& folder);

  // Is this entry of an entered folder left out? `path` is absolute and normal. Parents are not looked at.
  bool ignores(std::string_view path, bool is_folder) const;

private:
  struct Rule {
    std::string base;  // absolute folder of the file, with a slash at its end
    std::vector<std::string> segments;
    bool negated = false;
    bool folders_only = false;
    bool anchored = false;  // matches from `base`, not at any depth
  };
  std::vector<Rule> rules_;  // later ones win
};

}  // namespace virga
