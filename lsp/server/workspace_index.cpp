#include "lsp/server/workspace_index.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <filesystem>
#include <unordered_set>
#include <utility>

#include "compiler/workspace/template_files.h"
#include "lsp/protocol/uri.h"
#include "lsp/queries/export_names.h"
#include "lsp/queries/occurrences.h"

namespace virga::lsp {

namespace {

constexpr std::size_t kMostFiles = 5000;
// Who types waits for a list no longer than for two frames of the screen.
constexpr std::chrono::milliseconds kAnswersWithin{30};

// Whether `name` contains the letters of `query` in this order.
bool matches(std::string_view query, std::string_view name) {
  std::size_t at = 0;
  for (const char c : name) {
    if (at == query.size()) break;
    const auto lower = [](char x) { return std::tolower(static_cast<unsigned char>(x)); };
    if (lower(c) == lower(query[at])) ++at;
  }
  return at == query.size();
}

// What the names of its exports evaluate to, where that is the same wherever the template is deployed.
std::vector<std::string> exported_names(const Analysis& analysis) {
  std::vector<std::string> names;
  for (const Occurrence& occurrence : analysis.occurrences()) {
    if (occurrence.symbol.kind != NameKind::Export || !occurrence.is_declaration) continue;
    if (depends_on_deployment(analysis, occurrence)) continue;
    for (const SharedName& name : analysis.export_names(occurrence)) {
      if (name.is_literal()) names.push_back(name.text());
    }
  }
  return names;
}

}  // namespace

WorkspaceIndex::WorkspaceIndex(const DocumentStore& documents, Analyse analyse)
    : documents_(documents), analyse_(std::move(analyse)) {}

WorkspaceIndex::Summary WorkspaceIndex::summarise(const Analysis& analysis, std::uint64_t configuration) {
  Summary summary;
  summary.configuration = configuration;
  for (const Occurrence& occurrence : analysis.occurrences()) {
    switch (occurrence.symbol.kind) {
      case NameKind::Export:
        summary.shared.push_back(SharedName::of(*occurrence.expression));
        summary.has_exports = summary.has_exports || occurrence.is_declaration;
        break;
      case NameKind::File:
        summary.children.push_back(occurrence.symbol.name);
        break;
      default:
        if (occurrence.is_declaration) summary.names.push_back(occurrence.symbol.name);
    }
  }
  if (summary.has_exports) summary.exports = exported_names(analysis);
  return summary;
}

void WorkspaceIndex::scan(const std::vector<std::string>& folders, const std::function<bool()>& cancelled) {
  std::map<std::string, Summary, std::less<>> files;
  for (const std::string& path : find_templates({.names = folders, .ignored = {}}).files) {
    if (cancelled() || files.size() == kMostFiles) break;
    const std::uint64_t configuration = configuration_;
    const AnalysisPtr analysis = open(path);
    if (analysis != nullptr && analysis->is_template()) files[path] = summarise(*analysis, configuration);
  }
  const std::lock_guard lock(mutex_);
  files_ = std::move(files);
}

void WorkspaceIndex::reconfigured() { ++configuration_; }

void WorkspaceIndex::update(const std::string& path) {
  const std::uint64_t configuration = configuration_;
  const AnalysisPtr analysis = open(path);
  const bool is_template = analysis != nullptr && analysis->is_template();
  Summary summary;
  if (is_template) summary = summarise(*analysis, configuration);
  const std::lock_guard lock(mutex_);
  if (is_template) {
    files_[path] = std::move(summary);
  } else {
    files_.erase(path);
  }
}

std::vector<std::string> WorkspaceIndex::files() const {
  std::vector<std::string> paths;
  const std::lock_guard lock(mutex_);
  paths.reserve(files_.size());
  for (const auto& [path, summary] : files_) paths.push_back(path);
  return paths;
}

AnalysisPtr WorkspaceIndex::open(const std::string& path) const {
  if (path.empty()) return nullptr;
  if (const DocumentPtr document = documents_.find_path(path)) return analyse_(document);
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return nullptr;
  ReadResult file = read_source_file(path);
  if (file.file == nullptr) return nullptr;
  auto document = std::make_shared<Document>();
  document->uri = uri_of_path(path);
  document->language_id = path.ends_with(".json") ? "json" : "yaml";
  document->source = std::move(file.file);
  return analyse_(document);
}

std::vector<AnalysisPtr> WorkspaceIndex::select(const std::function<bool(const Summary&)>& fits) const {
  std::vector<std::string> paths;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [path, summary] : files_) {
      if (fits(summary)) paths.push_back(path);
    }
  }
  std::vector<AnalysisPtr> analyses;
  for (const DocumentPtr& document : documents_.all()) {
    if (AnalysisPtr analysis = analyse_(document); analysis->is_template()) analyses.push_back(std::move(analysis));
  }
  for (const std::string& path : paths) {
    if (documents_.find_path(path) != nullptr) continue;
    if (AnalysisPtr analysis = open(path)) analyses.push_back(std::move(analysis));
  }
  return analyses;
}

