// A file of findings that a team lives with for now.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "compiler/diagnostics/renderer.h"
#include "compiler/support/result.h"

namespace virga {

// Findings are known by their file, rule, and a hash of rule, path and message, never by their line, so a baseline
// holds while a template is edited around them. File names count from the baseline's own folder.
class Baseline {
public:
  explicit Baseline(std::string path);

  // Fails when the file cannot be read or is no baseline.
  Result<void> load();
  // Leaves out the findings that the baseline knows, each entry as often as it was counted; gives how many.
  std::size_t filter(FileFindings& file);

  void add(const FileFindings& file);
  // Writes what was added, sorted.
  Result<void> save() const;

  std::size_t size() const;
  const std::string& path() const { return path_; }

private:
  using Key = std::tuple<std::string, std::string, std::string, std::string>;  // file, path, rule, hash
  Key key_of(const FileFindings& file, const Diagnostic& finding) const;

  std::string path_;
  std::string folder_;
  std::map<Key, std::uint32_t> entries_;
};

}  // namespace virga
