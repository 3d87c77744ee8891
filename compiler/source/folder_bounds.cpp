#include "compiler/source/folder_bounds.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace virga {

namespace fs = std::filesystem;

std::string path_below(const std::string& folder, std::string_view path) {
  std::error_code ignored;
  const fs::path base = fs::weakly_canonical(folder.empty() ? fs::path(".") : fs::path(folder), ignored);
  const fs::path target = fs::weakly_canonical(base / fs::path(path), ignored);
  const auto [end, rest] = std::mismatch(base.begin(), base.end(), target.begin(), target.end());
  return end == base.end() ? (fs::path(folder) / fs::path(path)).lexically_normal().string() : std::string();
}

}  // namespace virga