std::vector<AnalysisPtr> WorkspaceIndex::sharing_export(std::span<const SharedName> names) const {
  return select([&](const Summary& summary) {
    return std::any_of(summary.shared.begin(), summary.shared.end(), [&](const SharedName& shared) {
      return std::any_of(names.begin(), names.end(), [&](const SharedName& name) { return name.may_equal(shared); });
    });
  });
}

std::vector<AnalysisPtr> WorkspaceIndex::nesting(const std::string& path) const {
  return select([&](const Summary& summary) {
    return std::find(summary.children.begin(), summary.children.end(), path) != summary.children.end();
  });
}

ExportedNames WorkspaceIndex::exports() const {
  ExportedNames result;
  const auto take = [&](const std::string& path, const std::vector<std::string>& names) {
    const std::string file = std::filesystem::path(path).filename().string();
    for (const std::string& name : names) result.names.push_back({name, file});
  };
  std::unordered_set<std::string> open_paths;
  for (const DocumentPtr& document : documents_.all()) {
    open_paths.insert(document->source->name());
    const AnalysisPtr analysis = analyse_(document);
    if (analysis->is_template()) take(document->source->name(), exported_names(*analysis));
  }
  const std::uint64_t configuration = configuration_;
  std::vector<std::string> outdated;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [path, summary] : files_) {
      if (!summary.has_exports || open_paths.count(path) > 0) continue;
      if (summary.configuration == configuration) {
        take(path, summary.exports);
      } else {
        outdated.push_back(path);
      }
    }
  }
  using Clock = std::chrono::steady_clock;
  const Clock::time_point limit = Clock::now() + kAnswersWithin;
  for (const std::string& path : outdated) {
    result.is_complete = Clock::now() < limit;
    if (!result.is_complete) break;
    const AnalysisPtr analysis = open(path);
    std::vector<std::string> names;
    if (analysis != nullptr && analysis->is_template()) names = exported_names(*analysis);
    take(path, names);
    const std::lock_guard lock(mutex_);
    const auto known = files_.find(path);
    if (known == files_.end()) continue;
    known->second.exports = std::move(names);
    known->second.configuration = configuration;
  }
  return result;
}

std::vector<NamedPlace> WorkspaceIndex::find_names(std::string_view query, std::size_t limit) const {
  const auto any = [&](const Summary& summary) {
    return std::any_of(summary.names.begin(), summary.names.end(),
                       [&](const std::string& name) { return matches(query, name); });
  };
  std::vector<NamedPlace> places;
  for (const AnalysisPtr& analysis : select(any)) {
    for (const Occurrence& occurrence : analysis->occurrences()) {
      if (!occurrence.is_declaration || !matches(query, occurrence.symbol.name)) continue;
      if (places.size() == limit) return places;
      places.push_back(
          {occurrence.symbol.name, std::string(occurrence.detail), occurrence.symbol.kind, analysis, occurrence.range});
    }
  }
  return places;
}

std::string beside(std::string_view base, std::string_view name) {
  if (!base.starts_with('/') || name.empty() || name.find("://") != std::string_view::npos) return {};
  if (name.starts_with("file:")) return path_of_uri(name);
  return (std::filesystem::path(base).parent_path() / name).lexically_normal().string();
}

}  // namespace virga::lsp
