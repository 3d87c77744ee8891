// The templates around a document: nested templates, exports and imports, names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lsp/queries/analysis.h"
#include "lsp/queries/occurrences.h"

namespace virga::lsp {

// Declarations of a workspace's files, for the search by name.
struct NamedPlace {
  std::string name;
  std::string detail;  // a resource's type, "Parameter", …
  NameKind kind = NameKind::Resource;
  AnalysisPtr file;
  TextRange range;  // of the name
};

// Any thread.
class Workspace {
public:
  virtual ~Workspace() = default;

  // The template at a path: the open document's, else that of the disk. Null when it cannot be read.
  virtual AnalysisPtr open(const std::string& path) const = 0;
  // Templates of the workspace that may export or import this name, or have a nested stack made of this file.
  virtual std::vector<AnalysisPtr> sharing_export(std::string_view name) const = 0;
  virtual std::vector<AnalysisPtr> nesting(const std::string& path) const = 0;
  // Exports of the workspace's templates.
  virtual std::vector<NamedPlace> exports() const = 0;
  // Declarations whose name holds the letters of `query` in order, whatever their case. At most `limit`.
  virtual std::vector<NamedPlace> find_names(std::string_view query, std::size_t limit) const = 0;
};

// Absolute path of a file named in a template at `base`, "" for URLs and where `base` is no file.
std::string beside(std::string_view base, std::string_view name);

}  // namespace virga::lsp
