// Open templates whose findings depend on another open document: those that nest or include it.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "lsp/server/session.h"

namespace virga::lsp {

namespace {

// Nobody looks at two templates at once: what depends on the one that is being typed can wait for a pause between
// words.
constexpr std::chrono::milliseconds kAfterEdits{250};

// Templates refer to other files by path, so the file name must occur in their text.
bool names_file(const Document& document, const std::string& name) {
  return document.source->text().find(name) != std::string_view::npos;
}

}  // namespace

std::vector<DocumentPtr> Server::Impl::dependents_of(const std::string& path) const {
  std::vector<DocumentPtr> left = documents_.all();
  std::erase_if(left, [&](const DocumentPtr& document) { return document->source->name() == path; });
  std::vector<DocumentPtr> found;
  std::vector<std::string> todo = {path};
  while (!todo.empty()) {
    const std::string name = std::filesystem::path(todo.back()).filename().string();
    todo.pop_back();
    if (name.empty()) continue;
    const auto others = std::partition(left.begin(), left.end(),
                                       [&](const DocumentPtr& document) { return !names_file(*document, name); });
    for (auto it = others; it != left.end(); ++it) {
      todo.push_back((*it)->source->name());
      found.push_back(*it);
    }
    left.erase(others, left.end());
  }
  return found;
}

void Server::Impl::schedule_dependents(const std::string& path) {
  if (!path.starts_with('/') || dependents_of(path).empty()) return;
  scheduler_.post_named("dependents " + path, kAfterEdits, [this, path] { judge_dependents(path); });
}

void Server::Impl::judge_dependents(const std::string& path) {
  if (phase_ != Phase::Running) return;
  for (const DocumentPtr& document : dependents_of(path)) {
    const AnalysisPtr before = analysis_of(document);
    auto anew = std::make_shared<const Analysis>(document, options_of(*document), before.get());
    // Whoever edits another document does not type in this one.
    anew->settle();
    {
      const std::lock_guard lock(analyses_mutex_);
      const auto known = analyses_.find(document->uri);
      if (known == analyses_.end() || known->second != before) continue;
      known->second = std::move(anew);
    }
    schedule_findings(document);
  }
  if (client_.pull_diagnostics && client_.refresh_diagnostics) send_request("workspace/diagnostic/refresh", nullptr);
}

}  // namespace virga::lsp
