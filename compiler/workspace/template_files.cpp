#include "compiler/workspace/template_files.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "compiler/source/source_file.h"
#include "compiler/workspace/gitignore.h"
#include "compiler/workspace/glob.h"

namespace virga {

namespace {

namespace fs = std::filesystem;

bool has_template_extension(std::string_view name) {
  for (const std::string_view extension : {".yaml", ".yml", ".json", ".template"}) {
    if (name.size() > extension.size() && name.ends_with(extension)) return true;
  }
  return false;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// A key: at the beginning of a line in YAML, quotes or none, or quoted anywhere (JSON), and a colon after it.
bool has_key(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    std::size_t before = at;
    const bool quoted = before > 0 && (text[before - 1] == '"' || text[before - 1] == '\'');
    if (quoted) --before;
    std::size_t after = at + key.size();
    if (quoted) {
      if (after >= text.size() || text[after] != text[before]) continue;
      ++after;
    }
    while (after < text.size() && is_space(text[after])) ++after;
    if (after >= text.size() || text[after] != ':') continue;
    const bool line_start = before == 0 || text[before - 1] == '\n' || text[before - 1] == '\r' ||
                            (before == 3 && text.starts_with("\xEF\xBB\xBF"));
    if (quoted || line_start) return true;
  }
  return false;
}

// Walks one folder; stays within bounds by never following links to folders.
class FolderSearch {
public:
  explicit FolderSearch(std::vector<std::string>& found) : found_(found) {}

  void search(const std::string& folder, const std::string& absolute, const GitIgnore& rules, unsigned depth) {
    if (depth > kMaxDepth) return;
    std::vector<fs::directory_entry> entries;
    std::error_code error;
    for (fs::directory_iterator it(folder, error); !error && it != fs::directory_iterator(); it.increment(error)) {
      entries.push_back(*it);
    }
    for (const fs::directory_entry& entry : entries) {
      const std::string name = entry.path().filename().string();
      if (name.front() == '.' || name == "node_modules") continue;
      const std::string path = folder == "." ? name : (fs::path(folder) / name).string();
      const std::string absolute_path = (fs::path(absolute) / name).string();
      std::error_code ignored;
      const bool is_folder = entry.is_directory(ignored);
      if (rules.ignores(absolute_path, is_folder)) continue;
      if (is_folder) {
        if (entry.is_symlink(ignored)) continue;
        GitIgnore deeper = rules;
        deeper.enter(absolute_path);
        search(path, absolute_path, deeper, depth + 1);
      } else if (entry.is_regular_file(ignored) && has_template_extension(name)) {
        const ReadResult file = read_source_file(path);
        if (file.file != nullptr && looks_like_template(file.file->text())) found_.push_back(path);
      }
    }
  }

private:
  static constexpr unsigned kMaxDepth = 256;
  std::vector<std::string>& found_;
};

}  // namespace

bool looks_like_template(std::string_view text) {
  return has_key(text, "Resources") &&
         (has_key(text, "AWSTemplateFormatVersion") || has_key(text, "Transform") ||
          text.find("AWS::") != std::string_view::npos || text.find("Custom::") != std::string_view::npos);
}

TemplateFiles find_templates(const std::vector<std::string>& names, const std::vector<std::string>& ignored) {
  TemplateFiles result;
  std::set<std::string> left_out;
  std::vector<std::string> left_out_folders;
  for (const std::string& pattern : ignored) {
    for (std::string& path : expand_glob(pattern)) {
      std::error_code error;
      if (fs::is_directory(path, error)) left_out_folders.push_back(path + "/");
      left_out.insert(std::move(path));
    }
  }
  const auto is_left_out = [&](const std::string& path) {
    return left_out.contains(path) || std::any_of(left_out_folders.begin(), left_out_folders.end(),
                                                  [&](const std::string& folder) { return path.starts_with(folder); });
  };

  for (const std::string& name : names) {
    if (name == "-") {
      result.files.push_back(name);
      continue;
    }
    std::vector<std::string> found;
    const bool literal = !has_wildcard(name);
    for (std::string& path : expand_glob(name)) {
      std::error_code error;
      if (!fs::is_directory(path, error)) {
        found.push_back(std::move(path));
      } else if (literal) {
        // A folder that a pattern happens to match was not asked for.
        const std::string absolute = fs::weakly_canonical(path, error).string();
        FolderSearch(found).search(path, absolute, GitIgnore::of_folder(absolute), 0);
      }
    }
    if (found.empty()) result.unmatched.push_back(name);
    for (std::string& path : found) {
      if (!is_left_out(path)) result.files.push_back(std::move(path));
    }
  }
  std::sort(result.files.begin(), result.files.end());
  result.files.erase(std::unique(result.files.begin(), result.files.end()), result.files.end());
  return result;
}

}  // namespace virga
