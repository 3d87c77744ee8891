// Where the results of several files go below one folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"

namespace virga {

// For each input the path below `folder` that it would have if the folder all inputs share were `folder`. "-" is
// "stdin". Nothing is created.
std::vector<std::string> layout_below(const std::string& folder, const std::vector<std::string>& inputs);

// The path with another extension: ".json", ".yaml".
std::string with_extension(const std::string& path, std::string_view extension);

// Makes the folder that a file is in.
Result<void> make_parent_folder(const std::string& path);

// Makes the folder and replaces the file.
Result<void> write_output(const std::string& path, std::string_view text);

// Fails when the output is one of the files that the run reads, which it would overwrite.
Result<void> check_output(const std::string& output, const std::vector<std::string>& inputs);

}  // namespace virga
