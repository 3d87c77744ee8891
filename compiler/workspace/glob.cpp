#include "compiler/workspace/glob.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

namespace virga {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> segments_of(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0 && path.substr(0, slash) != ".") segments.emplace_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return segments;
}

struct Entry {
  std::string name;
  bool folder = false;
  bool link = false;
};

std::vector<Entry> entries_of(const std::string& folder) {
  std::vector<Entry> entries;
  std::error_code error;
  fs::directory_iterator it(folder.empty() ? fs::path(".") : fs::path(folder), error);
  for (; !error && it != fs::directory_iterator(); it.increment(error)) {
    std::error_code ignored;
    entries.push_back({it->path().filename().string(), it->is_directory(ignored), it->is_symlink(ignored)});
  }
  return entries;
}

std::string joined(const std::string& folder, const std::string& name) {
  if (folder.empty()) return name;
  return folder.back() == '/' ? folder + name : folder + "/" + name;
}

// Whether a segment of a pattern matches a name; one that begins with a dot only by a pattern that does so, too.
bool matches_segment(const std::string& segment, const std::string& name) {
  if (name.front() == '.' && segment.front() != '.') return false;
  return segment == "**" || segment == name || matches_wildcard(segment, name);
}

class Expander {
public:
  explicit Expander(std::vector<std::string> segments) : segments_(std::move(segments)) {
    // "**/**" is equivalent to "**".
    const auto repeats = [](const std::string& a, const std::string& b) { return a == "**" && b == "**"; };
    segments_.erase(std::unique(segments_.begin(), segments_.end(), repeats), segments_.end());
  }

  void expand(const std::string& folder, std::size_t at) {
    if (at == segments_.size()) {
      if (!folder.empty()) found.push_back(folder);
      return;
    }
    const std::string& segment = segments_[at];
    if (segment == "**") return expand_deep(folder, at);
    if (!has_wildcard(segment)) {
      std::error_code error;
      const std::string path = joined(folder, segment);
      if (fs::exists(fs::symlink_status(path, error))) expand(path, at + 1);
      return;
    }
    for (const Entry& entry : entries_of(folder)) {
      if (at + 1 < segments_.size() && !entry.folder) continue;
      if (matches_segment(segment, entry.name)) expand(joined(folder, entry.name), at + 1);
    }
  }

  std::vector<std::string> found;

private:
  void expand_deep(const std::string& folder, std::size_t at) {
    // Two `**` may reach a folder in many ways; visit it once.
    if (!entered_.emplace(at, folder).second) return;
    const bool last = at + 1 == segments_.size();
    if (!last) expand(folder, at + 1);
    for (const Entry& entry : entries_of(folder)) {
      if (entry.name.front() == '.') continue;
      const std::string path = joined(folder, entry.name);
      if (last) found.push_back(path);
      if (entry.folder && !entry.link) expand_deep(path, at);
    }
  }

  std::vector<std::string> segments_;
  std::set<std::pair<std::size_t, std::string>> entered_;  // visited by expand_deep
};

}  // namespace

std::vector<std::string> expand_glob(std::string_view pattern) {
  std::error_code error;
  // An existing name is taken literally, even if it contains wildcards.
  if (fs::exists(fs::symlink_status(fs::path(pattern), error))) return {normalized_path(pattern)};
  if (!has_wildcard(pattern)) return {};
  Expander expander(segments_of(pattern));
  expander.expand(pattern.starts_with('/') ? "/" : "", 0);
  std::sort(expander.found.begin(), expander.found.end());
  expander.found.erase(std::unique(expander.found.begin(), expander.found.end()), expander.found.end());
  return std::move(expander.found);
}

bool glob_covers(std::string_view pattern, std::string_view path) {
  if (pattern.starts_with('/') != path.starts_with('/')) return false;
  const std::vector<std::string> segments = segments_of(pattern);
  const std::size_t end = segments.size();
  // Where in the pattern one can be after each name of the path.
  std::vector<bool> states(end + 1);
  const auto enter = [&](std::vector<bool>& into, std::size_t at) {
    into[at] = true;
    // In the middle, `**` also matches no folder.
    while (at + 1 < end && segments[at] == "**") into[++at] = true;
  };
  enter(states, 0);
  for (const std::string& name : segments_of(path)) {
    std::vector<bool> next(end + 1);
    for (std::size_t at = 0; at < end; ++at) {
      if (!states[at] || !matches_segment(segments[at], name)) continue;
      enter(next, at + 1);
      if (segments[at] == "**") enter(next, at);
    }
    if (next[end]) return true;
    states = std::move(next);
  }
  return false;
}

std::string normalized_path(std::string_view path) {
  std::string normal = path.starts_with('/') ? "/" : "";
  for (const std::string& segment : segments_of(path)) normal = joined(normal, segment);
  return normal.empty() ? "." : normal;
}

}  // namespace virga
