// Baselines: files with known findings that are not reported.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "compiler/diagnostics/renderer.h"
#include "compiler/support/result.h"

namespace virga {

// Findings are identified by file, rule, and a hash of rule, path and message, but not by line, so a baseline stays
// valid while a template is edited elsewhere. File names are relative to the baseline's folder.
class Baseline {
public:
  explicit Baseline(std::string path);

  // Fails if the file cannot be read or is not a baseline.
  Result<void> load();
  // Removes known findings, each as often as the baseline counts it. Returns how many were removed.
  std::size_t filter(FileFindings& file);

  void add(const FileFindings& file);
  // Writes the added findings, sorted.
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
