#include "compiler/workspace/output_layout.h"

#include <fmt/format.h>

#include <filesystem>

#include "compiler/workspace/output_file.h"

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

Result<void> make_parent_folder(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  std::error_code fault;
  if (parent.empty() || fs::is_directory(parent, fault)) return {};
  fs::create_directories(parent, fault);
  if (fault) return Error{parent.string() + ": cannot create the folder: " + fault.message()};
  return {};
}

Result<void> write_output(const std::string& path, std::string_view text) {
  if (Result<void> made = make_parent_folder(path); !made) return made;
  return write_file(path, text);
}

Result<void> check_output(const std::string& output, const std::vector<std::string>& inputs) {
  if (output.empty()) return {};
  for (const std::string& input : inputs) {
    if (input.empty() || input == "-" || !is_same_file(output, input)) continue;
    return Error{fmt::format("the output would overwrite '{}', which is an input; choose another file", input)};
  }
  return {};
}

}  // namespace virga
