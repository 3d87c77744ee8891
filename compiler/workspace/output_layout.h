// Where to write the results for several files in one output folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/support/result.h"

namespace virga {

// For each input, its path below `folder`, relative to the common folder of all inputs. "-" becomes "stdin". Creates
// nothing.
std::vector<std::string> layout_below(const std::string& folder, const std::vector<std::string>& inputs);

// Replaces the extension of a path, by ".json" or ".yaml".
std::string with_extension(const std::string& path, std::string_view extension);

// Creates the folder that contains a file.
Result<void> make_parent_folder(const std::string& path);

// Creates the folder and replaces the file.
Result<void> write_output(const std::string& path, std::string_view text);

// Fails if the output is one of the input files, which would be overwritten.
Result<void> check_output(const std::string& output, const std::vector<std::string>& inputs);

}  // namespace virga
