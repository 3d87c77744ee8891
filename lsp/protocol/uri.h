// Converts between document URIs and paths.
#pragma once

#include <string>
#include <string_view>

namespace virga::lsp {

// The percent-decoded path of a file: URI; empty for other schemes ("untitled:", "vscode-remote:").
std::string path_of_uri(std::string_view uri);
// The file: URI of an absolute path, percent-encoded like VS Code's.
std::string uri_of_path(std::string_view path);
// Whether two URIs name the same document. Clients differ in what they percent-encode.
bool same_uri(std::string_view a, std::string_view b);

}  // namespace virga::lsp
