#include "compiler/driver/output_layout.h"

#include <filesystem>

namespace virga {

namespace fs = std::filesystem;

namespace {

fs::path absolute_of(const std::string& name) {
  std::error_code error;
  return (fs::current_path(error) / (name == "-" ? "stdin" : name)).lexically_normal();
}

fs::path common_part(const fs::path& a, const fs::path& b) {
  fs::path common;
  for (auto left = a.begin(), right = b.begin(); left != a.end() && right != b.end() && *left == *right;
       ++left, ++right) {
    common /= *left;
  }
  return common;
}

}  // namespace

std::vector<std::string> layout_below(const std::string& folder, const std::vector<std::string>& inputs) {
  fs::path shared;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const fs::path parent = absolute_of(inputs[i]).parent_path();
    shared = i == 0 ? parent : common_part(shared, parent);
  }
  std::vector<std::string> paths;
  paths.reserve(inputs.size());
  for (const std::string& input : inputs) {
    paths.push_back((fs::path(folder) / absolute_of(input).lexically_relative(shared)).string());
  }
  return paths;
}

std::string with_extension(const std::string& path, std::string_view extension) {
  return fs::path(path).replace_extension(extension).string();
}

bool make_parent_folder(const std::string& path, std::string& error) {
  const fs::path parent = fs::path(path).parent_path();
  std::error_code fault;
  if (parent.empty() || fs::is_directory(parent, fault)) return true;
  fs::create_directories(parent, fault);
  if (fault) error = parent.string() + ": the folder cannot be made: " + fault.message();
  return !fault;
}

}  // namespace virga
