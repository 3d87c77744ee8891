#include "compiler/source/folder_bounds.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace virga {

namespace fs = std::filesystem;

namespace {

// Whether each step of a path leads further down, and none is a link that may lead elsewhere. Asks the system for these
// steps alone; the canonical path takes a question for each folder above, too.
bool leads_down(const fs::path& folder, const fs::path& path) {
  if (path.empty() || path.has_root_path() || path.native().find('\0') != std::string::npos) return false;
  fs::path at = folder.empty() ? fs::path(".") : folder;
  for (const fs::path& step : path) {
    if (step == "..") return false;
    at /= step;
    std::error_code ignored;
    const fs::file_type type = fs::symlink_status(at, ignored).type();
    if (type == fs::file_type::not_found) return true;
    if (type == fs::file_type::symlink || type == fs::file_type::none) return false;
  }
  return true;
}

}  // namespace

std::string path_below(const std::string& folder, std::string_view path) {
  const fs::path whole = fs::path(folder) / fs::path(path);
  if (leads_down(folder, path)) return whole.lexically_normal().string();
  std::error_code ignored;
  const fs::path base = fs::weakly_canonical(folder.empty() ? fs::path(".") : fs::path(folder), ignored);
  const fs::path target = fs::weakly_canonical(base / fs::path(path), ignored);
  const auto [end, rest] = std::mismatch(base.begin(), base.end(), target.begin(), target.end());
  return end == base.end() ? whole.lexically_normal().string() : std::string();
}

}  // namespace virga
