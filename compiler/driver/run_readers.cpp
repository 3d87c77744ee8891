#include "compiler/driver/run_readers.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "compiler/support/ordered_parallel.h"
#include "compiler/syntax/syntax_tree.h"

namespace virga {
namespace {

namespace fs = std::filesystem;

// The paths of the run's files.
class RunFiles {
public:
  explicit RunFiles(std::span<const LintJob> jobs) {
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      std::error_code fault;
      const fs::path path = jobs[i].name == "-" ? fs::path() : fs::canonical(jobs[i].name, fault);
      if (path.empty() || fault) continue;
      jobs_.try_emplace(path.string(), i);
      names_.insert(path.filename().string());
      names_.insert(fs::path(jobs[i].name).filename().string());
    }
  }

  // The jobs that this one reads, without itself.
  std::vector<std::size_t> read_by(const LintJob& job, std::size_t index) const {
    std::vector<std::size_t> found;
    // Standard input and pipes are read once, by those who fix or lint them.
    std::error_code fault;
    const ReadResult read = fs::is_regular_file(job.name, fault) ? read_source_file(job.name) : ReadResult();
    if (read.file == nullptr || !may_read_others(read.file->text())) return found;
    const SyntaxTree tree = parse(read.file);
    std::vector<const Node*> todo = {tree.root};
    while (!todo.empty()) {
      const Node* node = todo.back();
      todo.pop_back();
      if (node == nullptr) continue;
      if (node->is_string()) add(fs::path(job.name).parent_path(), node->text(), found);
      for (const Node* item : node->items()) todo.push_back(item);
      for (const Member& member : node->members()) todo.push_back(member.value);
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    std::erase(found, index);
    return found;
  }

private:
  // The properties that name templates: TemplateURL of nested stacks and stack sets, Location of nested applications
  // and of AWS::Include.
  static bool may_read_others(std::string_view text) {
    return text.find("TemplateURL") != std::string_view::npos || text.find("Location") != std::string_view::npos;
  }

  void add(const fs::path& folder, std::string_view place, std::vector<std::size_t>& found) const {
    const std::size_t slash = place.rfind('/');
    if (!names_.contains(std::string(slash == std::string_view::npos ? place : place.substr(slash + 1)))) return;
    std::error_code fault;
    const fs::path path = fs::canonical(folder / fs::path(place), fault);
    if (fault) return;
    if (const auto known = jobs_.find(path.string()); known != jobs_.end()) found.push_back(known->second);
  }

  std::unordered_map<std::string, std::size_t> jobs_;  // by canonical path
  std::unordered_set<std::string> names_;              // of files, without their folders
};

}  // namespace

RunReaders RunReaders::find(std::span<const LintJob> jobs, unsigned threads) {
  RunReaders readers;
  readers.readers_.resize(jobs.size());
  if (jobs.size() < 2) {
    readers.read_.resize(jobs.size());
    return readers;
  }
  const RunFiles files(jobs);
  ordered_parallel<std::vector<std::size_t>>(
      jobs.size(), threads, [&](std::size_t job) { return files.read_by(jobs[job], job); },
      [&](std::vector<std::size_t>&& read) {
        for (const std::size_t other : read) readers.readers_[other].push_back(readers.read_.size());
        readers.read_.push_back(std::move(read));
      });
  return readers;
}

std::vector<std::size_t> RunReaders::of(std::size_t job) const {
  std::vector<std::size_t> found = readers_[job];
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const std::size_t other : readers_[found[i]]) {
      if (other != job && std::find(found.begin(), found.end(), other) == found.end()) found.push_back(other);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::vector<std::size_t>> RunReaders::levels() const {
  std::vector<std::vector<std::size_t>> found;
  std::vector<std::size_t> open(readers_.size()), level, linked;
  for (std::size_t job = 0; job < readers_.size(); ++job) {
    if (readers_[job].empty() && read_[job].empty()) continue;
    open[job] = readers_[job].size();
    linked.push_back(job);
    if (open[job] == 0) level.push_back(job);
  }
  std::vector<bool> is_placed(readers_.size());
  for (std::size_t next = 0;;) {
    while (!level.empty()) {
      std::vector<std::size_t> below;
      for (const std::size_t job : level) is_placed[job] = true;
      for (const std::size_t job : level) {
        for (const std::size_t other : read_[job]) {
          if (--open[other] == 0 && !is_placed[other]) below.push_back(other);
        }
      }
      found.push_back(std::exchange(level, std::move(below)));
    }
    while (next < linked.size() && is_placed[linked[next]]) ++next;
    if (next == linked.size()) return found;
    level = {linked[next]};
  }
}

}  // namespace virga
