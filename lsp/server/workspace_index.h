// The templates of the workspace folders.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "lsp/queries/workspace.h"
#include "lsp/server/document_store.h"

namespace virga::lsp {

// Indexes what other files may ask for in each template of the workspace: the names that it declares, exports, imports,
// and the templates of its nested stacks. Reads the files in the background; open documents are used as they are in the
// editor. Thread-safe.
class WorkspaceIndex : public Workspace {
public:
  using Analyse = std::function<AnalysisPtr(const DocumentPtr&)>;
  // `analyse` returns the analysis of a document that is open or was read from a file.
  WorkspaceIndex(const DocumentStore& documents, Analyse analyse);

  // Reads all templates below the folders again. Stops early when `cancelled` returns true.
  void scan(const std::vector<std::string>& folders, const std::function<bool()>& cancelled);
  // A file was written, created or deleted.
  void update(const std::string& path);
  // The configuration, which decides what names evaluate to, is another one.
  void reconfigured();
  std::vector<std::string> files() const;

  AnalysisPtr open(const std::string& path) const override;
  std::vector<AnalysisPtr> sharing_export(std::span<const SharedName> names) const override;
  std::vector<AnalysisPtr> nesting(const std::string& path) const override;
  ExportedNames exports() const override;
  std::vector<NamedPlace> find_names(std::string_view query, std::size_t limit) const override;

private:
  struct Summary {
    std::vector<std::string> names;
    std::vector<SharedName> shared;  // exports and imports, as written: what they evaluate to depends on settings
    bool has_exports = false;
    std::vector<std::string> exports;   // what the names of the exports evaluate to
    std::uint64_t configuration = 0;    // with which they were evaluated
    std::vector<std::string> children;  // paths of nested templates
  };
  static Summary summarise(const Analysis& analysis, std::uint64_t configuration);
  // The analyses of files whose summary matches, and of open documents.
  std::vector<AnalysisPtr> select(const std::function<bool(const Summary&)>& fits) const;

  const DocumentStore& documents_;
  Analyse analyse_;
  mutable std::mutex mutex_;
  mutable std::map<std::string, Summary, std::less<>> files_;
  std::atomic<std::uint64_t> configuration_ = 1;  // counts
};

}  // namespace virga::lsp
