#include "compiler/workspace/gitignore.h"

#include <algorithm>
#include <filesystem>

#include "compiler/source/source_file.h"
#include "compiler/workspace/glob.h"

namespace virga {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (slash > 0) segments.emplace_back(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return segments;
}

// `**` stands for any number of segments. Steps back to the last `**` only, so the work is pattern times path.
bool matches_path(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  std::size_t p = 0;
  std::size_t i = 0;
  std::size_t star = pattern.size();
  std::size_t resume = 0;
  while (i < path.size()) {
    if (p < pattern.size() && pattern[p] == "**") {
      star = p++;
      resume = i;
    } else if (p < pattern.size() && matches_wildcard(pattern[p], path[i])) {
      ++p;
      ++i;
    } else if (star < pattern.size()) {
      p = star + 1;
      i = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == "**") ++p;
  return p == pattern.size();
}

}  // namespace

GitIgnore GitIgnore::of_folder(const std::string& folder) {
  GitIgnore rules;
  std::error_code error;
  const fs::path start = fs::absolute(folder, error).lexically_normal();
  std::vector<fs::path> chain;
  for (fs::path at = start;; at = at.parent_path()) {
    chain.push_back(at);
    if (fs::exists(at / ".git", error)) break;
    // Outside of a repository only the folder's own file counts.
    if (at == at.parent_path()) {
      chain.resize(1);
      break;
    }
  }
  for (std::size_t i = chain.size(); i > 0; --i) rules.enter(chain[i - 1].string());
  return rules;
}

void GitIgnore::enter(const std::string& folder) {
  std::error_code error;
  const fs::path path = fs::path(folder) / ".gitignore";
  if (!fs::is_regular_file(path, error)) return;
  const ReadResult file = read_source_file(path.string());
  if (file.file == nullptr) return;
  std::string base = fs::path(folder).lexically_normal().string();
  if (base.empty() || base.back() != '/') base += '/';
  for (std::uint32_t i = 0; i < file.file->lines().line_count(); ++i) {
    std::string_view line = file.file->lines().line_text(i);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    Rule rule;
    rule.base = base;
    if (line.front() == '!') {
      rule.negated = true;
      line.remove_prefix(1);
    }
    if (line.ends_with('/')) {
      rule.folders_only = true;
      line.remove_suffix(1);
    }
    rule.anchored = line.find('/') != std::string_view::npos;
    rule.segments = split_path(line);
    // "folder/**" is what is inside, not the folder.
    if (!rule.segments.empty() && rule.segments.back() == "**") rule.segments.emplace_back("*");
    if (!rule.segments.empty()) rules_.push_back(std::move(rule));
  }
}

bool GitIgnore::ignores(std::string_view path, bool is_folder) const {
  for (std::size_t i = rules_.size(); i > 0; --i) {
    const Rule& rule = rules_[i - 1];
    if ((rule.folders_only && !is_folder) || !path.starts_with(rule.base)) continue;
    const std::vector<std::string> segments = split_path(path.substr(rule.base.size()));
    if (segments.empty()) continue;
    const bool matched = rule.anchored ? matches_path(rule.segments, segments)
                                       : matches_wildcard(rule.segments.front(), segments.back());
    if (matched) return !rule.negated;
  }
  return false;
}

}  // namespace virga
