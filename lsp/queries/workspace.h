// Access to other templates of the workspace: nested templates, exports and imports, names.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lsp/queries/analysis.h"
#include "lsp/queries/occurrences.h"
#include "rules/engine/run_exports.h"

namespace virga::lsp {

// A declaration in a file of the workspace, for the search by name.
struct NamedPlace {
  std::string name;
  std::string detail;  // a resource's type, "Parameter", …
  NameKind kind = NameKind::Resource;
  AnalysisPtr file;
  TextRange range;  // of the name
};

// The names that templates of the workspace export.
struct ExportedNames {
  struct Name {
    std::string text;
    std::string file;  // name of the template's file
  };
  std::vector<Name> names;
  bool is_complete = true;  // or there was not enough time to evaluate all of them, and the next call knows more
};

// Thread-safe.
class Workspace {
public:
  virtual ~Workspace() = default;

  // The template at a path: the open document or the file on disk. Null if it cannot be read.
  virtual AnalysisPtr open(const std::string& path) const = 0;
  // The templates of the workspace that may export or import one of these names or, for nesting(), have a nested stack
  // with this file.
  virtual std::vector<AnalysisPtr> sharing_export(std::span<const SharedName> names) const = 0;
  virtual std::vector<AnalysisPtr> nesting(const std::string& path) const = 0;
  // The exports of the workspace's templates, by each name that they are known to have wherever they are deployed.
  virtual ExportedNames exports() const = 0;
  // At most `limit` declarations whose name contains the letters of `query` in order, ignoring case.
  virtual std::vector<NamedPlace> find_names(std::string_view query, std::size_t limit) const = 0;
};

// The absolute path of a file named in the template `base`; "" for URLs and if `base` is not a file.
std::string beside(std::string_view base, std::string_view name);

}  // namespace virga::lsp
