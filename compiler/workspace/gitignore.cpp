#include "compiler/workspace/gitignore.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>

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

// `**` matches any number of segments. Backtracks to the last `**` only, so it takes at most pattern times path steps.
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

// The rules of one file. Most are names ("build/") or extensions ("*.log"), which are hashed, so that a long file is
// not slower than a short one.
class GitIgnore::RuleFile {
public:
  RuleFile(const SourceFile& file, const std::string& base) : base_(base) {
    if (base_.empty() || base_.back() != '/') base_ += '/';
    for (std::uint32_t i = 0; i < file.lines().line_count(); ++i) add(file.lines().line_text(i));
  }

  bool empty() const { return rules_.empty(); }

  // Whether the last matching rule ignores (true) or keeps (false) the path; nullopt if no rule matches.
  std::optional<bool> verdict(std::string_view path, bool is_folder) const {
    if (!path.starts_with(base_)) return {};
    const std::vector<std::string> segments = split_path(path.substr(base_.size()));
    if (segments.empty()) return {};
    const std::string_view name = segments.back();
    std::size_t best = 0;  // index + 1
    const auto consider = [&](const Table& table, std::string_view key) {
      const auto found = table.find(key);
      if (found == table.end()) return;
      for (std::size_t i = found->second.size(); i > 0; --i) {
        const std::size_t index = found->second[i - 1];
        if (index < best) return;
        if (is_folder || !rules_[index].folders_only) {
          best = index + 1;
          return;
        }
      }
    };
    consider(names_, name);
    for (std::size_t dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
      consider(endings_, name.substr(dot));
    }
    for (std::size_t i = patterns_.size(); i > 0; --i) {
      const std::size_t index = patterns_[i - 1];
      if (index < best) break;
      const Rule& rule = rules_[index];
      if (rule.folders_only && !is_folder) continue;
      const bool matched =
          rule.anchored ? matches_path(rule.segments, segments) : matches_wildcard(rule.segments.front(), name);
      if (matched) {
        best = index + 1;
        break;
      }
    }
    if (best == 0) return {};
    return !rules_[best - 1].negated;
  }

private:
  struct Rule {
    std::vector<std::string> segments;
    bool negated = false;
    bool folders_only = false;
    bool anchored = false;  // matches only from the file's folder, not at any depth
  };
  using Table = std::map<std::string, std::vector<std::size_t>, std::less<>>;

  void add(std::string_view line) {
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') return;
    Rule rule;
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
    // "folder/**" matches what is inside the folder, but not the folder.
    if (!rule.segments.empty() && rule.segments.back() == "**") rule.segments.emplace_back("*");
    if (rule.segments.empty()) return;
    const std::string_view pattern = rule.segments.front();
    const auto is_plain = [](std::string_view text) {
      return !has_wildcard(text) && text.find('\\') == std::string_view::npos;
    };
    if (!rule.anchored && is_plain(pattern)) {
      names_[std::string(pattern)].push_back(rules_.size());
    } else if (!rule.anchored && pattern.starts_with("*.") && is_plain(pattern.substr(1))) {
      endings_[std::string(pattern.substr(1))].push_back(rules_.size());
    } else {
      patterns_.push_back(rules_.size());
    }
    rules_.push_back(std::move(rule));
  }

  std::string base_;  // absolute path of the folder, ending with a slash
  std::vector<Rule> rules_;
  Table names_;    // rules that consist of a name
  Table endings_;  // rules of the form "*.extension"
  std::vector<std::size_t> patterns_;
};

GitIgnore GitIgnore::of_folder(const std::string& folder) {
  GitIgnore rules;
  std::error_code error;
  const fs::path start = fs::absolute(folder, error).lexically_normal();
  std::vector<fs::path> chain;
  for (fs::path at = start;; at = at.parent_path()) {
    chain.push_back(at);
    if (fs::exists(at / ".git", error)) {
      rules.read((at / ".git/info/exclude").string(), at.string());
      break;
    }
    // Outside of a repository, only the folder's own file applies.
    if (at == at.parent_path()) {
      chain.resize(1);
      break;
    }
  }
  for (std::size_t i = chain.size(); i > 0; --i) rules.enter(chain[i - 1].string());
  return rules;
}

void GitIgnore::enter(const std::string& folder) {
  read((fs::path(folder) / ".gitignore").string(), fs::path(folder).lexically_normal().string());
}

void GitIgnore::read(const std::string& path, const std::string& base) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return;
  const ReadResult file = read_source_file(path);
  if (file.file == nullptr) return;
  auto rules = std::make_shared<const RuleFile>(*file.file, base);
  if (!rules->empty()) files_.push_back(std::move(rules));
}

bool GitIgnore::ignores(std::string_view path, bool is_folder) const {
  for (std::size_t i = files_.size(); i > 0; --i) {
    if (const std::optional<bool> verdict = files_[i - 1]->verdict(path, is_folder)) return *verdict;
  }
  return false;
}

}  // namespace virga
