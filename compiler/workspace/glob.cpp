#include "compiler/workspace/glob.h"

#include <algorithm>
#include <filesystem>
#include <utility>

namespace virga {

namespace {

namespace fs = std::filesystem;

// Reads a bracket expression at `pattern[0] == '['`. False when it is not closed; else sets its length.
bool matches_set(std::string_view pattern, char c, bool& matched, std::size_t& length) {
  std::size_t i = 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  const std::size_t first = i;
  bool found = false;
  while (i < pattern.size() && (pattern[i] != ']' || i == first)) {
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') {
      found = found || (pattern[i] <= c && c <= pattern[i + 2]);
      i += 3;
    } else {
      found = found || pattern[i] == c;
      ++i;
    }
  }
  if (i >= pattern.size()) return false;
  matched = found != negated;
  length = i + 1;
  return true;
}

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

class Expander {
public:
  explicit Expander(std::vector<std::string> segments) : segments_(std::move(segments)) {}

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
      if (entry.name.front() == '.' && segment.front() != '.') continue;
      if (at + 1 < segments_.size() && !entry.folder) continue;
      if (matches_wildcard(segment, entry.name)) expand(joined(folder, entry.name), at + 1);
    }
  }

  std::vector<std::string> found;

private:
  void expand_deep(const std::string& folder, std::size_t at) {
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
};

}  // namespace

bool matches_wildcard(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
      continue;
    }
    bool matched = false;
    std::size_t length = 1;
    if (p < pattern.size()) {
      if (pattern[p] == '[' && matches_set(pattern.substr(p), text[t], matched, length)) {
        // decided by the set
      } else if (pattern[p] == '\\' && p + 1 < pattern.size()) {
        matched = pattern[p + 1] == text[t];
        length = 2;
      } else {
        matched = pattern[p] == '?' || pattern[p] == text[t];
      }
    }
    if (matched) {
      p += length;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool has_wildcard(std::string_view text) { return text.find_first_of("*?[") != std::string_view::npos; }

std::vector<std::string> expand_glob(std::string_view pattern) {
  std::error_code error;
  // A name that exists is itself, whatever characters it has.
  if (fs::exists(fs::symlink_status(fs::path(pattern), error))) return {normalized_path(pattern)};
  if (!has_wildcard(pattern)) return {};
  Expander expander(segments_of(pattern));
  expander.expand(pattern.starts_with('/') ? "/" : "", 0);
  std::sort(expander.found.begin(), expander.found.end());
  expander.found.erase(std::unique(expander.found.begin(), expander.found.end()), expander.found.end());
  return std::move(expander.found);
}

std::string normalized_path(std::string_view path) {
  std::string normal = path.starts_with('/') ? "/" : "";
  for (const std::string& segment : segments_of(path)) normal = joined(normal, segment);
  return normal.empty() ? "." : normal;
}

}  // namespace virga
