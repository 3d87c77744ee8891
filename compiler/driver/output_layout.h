// Where the results of several files go below one folder.
#pragma once

#include <string>
#include <vector>

namespace virga {

// For each input the path below `folder` that it would have if the folder all inputs share were `folder`. "-" is
// "stdin". Nothing is created.
std::vector<std::string> layout_below(const std::string& folder, const std::vector<std::string>& inputs);

// The path with another extension: ".json", ".yaml".
std::string with_extension(const std::string& path, std::string_view extension);

// Makes the folder that a file is in. False with a sentence in `error`.
bool make_parent_folder(const std::string& path, std::string& error);

}  // namespace virga
